import { Problem } from '#kernel/problems/problem.js';
import { type OrderRequest, wishOf } from '../orders/order-placement.js';
import type { PricedSku, PriceList } from '../pricing/price-list.js';
import { type Quote, quote } from '../pricing/quote.js';

/** What is left for one shopper, as the statement that refused the order has seen it. */
export interface WhatIsLeft {
  /** Of the sale's contingent. */
  readonly remaining: number;
  readonly stock: number;
  /** By this shopper, in this sale. */
  readonly bought: number;
}

// Whether there is enough is for the database to say.
const PLENTY: WhatIsLeft = { remaining: 1_000_000_000, stock: 1_000_000_000, bought: 0 };
const MOST_KEPT = 1_000;

/** What orders of one SKU in its sale cost shoppers who are priced as everybody is; a crowd asks for the same few prices again and again. */
export class RushPrices {
  private readonly kept = new Map<string, Quote | Problem>();

  constructor(private readonly prices: PriceList) {}

  /** @throws Problem as `quote` does */
  of(request: OrderRequest, left: WhatIsLeft = PLENTY): Quote {
    const key = keyOf(request, left);
    const known = this.kept.get(key) ?? this.priced(request, left);
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(key, known);
    if (known instanceof Problem) throw known;
    return known;
  }

  private priced(request: OrderRequest, left: WhatIsLeft): Quote | Problem {
    try {
      return quote(wishOf(request), withLeft(this.prices, left));
    } catch (error) {
      if (error instanceof Problem) return error;
      throw error;
    }
  }
}

/** All of a rush order (`rushSkuOf`) that its price depends on. */
function keyOf({ lines, delivery, address }: OrderRequest, { remaining, stock, bought }: WhatIsLeft): string {
  return [lines[0]?.quantity, delivery, remaining, stock, bought, address?.region].join(' ');
}

function withLeft(prices: PriceList, { remaining, stock, bought }: WhatIsLeft): PriceList {
  const leftOf = (sku: PricedSku): PricedSku => {
    const { flashSale } = sku;
    return { ...sku, stock, flashSale: flashSale ? { ...flashSale, left: remaining, bought } : null };
  };
  return { ...prices, skus: new Map([...prices.skus].map(([id, sku]) => [id, leftOf(sku)])) };
}
