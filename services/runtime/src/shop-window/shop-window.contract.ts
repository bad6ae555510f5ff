import { Type } from 'typebox';
import { productSorts } from '#commerce/catalogue/product-list.js';
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
import { Category, ImageUrl, ProductCard, SectionView } from '../storefront/section.contract.js';

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
  response: { 200: Type.Object({ id: Type.String(), title: Type.String(), sections: Type.Array(SectionView) }) },
});

export const listCategories = route({
  id: 'categories.list',
  method: 'GET',
  path: '/a/:appId/categories',
  summary: { zh: '商品分类', en: 'Categories that have products on sale' },
  access,
  params: shopParams,
  response: { 200: Type.Object({ items: Type.Array(Category) }) },
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
  }),
  response: { 200: pageOf(ProductCard) },
});

export const searchProducts = route({
  id: 'products.search',
  method: 'GET',
  path: '/a/:appId/search',
  summary: { zh: '搜索商品', en: 'Products whose title, vendor or tag contains the words' },
  access,
  params: shopParams,
  query: strict({ q: Type.String({ minLength: 1, maxLength: 50, pattern: '\\S' }), ...windowPage }),
  response: { 200: pageOf(ProductCard) },
});

export const getProduct = route({
  id: 'products.get',
  method: 'GET',
  path: '/a/:appId/products/:productId',
  summary: { zh: '商品详情', en: 'One product with its variants' },
  access,
  params: strict({ appId: AppIdSchema, productId: Id }),
  response: {
    200: Type.Object({
      id: Id,
      title: Type.String(),
      descriptionHtml: Type.String(),
      vendor: nullable(Type.String()),
      categoryId: nullable(Id),
      images: Type.Array(ImageUrl),
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
