import { type Region, shortCity, shortProvince } from './region.js';

export const ratesBasis = ['weight', 'piece'] as const;

/** Where goods are sent on the same terms. Units are grams or pieces, by the table's basis; fees are fen. */
export interface ShippingZone {
  readonly name: string;
  /** Empty: everywhere that no other zone names. */
  readonly regions: readonly ZoneRegion[];
  /** False: goods are not sent there, and the fees mean nothing. */
  readonly delivers: boolean;
  readonly firstUnits: number;
  readonly firstFen: number;
  readonly furtherUnits: number;
  readonly furtherFen: number;
  /** Null: the fee is never waived. */
  readonly freeFromFen: number | null;
}

/** A province, or some cities of it. */
export interface ZoneRegion {
  readonly province: string;
  readonly cities: readonly string[];
}

/** What sending costs, region by region. */
export interface ShippingRates {
  readonly basis: (typeof ratesBasis)[number];
  readonly zones: readonly ShippingZone[];
}

export interface SentGoods {
  readonly weightG: number;
  readonly pieces: number;
  readonly subtotalFen: number;
}

export interface ShippingFee {
  readonly feeFen: number;
  /** Before it is waived. */
  readonly listFeeFen: number;
  readonly freeFromFen: number | null;
}

/**
 * The fee of the zone that names the region's city, else its province, else nothing. Before a region is known it is that of everywhere
 * else, or of the first zone.
 * @returns null when goods are not sent there
 */
export function shippingFee(rates: ShippingRates, region: Region | null, goods: SentGoods): ShippingFee | null {
  const zone = region ? zoneOf(rates.zones, region) : expectedZone(rates.zones);
  if (!zone?.delivers) return null;
  const units = rates.basis === 'weight' ? goods.weightG : goods.pieces;
  const further = Math.max(0, Math.ceil((units - zone.firstUnits) / zone.furtherUnits));
  const listFeeFen = zone.firstFen + further * zone.furtherFen;
  const isFree = zone.freeFromFen !== null && goods.subtotalFen >= zone.freeFromFen;
  return { feeFen: isFree ? 0 : listFeeFen, listFeeFen, freeFromFen: zone.freeFromFen };
}

function zoneOf(zones: readonly ShippingZone[], { province, city }: Region): ShippingZone | undefined {
  const named = zones.flatMap((zone) => zone.regions.map((region) => ({ zone, ...region })));
  const there = named.filter((one) => shortProvince(one.province) === province);
  const byCity = there.find(({ cities }) => cities.some((name) => shortCity(name) === city));
  const byProvince = there.find(({ cities }) => cities.length === 0);
  return (byCity ?? byProvince)?.zone ?? elsewhere(zones);
}

function expectedZone(zones: readonly ShippingZone[]): ShippingZone | undefined {
  const usual = elsewhere(zones);
  return usual?.delivers === true ? usual : zones.find(({ delivers }) => delivers);
}

function elsewhere(zones: readonly ShippingZone[]): ShippingZone | undefined {
  return zones.find(({ regions }) => regions.length === 0);
}
