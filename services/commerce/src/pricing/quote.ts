import { Problem } from '#kernel/problems/problem.js';
import type { DiningFacts } from '../dining/dining-charges.js';
import type { ChosenModifier } from '../dining/modifier-choice.js';
import { bestClaimable } from '../promotions/claimable-coupon.js';
import type { CouponOffer, CouponWish, UsedCoupon } from '../promotions/coupon-choice.js';
import type { PriceNotice } from '../promotions/flash-price.js';
import { type Adjustment, merged, unlessNothing } from './adjustment.js';
import { chargesOf, type ChargesWish } from './charges.js';
import { type PricedLine, priceLines, type WantedLine } from './lines.js';
import { type Missed, missedOf } from './missed.js';
import type { PriceList, ShopperAccount } from './price-list.js';
import { couponGoods, reduce, type ReducedLine, type Reductions, takesCoupons } from './reductions.js';
import { tendersOf } from './tenders.js';

/** What is asked for a price: the wish without the person. */
export interface QuoteRequest extends ChargesWish {
  readonly lines: readonly WantedLine[];
  /** The best when missing. */
  readonly coupons?: CouponWish | undefined;
  readonly usePoints?: boolean | undefined;
  readonly useBalance?: boolean | undefined;
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
  /** What one usually costs, extras included. */
  readonly listPriceFen: number;
  readonly flashSaleId: string | null;
  /** Why the whole line costs other than its list price. */
  readonly adjustments: readonly Adjustment[];
  /** What the whole line costs after all of them: what a refund of it gives back. */
  readonly netFen: number;
}

/** Amounts are fen. Each line's `netFen` is its list price with its adjustments; together they are the goods after every discount. */
export interface Quote {
  readonly lines: readonly QuoteLine[];
  /** The goods at their prices, before coupons and points. */
  readonly subtotalFen: number;
  readonly packingFen: number;
  readonly shippingFen: number;
  /** What coupons and points take off; the total is without it. */
  readonly discountFen: number;
  readonly totalFen: number;
  /** What it would cost at list prices with delivery paid in full: `totalFen` is this and the adjustments. */
  readonly listTotalFen: number;
  readonly adjustments: readonly Adjustment[];
  readonly pointsSpent: number;
  readonly pointsFen: number;
  readonly balanceFen: number;
  readonly bonusFen: number;
  /** What WeChat Pay is asked for. */
  readonly payableFen: number;
  /** Null for goods that are sent or fetched. */
  readonly dining: DiningFacts | null;
  readonly coupons: readonly UsedCoupon[];
  /** The shopper's coupons with what each would take off, the most worth first. */
  readonly couponOffers: readonly CouponOffer[];
  readonly missed: readonly Missed[];
  /** What the shopper has; null when there is nothing. */
  readonly account: AccountOffer | null;
  /** Goods in a sale that nevertheless cost what they always cost, and why. */
  readonly notices: readonly PriceNotice[];
}

export interface AccountOffer {
  readonly balanceFen: number;
  readonly bonusFen: number;
  readonly points: number;
  /** How many of them this order would take, and for how much; 0 where points are not spent. */
  readonly pointsUsable: number;
  readonly pointsUsableFen: number;
}

const MAX_TOTAL_FEN = 1_000_000_000;

/**
 * What an order costs: the one place where prices are computed, in integer fen, from the catalogue and never from the client. In this order:
 * the price of each line (agreed, in a sale, or for members), coupons, points; then packing and delivery, which go by the goods before
 * coupons; then what balance and bonus pay of the total. A fen is left to pay.
 * @throws Problem order.total_out_of_range, coupon.unusable, and those of `priceLines` and `chargesOf`
 */
export function quote(request: QuoteRequest, prices: PriceList, now = new Date()): Quote {
  const { account } = prices;
  const { lines, notices } = priceLines(request.lines, prices.skus, account?.tier ?? null);
  const subtotalFen = lines.reduce((sum, { totalFen }) => sum + totalFen, 0);
  const charges = chargesOf(request, lines, subtotalFen, prices, now);
  const { packingFen, shippingFen, listShippingFen, dining } = charges;
  const fullFen = subtotalFen + packingFen + shippingFen;
  if (fullFen < 1 || fullFen > MAX_TOTAL_FEN) throw new Problem('order.total_out_of_range');
  const { coupons: wish = 'best', usePoints = false, useBalance = false } = request;
  // WeChat Pay takes no payment of nothing.
  const reductions = reduce(lines, prices.coupons, account, { coupons: wish, usePoints }, fullFen - 1);
  const totalFen = fullFen - reductions.discountFen;
  const waived = { kind: 'shipping', title: '', amountFen: shippingFen - listShippingFen, referenceId: null } as const;
  return {
    lines: reductions.lines.map(lineView),
    subtotalFen,
    packingFen,
    shippingFen,
    discountFen: reductions.discountFen,
    totalFen,
    listTotalFen: listGoodsFen(lines) + packingFen + listShippingFen,
    adjustments: [...merged(reductions.lines.flatMap(({ adjustments }) => adjustments)), ...unlessNothing(waived)],
    pointsSpent: reductions.points.points,
    pointsFen: reductions.points.fen,
    ...tendersOf(totalFen, account, useBalance),
    dining,
    coupons: reductions.used,
    couponOffers: reductions.offers,
    missed: missedOf(
      reductions.offers,
      claimableOf(lines, prices, reductions, wish, fullFen - 1),
      charges,
      subtotalFen,
    ),
    account: accountOffer(account, reductions),
    notices,
  };
}

function listGoodsFen(lines: readonly PricedLine[]): number {
  return lines.reduce((sum, { listPriceFen, quantity }) => sum + listPriceFen * quantity, 0);
}

/** Who has chosen among their coupons is not offered another. */
function claimableOf(
  lines: readonly PricedLine[],
  { coupons, claimable }: PriceList,
  { couponsFen }: Reductions,
  wish: CouponWish,
  mostFen: number,
) {
  if (wish !== 'best' || claimable.length === 0) return null;
  return bestClaimable(coupons, claimable, lines.filter(takesCoupons).map(couponGoods), couponsFen, mostFen);
}

function accountOffer(account: ShopperAccount | null, { pointsAtMost }: Reductions): AccountOffer | null {
  if (!account) return null;
  const { balance: balanceFen = 0, bonus: bonusFen = 0, points = 0 } = account;
  return { balanceFen, bonusFen, points, pointsUsable: pointsAtMost.points, pointsUsableFen: pointsAtMost.fen };
}

function lineView({ sku, reason, ...line }: ReducedLine): QuoteLine {
  const { skuId, productId, title, optionValues, imageUrl } = sku;
  return {
    skuId,
    productId,
    title,
    optionValues,
    imageUrl,
    priceFen: line.priceFen,
    quantity: line.quantity,
    totalFen: line.totalFen,
    modifiers: line.modifiers,
    listPriceFen: line.listPriceFen,
    flashSaleId: reason?.kind === 'flash_sale' ? reason.referenceId : null,
    adjustments: line.adjustments,
    netFen: line.netFen,
  };
}
