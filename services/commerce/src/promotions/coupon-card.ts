import type { CouponKind } from './coupon-terms.js';

/** A coupon as everybody sees it. */
export interface CouponCard {
  readonly id: string;
  readonly title: string;
  readonly kind: CouponKind;
  readonly amountFen: number;
  readonly percentOff: number;
  readonly maxOffFen: number | null;
  readonly thresholdFen: number;
  readonly category: { readonly id: string; readonly name: string } | null;
  /** The products it is for; null for all, or those of the category. */
  readonly productIds: readonly string[] | null;
  readonly stackable: boolean;
  readonly giftable: boolean;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly perShopper: number;
  /** Null: without end. */
  readonly remaining: number | null;
}

/** The card as jsonb, from a coupon row called `c`. */
export const COUPON_CARD_JSON = `jsonb_build_object('id', c.id, 'title', c.title, 'kind', c.kind, 'amountFen', c.amount_fen,
  'percentOff', c.percent_off, 'maxOffFen', c.max_off_fen, 'thresholdFen', c.threshold_fen, 'category',
  (select jsonb_build_object('id', g.id, 'name', g.name) from category g where g.tenant_id = c.tenant_id and g.id = c.category_id),
  'productIds', c.product_ids, 'stackable', c.stackable, 'giftable', c.giftable,
  'startsAt', c.starts_at, 'endsAt', c.ends_at, 'perShopper', c.per_shopper,
  'remaining', case when c.total is not null then greatest(0, c.total - c.claimed - coupons_set_aside(c.tenant_id, c.id)) end)`;

/** Whether a coupon row called `c` is handed out now, gone or not. */
export const COUPON_IS_OPEN = `c.state = 'active' and c.starts_at <= now() and c.ends_at > now()`;

/** What can still be collected first, then what ends soonest. */
export const COUPON_ORDER = `(c.claimed >= c.total) is true, c.ends_at, c.id`;
