import type { WechatAnswer } from '../wechat-answer.js';
import { mchIdFields, type PayAccount, subMchIdField } from './pay-account.js';
import { readPayJson, readRefund, readTransaction } from './pay-answers.js';
import { localPayError, PayError } from './pay-error.js';
import { concerns } from './pay-notice.js';
import { type CashierArguments, cashierArguments } from './pay-signer.js';
import { payText } from './pay-text.js';
import type { PayTransport } from './pay-transport.js';
import type { PayRefund, PayTransaction, PrepayRequest, RefundRequest } from './pay-types.js';

/**
 * JSAPI payment of a direct merchant or a partner's sub merchant (`shared/wechat/wechat-pay-v3.md` §§4, 5, 7). The credentials come with
 * each call. All throw PayError; `retry` and `actor` on it say what next.
 */
export class PayClient {
  constructor(private readonly transport: PayTransport) {}

  /**
   * §4: opens the order; sent again with the same values it answers a prepay id again (valid two hours).
   * @throws PayError `wechat_pay.order_paid`, `wechat_pay.order_closed`, `wechat_pay.refused` when values differ from the first time.
   */
  async prepay(account: PayAccount, request: PrepayRequest): Promise<string> {
    const path = `${transactions(account)}/jsapi`;
    const { partner, appId } = account;
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      body: {
        // A payer known under the sub merchant's mini-program needs that mini-program named.
        ...(partner ? { sp_appid: partner.appId, sub_appid: appId } : { appid: appId }),
        ...mchIdFields(account),
        description: payText(request.description, 127) || request.outTradeNo,
        out_trade_no: request.outTradeNo,
        ...(request.expiresAt && { time_expire: rfc3339(request.expiresAt) }),
        ...(request.attach !== undefined && { attach: payText(request.attach, 128) }),
        notify_url: request.notifyUrl,
        ...(request.profitSharing === true && { settle_info: { profit_sharing: true } }),
        amount: { total: request.totalFen, currency: 'CNY' },
        payer: partner ? { sub_openid: request.openId } : { openid: request.openId },
      },
    });
    return readPayJson(path, text, (answer) => answer.filledText('prepay_id'));
  }

  /** §4.1: what the mini-program hands to wx.requestPayment. Made anew for every attempt; no call is made. */
  cashierArguments(account: PayAccount, prepayId: string): CashierArguments {
    return cashierArguments(account, prepayId);
  }

  /** §5: null when WeChat Pay does not know the order. */
  async queryOrder(account: PayAccount, outTradeNo: string): Promise<PayTransaction | null> {
    const path = orderPath(account, outTradeNo);
    return this.queryOrNull(account, path, mchIdFields(account), (answer) => {
      const found = readTransaction(answer);
      if (!concerns(account, found)) throw localPayError('unexpectedAnswer', path, 'it is about another account');
      return expectSame(path, found, { outTradeNo });
    });
  }

  /** §5: idempotent. @throws PayError `wechat_pay.order_paid` when the shopper was faster. */
  async closeOrder(account: PayAccount, outTradeNo: string): Promise<void> {
    await this.transport.send(account, {
      method: 'POST',
      path: `${orderPath(account, outTradeNo)}/close`,
      body: mchIdFields(account),
    });
  }

  /** §7: asks for a refund; success means accepted (`PROCESSING`). Repeat with the same `outRefundNo` and values only. */
  async refund(account: PayAccount, request: RefundRequest): Promise<PayRefund> {
    const path = '/v3/refund/domestic/refunds';
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      body: {
        ...subMchIdField(account),
        out_trade_no: request.outTradeNo,
        out_refund_no: request.outRefundNo,
        ...(request.reason !== undefined && { reason: payText(request.reason, 80) }),
        ...(request.notifyUrl !== undefined && { notify_url: request.notifyUrl }),
        amount: { refund: request.refundFen, total: request.totalFen, currency: 'CNY' },
      },
    });
    const { outRefundNo, outTradeNo } = request;
    return readPayJson(path, text, (answer) => expectSame(path, readRefund(answer), { outRefundNo, outTradeNo }));
  }

  /** §7: null when WeChat Pay does not know the refund. */
  async queryRefund(account: PayAccount, outRefundNo: string): Promise<PayRefund | null> {
    const path = `/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`;
    return this.queryOrNull(account, path, subMchIdField(account), (answer) =>
      expectSame(path, readRefund(answer), { outRefundNo }),
    );
  }

  private async queryOrNull<T>(
    account: PayAccount,
    path: string,
    query: Readonly<Record<string, string>>,
    read: (answer: WechatAnswer) => T,
  ): Promise<T | null> {
    try {
      const { text } = await this.transport.send(account, { method: 'GET', path, query });
      return readPayJson(path, text, read);
    } catch (error) {
      if (error instanceof PayError && error.problem === 'wechat_pay.order_unknown') return null;
      throw error;
    }
  }
}

/** Partner mode has paths of its own for orders; refunds and bills share theirs. */
function transactions({ partner }: PayAccount): string {
  return partner ? '/v3/pay/partner/transactions' : '/v3/pay/transactions';
}

function orderPath(account: PayAccount, outTradeNo: string): string {
  return `${transactions(account)}/out-trade-no/${encodeURIComponent(outTradeNo)}`;
}

/** A signed answer about another order would move the wrong money. */
function expectSame<T extends object>(path: string, answered: T, asked: Partial<T>): T {
  for (const [name, value] of Object.entries(asked)) {
    if (answered[name as keyof T] !== value)
      throw localPayError('unexpectedAnswer', path, `${name} is not the one asked for`);
  }
  return answered;
}

/** WeChat's samples are in Beijing time; any offset is allowed, fractions of a second are not. */
function rfc3339(time: Date): string {
  return `${new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
