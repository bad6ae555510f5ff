import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { strToU8, zipSync } from 'fflate';
import { MessageCrypto } from '../src/crypto/message-crypto.js';
import { requestMessage, signRsa } from '../src/crypto/pay-signing.js';
import { createSandbox, type Sandbox } from '../src/server.js';
import { readSettings } from '../src/settings.js';

export type Json = Record<string, unknown>;

export interface ReceivedRequest {
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  body: string;
}

/** A local address that records what it is sent and answers as it is told. */
export class Receiver {
  readonly requests: ReceivedRequest[] = [];
  answer: (request: ReceivedRequest) => { status: number; body: string } = () => ({ status: 200, body: 'success' });
  private server: Server | null = null;
  private waiting: (() => void)[] = [];

  async start(): Promise<string> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://receiver');
        const received = {
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        };
        const { status, body } = this.answer(received);
        this.requests.push(received);
        response.writeHead(status).end(body);
        for (const wake of this.waiting.splice(0)) wake();
      });
    });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** The first request (of those still to come too) that fits. */
  async find(fits: (request: ReceivedRequest) => boolean): Promise<ReceivedRequest> {
    for (;;) {
      const found = this.requests.find(fits);
      if (found) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** A sandbox on a free port, its platform's receiver, and the calls the tests make most. */
export class StartedSandbox {
  readonly receiver = new Receiver();
  readonly crypto: MessageCrypto;
  url = '';
  receiverUrl = '';
  private sandbox: Sandbox | null = null;

  constructor(private readonly env: Record<string, string> = {}) {
    const settings = readSettings(env);
    this.crypto = new MessageCrypto(settings.pushToken, settings.pushAesKey, settings.componentAppid);
  }

  get componentAppid(): string {
    return readSettings(this.env).componentAppid;
  }

  async start(): Promise<this> {
    this.receiverUrl = await this.receiver.start();
    await this.startProgram();
    await this.knob('PUT', '/sandbox/settings', { timeScale: 100 });
    return this;
  }

  /** Only the sandbox, with the receiver that is already there. */
  async startProgram(): Promise<void> {
    const addresses = {
      SANDBOX_AUTH_EVENT_URL: `${this.receiverUrl}/auth`,
      SANDBOX_MESSAGE_URL: `${this.receiverUrl}/message/$APPID$`,
    };
    this.sandbox = createSandbox(readSettings({ SANDBOX_PORT: '0', ...addresses, ...this.env }));
    this.url = await this.sandbox.start();
  }

  async stopProgram(): Promise<void> {
    await this.sandbox?.stop();
  }

  async stop(): Promise<void> {
    await this.stopProgram();
    await this.receiver.stop();
  }

  /** `METHOD /path` of everything registered below a prefix. */
  routes(prefix: string): string[] {
    const found = this.sandbox?.routes ?? [];
    return found.filter((route) => route.split(' ')[1]?.startsWith(prefix));
  }

  async knob(method: string, path: string, body?: Json): Promise<Json> {
    const answer = await fetch(this.url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()) as Json;
  }

  async post(path: string, body: unknown): Promise<Json> {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return (await answer.json()) as Json;
  }

  async get(path: string): Promise<Json> {
    const answer = await fetch(this.url + path);
    return (await answer.json()) as Json;
  }

  /** Waits until a push with this InfoType or Event arrives and gives its decrypted text. */
  async pushed(event: string, appid = ''): Promise<string> {
    const found = await this.receiver.find((request) => {
      const text = this.decrypt(request);
      return text.includes(`<![CDATA[${event}]]>`) && (text.includes(appid) || request.path.includes(appid));
    });
    return this.decrypt(found);
  }

  decrypt(request: ReceivedRequest): string {
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(request.body)?.[1] ?? '';
    return encrypted === '' ? '' : this.crypto.decrypt(encrypted).message;
  }

  async componentToken(): Promise<string> {
    const ticket = /<ComponentVerifyTicket><!\[CDATA\[(.*?)\]\]>/.exec(
      await this.pushed('component_verify_ticket'),
    )?.[1];
    const answer = await this.post('/cgi-bin/component/api_component_token', {
      component_appid: this.componentAppid,
      component_appsecret: readSettings(this.env).componentSecret,
      component_verify_ticket: ticket,
    });
    return String(answer['component_access_token']);
  }

  /** The click on the authorisation page; gives the redirect. */
  async clickAuthorize(componentToken: string, appid: string, fields: [string, string][] = []): Promise<Response> {
    const answer = await this.post(`/cgi-bin/component/api_create_preauthcode?access_token=${componentToken}`, {
      component_appid: this.componentAppid,
    });
    const form = new URLSearchParams([
      ['component_appid', this.componentAppid],
      ['pre_auth_code', String(answer['pre_auth_code'])],
      ['redirect_uri', 'http://127.0.0.1:4000/back?state=s1'],
      ['auth_type', '2'],
      ['appid', appid],
      ...fields,
    ]);
    return fetch(`${this.url}/cgi-bin/componentloginpage`, { method: 'POST', body: form, redirect: 'manual' });
  }

  /** Registers an account, authorises it and gives its tokens. */
  async authorizedApp(
    account: Json = {},
    fields: [string, string][] = [],
  ): Promise<{ appid: string; token: string; refreshToken: string }> {
    const appid = String((await this.knob('POST', '/sandbox/apps', { nickname: '花间茶舍', ...account }))['appid']);
    const componentToken = await this.componentToken();
    const redirect = await this.clickAuthorize(componentToken, appid, fields);
    const code = new URL(redirect.headers.get('location') ?? '').searchParams.get('auth_code');
    const answer = await this.post(`/cgi-bin/component/api_query_auth?access_token=${componentToken}`, {
      component_appid: this.componentAppid,
      authorization_code: code,
    });
    const info = answer['authorization_info'] as Json;
    return {
      appid,
      token: String(info['authorizer_access_token']),
      refreshToken: String(info['authorizer_refresh_token']),
    };
  }

  /** Uploads a source and puts it into the library; gives its template_id. */
  async template(files: Record<string, string> = sampleSource()): Promise<number> {
    const draft = await this.uploadDraft(files);
    const token = await this.componentToken();
    await this.post(`/wxa/addtotemplate?access_token=${token}`, { draft_id: draft['draftId'] });
    const { template_list: list } = (await this.get(`/wxa/gettemplatelist?access_token=${token}`)) as {
      template_list: Json[];
    };
    return Number(list.at(-1)?.['template_id']);
  }

  async uploadDraft(files: Record<string, string | Uint8Array>): Promise<Json> {
    const zip = zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text]),
      ),
    );
    const answer = await fetch(`${this.url}/sandbox/drafts?user_version=1.0.0&source_appid=wx00000000000000aa`, {
      method: 'POST',
      headers: { 'content-type': 'application/zip' },
      body: new Uint8Array(zip),
    });
    return (await answer.json()) as Json;
  }

  /** A merchant's signed request. */
  async pay(
    merchant: Json,
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    changes: PayChanges = {},
  ): Promise<Response> {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const timestamp = String(Math.floor(Date.now() / 1000) + (changes.skewSeconds ?? 0));
    const nonce = changes.nonce ?? randomBytes(16).toString('hex');
    const signature = signRsa(requestMessage(method, path, timestamp, nonce, text), String(merchant['privateKeyPem']));
    const serialNo = changes.serialNo ?? merchant['serialNo'];
    return fetch(this.url + path, {
      method,
      ...(body !== undefined && { body: changes.sentBody ?? text }),
      headers: {
        accept: 'application/json',
        'content-type': 'application/json',
        'wechatpay-serial': changes.wechatpaySerial ?? String(merchant['platformPublicKeyId']),
        authorization: `WECHATPAY2-SHA256-RSA2048 mchid="${String(merchant['mchid'])}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${String(serialNo)}"`,
      },
    });
  }
}

export interface PayChanges {
  skewSeconds?: number;
  serialNo?: string;
  wechatpaySerial?: string;
  sentBody?: string;
  nonce?: string;
}

/** A small program with a subpackage and a tab bar; no privacy APIs. */
export const sampleSource = (changes: Record<string, string> = {}): Record<string, string> => ({
  'app.json': JSON.stringify({
    pages: ['pages/home/index', 'pages/cart/index'],
    subPackages: [{ root: 'packages/orders', pages: ['list/index'] }],
    window: { navigationBarTitleText: '模板', navigationBarBackgroundColor: '#ffffff' },
    tabBar: {
      color: '#000000',
      list: [
        { pagePath: 'pages/home/index', text: '首页' },
        { pagePath: 'pages/cart/index', text: '购物车' },
      ],
    },
    lazyCodeLoading: 'requiredComponents',
  }),
  'app.js': 'App({})',
  ...Object.fromEntries(
    ['pages/home/index', 'pages/cart/index', 'packages/orders/list/index'].flatMap((page) => [
      [`${page}.js`, 'Page({})'],
      [`${page}.wxml`, '<view>hello</view>'],
    ]),
  ),
  ...changes,
});

export const sampleExtJson = (appid: string, changes: Json = {}): string =>
  JSON.stringify({
    extAppid: appid,
    ext: { appId: appid, apiBase: 'https://shop.example' },
    window: { navigationBarTitleText: '花间茶舍' },
    lazyCodeLoading: 'requiredComponents',
    ...changes,
  });

/** Asks again until the answer fits; the sandbox's clock runs fast in tests. */
export async function eventually<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (fits(answer)) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
