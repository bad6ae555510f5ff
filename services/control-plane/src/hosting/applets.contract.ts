import { Type } from 'typebox';
import { AppIdSchema, Id, route, strict, Timestamp } from '#kernel/http/contract.js';
import { AppletView, appletParams, merchantParams } from './hosting-schemas.js';

export const inviteAuthorisation = route({
  id: 'applets.authorise',
  method: 'POST',
  path: '/api/merchants/:merchantId/authorisations',
  summary: { zh: '生成小程序授权链接', en: 'Make a link to WeChat’s authorisation page' },
  access: { kind: 'member', permission: 'merchants:write' },
  params: merchantParams,
  body: strict({ appId: Type.Optional(AppIdSchema) }),
  response: {
    201: Type.Object({ requestId: Id, desktopUrl: Type.String(), mobileUrl: Type.String(), expiresAt: Timestamp }),
  },
});

export const listApplets = route({
  id: 'applets.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/applets',
  summary: { zh: '商户的小程序', en: "A merchant's mini-programs" },
  access: { kind: 'member', permission: 'merchants:read' },
  params: merchantParams,
  response: { 200: Type.Object({ items: Type.Array(AppletView) }) },
});

export const getAppletByAppId = route({
  id: 'applets.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/applets/:appId',
  summary: { zh: '小程序详情', en: 'One mini-program' },
  access: { kind: 'member', permission: 'merchants:read' },
  params: appletParams,
  response: { 200: AppletView },
});
