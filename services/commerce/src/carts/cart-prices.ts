import type { Tier } from '../pricing/price-list.js';
import { quantitiesBySku, unitPrice } from '../pricing/unit-price.js';
import type { FlashOffer, PriceNotice } from '../promotions/flash-price.js';

/** A sale as a cart line shows it. */
export interface CartSale {
  readonly id: string;
  readonly title: string;
  readonly perShopper: number | null;
  /** What this shopper can have at its price. */
  readonly left: number;
  readonly endsAt: string;
}

/** Why a line costs what it always costs: the sale's price does not go as far as that, or it has ended since the goods were put in. */
export interface CartNotice {
  readonly code: PriceNotice['code'] | 'flash_sale.over';
  readonly perShopper: number | null;
  readonly left: number;
}

/** What of a line its price depends on. */
export interface UnpricedLine {
  readonly skuId: string;
  readonly title: string;
  readonly quantity: number;
  /** Of one, without extras. */
  readonly skuPriceFen: number;
  readonly memberPriceFen: number | null;
  readonly extrasFen: number;
  readonly offer: (FlashOffer & { readonly endsAt: string }) | null;
  /** A sale that was running when the goods were put in has ended. */
  readonly outlivedSale: boolean;
  /** The shopper's. */
  readonly tier: Tier | null;
}

export interface LinePrice {
  readonly priceFen: number;
  readonly listPriceFen: number;
  readonly flashSale: CartSale | null;
  /** The tier for whose members it costs this. */
  readonly memberOf: string | null;
  readonly notice: CartNotice | null;
}

/** What each line costs now, as a quote of all of them would say: lines of one SKU share one price. */
export function cartPrices(lines: readonly UnpricedLine[]): LinePrice[] {
  const quantities = quantitiesBySku(lines);
  return lines.map((line) => linePrice(line, quantities.get(line.skuId) ?? line.quantity));
}

function linePrice(line: UnpricedLine, quantity: number): LinePrice {
  const { skuId, title, skuPriceFen, memberPriceFen, extrasFen, offer, outlivedSale, tier } = line;
  const sku = { skuId, title, priceFen: skuPriceFen, memberPriceFen, flashSale: offer };
  const { priceFen, reason, notice } = unitPrice(sku, quantity, tier);
  return {
    priceFen: priceFen + extrasFen,
    listPriceFen: skuPriceFen + extrasFen,
    flashSale: offer && reason?.kind === 'flash_sale' ? cartSale(offer) : null,
    memberOf: reason?.kind === 'member' ? reason.title : null,
    notice: notice ? cartNotice(notice) : outlivedSale && offer === null ? OVER : null,
  };
}

function cartSale({ id, title, perShopper, left, bought, endsAt }: FlashOffer & { readonly endsAt: string }): CartSale {
  const share = perShopper === null ? left : Math.min(left, perShopper - bought);
  return { id, title, perShopper, left: share, endsAt };
}

function cartNotice({ code, perShopper, left }: PriceNotice): CartNotice {
  return { code, perShopper, left };
}

const OVER: CartNotice = { code: 'flash_sale.over', perShopper: null, left: 0 };
