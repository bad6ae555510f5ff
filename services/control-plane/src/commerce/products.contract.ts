import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import { Fen, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

export const merchantParams = strict({ merchantId: Id });
const productParams = strict({ merchantId: Id, productId: Id });
const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const count = Type.Integer({ minimum: 0 });
const ProductState = Type.Enum(['active', 'hidden']);
const ImageUrl = nullable(Type.String({ description: 'an https address, or a path below {runtime}/a/{appId}/' }));

const Issue = Type.Object({
  row: Type.Integer({ description: 'As a spreadsheet counts: the header is row 1' }),
  column: Type.String(),
  value: Type.String(),
  code: Type.String(),
  severity: Type.Enum(['error', 'warning']),
  reason: Type.Object({ zh: Type.String(), en: Type.String() }),
});

const importFields = {
  id: Id,
  dryRun: Type.Boolean(),
  rows: count,
  products: count,
  skus: count,
  created: count,
  updated: count,
  unchanged: count,
  issues: Type.Array(Issue, { description: 'The first 1,000' }),
};

const summaryFields = {
  id: Id,
  handle: Type.String(),
  title: Type.String(),
  state: ProductState,
  category: nullable(Type.String()),
  priceFen: Fen,
  maxPriceFen: Fen,
  stock: count,
  skuCount: count,
  imageUrl: ImageUrl,
  updatedAt: Timestamp,
};

const Product = Type.Object({
  ...summaryFields,
  descriptionHtml: Type.String(),
  vendor: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
  skus: Type.Array(
    Type.Object({
      id: Id,
      code: nullable(Type.String()),
      optionValues: Type.Array(Type.String()),
      priceFen: Fen,
      compareAtPriceFen: nullable(Fen),
      stock: count,
      active: Type.Boolean(),
    }),
  ),
  images: Type.Array(
    Type.Object({
      id: Id,
      source: Type.String(),
      state: Type.Enum(['pending', 'stored', 'unreachable']),
      url: ImageUrl,
      error: nullable(Type.String()),
    }),
  ),
});

export const importProducts = route({
  id: 'products.import',
  method: 'POST',
  path: '/api/merchants/:merchantId/products/import',
  summary: {
    zh: '导入商品（Shopify 商品 CSV，最多 10,000 行、10 MB）；可重复导入，dryRun=true 时只检查不写入',
    en: 'Import products (Shopify product CSV, at most 10,000 rows and 10 MB); importing it again changes nothing, dryRun=true only checks',
  },
  access: write,
  params: merchantParams,
  query: strict({ dryRun: Type.Boolean({ default: false }) }),
  consumes: 'text/csv',
  body: Type.Unsafe<Readable | Uint8Array<ArrayBuffer> | string>({ type: 'string' }),
  response: { 200: Type.Object({ ...importFields, images: count, issuesTotal: count }) },
});

export const getProductImport = route({
  id: 'products.getImport',
  method: 'GET',
  path: '/api/merchants/:merchantId/product-imports/:importId',
  summary: { zh: '导入结果与图片状态', en: 'An import and how its images are doing' },
  access: read,
  params: strict({ merchantId: Id, importId: Id }),
  response: {
    200: Type.Object({
      ...importFields,
      images: Type.Object({ pending: count, stored: count, unreachable: count }),
      imageWarnings: Type.Array(
        Type.Object({
          row: Type.Integer(),
          source: Type.String(),
          error: Type.String(),
          attempts: count,
          nextAttemptAt: nullable(Type.String()),
        }),
      ),
      createdAt: Timestamp,
    }),
  },
});

export const listProducts = route({
  id: 'products.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/products',
  summary: { zh: '商品列表', en: 'Products, newest first' },
  access: read,
  params: merchantParams,
  query: strict({
    ...pageQuery,
    q: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    state: Type.Optional(ProductState),
  }),
  response: { 200: pageOf(Type.Object(summaryFields)) },
});

export const getProduct = route({
  id: 'products.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/products/:productId',
  summary: { zh: '商品详情', en: 'One product' },
  access: read,
  params: productParams,
  response: { 200: Product },
});

export const changeProduct = route({
  id: 'products.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId/products/:productId',
  summary: { zh: '修改商品标题或上下架', en: 'Change the title, or show and hide the product' },
  access: write,
  params: productParams,
  body: Type.Object(
    { title: Type.Optional(lineOfText(200)), state: Type.Optional(ProductState) },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Product },
});

export const changeSku = route({
  id: 'products.changeSku',
  method: 'PUT',
  path: '/api/merchants/:merchantId/skus/:skuId',
  summary: { zh: '修改规格的价格或库存', en: 'Set price or stock of a variant' },
  access: write,
  params: strict({ merchantId: Id, skuId: Id }),
  body: Type.Object(
    {
      priceFen: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
      stock: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Product },
});
