import { JourneyFault } from './station.js';

interface PayMerchant {
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly serialNo: string;
  readonly privateKeyPem: string;
  readonly platformPublicKeyId: string;
  readonly platformPublicKeyPem: string;
}

interface Fault {
  readonly path: string;
  readonly appid: string;
  readonly errcode: number;
  readonly times: number;
}

interface ReceivedCall {
  readonly rid: string;
  /** 0 for a success. */
  readonly errcode: number | string;
}

interface WechatShipment {
  readonly transaction_id: string;
  readonly shipping?: { readonly shipping_list: readonly { readonly tracking_no: string }[] };
}

export interface PaymentArguments {
  readonly timeStamp: string;
  readonly nonceStr: string;
  readonly package: string;
  readonly signType: string;
  readonly paySign: string;
}

/** What people do at WeChat themselves: merchants in its consoles, shoppers on their phones. Played on the sandbox over HTTP. */
export class SandboxConsole {
  constructor(private readonly baseUrl: string) {}

  /** A merchant registers a mini-program at WeChat. */
  async registerApp(appId: string, nickname: string): Promise<void> {
    await this.send('POST', '/sandbox/apps', { appid: appId, nickname });
  }

  async onlineVersion(appId: string): Promise<string | null> {
    const app = await this.send<{ online: { userVersion: string } | null }>('GET', `/sandbox/apps/${appId}`);
    return app.online?.userVersion ?? null;
  }

  /** The administrator opens WeChat's authorisation page, presses the button and is sent back to us. Answers our page's status. */
  async authorise(pageUrl: string, appId: string): Promise<number> {
    const page = new URL(pageUrl);
    const opened = await fetch(page);
    if (!opened.ok)
      throw new JourneyFault(`WeChat's authorisation page answered ${opened.status}: ${await textOf(opened)}`);
    const form = new URLSearchParams({ ...Object.fromEntries(page.searchParams), appid: appId });
    const pressed = await fetch(`${page.origin}${page.pathname}`, { method: 'POST', body: form, redirect: 'manual' });
    const target = pressed.headers.get('location');
    if (pressed.status !== 302 || target === null) {
      throw new JourneyFault(
        `WeChat refused the authorisation of ${appId} (${pressed.status}): ${await textOf(pressed)}`,
      );
    }
    const back = await fetch(target);
    await back.arrayBuffer();
    return back.status;
  }

  /** A developer uploads a mini-program's source with WeChat's tools. */
  async uploadDraft(zip: ArrayBuffer, version: string, description: string): Promise<void> {
    const query = new URLSearchParams({ user_version: version, user_desc: description });
    const response = await fetch(`${this.baseUrl}/sandbox/drafts?${query.toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: zip,
    });
    if (!response.ok) throw new JourneyFault(`The draft was refused (${response.status}): ${await textOf(response)}`);
  }

  /** An administrator generates an upload key in WeChat's console; an older one stops working. */
  async newUploadKey(appId: string): Promise<string> {
    const path = `/sandbox/apps/${appId}/upload-key`;
    return (await this.send<{ privateKeyPem: string }>('POST', path, {})).privateKeyPem;
  }

  /** The platform names a mini-program as the one its templates are developed in. */
  async nameDevelopmentApp(appId: string): Promise<void> {
    await this.send('PUT', `/sandbox/apps/${appId}/upload-settings`, { isDevelopment: true });
  }

  /** What the console shows under development versions. */
  async developmentVersions(appId: string): Promise<readonly { kind: string; robot: number; version: string }[]> {
    const path = `/sandbox/apps/${appId}/uploads`;
    return (await this.send<{ devVersions: { kind: string; robot: number; version: string }[] }>('GET', path))
      .devVersions;
  }

  /** A merchant opens an account with WeChat Pay and binds the mini-program to it. */
  async openPayAccount(appId: string): Promise<PayMerchant> {
    return this.send<PayMerchant>('POST', '/sandbox/pay/merchants', { appids: [appId] });
  }

  /** The platform becomes a partner (服务商) of WeChat Pay with an official account of its own. */
  async openPartnerAccount(appId: string): Promise<PayMerchant> {
    await this.registerApp(appId, 'platform');
    return this.send<PayMerchant>('POST', '/sandbox/pay/merchants', { appids: [appId], kind: 'partner' });
  }

  /** A merchant without keys of its own joins a partner and binds its mini-program. Answers its number. */
  async joinPartner(appId: string, partnerMchId: string): Promise<string> {
    const body = { appids: [appId], kind: 'sub', partners: [partnerMchId] };
    return (await this.send<{ mchid: string }>('POST', '/sandbox/pay/merchants', body)).mchid;
  }

  /** Somebody gives money back in the merchant's own console at WeChat Pay, behind our back: we get no notice of it. */
  async refundInConsole(mchid: string, outTradeNo: string, refundFen: number): Promise<void> {
    await this.send('POST', '/sandbox/pay/console-refunds', { mchid, outTradeNo, refundFen });
  }

  /** A day goes by at WeChat, and the ticket that ran out with it is pushed anew. */
  async letDayPass(): Promise<void> {
    await this.send('POST', '/sandbox/clock', { advanceSeconds: 86_400 });
    await this.send('POST', '/sandbox/ticket', {});
  }

  /** WeChat forgets every token of a mini-program before its time. */
  async revokeTokens(appid: string): Promise<void> {
    await this.send('POST', '/sandbox/tokens/revoke', { appid });
  }

  /** Something goes wrong at WeChat while the work is done; afterwards everything that was set before is so again. */
  async during<Result>(fault: Fault, work: () => Promise<Result>): Promise<Result> {
    const path = '/sandbox/settings';
    const { faults } = await this.send<{ faults: readonly object[] }>('GET', path);
    await this.send('PUT', path, { faults: [...faults, fault] });
    try {
      return await work();
    } finally {
      await this.send('PUT', path, { faults });
    }
  }

  /** What WeChat has been asked at a path, newest first. */
  async callsOf(path: string): Promise<readonly ReceivedCall[]> {
    const query = new URLSearchParams({ path, limit: '100' });
    return (await this.send<{ items: readonly ReceivedCall[] }>('GET', `/sandbox/calls?${query.toString()}`)).items;
  }

  /** What `wx.login` gives on a shopper's phone. */
  async loginCode(appId: string, user: string): Promise<string> {
    return (await this.send<{ code: string }>('POST', `/sandbox/apps/${appId}/login-code`, { user })).code;
  }

  /** What the button `getPhoneNumber` gives on a shopper's phone. */
  async phoneCode(appId: string, user: string, phoneNumber: string): Promise<string> {
    return (await this.send<{ code: string }>('POST', `/sandbox/apps/${appId}/phone-code`, { user, phoneNumber })).code;
  }

  /** What WeChat's content security says of the next text or picture. */
  async planCheck(appId: string, suggest: 'pass' | 'risky'): Promise<void> {
    const verdicts = [{ suggest, label: suggest === 'pass' ? 100 : 20003 }];
    await this.send('POST', `/sandbox/apps/${appId}/check-plan`, { verdicts });
  }

  /** A phone scans a printed code: what WeChat opens. */
  async scan(picture: ArrayBuffer): Promise<{ readonly appid: string; readonly page: string; readonly scene: string }> {
    const response = await fetch(`${this.baseUrl}/sandbox/scan`, {
      method: 'POST',
      headers: { 'content-type': 'image/jpeg' },
      body: picture,
    });
    if (!response.ok)
      throw new JourneyFault(`The code cannot be scanned (${response.status}): ${await textOf(response)}`);
    return (await response.json()) as { appid: string; page: string; scene: string };
  }

  /** WeChat punishes a mini-program. */
  async punish(appId: string, reason: string, deadlineDays: number): Promise<void> {
    await this.send('POST', `/sandbox/apps/${appId}/punish`, { reason, deadlineDays });
  }

  /** A shopper complains with WeChat Pay about an order. */
  async complain(mchId: string, outTradeNo: string, text: string): Promise<void> {
    await this.send('POST', '/sandbox/pay/complaints', { mchid: mchId, outTradeNo, text });
  }

  /** What `wx.requestPayment` does when the shopper confirms. */
  async pay(appId: string, payment: PaymentArguments): Promise<void> {
    const prepayId = payment.package.replace('prepay_id=', '');
    await this.send('POST', `/sandbox/pay/transactions/${encodeURIComponent(prepayId)}/pay`, { appId, ...payment });
  }

  /** What `wx.requestSubscribeMessage` does when the shopper answers. */
  async answerSubscriptions(appId: string, user: string, answers: Record<string, string>): Promise<void> {
    await this.send('POST', `/sandbox/apps/${appId}/subscriptions`, { user, answers });
  }

  /** Subscribe messages that arrived, by what their fields say. */
  async messages(appId: string): Promise<readonly { readonly values: readonly string[] }[]> {
    const { items } = await this.send<{ items: readonly { readonly values: Readonly<Record<string, string>> }[] }>(
      'GET',
      `/sandbox/apps/${appId}/messages`,
    );
    return items.map(({ values }) => ({ values: Object.values(values) }));
  }

  /** Tracking numbers that WeChat shows for a payment. */
  async shippedParcels(appId: string, transactionId: string): Promise<readonly string[]> {
    const { items } = await this.send<{ readonly items: readonly WechatShipment[] }>(
      'GET',
      `/sandbox/apps/${appId}/shipments`,
    );
    const order = items.find((item) => item.transaction_id === transactionId);
    return order?.shipping?.shipping_list.map((parcel) => parcel.tracking_no) ?? [];
  }

  /** The shopper confirms in the window of `weappOrderConfirm`. */
  async confirmReceipt(appId: string, transactionId: string): Promise<void> {
    await this.send('POST', `/sandbox/apps/${appId}/shipments/confirm`, { transactionId });
  }

  private async send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const response = await fetch(this.baseUrl + path, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    if (!response.ok)
      throw new JourneyFault(`WeChat's sandbox refused ${path} (${response.status}): ${text.slice(0, 300)}`);
    return JSON.parse(text) as Answer;
  }
}

async function textOf(response: Response): Promise<string> {
  return (await response.text())
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
}
