import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { Problem } from '../problems/problem.js';
import type { WechatSettings } from './wechat-settings.js';

/** The query of a push. `signature`, also in it, covers no content and is ignored. */
export interface PushQuery {
  readonly msg_signature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

export interface EncryptedReply {
  readonly encrypt: string;
  readonly msgSignature: string;
  readonly timestamp: string;
  readonly nonce: string;
}

/** Why a push was refused; parameter `reason` of the problem `wechat.push_refused`. */
export type PushRefusal = 'signature' | 'too large' | 'encryption' | 'appid' | 'xml' | 'replayed';

/** In characters of base64 and of XML alike: far above any event, far below what would hurt. */
export const MAX_PUSH_BYTES = 64 * 1024;
const BLOCK = 32;
const RANDOM = 16;

/**
 * Encryption of pushes, "secure mode" (`shared/wechat/third-party-platform.md` §4): AES-256-CBC with padding to 32, signed with SHA-1 over
 * the sorted token, timestamp, nonce and ciphertext; the trailing AppID is always the platform's own.
 */
export class PushCrypto {
  private readonly keys: readonly Buffer[];

  constructor(
    private readonly settings: Pick<
      WechatSettings,
      'componentAppId' | 'pushToken' | 'pushAesKey' | 'previousPushAesKey'
    >,
  ) {
    const { pushAesKey, previousPushAesKey } = settings;
    this.keys = [pushAesKey, ...(previousPushAesKey ? [previousPushAesKey] : [])].map(decodeKey);
  }

  /** Verifies and decrypts `Encrypt`. @throws Problem `wechat.push_refused`. */
  open(query: PushQuery, encrypt: string): string {
    if (encrypt.length > MAX_PUSH_BYTES) throw refused('too large');
    const expected = Buffer.from(this.sign(query.timestamp, query.nonce, encrypt));
    const given = Buffer.from(query.msg_signature.toLowerCase());
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw refused('signature');

    const ciphertext = Buffer.from(encrypt, 'base64');
    const messages = this.keys.map((key) => decrypt(key, ciphertext)).filter((message) => message !== null);
    if (messages.length === 0) throw refused('encryption');
    // A wrong key may leave plausible padding by chance; only the right one ends in the platform's AppID.
    const ours = messages.find((message) => message.appId === this.settings.componentAppId);
    if (!ours) throw refused('appid');
    return ours.text;
  }

  /** An encrypted answer; needed only for passive replies, an acknowledgement is the plain text `success`. */
  seal(text: string, options: { nonce: string; timestamp: string; random?: Buffer }): EncryptedReply {
    const { nonce, timestamp } = options;
    const message = Buffer.from(text, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(message.length);
    const random = options.random ?? Buffer.from(randomBytes(RANDOM / 2).toString('hex'));
    const plain = Buffer.concat([random, length, message, Buffer.from(this.settings.componentAppId)]);
    const pad = BLOCK - (plain.length % BLOCK);
    const key = this.keys[0] ?? Buffer.alloc(0);
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    const padded = Buffer.concat([plain, Buffer.alloc(pad, pad)]);
    const encrypt = Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64');
    return { encrypt, msgSignature: this.sign(timestamp, nonce, encrypt), timestamp, nonce };
  }

  /** Without `encrypt`: the signature of the address check (GET with echostr). */
  sign(timestamp: string, nonce: string, encrypt?: string): string {
    const parts = [this.settings.pushToken, timestamp, nonce, ...(encrypt === undefined ? [] : [encrypt])];
    return createHash('sha1').update(parts.sort().join('')).digest('hex');
  }
}

export function refused(reason: PushRefusal): Problem {
  return new Problem('wechat.push_refused', { params: { reason } });
}

function decodeKey(encodingAesKey: string): Buffer {
  // 43 characters leave two spare bits, which Node's decoder ignores as WeChat's does.
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  if (encodingAesKey.length !== 43 || key.length !== 32) {
    throw new TypeError('The push key (EncodingAESKey) must be 43 letters and digits.');
  }
  return key;
}

/** random(16) | length(4, big-endian) | message | AppID, padded with 1..32 times its own count. Null when it is not that. */
function decrypt(key: Buffer, ciphertext: Buffer): { text: string; appId: string } | null {
  if (ciphertext.length === 0 || ciphertext.length % 16 !== 0) return null;
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const padded = Buffer.concat([decipher.update(ciphertext), decipher.final()]);
  const pad = padded[padded.length - 1] ?? 0;
  if (pad < 1 || pad > BLOCK || pad > padded.length) return null;
  const plain = padded.subarray(0, padded.length - pad);
  if (plain.length < RANDOM + 4) return null;
  const start = RANDOM + 4;
  const end = start + plain.readUInt32BE(RANDOM);
  if (end > plain.length) return null;
  return { text: plain.toString('utf8', start, end), appId: plain.toString('utf8', end) };
}
