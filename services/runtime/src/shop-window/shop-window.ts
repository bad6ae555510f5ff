import type { FastifyInstance } from 'fastify';
import { readBrands } from '#commerce/catalogue/brands.js';
import { type PricedJson, readCategories, readProduct } from '#commerce/catalogue/product-detail.js';
import { listProducts } from '#commerce/catalogue/product-list.js';
import { searchProducts } from '#commerce/catalogue/product-search.js';
import { suggestSearches } from '#commerce/catalogue/search-suggestions.js';
import type { TenantPool } from '#kernel/data/tenant-pool.js';
import { PassingDocument } from '../cache/answer-cache.js';
import { RawJson } from '../cache/cached-answer.js';
import type { CachedRoutes } from '../cache/cached-routes.js';
import type { Shop } from '../routing/shop-routes.repository.js';
import { asDraft, asPublished, readStorefront, readStorefrontPage } from '../storefront/storefront-document.js';
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
      perLanguage: true,
      read: ({ tenantId, appId }, _, language) => readStorefront(pool, tenantId, appId, asPublished(language)),
      readDraft: async ({ tenantId, appId }, _, language) =>
        (await readStorefront(pool, tenantId, appId, asDraft(language))).document,
    });
    cached.add(fastify, contract.getPage, {
      ttlMs: LIST_MS,
      perApplet: true,
      perLanguage: true,
      read: ({ tenantId, appId }, { params }, language) =>
        readStorefrontPage(pool, tenantId, appId, params.pageId, asPublished(language)),
      readDraft: async ({ tenantId, appId }, { params }, language) =>
        (await readStorefrontPage(pool, tenantId, appId, params.pageId, asDraft(language))).document,
    });
    cached.add(fastify, contract.listCategories, {
      ttlMs: LIST_MS,
      perLanguage: true,
      read: async ({ tenantId }, _, language) => priced(await readCategories(pool, tenantId, language)),
    });
    cached.add(fastify, contract.listBrands, {
      ttlMs: LIST_MS,
      perLanguage: true,
      read: async ({ tenantId }, _, language) => priced(await readBrands(pool, tenantId, language)),
    });
    cached.add(fastify, contract.listProducts, {
      ttlMs: LIST_MS,
      perLanguage: true,
      read: async ({ tenantId }, { query }, language) => ready(await listProducts(pool, tenantId, query, language)),
    });
    cached.add(fastify, contract.searchProducts, {
      ttlMs: LIST_MS,
      perLanguage: true,
      read: async ({ tenantId }, { query }, language) => priced(await searchProducts(pool, tenantId, query, language)),
    });
    cached.add(fastify, contract.suggestSearches, {
      ttlMs: LIST_MS,
      perLanguage: true,
      read: async ({ tenantId }, { query }, language) =>
        priced(await suggestSearches(pool, tenantId, query.q, language)),
    });
    cached.add(fastify, contract.getProduct, {
      ttlMs: PRODUCT_MS,
      perLanguage: true,
      read: async ({ tenantId }, { params }, language) =>
        ready(await readProduct(pool, tenantId, params.productId, language)),
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

function ready({ json, pricesUntil }: PricedJson): PassingDocument {
  return new PassingDocument(new RawJson(json), pricesUntil);
}
