import { Type } from 'typebox';
import { productSorts } from '#commerce/catalogue/product-list.js';
import { searchSorts } from '#commerce/catalogue/product-search.js';
import {
  AppIdSchema,
  cursorQuery,
  Fen,
  Id,
  nullable,
  pageOf,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { Category, ImageUrl, ProductCard, Renditions, SectionView } from '../storefront/section.contract.js';

export { ImageUrl, ProductCard } from '../storefront/section.contract.js';
export const shopParams = strict({ appId: AppIdSchema });
const access = { kind: 'public', reason: 'a shop window is open to everyone' } as const;

/** The sale a SKU is in now. */
export const SkuSale = Type.Object({
  id: Id,
  priceFen: Fen,
  perShopper: nullable(Type.Integer()),
  remaining: Type.Integer({ description: '0: the usual price is back' }),
  endsAt: Timestamp,
});

/** Texts of goods in this language where they are translated; without it `Accept-Language` says. */
const language = { lang: Type.Optional(Type.Enum(['zh', 'en'])) };

/** A page of what shoppers leaf through. */
export const windowPage = {
  ...cursorQuery,
  limit: Type.Integer({ minimum: 1, maximum: 50, default: 20 }),
};

export const getStorefront = route({
  id: 'storefront.get',
  method: 'GET',
  path: '/a/:appId/storefront',
  summary: { zh: '店铺首页与设置', en: 'Settings and home page of the shop, with its goods' },
  access,
  params: shopParams,
  query: strict(language),
  response: {
    200: Type.Object({
      appId: AppIdSchema,
      revision: Type.Integer(),
      templateId: Type.String(),
      templateVersion: Type.String(),
      settings: Type.Record(Type.String(), Type.Unknown()),
      home: Type.Object({ sections: Type.Array(SectionView) }),
      pages: Type.Array(Type.Object({ id: Type.String(), title: Type.String() })),
      categories: Type.Array(Category),
      currencies: Type.Array(
        Type.Object({
          code: Type.String({ description: 'ISO 4217' }),
          digits: Type.Integer({ description: 'decimals it is written with' }),
          numerator: Type.Integer(),
          denominator: Type.Integer({
            description: 'numerator ÷ denominator of it are one yuan; shown beside a price, never charged',
          }),
        }),
      ),
    }),
  },
});

export const getPage = route({
  id: 'storefront.getPage',
  method: 'GET',
  path: '/a/:appId/pages/:pageId',
  summary: { zh: '自定义页面', en: 'A page the merchant has composed, with what its sections show' },
  access,
  params: strict({ appId: AppIdSchema, pageId: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }) }),
  query: strict(language),
  response: { 200: Type.Object({ id: Type.String(), title: Type.String(), sections: Type.Array(SectionView) }) },
});

export const listCategories = route({
  id: 'categories.list',
  method: 'GET',
  path: '/a/:appId/categories',
  summary: { zh: '商品分类', en: 'Categories that have products on sale' },
  access,
  params: shopParams,
  query: strict(language),
  response: { 200: Type.Object({ items: Type.Array(Category) }) },
});

export const listBrands = route({
  id: 'brands.list',
  method: 'GET',
  path: '/a/:appId/brands',
  summary: { zh: '品牌', en: 'Brands that have products on sale' },
  access,
  params: shopParams,
  query: strict(language),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({ id: Id, name: Type.String(), logoUrl: nullable(ImageUrl), productCount: Type.Integer() }),
      ),
    }),
  },
});

export const listProducts = route({
  id: 'products.list',
  method: 'GET',
  path: '/a/:appId/products',
  summary: { zh: '商品列表', en: 'Products on sale, paged' },
  access,
  params: shopParams,
  query: strict({
    categoryId: Type.Optional(Id),
    sort: Type.Enum([...productSorts], { default: 'position' }),
    ...windowPage,
    ...language,
  }),
  response: { 200: pageOf(ProductCard) },
});

const count = Type.Integer({ minimum: 0 });

/** Chinese and English, with typing errors; every filter narrows what the words find, and a facet counts what all filters but its own leave. */
export const searchProducts = route({
  id: 'products.search',
  method: 'GET',
  path: '/a/:appId/search',
  summary: {
    zh: '搜索与筛选商品（最多翻到第 1000 件）',
    en: 'Products by words and filters, with what could be filtered by next; the first 1,000',
  },
  access,
  params: shopParams,
  query: strict({
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' })),
    categoryId: Type.Optional(Id),
    brandId: Type.Optional(Id),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    minFen: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    maxFen: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
    inStock: Type.Optional(Type.Boolean({ description: 'true: only what is to be had' })),
    attributes: Type.Optional(
      Type.String({ minLength: 3, maxLength: 500, description: 'name:value, several of them with ; in between' }),
    ),
    sort: Type.Enum([...searchSorts], { default: 'relevance' }),
    ...windowPage,
    ...language,
  }),
  response: {
    200: Type.Object({
      items: Type.Array(ProductCard),
      nextCursor: nullable(Type.String()),
      total: count,
      similar: Type.Boolean({ description: 'nothing has all the words: these come near' }),
      facets: Type.Object({
        categories: Type.Array(Type.Object({ id: Id, name: Type.String(), parentId: nullable(Id), count })),
        brands: Type.Array(Type.Object({ id: Id, name: Type.String(), count })),
        tags: Type.Array(Type.Object({ tag: Type.String(), count })),
        attributes: Type.Array(
          Type.Object({
            name: Type.String(),
            label: Type.String(),
            values: Type.Array(Type.Object({ value: Type.String(), label: Type.String(), count })),
          }),
        ),
        price: Type.Object({ minFen: nullable(Fen), maxFen: nullable(Fen) }),
        inStock: count,
      }),
    }),
  },
});

export const suggestSearches = route({
  id: 'products.suggest',
  method: 'GET',
  path: '/a/:appId/search/suggestions',
  summary: { zh: '搜索联想', en: 'What somebody who typed this may be looking for; at most ten' },
  access,
  params: shopParams,
  query: strict({ q: Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' }), ...language }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          kind: Type.Enum(['category', 'brand', 'tag', 'product']),
          id: nullable(Id),
          text: Type.String(),
        }),
      ),
    }),
  },
});

export const getProduct = route({
  id: 'products.get',
  method: 'GET',
  path: '/a/:appId/products/:productId',
  summary: { zh: '商品详情', en: 'One product with its variants' },
  access,
  params: strict({ appId: AppIdSchema, productId: Id }),
  query: strict(language),
  response: {
    200: Type.Object({
      id: Id,
      title: Type.String(),
      descriptionHtml: Type.String(),
      vendor: nullable(Type.String()),
      brand: nullable(Type.Object({ id: Id, name: Type.String(), logoUrl: nullable(ImageUrl) })),
      categoryId: nullable(Id),
      tags: Type.Array(Type.String()),
      attributes: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
      images: Type.Array(ImageUrl),
      pictures: Type.Array(Type.Object({ url: ImageUrl, alt: nullable(Type.String()), renditions: Renditions }), {
        description: 'the images, with their words and smaller copies',
      }),
      options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
      skus: Type.Array(
        Type.Object({
          id: Id,
          optionValues: Type.Array(Type.String()),
          priceFen: Fen,
          compareAtPriceFen: nullable(Fen),
          stock: Type.Integer({ minimum: 0 }),
          imageUrl: nullable(ImageUrl),
          flashSale: nullable(SkuSale),
        }),
      ),
      groupBuy: nullable(
        Type.Object(
          { id: Id, size: Type.Integer(), priceFen: Fen },
          { description: 'in which a group can be opened now: how many make one, the lowest price in it' },
        ),
      ),
    }),
  },
});
