import { object, text } from '../body-schema.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { requireKind, requireOwnMchid } from '../parties.js';
import { closeOrder } from './close-order.js';
import { createDirectOrder } from './create-order.js';
import { requireOrder, requirePaidOrder } from './find-order.js';
import { type DirectPrepayBody, directPrepaySchema } from './prepay-schema.js';
import { transactionView } from './transaction-view.js';

const isPrepayBody = compileBody<DirectPrepayBody>(directPrepaySchema);
const isCloseBody = compileBody<{ mchid: string }>(object({ mchid: text(32) }, ['mchid']));

/** Orders of direct merchants; wechat-pay-v3.md §4, §5. */
export const directOrderEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/pay/transactions/jsapi',
    rate: 'prepay',
    handle: (call) => {
      const body = readPayBody(isPrepayBody, call.incoming.body);
      requireDirect(call, body.mchid);
      return { prepay_id: createDirectOrder(call.world, call.merchant, body) };
    },
  },

  {
    method: 'GET',
    path: '/v3/pay/transactions/out-trade-no/:outTradeNo',
    rate: 'query',
    handle: (call) => {
      requireDirect(call, call.incoming.query['mchid']);
      const outTradeNo = call.incoming.params['outTradeNo'] ?? '';
      return transactionView(call.world, requireOrder(call.world, call.merchant, null, outTradeNo));
    },
  },

  {
    method: 'GET',
    path: '/v3/pay/transactions/id/:transactionId',
    rate: 'query',
    handle: (call) => {
      requireDirect(call, call.incoming.query['mchid']);
      const transactionId = call.incoming.params['transactionId'] ?? '';
      return transactionView(call.world, requirePaidOrder(call.world, call.merchant, null, transactionId));
    },
  },

  {
    method: 'POST',
    path: '/v3/pay/transactions/out-trade-no/:outTradeNo/close',
    handle: (call) => {
      requireDirect(call, readPayBody(isCloseBody, call.incoming.body).mchid);
      closeOrder(call.world, requireOrder(call.world, call.merchant, null, call.incoming.params['outTradeNo'] ?? ''));
      return null;
    },
  },
];

function requireDirect({ merchant }: PayCall, mchid: string | undefined): void {
  requireOwnMchid(merchant, mchid);
  requireKind(merchant, 'direct');
}
