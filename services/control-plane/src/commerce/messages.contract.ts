import { Type } from 'typebox';
import { messagePurposes } from '#commerce/messages/message-purposes.js';
import { AppIdSchema, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { StoredProblem } from './orders.contract.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const params = strict({ merchantId: Id, appId: AppIdSchema });
const path = '/api/merchants/:merchantId/applets/:appId/message-templates';
const Purpose = Type.Enum([...messagePurposes]);

const Templates = Type.Object({
  items: Type.Array(
    Type.Object({
      purpose: Purpose,
      enabled: Type.Boolean(),
      state: Type.Enum(['due', 'ready', 'unavailable']),
      wechatTemplateId: nullable(Type.String()),
      title: nullable(Type.String()),
      problem: nullable(StoredProblem),
      updatedAt: Timestamp,
    }),
  ),
});

export const getMessageTemplates = route({
  id: 'messageTemplates.list',
  method: 'GET',
  path,
  summary: { zh: '订阅消息', en: 'Which messages an applet sends to its shoppers' },
  access: read,
  params,
  response: { 200: Templates },
});

export const switchMessageTemplate = route({
  id: 'messageTemplates.switch',
  method: 'PUT',
  path: `${path}/:purpose`,
  summary: { zh: '开启或关闭一种订阅消息', en: 'Switch one kind of message on or off' },
  access: write,
  params: strict({ merchantId: Id, appId: AppIdSchema, purpose: Purpose }),
  body: strict({ enabled: Type.Boolean() }),
  response: { 200: Templates },
});

export const provisionMessageTemplates = route({
  id: 'messageTemplates.provision',
  method: 'POST',
  path: `${path}/provision`,
  summary: { zh: '为小程序添加缺少的消息模板', en: 'Look for missing message templates now' },
  access: write,
  params,
  response: { 200: Templates },
});
