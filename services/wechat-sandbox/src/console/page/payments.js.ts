/** Orders, refunds, notices and complaints, with what a shopper or WeChat Pay may do. */
export const paymentsScript = String.raw`
import { call } from './api.js';
import { button, code, draw, make, section, small, table, tag, when, yuan } from './dom.js';
import { word } from './words.js';

export async function drawPayments(node) {
  const [orders, refunds, notices, complaints] = await Promise.all(
    ['transactions', 'refunds', 'notices', 'complaints'].map((what) => call('GET', '/sandbox/pay/' + what + '?limit=30')));
  const data = [orders, refunds, notices, complaints].map(({ items }) => items.slice(0, 30));
  draw(node, data, () => [
    section(word('payments'), table([word('order'), word('amount'), word('state'), ''], data[0].map(orderRow))),
    section(word('refunds'), table([word('order'), word('amount'), word('state'), ''], data[1].map(refundRow))),
    section(word('complaints'), table([word('order'), word('text'), word('state'), ''], data[3].map(complaintRow))),
    section(word('notices'), table([word('event'), word('state'), word('answer'), word('time'), ''], data[2].map((notice) => [
      notice.eventType, tag(notice.state), small(notice.lastAnswer ?? ''), when(notice.createdAt),
      button(word('again'), () => call('POST', '/sandbox/pay/notices/' + notice.id + '/resend', {}))]))),
  ]);
}

function orderRow(order) {
  const prepay = order.prepayIds?.at(-1)?.value;
  const pay = button(word('pay'), () => call('POST', '/sandbox/pay/transactions/' + prepay + '/pay-now', {}), { class: 'primary' });
  const complain = button(word('complain'), () => {
    const text = prompt(word('saying'));
    return text ? call('POST', '/sandbox/pay/complaints', { transactionId: order.transactionId, text }) : undefined;
  });
  return [[code(order.outTradeNo), make('br'), small(order.description ?? '')], yuan(order.totalFen), tag(order.state),
    order.state === 'NOTPAY' && prepay ? pay : order.transactionId ? complain : ''];
}

const refundRow = (refund) => {
  const settle = (status, text) => button(text, () =>
    call('POST', '/sandbox/pay/refunds/' + encodeURIComponent(refund.outRefundNo) + '/settle', { mchid: refund.mchid, status }));
  return [[code(refund.outRefundNo), make('br'), small(refund.outTradeNo)], yuan(refund.refundFen), tag(refund.status),
    refund.status === 'PROCESSING' ? [settle('SUCCESS', word('settle')), settle('ABNORMAL', word('abnormal')), settle('CLOSED', word('close'))] : ''];
};

const complaintRow = (complaint) => {
  const id = complaint.complaintId ?? complaint.id;
  return [code(complaint.outTradeNo ?? id), complaint.text ?? complaint.detail ?? '', tag(String(complaint.state ?? '')),
    button(word('cancel'), () => call('POST', '/sandbox/pay/complaints/' + id + '/cancel', {}))];
};
`;
