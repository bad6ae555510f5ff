import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

// sealed = version(1) | master key id(4) | wrap nonce(12) | wrapped data key(32+16) | nonce(12) | ciphertext | tag(16)
const VERSION = 1;
const HEADER = 1 + 4 + 12 + 48 + 12;

/**
 * Envelope encryption of secrets at rest (design §4.13): each secret has a data key of its own, wrapped by the master key.
 * `context` (tenant and purpose) is authenticated with the secret, so that a row copied to another tenant cannot be opened.
 */
export class Vault {
  private readonly keys: readonly { id: Buffer; key: Buffer }[];

  /** @param masterKeys base64, 32 bytes each; the first seals, all open: the second is the key before a rotation. */
  constructor(masterKeys: readonly string[]) {
    this.keys = masterKeys.map((encoded) => {
      const master = Buffer.from(encoded, 'base64');
      const key = Buffer.from(hkdfSync('sha256', master, '', 'xiaopu vault', 32));
      return { id: createHash('sha256').update(key).digest().subarray(0, 4), key };
    });
  }

  seal(plain: string, context: string): Buffer {
    const current = this.keys[0];
    if (!current) throw new Error('The vault has no master key.');
    const dataKey = randomBytes(32);
    const wrapNonce = randomBytes(12);
    const nonce = randomBytes(12);
    const wrapped = encrypt(current.key, wrapNonce, dataKey, context);
    const body = encrypt(dataKey, nonce, Buffer.from(plain, 'utf8'), context);
    return Buffer.concat([Buffer.of(VERSION), current.id, wrapNonce, wrapped, nonce, body]);
  }

  /** @throws when the secret was sealed for another context, by an unknown master key, or was altered. */
  open(sealed: Buffer, context: string): string {
    if (sealed.length < HEADER + 16 || sealed[0] !== VERSION) throw new Error('Not a sealed secret.');
    const id = sealed.subarray(1, 5);
    const master = this.keys.find((candidate) => candidate.id.equals(id));
    if (!master)
      throw new Error('The secret was sealed by a master key that is not configured (PREVIOUS_MASTER_KEY?).');
    const dataKey = decrypt(master.key, sealed.subarray(5, 17), sealed.subarray(17, 65), context);
    return decrypt(dataKey, sealed.subarray(65, HEADER), sealed.subarray(HEADER), context).toString('utf8');
  }
}

function encrypt(key: Buffer, nonce: Buffer, plain: Buffer, context: string): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Buffer, nonce: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(sealed.length - 16));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - 16)), decipher.final()]);
}
