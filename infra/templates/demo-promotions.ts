import type { ProductDraft } from '#commerce/catalogue/product-draft.js';
import { createHash } from 'node:crypto';
import type {
  DemoCoupon,
  DemoDraw,
  DemoFlashSale,
  DemoGroupBuy,
  PromotionFile,
} from '#commerce/demo-content/promotion-file.js';
import { type DemoPart, idOf, type Json, limitOf, withMediaPaths } from './demo-part.js';

const HOUR_MS = 3_600_000;

/** Coupons, flash sales, group buys that nobody has joined and draws that nobody has tried, timed from the start of the preview. */
export class DemoPromotions implements DemoPart {
  readonly sections = {
    coupons: (settings: Json) => this.coupons().slice(0, limitOf(settings, 6)),
    flashSale: () => this.flashSales()[0] ?? null,
    groupBuys: (settings: Json) => this.groupBuys().slice(0, limitOf(settings, 4)),
    draw: () => this.draws()[0] ?? null,
  };
  private readonly start = Date.now();

  constructor(
    private readonly file: PromotionFile,
    private readonly products: readonly ProductDraft[],
  ) {}

  answer([head, id]: readonly string[]): unknown {
    const offers = head === 'group-buys' ? this.groupBuys() : head === 'draws' ? this.draws() : null;
    if (offers) return id === undefined ? { items: offers } : (offers.find((offer) => offer['id'] === id) ?? null);
    if (id !== undefined) return undefined;
    if (head === 'coupons') return { items: this.coupons() };
    return head === 'flash-sales' ? { items: this.flashSales() } : undefined;
  }

  coupon(handle: string): Json | null {
    return this.coupons().find(({ id }) => id === idOf(handle)) ?? null;
  }

  /** What the page of a product says of its offer. */
  groupBuyOf(product: string): Json | null {
    const offer = this.groupBuys().find(({ productId }) => productId === idOf(product));
    return offer ? { id: offer['id'], size: offer['size'], priceFen: offer['priceFen'] } : null;
  }

  private groupBuys(): Json[] {
    return (this.file.groupBuys ?? []).flatMap((offer) => this.groupBuy(offer));
  }

  private groupBuy({ product, items, ...offer }: DemoGroupBuy): Json[] {
    const found = this.products.find(({ handle }) => handle === product);
    const productId = idOf(product);
    const articles = items.flatMap(({ options = [], priceFen }) => {
      const index = found?.skus.findIndex(({ optionValues }) => optionValues.join('/') === options.join('/')) ?? -1;
      const sku = found?.skus[index];
      if (!sku) return [];
      const { optionValues, priceFen: listPriceFen, stock } = sku;
      return [{ skuId: idOf(`${productId}.${index}`), optionValues, imageUrl: null, priceFen, listPriceFen, stock }];
    });
    const cheapest = articles.toSorted((one, other) => one.priceFen - other.priceFen)[0];
    if (!found || !cheapest) return [];
    const { handle, title, size, hours, perShopper = 1 } = offer;
    const { priceFen, listPriceFen } = cheapest;
    const imageUrl = found.images[0] ? withMediaPaths(found.images[0].source) : null;
    const card = { id: idOf(handle), productId, title, imageUrl, priceFen, listPriceFen, size, ...this.times(offer) };
    return [{ ...card, hours, perShopper, isOpen: true, items: articles, groups: [] }];
  }

  private draws(): Json[] {
    return (this.file.draws ?? []).map((draw) => ({
      ...this.times(draw),
      id: idOf(draw.handle),
      title: draw.title,
      rules: draw.rules ?? '',
      publishedAt: new Date(this.start).toISOString(),
      triesTotal: draw.triesTotal,
      triesDaily: draw.triesDaily ?? null,
      addressDays: draw.addressDays ?? 14,
      look: draw.look ?? 'wheel',
      triesPerShare: 0,
      maxShareTries: 0,
      maxShareTriesDaily: null,
      seedHash: createHash('sha256').update(`${this.start} ${draw.handle}`).digest('hex'),
      entries: 0,
      prizes: draw.prizes.map(prizeOf),
    }));
  }

  private coupons(): Json[] {
    const collectable = (this.file.coupons ?? []).filter(({ prizeOnly }) => prizeOnly !== true);
    return collectable.map((coupon) => ({
      ...this.times(coupon),
      id: idOf(coupon.handle),
      title: coupon.title,
      kind: coupon.kind,
      amountFen: coupon.amountFen ?? 0,
      percentOff: coupon.percentOff ?? 0,
      maxOffFen: coupon.maxOffFen ?? null,
      thresholdFen: coupon.thresholdFen,
      category: coupon.category === undefined ? null : { id: idOf(coupon.category), name: coupon.category },
      productIds: null,
      stackable: false,
      giftable: true,
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

  private times({ startsInHours, lastsHours }: Pick<DemoCoupon, 'startsInHours' | 'lastsHours'>): Json {
    const from = this.start + startsInHours * HOUR_MS;
    return { startsAt: new Date(from).toISOString(), endsAt: new Date(from + lastsHours * HOUR_MS).toISOString() };
  }
}

function prizeOf(
  { kind, title, imageUrl, weightPpm, count, valueFen }: DemoDraw['prizes'][number],
  index: number,
): Json {
  const there = { count: count ?? null, left: count ?? null };
  return {
    position: index + 1,
    kind,
    title,
    imageUrl: imageUrl ?? null,
    oddsPpm: weightPpm,
    ...there,
    valueFen: valueFen ?? null,
  };
}
