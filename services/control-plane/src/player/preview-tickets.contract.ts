import { Type } from 'typebox';
import { AppIdSchema, Id, Nothing, route, strict, Timestamp } from '#kernel/http/contract.js';

/** A page of the package, e.g. `pages/product/index`. */
const PagePath = Type.String({ pattern: '^/?[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){0,8}$', maxLength: 200 });

export const createPreviewTicket = route({
  id: 'previews.createTicket',
  method: 'POST',
  path: '/api/merchants/:merchantId/applets/:appId/preview-tickets',
  summary: {
    zh: '生成预览链接：店铺草稿，或某个已构建的代码包',
    en: 'An address at which the draft, or a built package, runs in the browser',
  },
  access: { kind: 'member', permission: 'merchants:read' },
  params: strict({ merchantId: Id, appId: AppIdSchema }),
  body: strict({
    digest: Type.Optional(
      Type.String({ pattern: '^sha256:[0-9a-f]{64}$', description: 'of a build; left out, the draft is shown' }),
    ),
    path: Type.Optional(PagePath),
    query: Type.Optional(
      Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9_]{0,30}$' }), Type.String({ maxLength: 200 }), {
        maxProperties: 10,
      }),
    ),
    language: Type.Optional(Type.Enum(['zh', 'en'])),
    lifetimeSeconds: Type.Integer({ minimum: 60, maximum: 7 * 24 * 3600, default: 3600 }),
  }),
  response: {
    201: Type.Object({
      url: Type.String({ description: "an address of the player's own origin" }),
      expiresAt: Timestamp,
    }),
  },
});

export const withdrawPreviewTickets = route({
  id: 'previews.withdrawTickets',
  method: 'DELETE',
  path: '/api/merchants/:merchantId/applets/:appId/preview-tickets',
  summary: {
    zh: '收回该小程序的所有预览链接，立即生效',
    en: 'Withdraw all preview links of the mini-program, at once',
  },
  access: { kind: 'member', permission: 'storefront:write' },
  params: strict({ merchantId: Id, appId: AppIdSchema }),
  response: { 204: Nothing },
});
