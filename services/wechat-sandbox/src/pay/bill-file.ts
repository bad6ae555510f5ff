import type { PayOrder, PayRefund } from '../state/pay.model.js';
import { rfc3339 } from './rfc3339.js';

/** The columns of a trade bill and what stands in them when a row says nothing. */
const EMPTY_ROW = {
  交易时间: '',
  公众账号ID: '',
  商户号: '',
  特约商户号: '0',
  设备号: '',
  微信订单号: '',
  商户订单号: '',
  用户标识: '',
  交易类型: 'JSAPI',
  交易状态: '',
  付款银行: 'OTHERS',
  货币种类: 'CNY',
  应结订单金额: '0.00',
  代金券金额: '0.00',
  微信退款单号: '0',
  商户退款单号: '0',
  退款金额: '0.00',
  充值券退款金额: '0.00',
  退款类型: '',
  退款状态: '',
  商品名称: '',
  商户数据包: '',
  手续费: '0.00000',
  费率: '0.60%',
  订单金额: '0.00',
  申请退款金额: '0.00',
  费率备注: '',
};
type BillRow = typeof EMPTY_ROW;

const TOTAL_HEADINGS = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额';

/** Values begin with a backtick, money is in yuan, the last two lines are totals; wechat-pay-v3.md §9. */
export function writeBillFile(
  orders: readonly PayOrder[],
  refunds: readonly { refund: PayRefund; order: PayOrder }[],
): string {
  const paid = yuan(orders.reduce((sum, { totalFen }) => sum + totalFen, 0));
  const refunded = yuan(refunds.reduce((sum, { refund }) => sum + refund.refundFen, 0));
  const lines = [
    Object.keys(EMPTY_ROW).join(','),
    ...orders.map((order) => line(Object.values(orderRow(order)))),
    ...refunds.map(({ refund, order }) => line(Object.values(refundRow(refund, order)))),
    TOTAL_HEADINGS,
    line([String(orders.length + refunds.length), paid, refunded, '0.00', '0.00000', paid, refunded]),
  ];
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

const orderRow = (order: PayOrder): BillRow => ({
  ...sharedRow(order),
  交易时间: billTime(order.paidAt ?? 0),
  交易状态: 'SUCCESS',
  应结订单金额: yuan(order.totalFen),
  订单金额: yuan(order.totalFen),
});

const refundRow = (refund: PayRefund, order: PayOrder): BillRow => ({
  ...sharedRow(order),
  交易时间: billTime(refund.createdAt),
  交易状态: 'REFUND',
  微信退款单号: refund.refundId,
  商户退款单号: refund.outRefundNo,
  退款金额: yuan(refund.refundFen),
  退款类型: 'ORIGINAL',
  退款状态: refund.status,
  申请退款金额: yuan(refund.refundFen),
});

const sharedRow = (order: PayOrder): BillRow => ({
  ...EMPTY_ROW,
  公众账号ID: order.appid,
  商户号: order.mchid,
  微信订单号: order.transactionId ?? '',
  商户订单号: order.outTradeNo,
  用户标识: order.openid,
  商品名称: order.description,
  商户数据包: order.attach ?? '',
});

const billTime = (instant: number): string => rfc3339(instant).slice(0, 19).replace('T', ' ');

const line = (values: readonly string[]): string => values.map((value) => `\`${value}`).join(',');

const yuan = (fen: number): string => (fen / 100).toFixed(2);
