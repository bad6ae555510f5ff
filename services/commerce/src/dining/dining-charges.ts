import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { DiningKind, DiningSettings } from './dining-settings.js';
import { yuan } from '../pricing/yuan.js';
import { distanceMeters, type Point } from './distance.js';
import { isOpen, nextOpening } from './opening-hours.js';
import { isPickupTime } from './pickup-times.js';

/** What a dining order adds to its goods. */
export interface DiningWish {
  readonly tableId?: string | undefined;
  /** When the food should be ready; as soon as possible when missing. */
  readonly pickupAt?: string | undefined;
  readonly guests?: number | undefined;
  /** Where it goes, for `local`. */
  readonly destination?: Point | undefined;
}

/** The named table as it is now; null when the shop has none of that id. */
export interface NamedTable {
  readonly id: string;
  readonly area: string;
  readonly name: string;
  readonly state: 'open' | 'closed';
}

/** What is true of a dining order when it is placed; kept with it. */
export interface DiningFacts {
  readonly table: { readonly id: string; readonly area: string; readonly name: string } | null;
  readonly pickupAt: string | null;
  readonly guests: number | null;
  readonly distanceMeters: number | null;
}

export interface DiningCharges {
  readonly packingFen: number;
  readonly shippingFen: number;
  readonly facts: DiningFacts;
}

/**
 * The fees and rules of eating in, taking away and having it brought.
 * @throws Problem order.delivery_unavailable, order.shop_closed, order.pickup_time_unavailable, order.table_unavailable,
 * order.below_minimum, order.too_far, request.invalid with a pointer
 */
export function diningCharges(
  kind: DiningKind,
  subtotalFen: number,
  {
    wish,
    table,
    settings,
    now,
  }: {
    readonly wish: DiningWish;
    readonly table: NamedTable | null;
    readonly settings: DiningSettings;
    readonly now: Date;
  },
): DiningCharges {
  if (!settings[kind].enabled) throw new Problem('order.delivery_unavailable');
  const pickupAt = requireTime(kind, wish, settings, now);
  if (kind === 'dineIn') {
    const { id, area, name } = requireTable(wish, table);
    const facts = { table: { id, area, name }, pickupAt: null, guests: wish.guests ?? null, distanceMeters: null };
    return { packingFen: 0, shippingFen: 0, facts };
  }
  const { minimumFen, packingFen } = settings[kind];
  if (subtotalFen < minimumFen)
    throw new Problem('order.below_minimum', {
      params: { minimum: yuan(minimumFen), missing: yuan(minimumFen - subtotalFen) },
      extensions: { minimumFen, missingFen: minimumFen - subtotalFen },
    });
  const facts = { table: null, pickupAt, guests: null, distanceMeters: null };
  if (kind === 'takeaway') return { packingFen, shippingFen: 0, facts };
  const meters = requireDistance(wish, settings);
  return {
    packingFen,
    shippingFen: bringingFen(meters, subtotalFen, settings),
    facts: { ...facts, distanceMeters: meters },
  };
}

/** Beyond the last tier, and inside the radius, the last tier's fee holds. */
export function bringingFen(meters: number, subtotalFen: number, { local }: DiningSettings): number {
  if (local.freeFromFen > 0 && subtotalFen >= local.freeFromFen) return 0;
  return (local.tiers.find((tier) => meters <= tier.withinMeters) ?? local.tiers.at(-1))?.feeFen ?? 0;
}

/** @returns the time in one form, or null for as soon as possible */
function requireTime(kind: DiningKind, { pickupAt }: DiningWish, settings: DiningSettings, now: Date): string | null {
  if (kind === 'dineIn' || pickupAt === undefined) {
    if (isOpen(settings.hours, now)) return null;
    const opensAt = nextOpening(settings.hours, now);
    throw new Problem('order.shop_closed', {
      params: { opensAt: opensAt === null ? '–' : chinaMinute(opensAt) },
      extensions: { opensAt: opensAt?.toISOString() ?? null },
    });
  }
  const wanted = new Date(pickupAt);
  if (!isPickupTime(settings.hours, settings[kind].preparationMinutes, wanted, now))
    throw new Problem('order.pickup_time_unavailable', {
      errors: [{ pointer: '/pickupAt', code: 'unavailable', detail: chooseTime }],
    });
  return wanted.toISOString();
}

function requireTable({ tableId }: DiningWish, table: NamedTable | null): NamedTable {
  if (tableId === undefined)
    throw new Problem('request.invalid', { errors: [fault('/tableId', 'required', scanTable)] });
  if (table?.state !== 'open')
    throw new Problem('order.table_unavailable', { errors: [fault('/tableId', 'unavailable', scanTable)] });
  return table;
}

function requireDistance({ destination }: DiningWish, { location, local }: DiningSettings): number {
  // Without the shop's place nobody can tell how far it is.
  if (location === null) throw new Problem('order.delivery_unavailable');
  if (!destination)
    throw new Problem('request.invalid', { errors: [fault('/destination', 'required', chooseDestination)] });
  const meters = distanceMeters(location, destination);
  if (meters > local.radiusMeters)
    throw new Problem('order.too_far', {
      params: { distance: kilometres(meters), radius: kilometres(local.radiusMeters) },
      extensions: { distanceMeters: meters, radiusMeters: local.radiusMeters },
    });
  return meters;
}

const scanTable = { zh: '请扫描桌上的点餐码', en: 'is the table’s id: scan the code on the table' };
const chooseTime = {
  zh: '请选择营业时间内、备餐时间之后的 24 小时内的时间',
  en: 'must lie within 24 hours, while the shop is open, and leave time to prepare',
};
const chooseDestination = { zh: '请在地图上选择收货位置', en: 'is required for delivery: choose the place on the map' };

function fault(pointer: string, code: string, detail: { zh: string; en: string }): ProblemFault {
  return { pointer, code, detail };
}

function kilometres(meters: number): string {
  return (meters / 1000).toFixed(1);
}

/** `11-21 10:00`, in China. */
function chinaMinute(time: Date): string {
  return new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(5, 16).replace('T', ' ');
}
