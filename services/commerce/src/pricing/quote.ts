import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { type DiningFacts, type DiningWish, diningCharges, type NamedTable } from '../dining/dining-charges.js';
import type { DiningSettings } from '../dining/dining-settings.js';
import { type ChosenModifier, chooseModifiers, type ModifierGroup, sortedIds } from '../dining/modifier-choice.js';
import {
  chooseCoupon,
  type CouponOffer,
  type CouponWish,
  type HeldCoupon,
  type UsedCoupon,
} from '../promotions/coupon-choice.js';
import { type FlashOffer, flashPrice, type PriceNotice } from '../promotions/flash-price.js';
import type { DeliveryMethod, DeliverySettings } from './delivery-settings.js';

export interface WantedLine {
  readonly skuId: string;
  readonly quantity: number;
  /** Options and extras of a dish. The same SKU with other extras is another line. */
  readonly modifierIds?: readonly string[] | undefined;
}

/** A SKU as the catalogue has it now. */
export interface PricedSku {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly stock: number;
  /** Null for goods without options or extras. */
  readonly modifierGroups?: readonly ModifierGroup[] | null;
  readonly categoryId?: string | null;
  /** The sale it is in now, as this shopper meets it. */
  readonly flashSale?: FlashOffer | null;
}

export interface QuoteLine {
  readonly skuId: string;
  readonly productId: string;
  readonly title: string;
  readonly optionValues: readonly string[];
  readonly imageUrl: string | null;
  /** Of one, extras included. */
  readonly priceFen: number;
  readonly quantity: number;
  readonly totalFen: number;
  readonly modifiers: readonly ChosenModifier[];
  /** What one usually costs, extras included; more than `priceFen` in a flash sale. */
  readonly listPriceFen: number;
  readonly flashSaleId: string | null;
}

export interface Quote {
  readonly lines: readonly QuoteLine[];
  readonly subtotalFen: number;
  readonly packingFen: number;
  readonly shippingFen: number;
  /** What the coupon takes off; the total is without it. */
  readonly discountFen: number;
  readonly totalFen: number;
  /** Null for goods that are sent or fetched. */
  readonly dining: DiningFacts | null;
  readonly coupon: UsedCoupon | null;
  /** The shopper's coupons with what each would take off, the most worth first. */
  readonly coupons: readonly CouponOffer[];
  /** Goods in a sale that nevertheless cost what they always cost, and why. */
  readonly notices: readonly PriceNotice[];
}

/** The shopper's wallet, and what they want of it. */
export interface CouponTermsOfOrder {
  readonly held: readonly HeldCoupon[];
  readonly wish: CouponWish;
}

/** What a dining order is priced by besides its goods. */
export interface DiningTerms {
  readonly settings: DiningSettings;
  readonly wish: DiningWish;
  readonly table: NamedTable | null;
  readonly now: Date;
}

interface Charges {
  readonly packingFen: number;
  readonly shippingFen: number;
  readonly dining: DiningFacts | null;
}

const MAX_TOTAL_FEN = 1_000_000_000;
const NO_COUPONS: CouponTermsOfOrder = { held: [], wish: 'none' };

/**
 * What an order costs: the one place where prices are computed, in integer fen, from the catalogue and never from the client.
 * A coupon is for goods at their usual price and leaves a fen to pay; free shipping and least orders go by the goods before it.
 * @throws Problem stock.insufficient pointing at /lines/n, request.invalid for a line named twice or extras that do not go together,
 * order.delivery_unavailable, order.total_out_of_range, coupon.unusable, and those of `diningCharges`
 */
export function quote(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
  settings: DeliverySettings,
  delivery: DeliveryMethod,
  dining: DiningTerms | null = null,
  { held, wish }: CouponTermsOfOrder = NO_COUPONS,
): Quote {
  refuseRepeats(wanted);
  const { lines, notices } = priceLines(wanted, skus);
  const subtotalFen = lines.reduce((sum, line) => sum + line.totalFen, 0);
  const charges = chargesOf(delivery, subtotalFen, settings, dining);
  const fullFen = subtotalFen + charges.packingFen + charges.shippingFen;
  if (fullFen < 1 || fullFen > MAX_TOTAL_FEN) throw new Problem('order.total_out_of_range');
  // WeChat Pay takes no payment of nothing.
  const { used, offers } = chooseCoupon(held, couponGoods(lines, skus), wish, fullFen - 1);
  const discountFen = used?.discountFen ?? 0;
  const totalFen = fullFen - discountFen;
  return { lines, subtotalFen, ...charges, discountFen, totalFen, coupon: used, coupons: offers, notices };
}

/** What is in a sale has had its price lowered already. */
function couponGoods(lines: readonly QuoteLine[], skus: ReadonlyMap<string, PricedSku>) {
  return lines
    .filter(({ flashSaleId }) => flashSaleId === null)
    .map(({ skuId, totalFen }) => ({ categoryId: skus.get(skuId)?.categoryId ?? null, totalFen }));
}

function chargesOf(
  delivery: DeliveryMethod,
  subtotalFen: number,
  settings: DeliverySettings,
  dining: DiningTerms | null,
): Charges {
  switch (delivery) {
    case 'express':
    case 'pickup': {
      if (!settings[delivery].enabled) throw new Problem('order.delivery_unavailable');
      return {
        packingFen: 0,
        shippingFen: delivery === 'express' ? expressFen(subtotalFen, settings) : 0,
        dining: null,
      };
    }
    case 'dineIn':
    case 'takeaway':
    case 'local': {
      if (!dining) throw new Problem('order.delivery_unavailable');
      const { packingFen, shippingFen, facts } = diningCharges(delivery, subtotalFen, dining);
      return { packingFen, shippingFen, dining: facts };
    }
    case 'booking':
      // An appointment is placed with its slot, never as goods.
      throw new Problem('order.delivery_unavailable');
    default:
      return delivery satisfies never;
  }
}

/** `freeFromFen` 0 means that the fee is never waived. */
export function expressFen(subtotalFen: number, { express }: DeliverySettings): number {
  return express.freeFromFen > 0 && subtotalFen >= express.freeFromFen ? 0 : express.feeFen;
}

function refuseRepeats(wanted: readonly WantedLine[]): void {
  const seen = new Set<string>();
  for (const [index, { skuId, modifierIds }] of wanted.entries()) {
    const key = [skuId, ...sortedIds(modifierIds)].join(' ');
    if (seen.has(key)) {
      const detail = { zh: '同一规格只能出现一次', en: 'names an article that an earlier line has already' };
      throw new Problem('request.invalid', {
        errors: [{ pointer: `/lines/${index}/skuId`, code: 'repeated', detail }],
      });
    }
    seen.add(key);
  }
}

function priceLines(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
): { lines: QuoteLine[]; notices: PriceNotice[] } {
  const prices = pricesBySku(wanted, skus);
  const faults: ProblemFault[] = [];
  const choiceFaults: ProblemFault[] = [];
  const lines: QuoteLine[] = [];
  // Lines of one SKU with other extras draw on the same stock.
  const taken = new Map<string, number>();
  for (const [index, { skuId, quantity, modifierIds = [] }] of wanted.entries()) {
    const sku = skus.get(skuId);
    if (!sku) {
      faults.push(gone(index));
      continue;
    }
    const before = taken.get(skuId) ?? 0;
    taken.set(skuId, before + quantity);
    if (sku.stock < before + quantity) faults.push(short(index, Math.max(0, sku.stock - before)));
    const ids = modifierIds.map((id) => id.toLowerCase());
    const choice = chooseModifiers(sku.modifierGroups ?? [], ids, `/lines/${index}`);
    for (const fault of choice.faults) (fault.code === 'modifier.count' ? choiceFaults : faults).push(fault);
    lines.push(line(sku, quantity, choice.chosen, prices.get(skuId)));
  }
  if (faults.length > 0) throw new Problem('stock.insufficient', { errors: faults });
  if (choiceFaults.length > 0) throw new Problem('request.invalid', { errors: choiceFaults });
  return { lines, notices: [...prices.values()].flatMap(({ notice }) => (notice ? [notice] : [])) };
}

type SkuPrice = ReturnType<typeof flashPrice>;

/** All lines of a SKU have one price: in its sale, or not. */
function pricesBySku(
  wanted: readonly WantedLine[],
  skus: ReadonlyMap<string, PricedSku>,
): ReadonlyMap<string, SkuPrice> {
  const quantities = new Map<string, number>();
  for (const { skuId, quantity } of wanted) quantities.set(skuId, (quantities.get(skuId) ?? 0) + quantity);
  const prices = new Map<string, SkuPrice>();
  for (const [skuId, quantity] of quantities) {
    const sku = skus.get(skuId);
    if (!sku) continue;
    const { title, priceFen } = sku;
    prices.set(skuId, flashPrice({ skuId, title, listPriceFen: priceFen }, quantity, sku.flashSale ?? null));
  }
  return prices;
}

function line(
  sku: PricedSku,
  quantity: number,
  modifiers: readonly ChosenModifier[],
  price: Pick<SkuPrice, 'priceFen' | 'saleId'> = { priceFen: sku.priceFen, saleId: null },
): QuoteLine {
  const { skuId, productId, title, optionValues, imageUrl } = sku;
  const extrasFen = modifiers.reduce((sum, modifier) => sum + modifier.priceFen, 0);
  const priceFen = price.priceFen + extrasFen;
  return {
    skuId,
    productId,
    title,
    optionValues,
    imageUrl,
    priceFen,
    quantity,
    totalFen: priceFen * quantity,
    modifiers,
    listPriceFen: sku.priceFen + extrasFen,
    flashSaleId: price.saleId,
  };
}

function gone(index: number): ProblemFault {
  return {
    pointer: `/lines/${index}/skuId`,
    code: 'sku.unavailable',
    detail: { zh: '商品已下架', en: 'is not on sale' },
  };
}

function short(index: number, stock: number): ProblemFault {
  const detail = { zh: `仅剩 ${stock} 件`, en: `only ${stock} left` };
  return { pointer: `/lines/${index}/quantity`, code: 'stock.insufficient', detail };
}
