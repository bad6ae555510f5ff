import { Type } from 'typebox';
import { AppIdSchema, Id, route, strict } from '#kernel/http/contract.js';

const pushQuery = Type.Object({
  msg_signature: Type.String({ maxLength: 64 }),
  timestamp: Type.String({ maxLength: 20 }),
  nonce: Type.String({ maxLength: 64 }),
});
const signed = { kind: 'public', reason: "called by WeChat; proven by the push's signature" } as const;

export const receiveAuthorisationPush = route({
  id: 'wechat.events',
  method: 'POST',
  path: '/wechat/events',
  summary: { zh: '授权事件接收URL', en: "WeChat's ticket and authorisation pushes" },
  access: signed,
  query: pushQuery,
  consumes: 'text/xml',
  response: { 200: Type.String() },
});

export const receiveMessagePush = route({
  id: 'wechat.messages',
  method: 'POST',
  path: '/wechat/messages/:appId',
  summary: { zh: '消息与事件接收URL', en: "WeChat's events of one mini-program" },
  access: signed,
  params: strict({ appId: AppIdSchema }),
  query: pushQuery,
  consumes: 'text/xml',
  response: { 200: Type.String() },
});

export const finishAuthorisation = route({
  id: 'wechat.authorised',
  method: 'GET',
  path: '/wechat/authorised/:tenant/:requestId',
  summary: { zh: '授权完成后的回跳页', en: 'Where WeChat sends the administrator after authorising' },
  access: {
    kind: 'public',
    reason: 'opened in the browser of the account’s administrator; proven by WeChat’s one-time code',
  },
  params: strict({ tenant: Id, requestId: Id }),
  query: Type.Object({
    auth_code: Type.String({ minLength: 1, maxLength: 600 }),
    expires_in: Type.Optional(Type.String({ maxLength: 10 })),
  }),
  response: { 200: Type.String() },
});
