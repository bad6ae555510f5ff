/** Orders, refunds, notices and complaints, with what a shopper or WeChat Pay may do. */
export const paymentsScript = String.raw`
import { call } from './api.js';
import { button, code, draw, make, section, small, table, tag, when, yuan } from './dom.js';
import { word } from './words.js';

export async function drawPayments(node) {
  const [[orders, refunds, notices, complaints], merchants] = await Promise.all([
    Promise.all(['transactions', 'refunds', 'notices', 'complaints'].map((what) => call('GET', '/sandbox/pay/' + what + '?limit=30'))),
    call('GET', '/sandbox/pay/merchants')]);
  const data = [orders, refunds, notices, complaints].map(({ items }) => items.slice(0, 30));
  const accounts = merchants.items.slice(-30).reverse().map(({ mchid, name, mode }) => ({ mchid, name, mode }));
  draw(node, [data, accounts], () => [
    section(word('payments'), table([word('order'), word('amount'), word('state'), ''], data[0].map(orderRow))),
    section(word('refunds'), table([word('order'), word('amount'), word('state'), ''], data[1].map(refundRow))),
    section(word('complaints'), table([word('order'), word('text'), word('state'), ''], data[3].map(complaintRow))),
    section(word('notices'), table([word('event'), word('order'), word('state'), word('answer'), word('time'), ''], data[2].map((notice) => [
      notice.eventType, notice.outTradeNo ? code(notice.outTradeNo) : '', tag(notice.state), small(notice.lastAnswer ?? ''), when(notice.createdAt),
      button(word('again'), () => call('POST', '/sandbox/pay/notices/' + notice.id + '/resend', {}))]))),
    section(word('merchants'), table([word('merchant'), word('mode'), ''], accounts.map(merchantRow))),
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
    order.state === 'NOTPAY' && prepay ? pay : order.transactionId ? [refunding(order), complain] : ''];
}

/** WeChat Pay changes its certificate and public key towards one merchant. */
const merchantRow = (merchant) => [
  [code(merchant.mchid), make('br'), small(merchant.name)],
  small(merchant.mode),
  button(word('rotate'), async () => {
    await call('POST', '/sandbox/pay/merchants/' + merchant.mchid + '/rotate', {});
    return word('rotated') + ' ' + merchant.mchid;
  }),
];

/** As somebody does it on the merchant platform. */
const refunding = (order) => button(word('refund'), () => {
  const given = prompt(word('howMuch'), (order.totalFen / 100).toFixed(2));
  if (given === null) return undefined;
  if (!/^\d+(\.\d{1,2})?$/.test(given.trim())) throw new Error(word('noAmount'));
  return call('POST', '/sandbox/pay/console-refunds', { transactionId: order.transactionId, refundFen: Math.round(Number(given) * 100) });
});

const refundRow = (refund) => {
  const settle = (status, text) => button(text, () =>
    call('POST', '/sandbox/pay/refunds/' + encodeURIComponent(refund.outRefundNo) + '/settle', { mchid: refund.mchid, status }));
  return [[code(refund.outRefundNo), make('br'), small(refund.outTradeNo)], yuan(refund.refundFen), tag(refund.status),
    refund.status === 'PROCESSING' ? [settle('SUCCESS', word('settle')), settle('ABNORMAL', word('abnormal')), settle('CLOSED', word('close'))] : ''];
};

const complaintRow = (complaint) => {
  const say = (action, text) => button(text, () => {
    const given = action === 'cancel' ? '' : prompt(word('saying'));
    return given === null ? undefined : call('POST', '/sandbox/pay/complaints/' + complaint.complaintId + '/' + action, given ? { text: given } : {});
  });
  return [code(complaint.outTradeNo), complaint.history.flatMap(({ operator, operateType, details }, index) => [index > 0 ? make('br') : '', small(operator + ' '), details || small(operateType)]),
    tag(complaint.state), complaint.state === 'PROCESSED' ? say('again', word('complainAgain')) : [say('reply', word('writeAgain')), say('cancel', word('cancel'))]];
};
`;
