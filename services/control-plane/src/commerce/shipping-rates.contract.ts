import { Type } from 'typebox';
import { ratesBasis } from '#commerce/pricing/shipping-rates.js';
import { Fen, Nothing, nullable, route, strict } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';
import { merchantParams } from './products.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const edit = { kind: 'member', permission: 'catalogue:write' } as const;
const Fee = Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'fen' });
const Units = Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'grams or pieces, by the basis' });

const zoneFields = {
  name: lineOfText(30),
  regions: Type.Array(
    strict({
      province: Type.String({ minLength: 1, maxLength: 20, description: 'e.g. 浙江省 or 浙江' }),
      cities: Type.Array(Type.String({ minLength: 1, maxLength: 30 }), {
        maxItems: 50,
        default: [],
        description: 'the whole province when empty',
      }),
    }),
    { maxItems: 50, description: 'everywhere that no other zone names when empty' },
  ),
  delivers: Type.Boolean({ default: true, description: 'false: goods are not sent there' }),
  firstUnits: Units,
  firstFen: Fee,
  furtherUnits: Units,
  furtherFen: Fee,
  freeFromFen: nullable({ ...Fen, maximum: 1_000_000_000, description: 'fen; null: the fee is never waived' }),
};
const ratesFields = {
  basis: Type.Enum([...ratesBasis]),
  zones: Type.Array(strict(zoneFields), { minItems: 1, maxItems: 40 }),
};
const Rates = nullable(Type.Object(ratesFields, { description: 'null: the storefront’s one fee holds everywhere' }));

export const getShippingRates = route({
  id: 'shippingRates.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/shipping-rates',
  summary: { zh: '运费模板', en: 'What sending costs, region by region' },
  access: read,
  params: merchantParams,
  response: { 200: Type.Object({ rates: Rates }) },
});

export const replaceShippingRates = route({
  id: 'shippingRates.replace',
  method: 'PUT',
  path: '/api/merchants/:merchantId/shipping-rates',
  summary: { zh: '设置运费模板（整体替换）', en: 'Set the whole table of shipping rates' },
  access: edit,
  params: merchantParams,
  body: strict(ratesFields),
  response: { 200: Type.Object({ rates: Rates }) },
});

export const removeShippingRates = route({
  id: 'shippingRates.remove',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/shipping-rates',
  summary: { zh: '恢复统一运费', en: 'Go back to the storefront’s one fee' },
  access: edit,
  params: merchantParams,
  response: { 204: Nothing },
});
