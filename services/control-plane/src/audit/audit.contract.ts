import { Type } from 'typebox';
import { Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';

const Actor = Type.Object({
  kind: Type.Enum(['member', 'apiKey', 'shopper', 'system', 'wechat']),
  id: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
});

export const AuditEntry = Type.Object({
  id: Id,
  at: Timestamp,
  actor: Actor,
  action: Type.String({ examples: ['merchant.suspended'] }),
  subjectType: Type.String(),
  subjectId: Type.String(),
  before: nullable(Type.Object({}, { additionalProperties: true })),
  after: nullable(Type.Object({}, { additionalProperties: true })),
  requestId: nullable(Type.String()),
});

export const listAudit = route({
  id: 'audit.list',
  method: 'GET',
  path: '/api/audit',
  summary: {
    zh: '操作记录：服务商自己的成员、密钥与商户，最新在前',
    en: "What changed in the agency's members, keys and merchants, latest first",
  },
  access: { kind: 'member', permission: 'agency:read' },
  query: strict(pageQuery),
  response: { 200: pageOf(AuditEntry) },
});

export const listMerchantAudit = route({
  id: 'audit.listForMerchant',
  method: 'GET',
  path: '/api/merchants/:merchantId/audit',
  summary: { zh: '单个商户店铺内的操作记录，最新在前', en: "What changed in one merchant's shop, latest first" },
  access: { kind: 'member', permission: 'merchants:read' },
  params: strict({ merchantId: Id }),
  query: strict(pageQuery),
  response: { 200: pageOf(AuditEntry) },
});
