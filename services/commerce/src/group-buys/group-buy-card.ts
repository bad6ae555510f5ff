import { PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';

/** An offer as sections and lists show it. */
export interface GroupBuyCard {
  readonly id: string;
  readonly productId: string;
  readonly title: string;
  readonly imageUrl: string | null;
  /** Of the cheapest SKU in it, and what that one usually costs. */
  readonly priceFen: number;
  readonly listPriceFen: number;
  readonly size: number;
  readonly endsAt: string;
}

/** The card as jsonb, from `GROUP_BUY_ROWS`. */
export const GROUP_BUY_CARD_JSON = `jsonb_build_object('id', b.id, 'productId', b.product_id, 'title', b.title,
  'imageUrl', coalesce(cheapest.image_url, p.image_url), 'priceFen', cheapest.group_price_fen, 'listPriceFen', cheapest.price_fen,
  'size', b.size, 'endsAt', b.ends_at)`;

/** Offers of tenant $1 in which groups can be opened now, what ends soonest first: an offer `b`, its product `p`. */
export const GROUP_BUY_ROWS = `group_buy b
  join product p on p.tenant_id = b.tenant_id and p.id = b.product_id and ${PRODUCT_IS_SHOWN}
  join lateral (
    select s.image_url, s.price_fen, i.price_fen as group_price_fen
    from group_buy_item i join sku s on s.tenant_id = i.tenant_id and s.id = i.sku_id and s.active
    where i.tenant_id = b.tenant_id and i.group_buy_id = b.id
    order by i.price_fen, i.position limit 1) cheapest on true`;

/** Whether a group can be opened now, and is worth it: the merchant may have lowered the usual price since. Of `GROUP_BUY_ROWS`. */
export const GROUP_BUY_IS_OPEN = `b.starts_at <= now() and b.ends_at > now() and (b.total is null or b.total - b.sold >= b.size)
  and cheapest.group_price_fen < cheapest.price_fen`;

/** The offer of product $2 of tenant $1 that is open and ends first, as jsonb, or null. */
export const PRODUCT_GROUP_BUY_JSON = `
  case when exists (select from group_buy b where b.tenant_id = $1 and b.product_id = $2 and b.ends_at > now())
    then product_group_buy($1, $2) end`;

/** When an offer of product $2 of tenant $1 begins or ends next, in milliseconds since 1970; null when none does. */
export const GROUP_BUY_UNTIL = `(
  select (extract(epoch from min(case when v.starts_at > now() then v.starts_at else v.ends_at end)) * 1000)::float8
  from group_buy v where v.tenant_id = $1 and v.product_id = $2 and v.ends_at > now())`;
