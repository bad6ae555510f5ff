import { Type } from 'typebox';
import { Id, route, strict, Timestamp } from '#kernel/http/contract.js';
import { shopParams } from '../shop-window/shop-window.contract.js';

export const login = route({
  id: 'shoppers.login',
  method: 'POST',
  path: '/a/:appId/login',
  summary: { zh: '用 wx.login 的 code 登录', en: 'Log in with the code of wx.login' },
  access: { kind: 'public', reason: 'this is where a shopper becomes known' },
  params: shopParams,
  body: strict({ code: Type.String({ minLength: 1, maxLength: 200 }) }),
  response: {
    200: Type.Object({ token: Type.String(), expiresAt: Timestamp, shopper: Type.Object({ id: Id }) }),
  },
});
