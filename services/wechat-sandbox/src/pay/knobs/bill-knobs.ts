import { Type } from 'typebox';
import type { Knob } from '../../console/knob.js';
import type { BillFault } from '../../state/pay-books.model.js';
import { choice, mchid, number } from './knob-schemas.js';

const MAX_FAULTS = 1000;

export const billKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/pay/bill-faults',
    summary: 'Makes trade bills of a merchant miss a payment, show one that never was, or a fen too much',
    body: Type.Object(
      {
        mchid,
        kind: choice(['missing', 'extra', 'amount']),
        outTradeNo: Type.Optional(number),
      },
      { additionalProperties: false },
    ),
    answers: { 201: 'items: all faults of bills' },
    handle: ({ world, body, reply }) => {
      const { billFaults } = world.state.pay;
      billFaults.push({ outTradeNo: null, ...(body as unknown as Omit<BillFault, 'outTradeNo'>) });
      if (billFaults.length > MAX_FAULTS) billFaults.shift();
      reply.code(201);
      return { items: billFaults };
    },
  },
  {
    method: 'DELETE',
    path: '/sandbox/pay/bill-faults',
    summary: 'Bills tell the truth again',
    answers: 'an empty object',
    handle: ({ world }) => {
      world.state.pay.billFaults = [];
      return {};
    },
  },
];
