import { flashPrice, type FlashOffer, type PriceNotice } from '../promotions/flash-price.js';
import type { AdjustmentKind } from './adjustment.js';
import type { AgreedPrice, Tier } from './price-list.js';

/** What of a SKU its price depends on; without extras. */
export interface UnpricedSku {
  readonly skuId: string;
  readonly title: string;
  readonly priceFen: number;
  readonly memberPriceFen?: number | null;
  readonly flashSale?: FlashOffer | null;
  readonly agreed?: AgreedPrice | null;
}

/** Why one costs less than its list price. */
export interface UnitReason {
  readonly kind: Extract<AdjustmentKind, 'flash_sale' | 'member' | 'bargain' | 'group'>;
  readonly title: string;
  readonly referenceId: string;
}

export interface UnitPrice {
  /** Of one, without extras. */
  readonly priceFen: number;
  /** Null at the list price. */
  readonly reason: UnitReason | null;
  /** Why it is not the price of the sale it is in. */
  readonly notice: PriceNotice | null;
}

/**
 * What one costs this shopper: an agreed price; else the sale's or the members', whichever is less. Of equals it is the members', which uses
 * up no contingent and leaves coupons their use. Never more than the list price.
 * @param quantity all that is wanted of the SKU: a sale's price holds for the whole of it or not at all
 */
export function unitPrice(sku: UnpricedSku, quantity: number, tier: Tier | null): UnitPrice {
  const { skuId, title, priceFen: listPriceFen, agreed = null } = sku;
  if (agreed) {
    const { kind, title: name, referenceId } = agreed;
    return lowered(listPriceFen, agreed.priceFen, { kind, title: name, referenceId }, null);
  }
  const sale = flashPrice({ skuId, title, listPriceFen }, quantity, sku.flashSale ?? null);
  const memberFen = memberPriceFen(sku, tier);
  if (sale.saleId !== null && sale.priceFen < memberFen) {
    const reason = { kind: 'flash_sale', title: sku.flashSale?.title ?? '', referenceId: sale.saleId } as const;
    return { priceFen: sale.priceFen, reason, notice: null };
  }
  const reason = tier && { kind: 'member' as const, title: tier.name, referenceId: tier.id };
  return lowered(listPriceFen, memberFen, reason, sale.notice);
}

/** The tier's percentage, rounded in the shop's favour to whole fen, or the price the merchant has set for members. */
function memberPriceFen({ priceFen, memberPriceFen: setFen }: UnpricedSku, tier: Tier | null): number {
  if (!tier) return priceFen;
  const byTierFen = priceFen - Math.floor((priceFen * tier.percentOff) / 100);
  return Math.min(byTierFen, setFen ?? priceFen, priceFen);
}

function lowered(
  listPriceFen: number,
  priceFen: number,
  reason: UnitReason | null,
  notice: PriceNotice | null,
): UnitPrice {
  return priceFen < listPriceFen ? { priceFen, reason, notice } : { priceFen: listPriceFen, reason: null, notice };
}

/** How much is wanted of each SKU, over all lines. */
export function quantitiesBySku(lines: readonly { readonly skuId: string; readonly quantity: number }[]) {
  const quantities = new Map<string, number>();
  for (const { skuId, quantity } of lines) quantities.set(skuId, (quantities.get(skuId) ?? 0) + quantity);
  return quantities;
}
