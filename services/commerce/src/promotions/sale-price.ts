/** A running sale as a product's card shows it: it makes the product cheaper than it otherwise is. Amounts are fen. */
export interface CardSale {
  /** Of the sale. */
  readonly id: string;
  /** The lowest price the product has now. */
  readonly priceFen: number;
  /** What costs that much usually costs this. */
  readonly listPriceFen: number;
  /** The highest price the product has now. */
  readonly maxPriceFen: number;
  readonly endsAt: string;
}

/**
 * The CardSale as jsonb, or null, from a product row called `p` of tenant $1. What is sold out, of the stock or of the contingent,
 * lowers no price. A shop without a running sale is told from one look at its sales.
 */
export const CARD_SALE_JSON = `(
  select jsonb_build_object('id', f.sale_id, 'priceFen', f.price_fen, 'listPriceFen', s.price_fen, 'endsAt', f.ends_at, 'maxPriceFen', (
      select max(least(o.price_fen, g.price_fen)) from sku o
      left join flash_sale_item g on g.tenant_id = o.tenant_id and g.sku_id = o.id and g.starts_at <= now() and g.ends_at > now() and g.sold < g.total
      where o.tenant_id = $1 and o.product_id = p.id and o.active))
  from sku s
  join flash_sale_item f on f.tenant_id = s.tenant_id and f.sku_id = s.id
  where exists (select from flash_sale v where v.tenant_id = $1 and v.ends_at > now() and v.starts_at <= now())
    and s.tenant_id = $1 and s.product_id = p.id and s.active and s.stock > 0
    and f.starts_at <= now() and f.ends_at > now() and f.sold < f.total and f.price_fen < p.price_fen
  order by f.price_fen, s.id limit 1)`;

/** When a sale of tenant $1 begins or ends next, in milliseconds since 1970; null when none does. */
export const PRICES_UNTIL = `(
  select (extract(epoch from min(boundary.at)) * 1000)::float8 from flash_sale v
  cross join lateral (values (v.starts_at), (v.ends_at)) as boundary (at)
  where v.tenant_id = $1 and v.ends_at > now() and boundary.at > now())`;

/** What a statement answered for PRICES_UNTIL, as the moment until which its prices hold. */
export function untilOf(pricesUntil: number | null | undefined): number {
  return pricesUntil ?? Infinity;
}
