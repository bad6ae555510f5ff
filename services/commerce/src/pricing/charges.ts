import { Problem } from '#kernel/problems/problem.js';
import { bringingFen, type DiningFacts, type DiningWish, diningCharges } from '../dining/dining-charges.js';
import type { DeliveryMethod, DeliverySettings } from './delivery-settings.js';
import type { PricedLine } from './lines.js';
import type { PriceList } from './price-list.js';
import { readRegion } from './region.js';
import { shippingFee } from './shipping-rates.js';

/** What an order costs besides its goods. Amounts are fen. */
export interface Charges {
  readonly packingFen: number;
  readonly shippingFen: number;
  /** Before it is waived. */
  readonly listShippingFen: number;
  /** What the goods must come to for free delivery; null when it is never free, or costs nothing anyway. */
  readonly freeFromFen: number | null;
  /** Null for goods that are sent or fetched. */
  readonly dining: DiningFacts | null;
}

/** How it reaches the shopper. */
export interface ChargesWish extends DiningWish {
  readonly delivery: DeliveryMethod;
  /** 省 市 区, in parts or in one; missing while it is not known. */
  readonly region?: readonly string[] | undefined;
}

/** @throws Problem order.delivery_unavailable, order.region_not_served, and those of `diningCharges` */
export function chargesOf(
  wish: ChargesWish,
  lines: readonly PricedLine[],
  subtotalFen: number,
  prices: PriceList,
  now: Date,
): Charges {
  const { delivery } = wish;
  refuseMixed(delivery, lines);
  switch (delivery) {
    case 'express':
      if (!prices.delivery.express.enabled) throw new Problem('order.delivery_unavailable');
      return { ...nothing, ...sending(wish, lines, subtotalFen, prices) };
    case 'pickup':
      if (!prices.delivery.pickup.enabled) throw new Problem('order.delivery_unavailable');
      return nothing;
    case 'virtual':
      return nothing;
    case 'dineIn':
    case 'takeaway':
    case 'local': {
      const terms = { wish, table: prices.table, settings: prices.dining, now };
      const { packingFen, shippingFen, facts } = diningCharges(delivery, subtotalFen, terms);
      const meters = facts.distanceMeters;
      const listShippingFen = meters === null ? 0 : bringingFen(meters, 0, prices.dining);
      const freeFromFen = meters === null ? null : prices.dining.local.freeFromFen || null;
      return { packingFen, shippingFen, listShippingFen, freeFromFen, dining: facts };
    }
    case 'booking':
      // An appointment is placed with its slot, never as goods.
      throw new Problem('order.delivery_unavailable');
    default:
      return delivery satisfies never;
  }
}

const nothing: Charges = { packingFen: 0, shippingFen: 0, listShippingFen: 0, freeFromFen: null, dining: null };

type Shipping = Pick<Charges, 'shippingFen' | 'listShippingFen' | 'freeFromFen'>;

function sending(
  { region }: ChargesWish,
  lines: readonly PricedLine[],
  subtotalFen: number,
  { delivery, rates }: PriceList,
): Shipping {
  if (!rates) {
    const { feeFen, freeFromFen } = delivery.express;
    return {
      shippingFen: expressFen(subtotalFen, delivery),
      listShippingFen: feeFen,
      freeFromFen: freeFromFen || null,
    };
  }
  const goods = {
    weightG: lines.reduce((sum, { sku, quantity }) => sum + (sku.weightG ?? 0) * quantity, 0),
    pieces: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    subtotalFen,
  };
  const place = region?.join(' ');
  const fee = shippingFee(rates, place === undefined ? null : (readRegion(place) ?? ABROAD), goods);
  if (!fee) throw new Problem('order.region_not_served', { params: { region: place ?? '' } });
  return { shippingFen: fee.feeFen, listShippingFen: fee.listFeeFen, freeFromFen: fee.freeFromFen };
}

/** What is in no province is everywhere else. */
const ABROAD = { province: '', city: '' };

/** `freeFromFen` 0 means that the fee is never waived. */
export function expressFen(subtotalFen: number, { express }: DeliverySettings): number {
  return express.freeFromFen > 0 && subtotalFen >= express.freeFromFen ? 0 : express.feeFen;
}

/** What is handed over without being sent is ordered apart from what is. */
function refuseMixed(delivery: DeliveryMethod, lines: readonly PricedLine[]): void {
  const wrong = lines.flatMap(({ sku }, index) =>
    (sku.isVirtual ?? false) === (delivery === 'virtual') ? [] : [index],
  );
  if (wrong.length === 0) return;
  throw new Problem('order.delivery_unavailable', {
    errors: wrong.map((index) => ({ pointer: `/lines/${index}/skuId`, code: 'delivery', detail: APART })),
  });
}

const APART = {
  zh: '虚拟商品须单独下单，配送方式为 virtual',
  en: 'virtual goods are ordered by themselves, with the delivery “virtual”; others with another delivery',
};
