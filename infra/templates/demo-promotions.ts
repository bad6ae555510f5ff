import type { ProductDraft } from '#commerce/catalogue/product-draft.js';
import type { DemoCoupon, DemoFlashSale, PromotionFile } from '#commerce/demo-content/promotion-file.js';
import { type DemoPart, idOf, type Json, limitOf, withMediaPaths } from './demo-part.js';

const HOUR_MS = 3_600_000;

/** Coupons and flash sales, timed from the start of the preview. */
export class DemoPromotions implements DemoPart {
  readonly sections = {
    coupons: (settings: Json) => this.coupons().slice(0, limitOf(settings, 6)),
    flashSale: () => this.flashSales()[0] ?? null,
  };
  private readonly start = Date.now();

  constructor(
    private readonly file: PromotionFile,
    private readonly products: readonly ProductDraft[],
  ) {}

  answer([head, id]: readonly string[]): unknown {
    if (id !== undefined) return undefined;
    if (head === 'coupons') return { items: this.coupons() };
    return head === 'flash-sales' ? { items: this.flashSales() } : undefined;
  }

  coupon(handle: string): Json | null {
    return this.coupons().find(({ id }) => id === idOf(handle)) ?? null;
  }

  private coupons(): Json[] {
    return (this.file.coupons ?? []).map((coupon) => ({
      ...this.times(coupon),
      id: idOf(coupon.handle),
      title: coupon.title,
      kind: coupon.kind,
      amountFen: coupon.amountFen ?? 0,
      percentOff: coupon.percentOff ?? 0,
      maxOffFen: coupon.maxOffFen ?? null,
      thresholdFen: coupon.thresholdFen,
      category: coupon.category === undefined ? null : { id: idOf(coupon.category), name: coupon.category },
      perShopper: coupon.perShopper ?? 1,
      remaining: coupon.total ?? null,
    }));
  }

  private flashSales(): Json[] {
    return (this.file.flashSales ?? []).map((sale) => ({
      ...this.times(sale),
      id: idOf(sale.handle),
      title: sale.title,
      items: sale.items.flatMap((item) => this.item(item)),
    }));
  }

  private item({ product, options = [], priceFen, total, perShopper }: DemoFlashSale['items'][number]): Json[] {
    const found = this.products.find(({ handle }) => handle === product);
    const index = found?.skus.findIndex(({ optionValues }) => optionValues.join('/') === options.join('/')) ?? -1;
    const sku = found?.skus[index < 0 ? 0 : index];
    if (!found || !sku) return [];
    const productId = idOf(product);
    return [
      {
        productId,
        skuId: idOf(`${productId}.${Math.max(index, 0)}`),
        title: found.title,
        optionValues: sku.optionValues,
        imageUrl: found.images[0] ? withMediaPaths(found.images[0].source) : null,
        priceFen,
        listPriceFen: sku.priceFen,
        perShopper: perShopper ?? null,
        remaining: total,
        total,
      },
    ];
  }

  private times({ startsInHours, lastsHours }: DemoCoupon | DemoFlashSale): Json {
    const from = this.start + startsInHours * HOUR_MS;
    return { startsAt: new Date(from).toISOString(), endsAt: new Date(from + lastsHours * HOUR_MS).toISOString() };
  }
}
