import { Type } from 'typebox';
import type { Knob } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import type { World } from '../../world.js';
import { payIndex, receiverKey } from '../pay-index.js';
import { receiverTypes } from '../sharing/receivers.js';
import { choice, listed, listQuery, mchid, nullable, number } from './knob-schemas.js';

export const sharingKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/pay/sharings',
    summary: 'Lists shares of orders',
    query: listQuery,
    answers: 'items: shares with orderId, outOrderNo, outTradeNo, state and receivers',
    handle: ({ world, query }) => listed(withOrders(world), query),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/sharing-receivers/fail',
    summary: 'Closes every share to a receiver with this reason; null lets them succeed again',
    body: Type.Object(
      {
        mchid,
        subMchid: Type.Optional(mchid),
        type: choice(receiverTypes),
        account: number,
        failReason: nullable(
          'string',
          'ACCOUNT_ABNORMAL, RECEIVER_HIGH_RISK, RECEIVER_REAL_NAME_NOT_VERIFIED, NO_AUTH …',
        ),
      },
      { additionalProperties: false },
    ),
    answers: 'the receiver',
    handle: ({ world, body }) => {
      const named = body as unknown as { mchid: string; subMchid?: string; account: string; failReason: string | null };
      const type = receiverTypes.find((candidate) => candidate === body['type']) ?? 'MERCHANT_ID';
      const key = receiverKey({ mchid: named.mchid, subMchid: named.subMchid ?? null, type, account: named.account });
      const receiver = world.state.pay.receivers[key];
      if (!receiver) throw new KnobError(404, `There is no receiver ${named.account}.`);
      receiver.failReason = named.failReason;
      return receiver;
    },
  },
];

/** A share names WeChat's number of its order; people look for the merchant's. */
function withOrders(world: World) {
  const { byTransaction } = payIndex(world);
  return Object.fromEntries(
    Object.entries(world.state.pay.sharings).map(([id, sharing]) => {
      const outTradeNo = byTransaction.get(sharing.transactionId)?.outTradeNo;
      return [id, { ...sharing, ...(outTradeNo !== undefined && { outTradeNo }) }];
    }),
  );
}
