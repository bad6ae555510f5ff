import type { WechatAnswer } from '../wechat-answer.js';
import type { PayAccount, PlatformCertificate } from './pay-account.js';
import { readPayJson, readRefund, readTransaction } from './pay-answers.js';
import { decryptPayResource } from './pay-crypto.js';
import { localPayError, PayError } from './pay-error.js';
import { type CashierArguments, cashierArguments } from './pay-signer.js';
import { payText } from './pay-text.js';
import type { PayTransport } from './pay-transport.js';
import type { PayRefund, PayTransaction, PrepayRequest, RefundRequest } from './pay-types.js';
import { paySignatureOf, verifyPaySignature } from './pay-verifier.js';

/**
 * JSAPI payment of a direct merchant (`shared/wechat/wechat-pay-v3.md` §§4, 5, 7). The merchant's credentials come with each call.
 * All throw PayError; `retry` and `actor` on it say what next.
 */
export class PayClient {
  constructor(private readonly transport: PayTransport) {}

  /**
   * §4: opens the order; sent again with the same values it answers a prepay id again (valid two hours).
   * @throws PayError `wechat_pay.order_paid`, `wechat_pay.order_closed`, `wechat_pay.refused` when values differ from the first time.
   */
  async prepay(account: PayAccount, request: PrepayRequest): Promise<string> {
    const path = '/v3/pay/transactions/jsapi';
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      body: {
        appid: account.appId,
        mchid: account.mchId,
        description: payText(request.description, 127) || request.outTradeNo,
        out_trade_no: request.outTradeNo,
        ...(request.expiresAt && { time_expire: rfc3339(request.expiresAt) }),
        ...(request.attach !== undefined && { attach: payText(request.attach, 128) }),
        notify_url: request.notifyUrl,
        amount: { total: request.totalFen, currency: 'CNY' },
        payer: { openid: request.openId },
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
    const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}`;
    return this.queryOrNull(account, path, { mchid: account.mchId }, (answer) =>
      expectSame(path, readTransaction(answer), { outTradeNo, mchId: account.mchId }),
    );
  }

  /** §5: idempotent. @throws PayError `wechat_pay.order_paid` when the shopper was faster. */
  async closeOrder(account: PayAccount, outTradeNo: string): Promise<void> {
    await this.transport.send(account, {
      method: 'POST',
      path: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`,
      body: { mchid: account.mchId },
    });
  }

  /** §7: asks for a refund; success means accepted (`PROCESSING`). Repeat with the same `outRefundNo` and values only. */
  async refund(account: PayAccount, request: RefundRequest): Promise<PayRefund> {
    const path = '/v3/refund/domestic/refunds';
    const { text } = await this.transport.send(account, {
      method: 'POST',
      path,
      body: {
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
    return this.queryOrNull(account, path, {}, (answer) => expectSame(path, readRefund(answer), { outRefundNo }));
  }

  /** §3.1: platform certificates, verified with themselves after decryption. Merchants in public-key mode get an error. */
  async downloadCertificates(account: PayAccount): Promise<PlatformCertificate[]> {
    const path = '/v3/certificates';
    const { text, bytes, headers } = await this.transport.send(account, {
      method: 'GET',
      path,
      skipVerification: true,
    });
    const certificates = readPayJson(path, text, (answer) =>
      answer.list('data', (item) => readCertificate(path, item, account.apiV3Key)),
    );
    const signature = paySignatureOf((name) => headers.get(name) ?? undefined);
    const refusal = verifyPaySignature({ ...account, platformCertificates: certificates }, signature, bytes);
    if (refusal) throw localPayError('unverified', path, refusal);
    return certificates;
  }

  private async queryOrNull<T>(
    account: PayAccount,
    path: string,
    query: Record<string, string>,
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

/** A signed answer about another order would move the wrong money. */
function expectSame<T extends object>(path: string, answered: T, asked: Partial<T>): T {
  for (const [name, value] of Object.entries(asked)) {
    if (answered[name as keyof T] !== value)
      throw localPayError('unexpectedAnswer', path, `${name} is not the one asked for`);
  }
  return answered;
}

function readCertificate(path: string, item: WechatAnswer, apiV3Key: string): PlatformCertificate {
  const sealed = item.object('encrypt_certificate');
  try {
    const pem = decryptPayResource(apiV3Key, {
      ciphertext: sealed.filledText('ciphertext'),
      nonce: sealed.filledText('nonce'),
      associatedData: sealed.optionalText('associated_data') ?? '',
    });
    return { serialNo: item.filledText('serial_no'), pem };
  } catch {
    throw localPayError('unverified', path, 'a certificate cannot be decrypted with the APIv3 key');
  }
}

/** WeChat's samples are in Beijing time; any offset is allowed, fractions of a second are not. */
function rfc3339(time: Date): string {
  return `${new Date(time.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`;
}
