import { Type } from 'typebox';
import { messagePurposes } from '#commerce/messages/message-purposes.js';
import { AppIdSchema, Nothing, route, strict } from '#kernel/http/contract.js';

const params = strict({ appId: AppIdSchema });
const Purpose = Type.Enum([...messagePurposes]);
const TemplateId = Type.String({ pattern: '^[\\x21-\\x7e]{1,128}$' });

export const listMessageTemplates = route({
  id: 'messages.listTemplates',
  method: 'GET',
  path: '/a/:appId/message-templates',
  summary: { zh: '可订阅的消息模板', en: 'The templates wx.requestSubscribeMessage may be called with' },
  access: { kind: 'public', reason: 'the ids stand in every mini-program that asks for them' },
  params,
  query: strict({ purpose: Type.Optional(Purpose) }),
  response: { 200: Type.Object({ items: Type.Array(Type.Object({ purpose: Purpose, templateId: Type.String() })) }) },
});

export const recordSubscriptions = route({
  id: 'messages.recordSubscriptions',
  method: 'POST',
  path: '/a/:appId/subscriptions',
  summary: { zh: '上报订阅消息的选择', en: 'What the shopper answered in the pop-up of wx.requestSubscribeMessage' },
  access: { kind: 'shopper' },
  params,
  body: strict({
    answers: Type.Record(TemplateId, Type.String({ minLength: 1, maxLength: 32 }), {
      maxProperties: 5,
      additionalProperties: false,
      description: 'template id → accept, reject, ban, filter; other words count as no',
    }),
  }),
  response: { 204: Nothing },
});
