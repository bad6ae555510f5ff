import { JourneyFault } from './station.js';

interface PayMerchant {
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly serialNo: string;
  readonly privateKeyPem: string;
  readonly platformPublicKeyId: string;
  readonly platformPublicKeyPem: string;
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

  /** A merchant opens an account with WeChat Pay and binds the mini-program to it. */
  async openPayAccount(appId: string): Promise<PayMerchant> {
    return this.send<PayMerchant>('POST', '/sandbox/pay/merchants', { appids: [appId] });
  }

  /** What `wx.login` gives on a shopper's phone. */
  async loginCode(appId: string, user: string): Promise<string> {
    return (await this.send<{ code: string }>('POST', `/sandbox/apps/${appId}/login-code`, { user })).code;
  }

  /** What `wx.requestPayment` does when the shopper confirms. */
  async pay(appId: string, payment: PaymentArguments): Promise<void> {
    const prepayId = payment.package.replace('prepay_id=', '');
    await this.send('POST', `/sandbox/pay/transactions/${encodeURIComponent(prepayId)}/pay`, { appId, ...payment });
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
