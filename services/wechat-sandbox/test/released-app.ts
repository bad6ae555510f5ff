import { randomBytes } from 'node:crypto';
import { signRsa } from '../src/crypto/pay-signing.js';
import { eventually, type Json, sampleExtJson, type StartedSandbox } from './started-sandbox.js';

/** An authorised account whose first version is online, and the calls its tests make. */
export class ReleasedApp {
  private constructor(
    readonly sandbox: StartedSandbox,
    readonly appid: string,
    public token: string,
    private readonly refreshToken: string,
  ) {}

  static async of(
    sandbox: StartedSandbox,
    account: Json = {},
    options: { released?: boolean; permissions?: number[] } = {},
  ): Promise<ReleasedApp> {
    await sandbox.knob('PUT', '/sandbox/settings', { auditRule: 'approve' });
    const permissions = (options.permissions ?? []).map((id): [string, string] => ['permission', String(id)]);
    const { appid, token, refreshToken } = await sandbox.authorizedApp(account, permissions);
    const app = new ReleasedApp(sandbox, appid, token, refreshToken);
    if (options.released !== false) await app.release(await sandbox.template());
    return app;
  }

  post(path: string, body: unknown = {}, query = ''): Promise<Json> {
    return this.sandbox.post(`${path}?access_token=${this.token}${query}`, body);
  }

  get(path: string, query = ''): Promise<Json> {
    return this.sandbox.get(`${path}?access_token=${this.token}${query}`);
  }

  async errcode(path: string, body: unknown = {}): Promise<unknown> {
    return (await this.post(path, body))['errcode'];
  }

  knob(method: string, path: string, body?: Json): Promise<Json> {
    return this.sandbox.knob(method, `/sandbox/apps/${this.appid}${path}`, body);
  }

  /** What a person gets who opens the mini-program. */
  async openid(user: string): Promise<string> {
    return String((await this.knob('POST', '/visit', { user }))['openid']);
  }

  /** Moves the clock, and renews the tokens that grew too old with it. */
  async advance(advanceSeconds: number): Promise<void> {
    await this.sandbox.knob('POST', '/sandbox/clock', { advanceSeconds });
    this.sandbox.receiver.requests.length = 0;
    await this.sandbox.knob('POST', '/sandbox/ticket');
    const answer = await this.sandbox.post(
      `/cgi-bin/component/api_authorizer_token?component_access_token=${await this.sandbox.componentToken()}`,
      {
        component_appid: this.sandbox.componentAppid,
        authorizer_appid: this.appid,
        authorizer_refresh_token: this.refreshToken,
      },
    );
    this.token = String(answer['authorizer_access_token']);
  }

  /** The texts of all pushes of that event so far, newest first. */
  async pushes(event: string): Promise<string[]> {
    const { items } = await this.sandbox.knob('GET', `/sandbox/pushes?appid=${this.appid}&event=${event}`);
    return (items as Json[]).map((push) => String(push['plaintext']));
  }

  /** The newest push of that event, once there are `count` of them. */
  async pushed(event: string, count = 1): Promise<string> {
    const texts = await eventually(
      () => this.pushes(event),
      (found) => found.length >= count,
    );
    return texts[0] ?? '';
  }

  private async release(templateId: number): Promise<void> {
    const commit = {
      template_id: templateId,
      ext_json: sampleExtJson(this.appid),
      user_version: '1.0.0',
      user_desc: 'x',
    };
    expect(await this.post('/wxa/commit', commit)).toMatchObject({ errcode: 0 });
    await eventually(
      () => this.get('/wxa/security/get_code_privacy_info'),
      (answer) => answer['errcode'] !== 61039,
    );
    expect(await this.post('/wxa/submit_audit', { version_desc: '说明' })).toMatchObject({ errcode: 0 });
    await eventually(
      () => this.get('/wxa/get_latest_auditstatus'),
      ({ status }) => status === 0,
    );
    expect(await this.post('/wxa/release')).toMatchObject({ errcode: 0 });
  }
}

export interface Paid {
  mchid: string;
  outTradeNo: string;
  transactionId: string;
  openid: string;
}

/** A merchant account for an AppID, and a shopper who pays there. */
export async function openMerchant(sandbox: StartedSandbox, appid: string): Promise<Json> {
  return sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
}

export async function pay(app: ReleasedApp, merchant: Json, user: string, totalFen = 1280): Promise<Paid> {
  const openid = await app.openid(user);
  const outTradeNo = randomBytes(10).toString('hex');
  const answer = await app.sandbox.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', {
    appid: app.appid,
    mchid: merchant['mchid'],
    description: '武夷岩茶',
    out_trade_no: outTradeNo,
    notify_url: `${app.sandbox.receiverUrl}/pay`,
    amount: { total: totalFen, currency: 'CNY' },
    payer: { openid },
  });
  const { prepay_id: prepayId } = (await answer.json()) as { prepay_id: string };
  const timeStamp = String(Math.floor(Date.now() / 1000));
  const packageText = `prepay_id=${prepayId}`;
  const message = `${app.appid}\n${timeStamp}\nnonce\n${packageText}\n`;
  const paid = await app.sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay`, {
    appId: app.appid,
    timeStamp,
    nonceStr: 'nonce',
    package: packageText,
    signType: 'RSA',
    paySign: signRsa(message, String(merchant['privateKeyPem'])),
  });
  return { mchid: String(merchant['mchid']), outTradeNo, transactionId: String(paid['transactionId']), openid };
}
