import { Type } from 'typebox';
import type { Knob } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import { receiverKey } from '../pay-index.js';
import { receiverTypes } from '../sharing/receivers.js';
import { choice, listed, listQuery, mchid, nullable, number } from './knob-schemas.js';

export const sharingKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/pay/sharings',
    summary: 'Lists shares of orders',
    query: listQuery,
    handle: ({ world, query }) => listed(world.state.pay.sharings, query),
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
