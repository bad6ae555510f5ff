import { isThisMonth } from '../../protocol/daily-quota.js';
import type { PayOrder } from '../../state/pay.model.js';
import type { SharingOrder, SharingReturn, SharingShare } from '../../state/pay-sharing.model.js';
import type { World } from '../../world.js';
import { availableFen, bookFunds, frozenNow, unsplitFen } from '../funds.js';
import { findMerchant } from '../merchants.js';
import { holderOf, payIndex, receiverKey, setFrozen } from '../pay-index.js';

export function listenForSharing(world: World): void {
  world.scheduler.on('sharing', (key) => {
    const sharing = world.state.pay.sharings[key];
    if (sharing?.state === 'PROCESSING') finishSharing(world, sharing);
  });
  world.scheduler.on('sharing-return', (key) => {
    const back = world.state.pay.sharingReturns[key];
    if (back?.result === 'PROCESSING') finishReturn(world, back);
  });
}

/** Pays each receiver, or closes its share with a reason. FINISHED says nothing about success. */
function finishSharing(world: World, sharing: SharingOrder): void {
  const order = payIndex(world).byTransaction.get(sharing.transactionId);
  if (!order) return;
  for (const share of sharing.receivers) {
    share.failReason = failReason(world, order, share) ?? limitReason(world, share);
    share.result = share.failReason === null ? 'SUCCESS' : 'CLOSED';
    share.finishedAt = Date.now();
    if (share.result === 'SUCCESS') payShare(world, order, sharing, share);
  }
  sharing.state = 'FINISHED';
  if (sharing.unfreezeUnsplit) setFrozen(world, order, order.frozenFen - unsplitFen(world, order));
}

function failReason(world: World, order: PayOrder, { type, account }: SharingShare): string | null {
  if (account === holderOf(order)) return null;
  const receiver =
    world.state.pay.receivers[receiverKey({ mchid: order.mchid, subMchid: order.subMchid, type, account })];
  return receiver ? receiver.failReason : 'NO_RELATION';
}

/** A person receives only so much a month from all merchants together; wechat-pay-v3.md §10. */
function limitReason(world: World, { type, account, amountFen }: SharingShare): string | null {
  if (type === 'MERCHANT_ID') return null;
  const received = Object.values(world.state.pay.sharings)
    .flatMap(({ receivers }) => receivers)
    .filter((share) => share.account === account && share.result === 'SUCCESS' && isThisMonth(world)(share.createdAt))
    .reduce((sum, share) => sum + share.amountFen, 0);
  return received + amountFen > world.knobs.payPersonalMonthlyFen ? 'RECEIVER_RECEIPT_LIMIT' : null;
}

/** What the merchant keeps itself is only let go. */
function payShare(world: World, order: PayOrder, sharing: SharingOrder, share: SharingShare): void {
  setFrozen(world, order, Math.max(0, frozenNow(world, order) - share.amountFen));
  if (share.account === holderOf(order)) return;
  const entry = { businessNo: sharing.orderId, name: '分账', type: '分账', voucherNo: sharing.outOrderNo };
  bookFunds(world, holderOf(order), { ...entry, amountFen: -share.amountFen, remark: share.description });
  if (share.type === 'MERCHANT_ID') {
    bookFunds(world, share.account, { ...entry, amountFen: share.amountFen, remark: share.description });
  }
}

function finishReturn(world: World, back: SharingReturn): void {
  const receiver = findMerchant(world, back.returnMchid);
  const canPay = receiver === null || availableFen(world, receiver) >= back.amountFen;
  back.result = canPay ? 'SUCCESS' : 'FAILED';
  back.failReason = canPay ? null : 'BALANCE_NOT_ENOUGH';
  back.finishedAt = Date.now();
  if (!canPay) return;
  const entry = { businessNo: back.returnId, name: '分账回退', type: '分账回退', voucherNo: back.outReturnNo };
  bookFunds(world, back.returnMchid, { ...entry, amountFen: -back.amountFen, remark: back.description });
  bookFunds(world, holderOf(back), { ...entry, amountFen: back.amountFen, remark: back.description });
}
