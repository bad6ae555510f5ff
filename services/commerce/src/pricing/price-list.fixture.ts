import { deliverySettings } from './delivery-settings.js';
import { emptyPriceList, type PricedSku, type PriceList } from './price-list.js';
import type { HeldCoupon } from '../promotions/held-coupon.js';

/** A SKU with plenty in stock, unless it says otherwise. */
export function pricedSku(skuId: string, priceFen: number, more: Partial<PricedSku> = {}): PricedSku {
  return {
    skuId,
    productId: `p-${skuId}`,
    title: skuId,
    optionValues: [],
    imageUrl: null,
    priceFen,
    stock: 1_000_000,
    ...more,
  };
}

/** A shop that sends for ten yuan, free from 199 on, and can be collected from. */
export function priceListOf(skus: readonly PricedSku[], more: Partial<PriceList> = {}): PriceList {
  return {
    ...emptyPriceList,
    skus: new Map(skus.map((sku) => [sku.skuId, sku])),
    delivery: deliverySettings({ express: { feeFen: 1000, freeFromFen: 19_900 }, pickup: { enabled: true } }),
    ...more,
  };
}

/** Ten yuan off everything, unless it says otherwise. */
export function heldCoupon(claimId: string, more: Partial<HeldCoupon> = {}): HeldCoupon {
  return {
    claimId,
    couponId: `of-${claimId}`,
    title: claimId,
    kind: 'amount',
    amountFen: 1000,
    percentOff: 0,
    maxOffFen: null,
    thresholdFen: 0,
    categoryId: null,
    productIds: null,
    stackable: false,
    endsAt: '2030-01-01T00:00:00Z',
    ...more,
  };
}
