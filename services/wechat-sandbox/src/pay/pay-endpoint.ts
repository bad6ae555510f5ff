import { createHash, randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { requestMessage, responseMessage, signRsa, verifyRsa } from '../crypto/pay-signing.js';
import { type Incoming, type Outcome, registerExchange } from '../protocol/exchange.js';
import type { PayMerchant } from '../state/pay.model.js';
import type { Fault } from '../state/sandbox-settings.js';
import type { World } from '../world.js';
import { PayError } from './pay-error.js';
import { platformKeys } from './platform-keys.js';

const MAX_SKEW_SECONDS = 300;

export interface PayCall {
  world: World;
  merchant: PayMerchant;
  incoming: Incoming;
}

export interface PayEndpoint {
  method: 'GET' | 'POST';
  path: string;
  /** null = 204 without a body. */
  handle(call: PayCall): object | null | Promise<object | null>;
}

export function registerPayEndpoints(app: FastifyInstance, world: World, endpoints: readonly PayEndpoint[]): void {
  for (const endpoint of endpoints) {
    registerExchange(app, world, endpoint.path, {
      answer: (incoming) => answer(world, endpoint, incoming),
      faultOutcome,
    });
  }
}

async function answer(world: World, endpoint: PayEndpoint, incoming: Incoming): Promise<Outcome> {
  try {
    if (incoming.method !== endpoint.method) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在');
    if (!incoming.headers['user-agent'] || !/application\/json|\*\/\*/.test(String(incoming.headers['accept'] ?? ''))) {
      throw new PayError(406, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
    }
    const merchant = authenticate(world, incoming);
    const value = await endpoint.handle({ world, merchant, incoming });
    const body = value === null ? '' : JSON.stringify(value);
    const headers = { ...(await signedHeaders(world, merchant, incoming, body)), ...requestId(incoming, 0) };
    if (value === null) return { status: 204, headers, body, errcode: 0, appid: null };
    return {
      status: 200,
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body,
      errcode: 0,
      appid: null,
    };
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    return errorOutcome(error, incoming);
  }
}

/** Checks the Authorization header in full; wechat-pay-v3.md §2. 401 SIGN_ERROR otherwise. */
export function authenticate(world: World, incoming: Incoming): PayMerchant {
  const header = String(incoming.headers['authorization'] ?? '');
  const [scheme, ...rest] = header.split(' ');
  if (scheme !== 'WECHATPAY2-SHA256-RSA2048') throw signError('Http头Authorization认证类型不正确');
  const parts: Record<string, string> = {};
  for (const match of rest.join(' ').matchAll(/(\w+)="([^"]*)"/g)) parts[match[1] ?? ''] = match[2] ?? '';
  const { mchid = '', nonce_str: nonce = '', signature = '', timestamp = '', serial_no: serialNo = '' } = parts;
  const merchant = world.state.pay.merchants[mchid];
  if (!merchant) throw signError(`商户号 ${mchid} 不存在`);
  if (serialNo !== merchant.serialNo) throw signError('商户证书序列号有误');
  if (!/^\d{10}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  if (nonce === '' || nonce.length > 32) throw signError('Http头Authorization中的nonce_str长度不正确');
  const message = requestMessage(incoming.method, incoming.target, timestamp, nonce, incoming.body.toString('utf8'));
  if (!verifyRsa(message, signature, merchant.publicKeyPem)) {
    throw signError(`错误的签名，验签失败 sha256(message)=${createHash('sha256').update(message).digest('hex')}`);
  }
  return merchant;
}

/** A merchant in migration gets the key that its `Wechatpay-Serial` names; the others have only one (wechat-pay-v3.md §3.2). */
async function signedHeaders(
  world: World,
  merchant: PayMerchant,
  incoming: Incoming,
  body: string,
): Promise<Record<string, string>> {
  const wanted = String(incoming.headers['wechatpay-serial'] ?? '');
  const isNamed = merchant.mode === 'migration' && wanted.startsWith('PUB_KEY_ID_');
  return payHeaders(world, body, merchant.mode === 'publicKey' || isNamed);
}

export async function payHeaders(world: World, body: string, byPublicKey: boolean): Promise<Record<string, string>> {
  const keys = await platformKeys(world);
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  const privateKey = byPublicKey ? keys.publicKeyPrivatePem : keys.certificatePrivatePem;
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': byPublicKey ? keys.publicKeyId : keys.certificateSerial,
    'wechatpay-signature': signRsa(responseMessage(timestamp, nonce, body), privateKey),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

const signError = (text: string): PayError => new PayError(401, 'SIGN_ERROR', text, undefined, 268443699);

const requestId = (incoming: Incoming, innerCode: number): Record<string, string> => ({
  'request-id': `08${incoming.rid.replaceAll('-', '').toUpperCase()}-${innerCode}`,
});

function errorOutcome(error: PayError, incoming: Incoming): Outcome {
  const body = JSON.stringify({
    code: error.code,
    message: error.message,
    ...(error.detail && { detail: error.detail }),
  });
  const headers = { 'content-type': 'application/json; charset=utf-8', ...requestId(incoming, error.innerCode) };
  return { status: error.status, headers, body, errcode: error.code, appid: null };
}

const faultOutcome = (fault: Fault, incoming: Incoming): Outcome =>
  errorOutcome(
    new PayError(fault.httpStatus ?? 500, fault.code ?? 'SYSTEM_ERROR', fault.errmsg ?? '系统异常，请稍后重试'),
    incoming,
  );
