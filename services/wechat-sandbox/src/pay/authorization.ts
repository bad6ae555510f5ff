import { createHash } from 'node:crypto';
import { requestPreamble, verifyRsa } from '../crypto/pay-signing.js';
import type { Incoming } from '../protocol/exchange.js';
import type { PayMerchant } from '../state/pay.model.js';
import type { World } from '../world.js';
import { findMerchant } from './merchants.js';
import { PayError } from './pay-error.js';

const MAX_SKEW_SECONDS = 300;
const SCHEME = 'WECHATPAY2-SHA256-RSA2048';
const PARTS = ['mchid', 'nonce_str', 'signature', 'timestamp', 'serial_no'] as const;

/** Checks the Authorization header in full; wechat-pay-v3.md §2. 401 SIGN_ERROR otherwise. */
export function authenticate(world: World, incoming: Incoming): PayMerchant {
  const { mchid, nonce_str: nonce, signature, timestamp, serial_no: serialNo } = readHeader(incoming);
  const merchant = findMerchant(world, mchid);
  if (merchant === null) throw signError(`商户号 ${mchid} 不存在`);
  const certificate = merchant.certificates.find((candidate) => candidate.serialNo === serialNo);
  if (!certificate) throw signError('商户证书序列号有误');
  if (certificate.revokedAt !== null) throw signError('商户证书已作废');
  if (!/^\d{10}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > MAX_SKEW_SECONDS) {
    throw signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  if (nonce === '' || nonce.length > 32) throw signError('Http头Authorization中的nonce_str长度不正确');
  const message = Buffer.concat([
    Buffer.from(requestPreamble(incoming.method, incoming.target, timestamp, nonce)),
    incoming.body,
    Buffer.from('\n'),
  ]);
  if (!verifyRsa(message, signature, certificate.publicKeyPem)) throw wrongSignature(incoming, message, signature);
  if (world.knobs.payRefuseReplayedNonce && isReplayed(world, mchid, nonce)) {
    throw signError('Http头Authorization中的nonce_str已被使用');
  }
  return merchant;
}

function readHeader({ headers }: Incoming): Record<(typeof PARTS)[number], string> {
  const header = String(headers['authorization'] ?? '');
  const space = header.indexOf(' ');
  if (header.slice(0, space) !== SCHEME) throw signError('Http头Authorization认证类型不正确');
  const found = [...header.slice(space + 1).matchAll(/(\w+)="([^"]*)"/g)];
  const parts = Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]));
  for (const name of PARTS) {
    if (parts[name] === undefined) throw signError(`Http头Authorization缺少${name}`);
    if (found.filter((match) => match[1] === name).length > 1) throw signError(`Http头Authorization中的${name}重复`);
  }
  return parts as Record<(typeof PARTS)[number], string>;
}

/** Nonces of the last ten minutes; a longer memory is useless because the timestamp is refused by then. */
const seen = new WeakMap<World, Map<string, number>>();

function isReplayed(world: World, mchid: string, nonce: string): boolean {
  const nonces = seen.get(world) ?? new Map<string, number>();
  seen.set(world, nonces);
  const now = Date.now();
  for (const [key, at] of nonces) {
    if (at > now - 2 * MAX_SKEW_SECONDS * 1000) break;
    nonces.delete(key);
  }
  const key = `${mchid} ${nonce}`;
  if (nonces.has(key)) return true;
  nonces.set(key, now);
  return false;
}

const SIGN_ERROR_NUMBER = 268443699;

const signError = (text: string): PayError =>
  new PayError(
    401,
    'SIGN_ERROR',
    text,
    { field: 'signature', issue: 'sign not match', location: 'authorization' },
    SIGN_ERROR_NUMBER,
  );

function wrongSignature({ method, target }: Incoming, message: Buffer, signature: string): PayError {
  const text = message.toString('utf8');
  const digest = createHash('sha256').update(message).digest('hex');
  return new PayError(
    401,
    'SIGN_ERROR',
    `错误的签名，验签失败 sha256(message)=${digest}`,
    {
      field: 'signature',
      value: signature,
      issue: 'sign not match',
      location: 'authorization',
      sign_information: {
        method,
        url: target,
        truncated_sign_message: text.slice(0, 300),
        sign_message_length: message.length,
      },
    },
    SIGN_ERROR_NUMBER,
  );
}
