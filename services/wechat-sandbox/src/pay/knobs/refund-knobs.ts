import { randomInt } from 'node:crypto';
import { Type } from 'typebox';
import type { Knob } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import { findMerchant } from '../merchants.js';
import { orderKey } from '../pay-index.js';
import { requestRefund } from '../refunds/request-refund.js';
import { settleRefund } from '../refunds/settle-refund.js';
import { asKnob, type NamedOrder, orderOf } from './find-for-knob.js';
import { choice, fen, line, listed, listQuery, mchid, number } from './knob-schemas.js';

const statuses = ['SUCCESS', 'ABNORMAL', 'CLOSED'] as const;

export const refundKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/pay/refunds',
    summary: 'Lists refunds',
    query: listQuery,
    answers: 'items: refunds with outRefundNo, outTradeNo, status, refundFen …',
    handle: ({ world, query }) => listed(world.state.pay.refunds, query),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/refunds/:outRefundNo/settle',
    summary: 'Settles a refund that is being processed',
    body: Type.Object({ mchid, status: choice(statuses) }, { additionalProperties: false }),
    answers: 'the refund',
    handle: ({ world, params, body }) => {
      const { mchid: signer, status } = body as { mchid: string; status: (typeof statuses)[number] };
      const merchant = findMerchant(world, signer);
      if (merchant === null) throw new KnobError(404, `There is no merchant ${signer}.`);
      const outRefundNo = params['outRefundNo'] ?? '';
      const refund = [signer, ...merchant.partners]
        .map((one) => world.state.pay.refunds[orderKey(one, outRefundNo)])
        .find((found) => found !== undefined);
      if (!refund) throw new KnobError(404, `There is no refund ${outRefundNo}.`);
      if (refund.status !== 'PROCESSING') throw new KnobError(409, `The refund is ${refund.status} already.`);
      settleRefund(world, refund, status);
      return refund;
    },
  },
  {
    method: 'POST',
    path: '/sandbox/pay/console-refunds',
    summary: 'Somebody refunds on the merchant platform, behind the back of the product',
    body: Type.Object(
      {
        transactionId: Type.Optional(number),
        mchid: Type.Optional(mchid),
        outTradeNo: Type.Optional(number),
        refundFen: Type.Optional(fen),
        outRefundNo: Type.Optional(number),
        reason: Type.Optional(line),
      },
      { additionalProperties: false },
    ),
    answers: { 201: 'the refund' },
    handle: ({ world, body, reply }) => {
      const { refundFen, outRefundNo, ...named } = body as NamedOrder & { refundFen?: number; outRefundNo?: string };
      const order = orderOf(world, named);
      const merchant = findMerchant(world, order.mchid);
      if (merchant === null) throw new KnobError(404, `There is no merchant ${order.mchid}.`);
      const refund = asKnob(() =>
        requestRefund(world, merchant, order.subMchid === null ? null : findMerchant(world, order.subMchid), {
          out_trade_no: order.outTradeNo,
          out_refund_no: outRefundNo ?? `CONSOLE${Date.now()}${randomInt(1000, 9999)}`,
          amount: { refund: refundFen ?? order.totalFen, total: order.totalFen, currency: 'CNY' },
        }),
      );
      reply.code(201);
      return refund;
    },
  },
];
