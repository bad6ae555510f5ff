import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Padding block of WeChat's PKCS#7, not the 16 of AES (third-party-platform.md §4.1). */
const BLOCK_BYTES = 32;

/** Encrypts and signs what the platform pushes; third-party-platform.md §4. */
export class MessageCrypto {
  private readonly key: Buffer;
  private readonly iv: Buffer;

  /** `encodingAesKey`: the 43 characters of the console. `appid`: stands at the end of every message. */
  constructor(
    private readonly token: string,
    encodingAesKey: string,
    private readonly appid: string,
  ) {
    this.key = Buffer.from(`${encodingAesKey}=`, 'base64');
    this.iv = this.key.subarray(0, 16);
  }

  /** base64 of `random(16) | length | message | appid`. `random` is given only to repeat a known vector. */
  encrypt(message: string, random: Buffer = Buffer.from(randomBytes(8).toString('hex'))): string {
    const text = Buffer.from(message, 'utf8');
    const length = Buffer.alloc(4);
    length.writeUInt32BE(text.length);
    const full = Buffer.concat([random, length, text, Buffer.from(this.appid, 'utf8')]);
    const pad = BLOCK_BYTES - (full.length % BLOCK_BYTES);
    const cipher = createCipheriv('aes-256-cbc', this.key, this.iv).setAutoPadding(false);
    return Buffer.concat([cipher.update(full), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString(
      'base64',
    );
  }

  /** Throws when padding, length or appid are not right. */
  decrypt(encrypted: string): { message: string; random: string } {
    const decipher = createDecipheriv('aes-256-cbc', this.key, this.iv).setAutoPadding(false);
    const padded = Buffer.concat([decipher.update(Buffer.from(encrypted, 'base64')), decipher.final()]);
    const pad = padded.at(-1) ?? 0;
    if (pad < 1 || pad > BLOCK_BYTES) throw new Error('the padding is not 1 to 32');
    const full = padded.subarray(0, padded.length - pad);
    const length = full.readUInt32BE(16);
    const appid = full.subarray(20 + length).toString('utf8');
    if (appid !== this.appid) throw new Error(`the message is for ${appid}`);
    return {
      message: full.subarray(20, 20 + length).toString('utf8'),
      random: full.subarray(0, 16).toString('latin1'),
    };
  }

  /** `msg_signature` when `encrypted` is given, the plain `signature` otherwise. */
  sign(timestamp: string, nonce: string, encrypted?: string): string {
    const parts = [this.token, timestamp, nonce, ...(encrypted === undefined ? [] : [encrypted])];
    return createHash('sha1').update(parts.sort().join('')).digest('hex');
  }
}
