import type { OpeningHours, Weekday } from './opening-hours.js';
import type { Point } from './distance.js';

/** The ways a restaurant serves; each is a delivery of an order. */
export const diningKinds = ['dineIn', 'takeaway', 'local'] as const;
export type DiningKind = (typeof diningKinds)[number];

export interface DistanceTier {
  readonly withinMeters: number;
  readonly feeFen: number;
}

/** The `dining` part of a storefront config. Money in fen, distances in metres as the crow flies. */
export interface DiningSettings {
  readonly dineIn: { readonly enabled: boolean };
  readonly takeaway: {
    readonly enabled: boolean;
    readonly packingFen: number;
    readonly minimumFen: number;
    readonly preparationMinutes: number;
  };
  readonly local: {
    readonly enabled: boolean;
    readonly packingFen: number;
    readonly minimumFen: number;
    readonly preparationMinutes: number;
    readonly radiusMeters: number;
    /** 0: the fee is never waived. */
    readonly freeFromFen: number;
    /** Nearest first. */
    readonly tiers: readonly DistanceTier[];
  };
  /** Where the shop is, GCJ-02 as WeChat counts; null until the merchant has said so. */
  readonly location: Point | null;
  readonly hours: OpeningHours;
}

/** Reads the config of a published revision. A template without dining settings serves nobody at tables and delivers nothing. */
export function diningSettings(config: unknown): DiningSettings {
  const takeaway = member(config, 'takeaway');
  const local = member(config, 'local');
  return {
    dineIn: { enabled: member(member(config, 'dineIn'), 'enabled') === true },
    takeaway: { enabled: member(takeaway, 'enabled') === true, ...costs(takeaway) },
    local: {
      enabled: member(local, 'enabled') === true,
      ...costs(local),
      radiusMeters: natural(member(local, 'radiusMeters')) || 3000,
      freeFromFen: natural(member(local, 'freeFromFen')),
      tiers: list(member(local, 'tiers'))
        .map((tier) => ({
          withinMeters: natural(member(tier, 'withinMeters')),
          feeFen: natural(member(tier, 'feeFen')),
        }))
        .filter((tier) => tier.withinMeters > 0)
        .sort((a, b) => a.withinMeters - b.withinMeters),
    },
    location: readPoint(member(config, 'location')),
    hours: readHours(member(config, 'hours')),
  };
}

function costs(config: unknown) {
  return {
    packingFen: natural(member(config, 'packingFen')),
    minimumFen: natural(member(config, 'minimumFen')),
    preparationMinutes: natural(member(config, 'preparationMinutes')),
  };
}

/** 0°, 0° lies in the sea: it is what an empty form leaves. */
function readPoint(value: unknown): Point | null {
  const [latitude, longitude] = [member(value, 'latitude'), member(value, 'longitude')];
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  if (!(Math.abs(latitude) <= 90) || !(Math.abs(longitude) <= 180) || (latitude === 0 && longitude === 0)) return null;
  return { latitude, longitude };
}

const dayNames: Readonly<Record<string, readonly Weekday[]>> = {
  everyDay: [0, 1, 2, 3, 4, 5, 6],
  workdays: [1, 2, 3, 4, 5],
  weekend: [6, 0],
  sunday: [0],
  monday: [1],
  tuesday: [2],
  wednesday: [3],
  thursday: [4],
  friday: [5],
  saturday: [6],
};

function readHours(value: unknown): OpeningHours {
  const weekly = list(member(value, 'weekly')).flatMap((row) => {
    const days = dayNames[String(member(row, 'days'))] ?? [];
    const [from, to] = [minuteOf(member(row, 'from')), minuteOf(member(row, 'to'))];
    return from === null || to === null ? [] : days.map((day) => ({ day, fromMinute: from, toMinute: to }));
  });
  const closedDays = list(member(value, 'closedDays')).filter((day) => typeof day === 'string');
  return { weekly, closedDays };
}

/** `07:30` → 450; `24:00` → 1440. */
function minuteOf(value: unknown): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})$/.exec(String(value)) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return minute >= 0 && minute <= 1440 && Number(minutes) < 60 ? minute : null;
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function natural(value: unknown): number {
  return Number.isSafeInteger(value) && (value as number) > 0 ? (value as number) : 0;
}
