import { createDecipheriv } from 'node:crypto';

/** `resource` of a notice, `encrypt_certificate` of a certificate. */
export interface PayCiphertext {
  readonly ciphertext: string;
  readonly nonce: string;
  readonly associatedData: string;
}

const TAG = 16;

/** AEAD_AES_256_GCM with the APIv3 key (`shared/wechat/wechat-pay-v3.md` §3.3). @throws when the key is not the merchant's or a byte was changed. */
export function decryptPayResource(apiV3Key: string, sealed: PayCiphertext): string {
  const key = Buffer.from(apiV3Key, 'utf8');
  if (key.length !== 32) throw new TypeError('The APIv3 key must have 32 characters.');
  const bytes = Buffer.from(sealed.ciphertext, 'base64');
  if (bytes.length < TAG) throw new TypeError('The ciphertext is too short.');
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'utf8'), { authTagLength: TAG });
  decipher.setAAD(Buffer.from(sealed.associatedData, 'utf8'));
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
  const plain = Buffer.concat([decipher.update(bytes.subarray(0, bytes.length - TAG)), decipher.final()]);
  return plain.toString('utf8');
}
