import { readCategories, readProduct } from '#commerce/catalogue/product-detail.js';
import { type ListRequest, listProducts } from '#commerce/catalogue/product-list.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { AnswerCache } from '../cache/answer-cache.js';
import type { CachedAnswer } from '../cache/cached-answer.js';
import { DraftAnswer } from '../cache/draft-answer.js';
import { Generations } from '../cache/generations.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { readStorefront, readStorefrontPage } from '../storefront/storefront-document.js';

type Answer = CachedAnswer | Promise<CachedAnswer>;

// Changes are heard of at once; these times only bound what a lost message or a changed stock figure may cost.
const LIST_MS = 60_000;
// A product shows how many are left.
const PRODUCT_MS = 5_000;

/** What everybody sees alike, answered from ready bytes; a miss is one statement. */
export class ShopWindow {
  private readonly answers = new AnswerCache();

  constructor(
    private readonly pool: TenantPool,
    private readonly generations: Generations,
  ) {}

  storefront(shop: Shop): Answer {
    const key = this.key(shop, `s|${shop.appId}|${this.generations.of(shop.appId)}`);
    return (
      this.answers.get(key) ??
      this.answers.fill(key, LIST_MS, () => readStorefront(this.pool, shop.tenantId, shop.appId))
    );
  }

  page(shop: Shop, pageId: string): Answer {
    const key = this.key(shop, `g|${shop.appId}|${this.generations.of(shop.appId)}|${pageId}`);
    const read = () => readStorefrontPage(this.pool, shop.tenantId, shop.appId, pageId);
    return this.answers.get(key) ?? this.answers.fill(key, LIST_MS, read);
  }

  /** The home page of the draft: read anew each time, beside the cache. */
  async draft({ tenantId, appId }: Shop): Promise<DraftAnswer> {
    const { document } = await readStorefront(this.pool, tenantId, appId, { state: 'draft', at: Date.now() });
    return new DraftAnswer(document);
  }

  async draftPage({ tenantId, appId }: Shop, pageId: string): Promise<DraftAnswer> {
    const options = { state: 'draft', at: Date.now() } as const;
    const { document } = await readStorefrontPage(this.pool, tenantId, appId, pageId, options);
    return new DraftAnswer(document);
  }

  categories(shop: Shop): Answer {
    const key = this.key(shop, 'c');
    const read = async () => ({ items: await readCategories(this.pool, shop.tenantId) });
    return this.answers.get(key) ?? this.answers.fill(key, LIST_MS, read);
  }

  list(shop: Shop, request: ListRequest): Answer {
    const { sort, limit, cursor = '', categoryId = '', search } = request;
    const key = this.key(shop, `l|${sort}|${limit}|${categoryId}|${cursor}${search === undefined ? '' : `|${search}`}`);
    return (
      this.answers.get(key) ?? this.answers.fill(key, LIST_MS, () => listProducts(this.pool, shop.tenantId, request))
    );
  }

  product(shop: Shop, productId: string): Answer {
    const key = this.productKey(shop, productId);
    return (
      this.answers.get(key) ??
      this.answers.fill(key, PRODUCT_MS, () => readProduct(this.pool, shop.tenantId, productId))
    );
  }

  /** The stock of these products has just changed through this process. */
  forgetProducts(shop: Pick<Shop, 'tenantId'>, productIds: Iterable<string>): void {
    for (const productId of productIds) this.answers.forget(this.productKey(shop, productId));
  }

  private productKey(shop: Pick<Shop, 'tenantId'>, productId: string): string {
    return this.key(shop, `p|${productId}`);
  }

  /** The tenant is part of every key; its generation makes all of them stale at once. */
  private key({ tenantId }: Pick<Shop, 'tenantId'>, rest: string): string {
    return `${tenantId}|${this.generations.of(tenantId)}|${rest}`;
  }
}
