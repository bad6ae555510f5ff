import { emptyObject, type Knob } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import type { PayNotice } from '../../state/pay.model.js';
import { findNotice, resendNotice } from '../notices/notices.js';
import { listed, listQuery } from './knob-schemas.js';

export const noticeKnobs: readonly Knob[] = [
  {
    method: 'GET',
    path: '/sandbox/pay/notices',
    summary: 'Lists payment, refund and complaint notices',
    query: listQuery,
    answers: 'items: notices with id, eventType, outTradeNo, plaintext, state, attempts, lastAnswer …',
    handle: ({ world, query }) => listed(withOrders(world.state.pay.notices), query),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/notices/:id/resend',
    summary: 'Sends a notice once more',
    body: emptyObject,
    answers: 'the notice',
    handle: ({ world, params }) => {
      const notice = findNotice(world, params['id'] ?? '');
      if (notice === null) throw new KnobError(404, `There is no notice ${params['id'] ?? ''}.`);
      resendNotice(world, notice);
      return notice;
    },
  },
];

/** Which order a notice is about stands in its text only; complaints name none. */
const withOrders = (notices: Readonly<Record<string, PayNotice>>) =>
  Object.fromEntries(
    Object.entries(notices).map(([id, notice]) => {
      const outTradeNo = /"out_trade_no":"([^"]+)"/.exec(notice.plaintext)?.[1];
      return [id, { ...notice, ...(outTradeNo !== undefined && { outTradeNo }) }];
    }),
  );
