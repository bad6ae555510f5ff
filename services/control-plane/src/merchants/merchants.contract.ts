import { Type } from 'typebox';
import { Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { searchText } from '../data/text-schema.js';
import {
  ClientRef,
  ContactEmail,
  ContactName,
  ContactPhone,
  CreditCode,
  MerchantName,
  WantedAppId,
} from './merchant-fields.js';

export const Merchant = Type.Object({
  id: Id,
  agencyId: Id,
  clientRef: Type.String(),
  name: Type.String(),
  contactName: nullable(Type.String()),
  contactEmail: nullable(Type.String()),
  contactPhone: nullable(Type.String()),
  creditCode: nullable(Type.String()),
  wantedAppId: nullable(Type.String()),
  status: Type.Enum(['active', 'suspended']),
  createdAt: Timestamp,
  updatedAt: Timestamp,
});

const optionalFields = {
  contactName: Type.Optional(nullable(ContactName)),
  contactEmail: Type.Optional(nullable(ContactEmail)),
  contactPhone: Type.Optional(nullable(ContactPhone)),
  creditCode: Type.Optional(nullable(CreditCode)),
  wantedAppId: Type.Optional(nullable(WantedAppId)),
};
const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'merchants:write' } as const;
const params = strict({ merchantId: Id });

export const createMerchant = route({
  id: 'merchants.create',
  method: 'POST',
  path: '/api/merchants',
  summary: { zh: '新建商户', en: 'Add a merchant' },
  access: write,
  body: strict({
    clientRef: ClientRef,
    name: MerchantName,
    ...optionalFields,
    agencyId: Type.Optional({ ...Id, description: 'Operators name the agency; for others it is their own' }),
  }),
  response: { 201: Merchant },
});

export const listMerchants = route({
  id: 'merchants.list',
  method: 'GET',
  path: '/api/merchants',
  summary: { zh: '商户列表，最新在前', en: 'The merchants, latest first' },
  access: read,
  query: strict({
    ...pageQuery,
    q: Type.Optional(searchText('Part of name, client reference or wanted AppID')),
    status: Type.Optional(Type.Enum(['active', 'suspended'])),
    agencyId: Type.Optional(Id),
  }),
  response: { 200: pageOf(Merchant) },
});

export const getMerchant = route({
  id: 'merchants.get',
  method: 'GET',
  path: '/api/merchants/:merchantId',
  summary: { zh: '商户', en: 'A merchant' },
  access: read,
  params,
  response: { 200: Merchant },
});

export const changeMerchant = route({
  id: 'merchants.change',
  method: 'PATCH',
  path: '/api/merchants/:merchantId',
  summary: { zh: '修改商户资料；null 表示清空', en: "Change a merchant's data; null clears a field" },
  access: write,
  params,
  body: strict({ clientRef: Type.Optional(ClientRef), name: Type.Optional(MerchantName), ...optionalFields }),
  response: { 200: Merchant },
});

export const suspendMerchant = route({
  id: 'merchants.suspend',
  method: 'POST',
  path: '/api/merchants/:merchantId/suspend',
  summary: { zh: '停用商户：店铺立即停止服务', en: 'Suspend a merchant: the shop closes at once' },
  access: write,
  params,
  response: { 200: Merchant },
});

export const resumeMerchant = route({
  id: 'merchants.resume',
  method: 'POST',
  path: '/api/merchants/:merchantId/resume',
  summary: { zh: '恢复商户', en: 'Resume a merchant' },
  access: write,
  params,
  response: { 200: Merchant },
});
