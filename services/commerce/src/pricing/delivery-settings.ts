/**
 * How an order reaches its shopper. Dining's three have rules of their own; appointments are placed with their slot; what is virtual is
 * handed over when it is paid.
 */
export type DeliveryMethod = 'express' | 'pickup' | 'dineIn' | 'takeaway' | 'local' | 'booking' | 'virtual';

/** The `delivery` part of a storefront config: what the merchant offers, in fen. */
export interface DeliverySettings {
  readonly express: { readonly enabled: boolean; readonly feeFen: number; readonly freeFromFen: number };
  readonly pickup: { readonly enabled: boolean };
}

/** Reads the config of a published revision. Templates without delivery settings deliver free of charge. */
export function deliverySettings(config: unknown): DeliverySettings {
  const express = member(config, 'express');
  const pickup = member(config, 'pickup');
  return {
    express: {
      enabled: member(express, 'enabled') !== false,
      feeFen: fen(member(express, 'feeFen')),
      freeFromFen: fen(member(express, 'freeFromFen')),
    },
    pickup: { enabled: member(pickup, 'enabled') === true },
  };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function fen(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}
