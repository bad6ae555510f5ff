import type { PayOrder, PayRefund } from '../../state/pay.model.js';
import { feeOf } from '../funds.js';
import { billTime, writeBill, yuan } from './bill-text.js';

export type BillType = 'ALL' | 'SUCCESS' | 'REFUND';

/** Every column of the three kinds of bill, and what stands in it when a row says nothing. */
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
  退款申请时间: '',
  退款成功时间: '',
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
type Column = keyof typeof EMPTY_ROW;
type BillRow = Record<Column, string>;

const REFUND_TIMES: readonly Column[] = ['退款申请时间', '退款成功时间'];
const REFUND_COLUMNS: readonly Column[] = [
  '微信退款单号',
  '商户退款单号',
  '退款金额',
  '充值券退款金额',
  '退款类型',
  '退款状态',
  '申请退款金额',
];
const LEFT_OUT: Record<BillType, readonly Column[]> = {
  ALL: REFUND_TIMES,
  SUCCESS: [...REFUND_TIMES, ...REFUND_COLUMNS],
  REFUND: [],
};
const TOTAL_HEADINGS = [
  '总交易单数',
  '应结订单总金额',
  '退款总金额',
  '充值券退款总金额',
  '手续费总金额',
  '订单总金额',
  '申请退款总金额',
];

export interface RefundedOrder {
  refund: PayRefund;
  order: PayOrder;
}

/** wechat-pay-v3.md §9. Fees are those of `feeOf`; a refund gives its part back, so its fee is negative. */
export function writeTradeBill(type: BillType, orders: readonly PayOrder[], refunds: readonly RefundedOrder[]): string {
  const columns = (Object.keys(EMPTY_ROW) as Column[]).filter((column) => !LEFT_OUT[type].includes(column));
  const rows = [...orders.map(orderRow), ...refunds.map(refundRow)];
  const paid = orders.reduce((sum, { totalFen }) => sum + totalFen, 0);
  const refunded = refunds.reduce((sum, { refund }) => sum + refund.refundFen, 0);
  const fees =
    orders.reduce((sum, { totalFen }) => sum + feeOf(totalFen), 0) -
    refunds.reduce((sum, { refund }) => sum + refund.feeFen, 0);
  return writeBill({
    headings: columns,
    rows: rows.map((row) => columns.map((column) => row[column])),
    totalHeadings: TOTAL_HEADINGS,
    totals: [String(rows.length), yuan(paid), yuan(refunded), '0.00', yuan(fees, 5), yuan(paid), yuan(refunded)],
  });
}

const orderRow = (order: PayOrder): BillRow => ({
  ...sharedRow(order),
  交易时间: billTime(order.paidAt ?? 0),
  交易状态: 'SUCCESS',
  应结订单金额: yuan(order.totalFen),
  手续费: yuan(feeOf(order.totalFen), 5),
  订单金额: yuan(order.totalFen),
});

const refundRow = ({ refund, order }: RefundedOrder): BillRow => ({
  ...sharedRow(order),
  交易时间: billTime(refund.createdAt),
  交易状态: 'REFUND',
  退款申请时间: billTime(refund.createdAt),
  退款成功时间: refund.settledAt === null ? '' : billTime(refund.settledAt),
  微信退款单号: refund.refundId,
  商户退款单号: refund.outRefundNo,
  退款金额: yuan(refund.refundFen),
  退款类型: refund.channel,
  退款状态: refund.status,
  手续费: yuan(-refund.feeFen, 5),
  申请退款金额: yuan(refund.refundFen),
});

const sharedRow = (order: PayOrder): BillRow => ({
  ...EMPTY_ROW,
  公众账号ID: order.appid || (order.subAppid ?? ''),
  商户号: order.mchid,
  特约商户号: order.subMchid ?? '0',
  设备号: order.deviceId ?? '',
  微信订单号: order.transactionId ?? '',
  商户订单号: order.outTradeNo,
  用户标识: order.openid || (order.subOpenid ?? ''),
  商品名称: order.description,
  商户数据包: order.attach ?? '',
});
