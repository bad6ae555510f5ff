import { createCipheriv, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';

type Json = Record<string, unknown>;

interface Trade extends Json {
  out_trade_no: string;
  trade_state: 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND';
  amount: { total: number; currency: string };
}

interface Refund extends Json {
  out_refund_no: string;
  status: 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';
}

const pem = (key: KeyObject) =>
  key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' }) as string;
const merchantKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const platformKeys = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** The few calls of WeChat and WeChat Pay that shopping needs, answered as shared/wechat documents them. The test decides who has paid. */
export class LoopbackWechat {
  readonly calls: { readonly path: string; readonly body: Json }[] = [];
  readonly trades = new Map<string, Trade>();
  readonly refunds = new Map<string, Refund>();
  /** Answers of refund calls; as with WeChat, `PROCESSING` unless told otherwise. */
  refundStatus: Refund['status'] = 'PROCESSING';
  /** What WeChat Pay answers instead, as the test wants; null lets the call through. */
  instead: (method: string, path: string) => { status: number; body: Json } | null = () => null;
  /** Answers are held back until this settles. */
  release: Promise<void> = Promise.resolve();
  url = '';
  private readonly server: Server;
  private readonly usedCodes = new Set<string>();

  constructor() {
    this.server = createServer((request, response) => void this.respond(request, response));
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = this.answer(request, await readBody(request));
    await this.release;
    const text = body === null ? '' : JSON.stringify(body);
    response.writeHead(status, { 'content-type': 'application/json', ...signed(text) }).end(text);
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  account(appId: string, mchId: string): PayAccount {
    return {
      appId,
      mchId,
      serialNo: '5157F09EFDC096DE15EBE81A47057A72',
      privateKeyPem: pem(merchantKeys.privateKey),
      apiV3Key: '0123456789abcdef0123456789ABCDEF',
      platformPublicKeyId: 'PUB_KEY_ID_0114232134912410000000000000',
      platformPublicKeyPem: pem(platformKeys.publicKey),
    };
  }

  /** The shopper confirms the cashier. */
  confirm(outTradeNo: string): Trade {
    const trade = this.trades.get(outTradeNo);
    if (!trade) throw new Error(`${outTradeNo} was never opened`);
    Object.assign(trade, {
      trade_state: 'SUCCESS',
      transaction_id: `42000${outTradeNo.slice(0, 23)}`,
      success_time: new Date().toISOString().replace(/\.\d+Z$/, '+00:00'),
      bank_type: 'OTHERS',
      trade_type: 'JSAPI',
    });
    return trade;
  }

  /** A notice as WeChat Pay posts it. */
  notice(
    account: PayAccount,
    event: 'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED',
    resource: Json,
    id = `EV-${randomBytes(8).toString('hex')}`,
  ) {
    const associated_data = event === 'TRANSACTION.SUCCESS' ? 'transaction' : 'refund';
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(account.apiV3Key), Buffer.from(nonce));
    cipher.setAAD(Buffer.from(associated_data));
    const ciphertext = Buffer.concat([
      cipher.update(JSON.stringify(resource)),
      cipher.final(),
      cipher.getAuthTag(),
    ]).toString('base64');
    const body = JSON.stringify({
      id,
      create_time: new Date().toISOString(),
      resource_type: 'encrypt-resource',
      event_type: event,
      resource: { original_type: associated_data, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data, nonce },
    });
    return { body, headers: { 'content-type': 'application/json', ...signed(body) } };
  }

  /** The headers of a signature by WeChat. */
  signatureOf(body: string): Record<string, string> {
    return signed(body);
  }

  private answer(request: IncomingMessage, body: Json): { status: number; body: Json | null } {
    const url = new URL(request.url ?? '/', this.url);
    this.calls.push({ path: url.pathname, body });
    if (url.pathname.endsWith('api_component_token')) {
      return { status: 200, body: { component_access_token: 'token', expires_in: 7200 } };
    }
    if (url.pathname === '/sns/component/jscode2session') return { status: 200, body: this.logIn(url.searchParams) };
    return this.pay(request.method ?? 'GET', url.pathname, body);
  }

  private logIn(query: URLSearchParams): Json {
    const code = query.get('js_code') ?? '';
    if (!code.startsWith('code-')) return { errcode: 40029, errmsg: 'invalid code rid: 00000000-00000000-00000000' };
    if (this.usedCodes.has(code)) return { errcode: 40163, errmsg: 'code been used rid: 00000000-00000000-00000000' };
    this.usedCodes.add(code);
    return { openid: `o-${query.get('appid')}-${code.split('-')[1]}`, session_key: randomBytes(16).toString('base64') };
  }

  private pay(method: string, path: string, body: Json): { status: number; body: Json | null } {
    const instead = this.instead(method, path);
    if (instead) return instead;
    if (path === '/v3/pay/transactions/jsapi') {
      const no = String(body['out_trade_no']);
      const { appid, mchid, amount } = body as { appid: string; mchid: string; amount: Trade['amount'] };
      if (!this.trades.has(no))
        this.trades.set(no, { appid, mchid, out_trade_no: no, trade_state: 'NOTPAY', trade_state_desc: '', amount });
      return { status: 200, body: { prepay_id: `wx${no}` } };
    }
    if (path === '/v3/refund/domestic/refunds') return { status: 200, body: this.refund(body) };
    const [, no = '', close] =
      /^\/v3\/pay\/(?:partner\/)?transactions\/out-trade-no\/([^/]+)(\/close)?$/.exec(path) ?? [];
    const trade = this.trades.get(no);
    if (close !== undefined && trade?.trade_state === 'SUCCESS')
      return { status: 400, body: { code: 'ORDERPAID', message: '' } };
    if (close !== undefined && trade) {
      trade.trade_state = 'CLOSED';
      return { status: 204, body: null };
    }
    const found = method === 'GET' ? (trade ?? this.refunds.get(path.split('/').at(-1) ?? '')) : undefined;
    return found ? { status: 200, body: found } : { status: 404, body: { code: 'ORDER_NOT_EXIST', message: '' } };
  }

  private refund(body: Json): Refund {
    const no = String(body['out_refund_no']);
    const refund = this.refunds.get(no) ?? {
      refund_id: `5030${no.slice(0, 24)}`,
      out_refund_no: no,
      out_trade_no: body['out_trade_no'],
      transaction_id: `42000${String(body['out_trade_no']).slice(0, 23)}`,
      create_time: new Date().toISOString(),
      amount: body['amount'],
      status: this.refundStatus,
    };
    this.refunds.set(no, refund);
    return refund;
  }
}

/** What a refund's notice carries: the state is called refund_status there. */
export function refundNotice({ status: _status, ...refund }: Refund): Json {
  return { ...refund, refund_status: 'SUCCESS', success_time: new Date().toISOString() };
}

function signed(body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const signature = sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), platformKeys.privateKey).toString(
    'base64',
  );
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': 'PUB_KEY_ID_0114232134912410000000000000',
    'wechatpay-signature': signature,
  };
}

async function readBody(request: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return text === '' ? {} : (JSON.parse(text) as Json);
}
