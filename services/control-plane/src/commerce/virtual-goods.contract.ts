import { Type } from 'typebox';
import { words } from '#commerce/magazine/article-body.js';
import { Id, nullable, route, strict } from '#kernel/http/contract.js';
import { trimmedText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'catalogue:write' } as const;
const productParams = strict({ merchantId: Id, productId: Id });
const path = '/api/merchants/:merchantId/products/:productId/virtual';
const count = Type.Integer({ minimum: 0 });
const Kind = Type.Enum(['text', 'codes']);

const VirtualGoods = Type.Object({
  kind: nullable(Kind),
  text: Type.String(),
  pools: Type.Array(Type.Object({ skuId: Id, optionValues: Type.Array(Type.String()), free: count, given: count })),
});

export const getVirtualGoods = route({
  id: 'virtualGoods.get',
  method: 'GET',
  path,
  summary: {
    zh: '虚拟商品设置与卡密数量',
    en: 'What a product hands over without a parcel, and how many codes are left',
  },
  access: read,
  params: productParams,
  response: { 200: VirtualGoods },
});

export const describeVirtualGoods = route({
  id: 'virtualGoods.describe',
  method: 'PUT',
  path,
  summary: {
    zh: '设为虚拟商品（付款后自动交付文字或卡密；null 为实物）',
    en: 'Make a product one that hands over a text or codes after the payment; null makes it goods again',
  },
  access: write,
  params: productParams,
  body: strict({ kind: nullable(Kind), text: words(2_000, 0) }),
  response: { 200: VirtualGoods },
});

export const addCodes = route({
  id: 'virtualGoods.addCodes',
  method: 'POST',
  path: '/api/merchants/:merchantId/skus/:skuId/codes',
  summary: {
    zh: '导入卡密（加密保存，每个只发一次；重复的会跳过，库存随之增加）',
    en: 'Bring codes: kept sealed, each given once; those that are there are left out, the stock grows with the others',
  },
  access: write,
  params: strict({ merchantId: Id, skuId: Id }),
  body: strict({ codes: Type.Array(trimmedText(200, 'a code'), { minItems: 1, maxItems: 1_000 }) }),
  response: { 200: Type.Object({ added: count }) },
});
