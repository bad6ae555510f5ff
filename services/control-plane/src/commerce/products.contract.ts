import type { Readable } from 'node:stream';
import { Type } from 'typebox';
import {
  Fen,
  Id,
  idempotencyHeaders,
  nullable,
  pageOf,
  pageQuery,
  route,
  strict,
  Timestamp,
} from '#kernel/http/contract.js';
import { sheetTypes } from '../data/sheet-answer.js';
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
  categoryId: nullable(Id),
  brandId: nullable(Id),
  publishAt: nullable(Timestamp),
  unpublishAt: nullable(Timestamp),
  updatedAt: Timestamp,
};

const tags = Type.Array(lineOfText(100), { maxItems: 50 });
const moment = nullable(
  Type.String({
    format: 'date-time',
    description: 'when it comes on or goes off sale by itself; null: at once, or never',
  }),
);
const options = Type.Array(
  strict({ name: lineOfText(50), values: Type.Array(lineOfText(100), { minItems: 1, maxItems: 200 }) }),
  { maxItems: 3 },
);
const html = Type.String({ maxLength: 50_000, description: 'reduced to what rich-text of a mini-program shows' });
// Neither holds what stands between them when shoppers filter by them.
const attributeText = (maxLength: number, without: string) =>
  Type.String({
    minLength: 1,
    maxLength,
    pattern: `^[^\\u0000-\\u001f${without}]*[^\\s\\u0000-\\u001f${without}][^\\u0000-\\u001f${without}]*$`,
  });
const attributes = Type.Array(
  strict({
    name: attributeText(50, ':;'),
    value: attributeText(200, ';'),
    nameEn: Type.Optional(lineOfText(50)),
    valueEn: Type.Optional(lineOfText(200)),
  }),
  { maxItems: 50 },
);

const Product = Type.Object({
  ...summaryFields,
  titleEn: nullable(Type.String()),
  descriptionHtml: Type.String(),
  descriptionHtmlEn: nullable(Type.String()),
  vendor: nullable(Type.String()),
  brand: nullable(Type.String()),
  tags: Type.Array(Type.String()),
  attributes,
  options: Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
  optionsEn: nullable(options),
  skus: Type.Array(
    Type.Object({
      id: Id,
      code: nullable(Type.String()),
      optionValues: Type.Array(Type.String()),
      priceFen: Fen,
      compareAtPriceFen: nullable(Fen),
      memberPriceFen: nullable(Fen),
      weightG: nullable(count),
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
      renditions: nullable(
        Type.Array(Type.Integer(), { description: 'widths of smaller copies; null while they are being made' }),
      ),
      error: nullable(Type.String()),
    }),
  ),
});

export const importProducts = route({
  id: 'products.import',
  method: 'POST',
  path: '/api/merchants/:merchantId/products/import',
  summary: {
    zh: '导入商品（Shopify 商品表的列，CSV 或 XLSX，最多 10,000 行、10 MB）；可重复导入，dryRun=true 时只检查不写入',
    en: 'Import products (the columns of Shopify’s product export, CSV or XLSX, at most 10,000 rows and 10 MB); importing it again changes nothing, dryRun=true only checks',
  },
  access: write,
  params: merchantParams,
  query: strict({ dryRun: Type.Boolean({ default: false }) }),
  consumes: sheetTypes,
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
    categoryId: Type.Optional(Id),
    brandId: Type.Optional(Id),
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
  summary: {
    zh: '修改商品：文字、分类、品牌、标签、属性、上下架与定时',
    en: 'Change texts, category, brand, tags, attributes, state or schedule',
  },
  access: write,
  params: productParams,
  body: Type.Object(
    {
      title: Type.Optional(lineOfText(200)),
      titleEn: Type.Optional(nullable(lineOfText(200))),
      descriptionHtml: Type.Optional(html),
      descriptionHtmlEn: Type.Optional(nullable(html)),
      state: Type.Optional(ProductState),
      categoryId: Type.Optional(nullable(Id)),
      brandId: Type.Optional(nullable(Id)),
      tags: Type.Optional(tags),
      attributes: Type.Optional(attributes),
      optionsEn: Type.Optional(nullable(options)),
      publishAt: Type.Optional(moment),
      unpublishAt: Type.Optional(moment),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Product },
});

export const changeSku = route({
  id: 'products.changeSku',
  method: 'PUT',
  path: '/api/merchants/:merchantId/skus/:skuId',
  summary: { zh: '修改规格的价格、划线价、会员价、重量或库存', en: 'Set prices, weight or stock of a variant' },
  access: write,
  params: strict({ merchantId: Id, skuId: Id }),
  body: Type.Object(
    {
      priceFen: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000_000 })),
      compareAtPriceFen: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 100_000_000 }))),
      memberPriceFen: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 100_000_000 }))),
      weightG: Type.Optional(nullable(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'grams' }))),
      stock: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000 })),
    },
    { additionalProperties: false, minProperties: 1 },
  ),
  response: { 200: Product },
});

const Bulk = Type.Object({
  id: Id,
  products: count,
  skus: Type.Integer({ minimum: 0, description: 'whose price is another now' }),
});

export const changeProducts = route({
  id: 'products.bulkChange',
  method: 'POST',
  path: '/api/merchants/:merchantId/products/bulk',
  summary: {
    zh: '批量修改商品（最多 1,000 件）：全部生效，或全部不变并逐条说明原因；同一 Idempotency-Key 只执行一次',
    en: 'Change up to 1,000 products: all of them, or none with every reason told; done once for each Idempotency-Key',
  },
  access: write,
  params: merchantParams,
  headers: idempotencyHeaders,
  body: strict({
    selection: Type.Union([
      strict({ ids: Type.Array(Id, { minItems: 1, maxItems: 1_000, uniqueItems: true }) }),
      strict({
        filter: strict({
          state: Type.Optional(ProductState),
          categoryId: Type.Optional(Id),
          brandId: Type.Optional(Id),
          tag: Type.Optional(lineOfText(100)),
          q: Type.Optional(lineOfText(100)),
        }),
      }),
    ]),
    change: Type.Object(
      {
        state: Type.Optional(ProductState),
        categoryId: Type.Optional(nullable(Id)),
        brandId: Type.Optional(nullable(Id)),
        addTags: Type.Optional(tags),
        removeTags: Type.Optional(tags),
        price: Type.Optional(
          Type.Union([
            strict({ by: Type.Enum(['fen']), amount: Type.Integer({ minimum: -100_000_000, maximum: 100_000_000 }) }),
            strict({ by: Type.Enum(['percent']), amount: Type.Integer({ minimum: -90, maximum: 900 }) }),
          ]),
        ),
        publishAt: Type.Optional(moment),
        unpublishAt: Type.Optional(moment),
      },
      { additionalProperties: false, minProperties: 1 },
    ),
  }),
  response: { 200: Bulk },
});
