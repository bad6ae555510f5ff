import { Type } from 'typebox';
import { AppIdSchema, Id, nullable, pageOf, pageQuery, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'storefront:write' } as const;
const penaltyParams = strict({ merchantId: Id, penaltyId: Id });
const PenaltyState = Type.Enum(['open', 'acknowledged', 'resolved']);

const Penalty = Type.Object({
  id: Id,
  appId: AppIdSchema,
  summary: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown(), { description: 'What WeChat wrote, as it came' }),
  deadlineAt: nullable(Timestamp),
  state: PenaltyState,
  raisedAt: Timestamp,
  note: nullable(Type.String()),
});

export const listPenalties = route({
  id: 'penalties.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/penalties',
  summary: { zh: '微信处罚通知，最新在前', en: 'Violations WeChat told of, newest first' },
  access: read,
  params: strict({ merchantId: Id }),
  query: strict({ ...pageQuery, state: Type.Optional(PenaltyState) }),
  response: { 200: pageOf(Penalty) },
});

export const acknowledgePenalty = route({
  id: 'penalties.acknowledge',
  method: 'POST',
  path: '/api/merchants/:merchantId/penalties/:penaltyId/acknowledge',
  summary: { zh: '标记处罚为已知晓', en: 'Somebody has read it' },
  access: write,
  params: penaltyParams,
  response: { 200: Penalty },
});

export const resolvePenalty = route({
  id: 'penalties.resolve',
  method: 'POST',
  path: '/api/merchants/:merchantId/penalties/:penaltyId/resolve',
  summary: { zh: '标记处罚为已处理', en: 'It has been dealt with at WeChat' },
  access: write,
  params: penaltyParams,
  body: strict({ note: Type.Optional(lineOfText(200)) }),
  response: { 200: Penalty },
});

export const listAttention = route({
  id: 'attention.list',
  method: 'GET',
  path: '/api/attention',
  summary: {
    zh: '待处理事项：服务商名下商户未处理的处罚与投诉，最紧急的在前（最多200条）',
    en: "What needs hands in the caller's shops: unresolved violations and complaints, the most urgent first, at most 200",
  },
  access: read,
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          kind: Type.Enum(['penalty', 'complaint']),
          id: Id,
          merchantId: Id,
          merchantName: Type.String(),
          appId: AppIdSchema,
          state: nullable(Type.String()),
          summary: Type.String(),
          deadlineAt: nullable(Timestamp),
          raisedAt: Timestamp,
        }),
      ),
    }),
  },
});
