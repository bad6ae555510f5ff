import type { FastifyInstance } from 'fastify';
import { readCategories, readProduct } from '#commerce/catalogue/product-detail.js';
import { listProducts } from '#commerce/catalogue/product-list.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { PassingDocument } from '../cache/answer-cache.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { readStorefront, readStorefrontPage } from '../storefront/storefront-document.js';
import * as contract from './shop-window.contract.js';

// Changes are heard of at once; these times only bound what a lost message or a changed stock figure may cost.
const LIST_MS = 60_000;
// A product shows how many are left.
const PRODUCT_MS = 5_000;

/** What everybody sees alike of a shop and its goods. */
export class ShopWindow {
  constructor(
    private readonly pool: TenantPool,
    private readonly cached: CachedRoutes,
  ) {}

  addTo(fastify: FastifyInstance): void {
    const { pool, cached } = this;
    cached.add(fastify, contract.getStorefront, {
      ttlMs: LIST_MS,
      perApplet: true,
      read: ({ tenantId, appId }) => readStorefront(pool, tenantId, appId),
      readDraft: async ({ tenantId, appId }) =>
        (await readStorefront(pool, tenantId, appId, { state: 'draft', at: Date.now() })).document,
    });
    cached.add(fastify, contract.getPage, {
      ttlMs: LIST_MS,
      perApplet: true,
      read: ({ tenantId, appId }, { params }) => readStorefrontPage(pool, tenantId, appId, params.pageId),
      readDraft: async ({ tenantId, appId }, { params }) =>
        (await readStorefrontPage(pool, tenantId, appId, params.pageId, { state: 'draft', at: Date.now() })).document,
    });
    cached.add(fastify, contract.listCategories, {
      ttlMs: LIST_MS,
      read: async ({ tenantId }) => ({ items: await readCategories(pool, tenantId) }),
    });
    cached.add(fastify, contract.listProducts, {
      ttlMs: LIST_MS,
      read: async ({ tenantId }, { query }) => priced(await listProducts(pool, tenantId, query)),
    });
    cached.add(fastify, contract.searchProducts, {
      ttlMs: LIST_MS,
      read: async ({ tenantId }, { query: { q, ...page } }) =>
        priced(await listProducts(pool, tenantId, { sort: 'position', search: q.trim(), ...page })),
    });
    cached.add(fastify, contract.getProduct, {
      ttlMs: PRODUCT_MS,
      read: async ({ tenantId }, { params }) => priced(await readProduct(pool, tenantId, params.productId)),
    });
  }

  /** The stock of these products has just changed through this process. */
  forgetProducts(shop: Pick<Shop, 'tenantId'>, productIds: Iterable<string>): void {
    for (const productId of productIds) this.cached.forget(shop, contract.getProduct, { productId });
  }
}

/** Right until the next sale or group buy begins or ends. */
export function priced({ pricesUntil, ...document }: { readonly pricesUntil: number }): PassingDocument {
  return new PassingDocument(document, pricesUntil);
}
