import type { PayRefund } from '../../state/pay.model.js';
import { requireSameSub, subOf } from '../parties.js';
import { compileBody, readPayBody } from '../pay-body.js';
import type { PayCall, PayEndpoint } from '../pay-endpoint.js';
import { invalidRequest, parameterError, PayError } from '../pay-error.js';
import { orderKey, payIndex } from '../pay-index.js';
import { openField } from '../keys/sensitive-field.js';
import { requestRefund } from './request-refund.js';
import { type AbnormalRefundBody, abnormalRefundSchema, type RefundBody, refundSchema } from './refund-schema.js';
import { refundView } from './refund-view.js';

const isRefundBody = compileBody<RefundBody>(refundSchema);
const isAbnormalBody = compileBody<AbnormalRefundBody>(abnormalRefundSchema);

/** Refunds of both modes; wechat-pay-v3.md §7. */
export const refundEndpoints: readonly PayEndpoint[] = [
  {
    method: 'POST',
    path: '/v3/refund/domestic/refunds',
    rate: 'refund',
    handle: ({ world, merchant, incoming }) => {
      const body = readPayBody(isRefundBody, incoming.body);
      return refundView(requestRefund(world, merchant, subOf(world, merchant, body.sub_mchid), body));
    },
  },

  {
    method: 'GET',
    path: '/v3/refund/domestic/refunds/:outRefundNo',
    rate: 'refundQuery',
    handle: ({ world, merchant, incoming }) => {
      const sub = subOf(world, merchant, incoming.query['sub_mchid']);
      const refund = world.state.pay.refunds[orderKey(merchant.mchid, incoming.params['outRefundNo'] ?? '')];
      if (!refund) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
      requireSameSub(refund, sub);
      return refundView(refund);
    },
  },

  {
    method: 'POST',
    path: '/v3/refund/domestic/refunds/:refundId/apply-abnormal-refund',
    rate: 'refund',
    handle: async (call) => refundView(await applyAbnormalRefund(call)),
  },
];

/** An ABNORMAL refund is sent to a bank card instead: the shopper's (encrypted) or the merchant's own. */
async function applyAbnormalRefund(call: PayCall): Promise<PayRefund> {
  const { world, merchant, incoming } = call;
  const body = readPayBody(isAbnormalBody, incoming.body);
  const sub = subOf(world, merchant, body.sub_mchid);
  const refund = payIndex(world).refundsById.get(incoming.params['refundId'] ?? '');
  if (refund?.mchid !== merchant.mchid) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '退款单不存在');
  requireSameSub(refund, sub);
  if (refund.outRefundNo !== body.out_refund_no) throw invalidRequest('退款单号与商户退款单号不匹配');
  const account = body.type === 'USER_BANK_CARD' ? await openShoppersCard(call, body) : '商户银行账户';
  // Looked at last: decryption waits, and two applications must not both pass.
  if (refund.status !== 'ABNORMAL') throw invalidRequest('仅退款异常的退款单可发起异常退款');
  refund.status = 'PROCESSING';
  refund.channel = 'OTHER_BANKCARD';
  refund.receivedAccount = account;
  world.scheduler.plan('refund', orderKey(refund.mchid, refund.outRefundNo), world.knobs.refundMs);
  return refund;
}

async function openShoppersCard(call: PayCall, body: AbnormalRefundBody): Promise<string> {
  for (const name of ['bank_type', 'bank_account', 'real_name'] as const) {
    if (body[name] === undefined) throw parameterError(`/${name}`, undefined, '退款至用户银行卡时必填');
  }
  await openField(call, '/real_name', body.real_name ?? '');
  const account = await openField(call, '/bank_account', body.bank_account ?? '');
  if (!/^\d{8,30}$/.test(account)) throw parameterError('/bank_account', undefined, '银行卡号不正确');
  return `${body.bank_type ?? ''}银行卡${account.slice(-4)}`;
}
