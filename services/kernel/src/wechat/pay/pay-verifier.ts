import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PayCredentials } from './pay-account.js';

/** The `Wechatpay-*` headers of an answer or a notice. */
export interface PaySignature {
  readonly timestamp: string;
  readonly nonce: string;
  readonly serial: string;
  readonly signature: string;
}

/** Why a signed text is not accepted. `probe`: WeChat sends wrong signatures on purpose to see them refused. */
export type SignatureRefusal = 'headers' | 'timestamp' | 'probe' | 'unknown key' | 'signature';

/** What is needed to tell WeChat's signature. */
export type PlatformKeys = Pick<
  PayCredentials,
  'platformPublicKeyId' | 'platformPublicKeyPem' | 'previousPlatformKey' | 'platformCertificates'
>;

const MAX_SKEW_MS = 5 * 60_000;
// Parsing a certificate costs more than verifying; keys of merchants in use stay parsed.
const publicKeys = new LRUCache<string, KeyObject>({ max: 2_000 });

/** `timestamp\nnonce\nbody\n` over the raw bytes; an empty body leaves an empty line (`shared/wechat/wechat-pay-v3.md` §3). */
export function answerMessage(timestamp: string, nonce: string, body: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${timestamp}\n${nonce}\n`), body, Buffer.from('\n')]);
}

/** Header names are case-insensitive; `read` gets them in lower case. Null when one is missing. */
export function paySignatureOf(read: (name: string) => string | undefined): PaySignature | null {
  const timestamp = read('wechatpay-timestamp');
  const nonce = read('wechatpay-nonce');
  const serial = read('wechatpay-serial');
  const signature = read('wechatpay-signature');
  return timestamp && nonce && serial && signature ? { timestamp, nonce, serial, signature } : null;
}

/** Null when the signature is WeChat Pay's and recent; the reason otherwise. Call it before the body is parsed. */
export function verifyPaySignature(
  keys: PlatformKeys,
  signature: PaySignature | null,
  body: Buffer,
  now = Date.now(),
): SignatureRefusal | null {
  const refusal = refusalOfHeaders(signature, now);
  if (refusal || !signature) return refusal ?? 'headers';
  const pem = pemOf(keys, signature.serial);
  if (pem === null) return 'unknown key';
  const message = answerMessage(signature.timestamp, signature.nonce, body);
  return verify('sha256', message, keyOf(pem), Buffer.from(signature.signature, 'base64')) ? null : 'signature';
}

/** What can be refused without any key. */
export function refusalOfHeaders(signature: PaySignature | null, now = Date.now()): SignatureRefusal | null {
  if (!signature) return 'headers';
  if (!/^\d{1,12}$/.test(signature.timestamp)) return 'timestamp';
  if (Math.abs(now - Number(signature.timestamp) * 1000) >= MAX_SKEW_MS) return 'timestamp';
  return signature.signature.startsWith('WECHATPAY/SIGNTEST/') ? 'probe' : null;
}

/** A public key's id names itself; everything else is the serial number of a platform certificate. */
export function isCertificateSerial(serial: string): boolean {
  return /^[0-9A-Fa-f]{8,64}$/.test(serial);
}

/** The key named by `Wechatpay-Serial`: the public key's id, or a platform certificate's serial number. */
function pemOf(keys: PlatformKeys, serial: string): string | null {
  const { platformPublicKeyId, platformPublicKeyPem, previousPlatformKey, platformCertificates } = keys;
  if (serial === platformPublicKeyId) return platformPublicKeyPem ?? null;
  if (serial === previousPlatformKey?.id) return previousPlatformKey.pem;
  return platformCertificates?.find((certificate) => certificate.serialNo === serial.toUpperCase())?.pem ?? null;
}

/** The public key of a PEM: a certificate's, or the text itself. @throws when it is neither */
export function keyOf(pem: string): KeyObject {
  let key = publicKeys.get(pem);
  if (!key) {
    key = pem.includes('BEGIN CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    publicKeys.set(pem, key);
  }
  return key;
}
