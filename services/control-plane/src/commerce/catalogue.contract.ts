import { Type } from 'typebox';
import { Id, Nothing, nullable, route, strict } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const categoryParams = strict({ merchantId: Id, categoryId: Id });
const brandParams = strict({ merchantId: Id, brandId: Id });
const count = Type.Integer({ minimum: 0 });
const position = Type.Optional(
  Type.Integer({ minimum: 0, maximum: 100_000, description: 'its place, the lowest first; 0 when missing' }),
);
const picture = nullable(
  Type.String({
    maxLength: 1000,
    pattern: '^https://[^\\s/]+\\S*$|^media/[0-9a-f]{64}\\.(png|jpg|gif|webp|svg)$',
    description: 'https://… or media/<digest>.<ext>',
  }),
);

const CategoryDraft = strict({
  name: lineOfText(100),
  nameEn: Type.Optional(nullable(lineOfText(100))),
  parentId: Type.Optional(nullable(Id)),
  imageUrl: Type.Optional(picture),
  position,
});

const Category = Type.Object({
  id: Id,
  name: Type.String(),
  nameEn: nullable(Type.String()),
  parentId: nullable(Id),
  imageUrl: nullable(Type.String()),
  position: Type.Integer(),
  productCount: count,
});

const BrandDraft = strict({
  name: lineOfText(100),
  nameEn: Type.Optional(nullable(lineOfText(100))),
  logoUrl: Type.Optional(picture),
  position,
});

const Brand = Type.Object({
  id: Id,
  name: Type.String(),
  nameEn: nullable(Type.String()),
  logoUrl: nullable(Type.String()),
  position: Type.Integer(),
  productCount: count,
});

const Currencies = Type.Object({
  currencies: Type.Array(Type.Object({ code: Type.String(), digits: count, numerator: count, denominator: count })),
});

export const listCategories = route({
  id: 'categories.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/categories',
  summary: { zh: '商品分类（两级）', en: 'Categories, on two levels' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Category) }) },
});

export const createCategory = route({
  id: 'categories.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/categories',
  summary: { zh: '新建分类', en: 'Add a category' },
  access: write,
  params: merchantParams,
  body: CategoryDraft,
  response: { 201: Category },
});

export const changeCategory = route({
  id: 'categories.change',
  method: 'PUT',
  path: '/api/merchants/:merchantId/categories/:categoryId',
  summary: { zh: '修改分类', en: 'Change a category' },
  access: write,
  params: categoryParams,
  body: CategoryDraft,
  response: { 200: Category },
});

export const deleteCategory = route({
  id: 'categories.delete',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/categories/:categoryId',
  summary: { zh: '删除空分类', en: 'Delete a category that nothing is in' },
  access: write,
  params: categoryParams,
  response: { 204: Nothing },
});

export const listBrands = route({
  id: 'brands.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/brands',
  summary: { zh: '品牌', en: 'Brands' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(Brand) }) },
});

export const createBrand = route({
  id: 'brands.create',
  method: 'POST',
  path: '/api/merchants/:merchantId/brands',
  summary: { zh: '新建品牌', en: 'Add a brand' },
  access: write,
  params: merchantParams,
  body: BrandDraft,
  response: { 201: Brand },
});

export const changeBrand = route({
  id: 'brands.change',
  method: 'PUT',
  path: '/api/merchants/:merchantId/brands/:brandId',
  summary: { zh: '修改品牌', en: 'Change a brand' },
  access: write,
  params: brandParams,
  body: BrandDraft,
  response: { 200: Brand },
});

export const deleteBrand = route({
  id: 'brands.delete',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/brands/:brandId',
  summary: { zh: '删除没有商品的品牌', en: 'Delete a brand without products' },
  access: write,
  params: brandParams,
  response: { 204: Nothing },
});

export const getCurrencies = route({
  id: 'currencies.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/currencies',
  summary: {
    zh: '展示币种（只用于展示，收款始终为人民币）',
    en: 'Money that prices are shown in as well; what is charged is always yuan',
  },
  access: read,
  params: merchantParams,
  response: { 200: Currencies },
});

export const setCurrencies = route({
  id: 'currencies.set',
  method: 'PUT',
  path: '/api/merchants/:merchantId/currencies',
  summary: { zh: '设置展示币种与汇率', en: 'Set the whole table of them, with their rates' },
  access: write,
  params: merchantParams,
  body: strict({
    currencies: Type.Array(
      strict({
        code: Type.Enum([...currencyCodes()], { description: 'ISO 4217' }),
        digits: Type.Integer({ minimum: 0, maximum: 3, description: 'decimals it is written with' }),
        numerator: Type.Integer({ minimum: 1, maximum: 1_000_000_000 }),
        denominator: Type.Integer({
          minimum: 1,
          maximum: 1_000_000_000,
          description: 'numerator ÷ denominator of it are one yuan',
        }),
      }),
      { maxItems: 10 },
    ),
  }),
  response: { 200: Currencies },
});

/** What visitors of a shop may think in. */
function currencyCodes() {
  return [
    'USD',
    'EUR',
    'GBP',
    'JPY',
    'KRW',
    'HKD',
    'MOP',
    'TWD',
    'SGD',
    'MYR',
    'THB',
    'VND',
    'AUD',
    'NZD',
    'CAD',
    'CHF',
    'RUB',
  ];
}
