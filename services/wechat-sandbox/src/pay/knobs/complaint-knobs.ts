import { Type } from 'typebox';
import type { Knob, KnobUse } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import type { PayComplaint, ProblemType } from '../../state/pay-complaint.model.js';
import { complain, continueComplaint } from '../complaints/complain.js';
import { type NamedOrder, orderOf } from './find-for-knob.js';
import { choice, fen, line, listed, listQuery, mchid, number } from './knob-schemas.js';

const saying = Type.Object({ text: Type.Optional(line) }, { additionalProperties: false });

export const complaintKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/pay/complaints',
    summary: 'The shopper complains about a paid order',
    body: Type.Object(
      {
        transactionId: Type.Optional(number),
        mchid: Type.Optional(mchid),
        outTradeNo: Type.Optional(number),
        problemType: Type.Optional(choice(['REFUND', 'SERVICE_NOT_WORK', 'OTHERS'])),
        text: Type.Optional(line),
        applyRefundFen: Type.Optional(fen),
        phone: Type.Optional(Type.String({ pattern: '^\\d{5,20}$' })),
      },
      { additionalProperties: false },
    ),
    answers: { 201: 'the complaint' },
    handle: ({ world, body, reply }) => {
      const {
        problemType = 'REFUND',
        text = '商品与描述不符',
        applyRefundFen,
        phone,
        ...named
      } = body as NamedOrder & {
        problemType?: ProblemType;
        text?: string;
        applyRefundFen?: number;
        phone?: string;
      };
      const complaint = complain(world, orderOf(world, named), {
        problemType,
        text,
        ...(applyRefundFen !== undefined && { applyRefundFen }),
        ...(phone !== undefined && { phone }),
      });
      reply.code(201);
      return complaint;
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/complaints',
    summary: 'Lists complaints',
    query: listQuery,
    answers: 'items: complaints with complaintId, state, outTradeNo and what was said',
    handle: ({ world, query }) => listed(world.state.pay.complaints, query),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/complaints/:complaintId/reply',
    summary: 'The shopper writes again',
    body: saying,
    answers: 'the complaint',
    handle: (use) => carryOn(use, 'reply', '还没有收到退款'),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/complaints/:complaintId/again',
    summary: 'The shopper complains once more about the same order',
    body: saying,
    answers: 'the complaint',
    handle: (use) => carryOn(use, 'again', '问题仍未解决'),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/complaints/:complaintId/cancel',
    summary: 'The shopper takes the complaint back',
    body: saying,
    answers: 'the complaint',
    handle: (use) => carryOn(use, 'cancel', ''),
  },
];

function carryOn({ world, params, body }: KnobUse, action: 'reply' | 'again' | 'cancel', usual: string): PayComplaint {
  const { complaints } = world.state.pay;
  const id = params['complaintId'] ?? '';
  const complaint = Object.hasOwn(complaints, id) ? complaints[id] : undefined;
  if (!complaint) throw new KnobError(404, `There is no complaint ${id}.`);
  continueComplaint(world, complaint, action, (body['text'] as string | undefined) ?? usual);
  return complaint;
}
