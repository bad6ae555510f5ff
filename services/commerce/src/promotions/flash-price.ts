/** A SKU's place in the sale that runs now, as one shopper meets it. */
export interface FlashOffer {
  /** Of the sale. */
  readonly id: string;
  readonly title: string;
  readonly priceFen: number;
  /** Of the sale's contingent. */
  readonly left: number;
  /** Null: as many as there are. */
  readonly perShopper: number | null;
  /** By this shopper, in this sale. */
  readonly bought: number;
}

/** Why goods in a sale cost what they always cost; told with the quote, so that nobody is charged more in silence. */
export interface PriceNotice {
  readonly code: 'flash_sale.sold_out' | 'flash_sale.limit';
  readonly skuId: string;
  /** Of the goods. */
  readonly title: string;
  readonly perShopper: number | null;
  /** How many this shopper could have at the sale's price. */
  readonly left: number;
}

/**
 * The sale's price holds for a SKU when all that is wanted of it fits into the contingent and into the shopper's share; otherwise the
 * whole of it is at the usual price, and the notice says how many would have fitted.
 * @param listPriceFen without extras
 */
export function flashPrice(
  { skuId, title, listPriceFen }: { readonly skuId: string; readonly title: string; readonly listPriceFen: number },
  quantity: number,
  offer: FlashOffer | null,
): { readonly priceFen: number; readonly saleId: string | null; readonly notice: PriceNotice | null } {
  const usual = { priceFen: listPriceFen, saleId: null, notice: null };
  // The merchant has lowered the usual price since.
  if (!offer || offer.priceFen >= listPriceFen) return usual;
  const { id, priceFen, left, perShopper, bought } = offer;
  const share = perShopper === null ? left : Math.max(0, Math.min(left, perShopper - bought));
  if (quantity <= share) return { priceFen, saleId: id, notice: null };
  const code = left < quantity ? 'flash_sale.sold_out' : 'flash_sale.limit';
  return { ...usual, notice: { code, skuId, title, perShopper, left: share } };
}
