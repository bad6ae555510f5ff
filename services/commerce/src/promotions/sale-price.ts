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
export const CARD_SALE_JSON = `
  case when p.id = any ((select products_in_sale($1))::uuid[]) then card_sale($1, p.id, p.price_fen) end`;

/** A running sale as one SKU shows it. */
export interface SkuSale {
  readonly id: string;
  readonly priceFen: number;
  readonly perShopper: number | null;
  /** Of the contingent and the stock; where it is 0 the usual price is back. */
  readonly remaining: number;
  readonly endsAt: string;
}

/** The SkuSale as jsonb, or null, from a SKU row called `s` of tenant $1. A shop without a running sale is told from one look at its sales. */
export const SKU_SALE_JSON = `(
  select jsonb_build_object('id', f.sale_id, 'priceFen', f.price_fen, 'perShopper', f.per_shopper, 'remaining', least(f.total - f.sold, s.stock),
    'endsAt', f.ends_at)
  from flash_sale_item f
  where exists (select from flash_sale v where v.tenant_id = $1 and v.ends_at > now() and v.starts_at <= now())
    and f.tenant_id = s.tenant_id and f.sku_id = s.id and f.starts_at <= now() and f.ends_at > now() and f.price_fen < s.price_fen)`;

/** When a sale of tenant $1 begins or ends next, in milliseconds since 1970; null when none does. */
export const PRICES_UNTIL = `(
  select (extract(epoch from min(case when v.starts_at > now() then v.starts_at else v.ends_at end)) * 1000)::float8
  from flash_sale v where v.tenant_id = $1 and v.ends_at > now())`;

/** What a statement answered for PRICES_UNTIL, as the moment until which its prices hold. */
export function untilOf(pricesUntil: number | null | undefined): number {
  return pricesUntil ?? Infinity;
}
