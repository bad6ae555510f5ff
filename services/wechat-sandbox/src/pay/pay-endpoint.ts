import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { responseMessage, signRsa } from '../crypto/pay-signing.js';
import { type Incoming, type Outcome, registerExchange } from '../protocol/exchange.js';
import type { PayMerchant } from '../state/pay.model.js';
import type { Fault } from '../state/sandbox-settings.js';
import type { World } from '../world.js';
import { authenticate } from './authorization.js';
import { answerKey, type NamedKey } from './keys/signing-key.js';
import { PayError } from './pay-error.js';
import { countCall, type RateKind } from './rate-limits.js';

export interface PayCall {
  world: World;
  merchant: PayMerchant;
  incoming: Incoming;
}

export interface PayEndpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  path: string;
  /** Which limit of `settings.payRatePerSecond` counts it. */
  rate?: RateKind;
  /** `/v3/certificates` must answer a merchant that names a key which is gone. */
  takesAnySerial?: boolean;
  /** null = 204 without a body. */
  handle(call: PayCall): object | null | Promise<object | null>;
}

/** Endpoints of one path with different methods share it. */
export function registerPayEndpoints(app: FastifyInstance, world: World, endpoints: readonly PayEndpoint[]): void {
  for (const path of new Set(endpoints.map((endpoint) => endpoint.path))) {
    const siblings = endpoints.filter((endpoint) => endpoint.path === path);
    registerExchange(app, world, path, {
      answer: (incoming) => answer(world, siblings.find(({ method }) => method === incoming.method) ?? null, incoming),
      faultOutcome,
    });
  }
}

async function answer(world: World, endpoint: PayEndpoint | null, incoming: Incoming): Promise<Outcome> {
  let merchant: PayMerchant | null = null;
  try {
    if (endpoint === null) throw new PayError(404, 'RESOURCE_NOT_EXISTS', '请求的资源不存在');
    requireHeaders(incoming);
    merchant = authenticate(world, incoming);
    const wanted = String(incoming.headers['wechatpay-serial'] ?? '');
    const key = await answerKey(world, merchant, wanted, endpoint.takesAnySerial === true);
    countCall(world, merchant.mchid, endpoint.rate);
    const value = await endpoint.handle({ world, merchant, incoming });
    const body = value === null ? '' : JSON.stringify(value);
    const headers = { ...signatureHeaders(key, body), ...requestId(incoming, 0) };
    const told = { headers, body, errcode: 0, appid: null };
    if (value === null) return { ...told, status: 204 };
    return { ...told, status: 200, headers: { ...headers, 'content-type': 'application/json; charset=utf-8' } };
  } catch (error) {
    if (!(error instanceof PayError)) throw error;
    if (merchant !== null && endpoint?.rate === 'refund') return limitFailures(world, merchant, error, incoming);
    return errorOutcome(error, incoming);
  }
}

function requireHeaders({ headers, body }: Incoming): void {
  if (!headers['user-agent'] || !/application\/json|\*\/\*/.test(String(headers['accept'] ?? ''))) {
    throw new PayError(406, 'PARAM_ERROR', 'Http头缺少Accept或User-Agent');
  }
  if (body.length > 0 && !/^application\/json\b/i.test(String(headers['content-type'] ?? ''))) {
    throw new PayError(415, 'PARAM_ERROR', '不支持的Content-Type，应为application/json');
  }
}

/** Refunds that fail have a limit of their own; wechat-pay-v3.md §7. */
function limitFailures(world: World, merchant: PayMerchant, error: PayError, incoming: Incoming): Outcome {
  try {
    countCall(world, merchant.mchid, 'failedRefund');
    return errorOutcome(error, incoming);
  } catch (limit) {
    if (!(limit instanceof PayError)) throw limit;
    return errorOutcome(limit, incoming);
  }
}

/** Signs an answer or a notice; wechat-pay-v3.md §3. */
export function signatureHeaders(key: NamedKey, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = randomBytes(16).toString('hex');
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': key.serial,
    'wechatpay-signature': signRsa(responseMessage(timestamp, nonce, body), key.privateKeyPem),
    'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
  };
}

const requestId = (incoming: Incoming, innerCode: number): Record<string, string> => ({
  'request-id': `08${incoming.rid.replaceAll('-', '').toUpperCase()}-${innerCode}`,
});

export function errorOutcome(error: PayError, incoming: Incoming): Outcome {
  const body = JSON.stringify({
    code: error.code,
    message: error.message,
    ...(error.detail && { detail: error.detail }),
  });
  const headers = { 'content-type': 'application/json; charset=utf-8', ...requestId(incoming, error.innerCode) };
  return { status: error.status, headers, body, errcode: error.code, appid: null };
}

export const faultOutcome = (fault: Fault, incoming: Incoming): Outcome =>
  errorOutcome(
    new PayError(fault.httpStatus ?? 500, fault.code ?? 'SYSTEM_ERROR', fault.errmsg ?? '系统异常，请稍后重试'),
    incoming,
  );
