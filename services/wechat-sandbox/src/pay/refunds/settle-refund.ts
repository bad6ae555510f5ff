import type { PayRefund } from '../../state/pay.model.js';
import type { World } from '../../world.js';
import { bookFunds } from '../funds.js';
import { sendNotice } from '../notices/notices.js';
import { holderOf, orderKey, setFrozen } from '../pay-index.js';
import { refundNoticeView } from './refund-view.js';

const SUMMARIES = { SUCCESS: '退款成功', ABNORMAL: '退款异常', CLOSED: '退款关闭' } as const;

export function listenForRefunds(world: World): void {
  world.scheduler.on('refund', (key) => {
    const refund = world.state.pay.refunds[key];
    if (refund?.status === 'PROCESSING') settleRefund(world, refund, 'SUCCESS');
  });
}

/** Ends a refund that is being processed and tells the merchant. A closed one gives the money back to the merchant. */
export function settleRefund(world: World, refund: PayRefund, status: keyof typeof SUMMARIES): void {
  refund.status = status;
  refund.settledAt = status === 'SUCCESS' ? Date.now() : null;
  world.scheduler.cancel('refund', orderKey(refund.mchid, refund.outRefundNo));
  if (status === 'CLOSED') giveBack(world, refund);
  if (refund.notifyUrl === null) return;
  sendNotice(world, {
    mchid: refund.mchid,
    eventType: `REFUND.${status}`,
    summary: SUMMARIES[status],
    url: refund.notifyUrl,
    originalType: 'refund',
    plaintext: JSON.stringify(refundNoticeView(world, refund)),
  });
}

function giveBack(world: World, refund: PayRefund): void {
  bookFunds(world, holderOf(refund), {
    businessNo: refund.refundId,
    name: '退款',
    type: '退款失败退回',
    amountFen: refund.refundFen - refund.feeFen,
    remark: '退款关闭',
    voucherNo: refund.outRefundNo,
  });
  const order = world.state.pay.orders[orderKey(refund.mchid, refund.outTradeNo)];
  if (order && refund.fromFrozenFen > 0) setFrozen(world, order, order.frozenFen + refund.fromFrozenFen);
}
