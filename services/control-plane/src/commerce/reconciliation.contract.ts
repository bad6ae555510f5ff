import { Type } from 'typebox';
import {
  differenceKinds,
  differenceStates,
  reconciliationMachine,
} from '#commerce/reconciliation/reconciliation-machine.js';
import { AppIdSchema, Fen, Id, nullable, route, strict, Timestamp } from '#kernel/http/contract.js';
import { lineOfText } from '../data/text-schema.js';

const Day = Type.String({ format: 'date', description: 'A day in China, e.g. 2026-11-21' });
const SignedFen = Type.Integer({ description: 'fen (1/100 yuan)' });
const params = strict({ merchantId: Id });
const read = { kind: 'member', permission: 'merchants:read' } as const;
const write = { kind: 'member', permission: 'orders:write' } as const;
const states = Object.keys(reconciliationMachine.moves) as (keyof typeof reconciliationMachine.moves)[];

export const ReconciliationDay = Type.Object({
  id: Id,
  appId: AppIdSchema,
  mchId: Type.String(),
  day: Day,
  state: Type.Enum(states),
  paidCount: Type.Integer(),
  paidFen: Fen,
  refundCount: Type.Integer(),
  refundFen: Fen,
  feeFen: SignedFen,
  netFen: SignedFen,
  foreignCount: Type.Integer({ description: 'Rows of other systems on the same merchant number' }),
  repaired: Type.Integer(),
  needsPerson: Type.Integer(),
  problem: nullable(Type.Object({ code: Type.String(), detail: Type.String() })),
  finishedAt: nullable(Timestamp),
});

export const Difference = Type.Object({
  id: Id,
  day: Day,
  kind: Type.Enum([...differenceKinds]),
  reference: Type.String({ description: 'Merchant order number, merchant refund number, or the day' }),
  orderId: nullable(Id),
  hereFen: nullable(SignedFen),
  thereFen: nullable(SignedFen),
  state: Type.Enum([...differenceStates]),
  outcome: nullable(Type.String()),
  note: nullable(Type.String()),
  createdAt: Timestamp,
  settledAt: nullable(Timestamp),
});

export const listReconciliations = route({
  id: 'reconciliations.list',
  method: 'GET',
  path: '/api/merchants/:merchantId/reconciliations',
  summary: { zh: '每日对账', en: 'Each day held against WeChat Pay’s bill, the latest first' },
  access: read,
  params,
  query: strict({
    before: Type.Optional(Day),
    days: Type.Integer({ minimum: 1, maximum: 90, default: 31 }),
  }),
  response: {
    200: Type.Object({
      items: Type.Array(ReconciliationDay),
      waiting: Type.Array(Difference, { description: 'What needs a person, of all days' }),
    }),
  },
});

export const getReconciliation = route({
  id: 'reconciliations.get',
  method: 'GET',
  path: '/api/merchants/:merchantId/reconciliations/:day',
  summary: { zh: '某日对账与差异', en: 'One day and what differed' },
  access: read,
  params: strict({ merchantId: Id, day: Day }),
  response: {
    200: Type.Object({ items: Type.Array(ReconciliationDay), differences: Type.Array(Difference) }),
  },
});

export const runReconciliation = route({
  id: 'reconciliations.run',
  method: 'POST',
  path: '/api/merchants/:merchantId/reconciliations/:day/run',
  summary: { zh: '重新对账', en: 'Hold a day against the bill again' },
  access: write,
  params: strict({ merchantId: Id, day: Day }),
  response: { 202: Type.Object({ items: Type.Array(ReconciliationDay), differences: Type.Array(Difference) }) },
});

export const settleDifference = route({
  id: 'reconciliations.settle',
  method: 'POST',
  path: '/api/merchants/:merchantId/reconciliation-differences/:differenceId/settle',
  summary: { zh: '人工处理完成', en: 'A person has dealt with a difference' },
  access: write,
  params: strict({ merchantId: Id, differenceId: Id }),
  body: strict({ note: lineOfText(500) }),
  response: { 200: Difference },
});

const since = Type.Optional(Day);

export const getReconciliationOverview = route({
  id: 'reconciliations.overview',
  method: 'GET',
  path: '/api/reconciliations',
  summary: { zh: '全部商户的对账概览', en: 'The days of all merchants: sums, and those that did not come out even' },
  access: { kind: 'member', permission: 'agency:read' },
  query: strict({ since }),
  response: {
    200: Type.Object({
      days: Type.Array(
        Type.Object({
          day: Day,
          balanced: Type.Integer(),
          differs: Type.Integer(),
          failed: Type.Integer(),
          open: Type.Integer(),
          paidFen: Fen,
          refundFen: Fen,
          feeFen: SignedFen,
        }),
      ),
      unbalanced: Type.Array(
        Type.Object({
          merchantId: Id,
          merchantName: Type.String(),
          appId: AppIdSchema,
          day: Day,
          state: Type.Enum(['differs', 'failed']),
          needsPerson: Type.Integer(),
          problem: nullable(Type.String()),
        }),
      ),
    }),
  },
});

export const listBilledStrangers = route({
  id: 'payPartner.strangers',
  method: 'GET',
  path: '/api/platform/pay-partner/strangers',
  summary: {
    zh: '服务商账单中不属于任何商户的特约商户',
    en: 'Sub merchants in the platform’s bill that are no merchant’s here',
  },
  access: { kind: 'member', permission: 'platform:manage' },
  query: strict({ since }),
  response: {
    200: Type.Object({
      items: Type.Array(
        Type.Object({
          mchId: Type.String(),
          day: Day,
          subMchId: Type.String(),
          lines: Type.Integer(),
          paidFen: Fen,
          refundFen: Fen,
        }),
      ),
    }),
  },
});
