import type { PayMerchant } from '../../state/pay.model.js';
import { object, text } from '../body-schema.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { requireKind, requireOwnMchid, requireSub } from '../parties.js';
import { closeOrder } from './close-order.js';
import { createPartnerOrder } from './create-order.js';
import { requireOrder, requirePaidOrder } from './find-order.js';
import { type PartnerPrepayBody, partnerMiniProgramSchema, partnerPrepaySchema } from './prepay-schema.js';
import { transactionView } from './transaction-view.js';

const isPrepayBody = compileBody<PartnerPrepayBody>(partnerPrepaySchema);
const isMiniProgramBody = compileBody<PartnerPrepayBody>(partnerMiniProgramSchema);
const isCloseBody = compileBody<{ sp_mchid: string; sub_mchid: string }>(
  object({ sp_mchid: text(32), sub_mchid: text(32) }, ['sp_mchid', 'sub_mchid']),
);

/** Orders a partner (服务商) makes for its sub merchants; wechat-pay-v3.md §4, §5. */
export const partnerOrderEndpoints: readonly PayEndpoint[] = [
  ...[
    { path: '/v3/pay/partner/transactions/jsapi', isBody: isPrepayBody },
    { path: '/v3/pay/partner/transactions/miniprogram', isBody: isMiniProgramBody },
  ].map(
    ({ path, isBody }): PayEndpoint => ({
      method: 'POST',
      path,
      rate: 'prepay',
      handle: (call) => {
        const body = readPayBody(isBody, call.incoming.body);
        requirePartner(call, body.sp_mchid);
        return { prepay_id: createPartnerOrder(call.world, call.merchant, body) };
      },
    }),
  ),

  {
    method: 'GET',
    path: '/v3/pay/partner/transactions/out-trade-no/:outTradeNo',
    rate: 'query',
    handle: (call) => {
      const sub = readQuery(call);
      const outTradeNo = call.incoming.params['outTradeNo'] ?? '';
      return transactionView(call.world, requireOrder(call.world, call.merchant, sub, outTradeNo));
    },
  },

  {
    method: 'GET',
    path: '/v3/pay/partner/transactions/id/:transactionId',
    rate: 'query',
    handle: (call) => {
      const sub = readQuery(call);
      const transactionId = call.incoming.params['transactionId'] ?? '';
      return transactionView(call.world, requirePaidOrder(call.world, call.merchant, sub, transactionId));
    },
  },

  {
    method: 'POST',
    path: '/v3/pay/partner/transactions/out-trade-no/:outTradeNo/close',
    handle: (call) => {
      const body = readPayBody(isCloseBody, call.incoming.body);
      requirePartner(call, body.sp_mchid);
      const sub = requireSub(call.world, call.merchant, body.sub_mchid);
      closeOrder(call.world, requireOrder(call.world, call.merchant, sub, call.incoming.params['outTradeNo'] ?? ''));
      return null;
    },
  },
];

function requirePartner({ merchant }: PayCall, spMchid: string | undefined): void {
  requireOwnMchid(merchant, spMchid);
  requireKind(merchant, 'partner');
}

function readQuery(call: PayCall): PayMerchant {
  requirePartner(call, call.incoming.query['sp_mchid']);
  return requireSub(call.world, call.merchant, call.incoming.query['sub_mchid']);
}
