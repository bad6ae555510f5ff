import { cashierMessage, responseMessage, signRsa, unseal, verifyRsa } from '../src/crypto/pay-signing.js';
import { type Json, type PayChanges, type ReceivedRequest, StartedSandbox } from './started-sandbox.js';

/** A sandbox with one account, one shopper and one direct merchant, and the calls the pay tests make most. */
export class PayWorld {
  readonly sandbox = new StartedSandbox();
  appid = '';
  openid = '';
  merchant: Json = {};
  private counter = 0;

  async start(): Promise<void> {
    await this.sandbox.start();
    await this.settings({ payRefundIntervalMs: 0, payRatePerSecond: { failedRefund: 10_000 } });
    this.appid = await this.account('花间茶舍');
    this.openid = await this.shopperOf(this.appid);
    this.merchant = await this.open({ appids: [this.appid] });
  }

  stop(): Promise<void> {
    return this.sandbox.stop();
  }

  settings(change: Json): Promise<Json> {
    return this.sandbox.knob('PUT', '/sandbox/settings', change);
  }

  advance(seconds: number): Promise<Json> {
    return this.sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: seconds });
  }

  async account(nickname: string): Promise<string> {
    return String((await this.sandbox.knob('POST', '/sandbox/apps', { nickname }))['appid']);
  }

  async shopperOf(appid: string, user = 'shopper'): Promise<string> {
    return String((await this.sandbox.knob('POST', `/sandbox/apps/${appid}/login-code`, { user }))['openid']);
  }

  open(wanted: Json): Promise<Json> {
    return this.sandbox.knob('POST', '/sandbox/pay/merchants', wanted);
  }

  number(prefix: string): string {
    return `${prefix}${String(++this.counter).padStart(6, '0')}`;
  }

  newOrder(changes: Json = {}): Json {
    const number = this.number('XP');
    return {
      appid: this.appid,
      mchid: this.merchant['mchid'],
      description: '明前龙井',
      out_trade_no: number,
      notify_url: `${this.sandbox.receiverUrl}/pay/${number}`,
      amount: { total: 1000 },
      payer: { openid: this.openid },
      ...changes,
    };
  }

  /** The answer's JSON, of a call this merchant signed. */
  async ask(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    who = this.merchant,
  ): Promise<Json> {
    return (await this.sandbox.pay(who, method, path, body)).json() as Promise<Json>;
  }

  post(path: string, body: unknown, changes: PayChanges = {}, who = this.merchant): Promise<Response> {
    return this.sandbox.pay(who, 'POST', path, body, changes);
  }

  prepay(order: unknown, changes: PayChanges = {}, who = this.merchant): Promise<Response> {
    return this.post('/v3/pay/transactions/jsapi', order, changes, who);
  }

  async prepayIdOf(order: Json): Promise<string> {
    return String((await json(this.prepay(order)))['prepay_id']);
  }

  query(outTradeNo: unknown): Promise<Response> {
    const path = `/v3/pay/transactions/out-trade-no/${String(outTradeNo)}?mchid=${String(this.merchant['mchid'])}`;
    return this.sandbox.pay(this.merchant, 'GET', path);
  }

  close(outTradeNo: unknown): Promise<Response> {
    return this.post(`/v3/pay/transactions/out-trade-no/${String(outTradeNo)}/close`, {
      mchid: this.merchant['mchid'],
    });
  }

  cashier(prepayId: string, changes: Json = {}, who = this.merchant): Json {
    const request = {
      appId: this.appid,
      timeStamp: String(Math.floor(Date.now() / 1000)),
      nonceStr: 'nonce',
      package: `prepay_id=${prepayId}`,
      signType: 'RSA',
      ...changes,
    };
    const message = cashierMessage(request.appId, request.timeStamp, request.nonceStr, request.package);
    return { ...request, paySign: signRsa(message, String(who['privateKeyPem'])), ...changes };
  }

  payNow(prepayId: string, changes: Json = {}): Promise<Json> {
    return this.sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, this.cashier(prepayId, changes));
  }

  async paidOrder(changes: Json = {}): Promise<{ order: Json; transactionId: string }> {
    const order = this.newOrder(changes);
    const paid = await this.payNow(await this.prepayIdOf(order));
    return { order, transactionId: String(paid['transactionId']) };
  }

  async refund(order: Json, refundFen: number, changes: Json = {}): Promise<Json> {
    return json(this.post('/v3/refund/domestic/refunds', this.refundOf(order, refundFen, changes)));
  }

  refundOf(order: Json, refundFen: number, changes: Json = {}): Json {
    return {
      out_trade_no: order['out_trade_no'],
      out_refund_no: this.number('R'),
      amount: { refund: refundFen, total: (order['amount'] as { total: number }).total, currency: 'CNY' },
      ...changes,
    };
  }

  noticesFor(order: Json): ReceivedRequest[] {
    return this.sandbox.receiver.requests.filter(({ path }) => String(order['notify_url']).endsWith(path));
  }

  noticeAt(url: unknown): Promise<ReceivedRequest> {
    return this.sandbox.receiver.find(({ path }) => String(url).endsWith(path));
  }

  async noticeState(order: Json): Promise<Json> {
    const { items } = (await this.sandbox.knob('GET', '/sandbox/pay/notices')) as { items: Json[] };
    return items.find(({ url }) => url === order['notify_url']) ?? {};
  }
}

export const json = async (answer: Promise<Response> | Response): Promise<Json> =>
  (await (await answer).json()) as Json;

/** What a notice says, opened with the merchant's APIv3 key. */
export function openNotice(notice: ReceivedRequest, merchant: Json): { eventType: string; resource: Json } {
  const { resource, event_type: eventType } = JSON.parse(notice.body) as {
    resource: Parameters<typeof unseal>[0];
    event_type: string;
  };
  return { eventType, resource: JSON.parse(unseal(resource, String(merchant['apiV3Key']))) as Json };
}

/** Whether headers and body were signed with the key; of an answer or a notice. */
export function isSignedBy(headers: (name: string) => string, body: string, publicKeyPem: string): boolean {
  const message = responseMessage(headers('wechatpay-timestamp'), headers('wechatpay-nonce'), body);
  return verifyRsa(message, headers('wechatpay-signature'), publicKeyPem);
}

export const headersOf =
  (answer: Response) =>
  (name: string): string =>
    answer.headers.get(name) ?? '';
export const noticeHeaders =
  (notice: ReceivedRequest) =>
  (name: string): string =>
    String(notice.headers[name] ?? '');

/** `2026-11-22` in China. */
export const chinaDay = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);
