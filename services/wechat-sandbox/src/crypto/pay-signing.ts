import {
  constants,
  createCipheriv,
  createDecipheriv,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  type KeyObject,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';

/** The message a merchant signs for a request; `target` is path and query exactly as sent. wechat-pay-v3.md §2. */
export const requestMessage = (
  method: string,
  target: string,
  timestamp: string,
  nonce: string,
  body: string,
): string => `${requestPreamble(method, target, timestamp, nonce)}${body}\n`;

/** The same up to the body, whose bytes are signed as they are. */
export const requestPreamble = (method: string, target: string, timestamp: string, nonce: string): string =>
  `${method}\n${target}\n${timestamp}\n${nonce}\n`;

/** The message WeChat Pay signs for an answer or a notice; wechat-pay-v3.md §3. */
export const responseMessage = (timestamp: string, nonce: string, body: string): string =>
  `${timestamp}\n${nonce}\n${body}\n`;

/** The message behind `paySign`; `prepayPackage` is `prepay_id=…`. wechat-pay-v3.md §4.1. */
export const cashierMessage = (appId: string, timeStamp: string, nonceStr: string, prepayPackage: string): string =>
  `${appId}\n${timeStamp}\n${nonceStr}\n${prepayPackage}\n`;

export const signRsa = (message: string, privateKeyPem: string): string =>
  createSign('RSA-SHA256').update(message).sign(keyOf(privateKeyPem, createPrivateKey), 'base64');

export const verifyRsa = (message: string | Buffer, signature: string, publicKeyPem: string): boolean =>
  createVerify('RSA-SHA256').update(message).verify(keyOf(publicKeyPem, createPublicKey), signature, 'base64');

/** Sensitive fields: RSA-OAEP with SHA-1, base64; wechat-pay-v3.md §2. */
export const encryptField = (plaintext: string, publicKeyPem: string): string =>
  publicEncrypt(
    { key: keyOf(publicKeyPem, createPublicKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(plaintext),
  ).toString('base64');

/** Throws when the text was encrypted with another key. */
export const decryptField = (ciphertext: string, privateKeyPem: string): string =>
  privateDecrypt(
    { key: keyOf(privateKeyPem, createPrivateKey), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(ciphertext, 'base64'),
  ).toString('utf8');

/** Reading a PEM costs as much as a signature; the few keys in use are kept read. */
const keys = new Map<string, KeyObject>();

function keyOf(pem: string, read: (pem: string) => KeyObject): KeyObject {
  const key = keys.get(pem) ?? read(pem);
  if (keys.size > 500) keys.clear();
  keys.set(pem, key);
  return key;
}

export interface SealedResource {
  algorithm: 'AEAD_AES_256_GCM';
  nonce: string;
  associated_data: string;
  ciphertext: string;
}

/** AEAD_AES_256_GCM under the APIv3 key; `nonce` (12 characters) is given only to repeat a known vector. */
export function seal(
  plaintext: string,
  apiV3Key: string,
  associatedData: string,
  nonce = randomNonce(),
): SealedResource {
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(associatedData));
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce,
    associated_data: associatedData,
    ciphertext: sealed.toString('base64'),
  };
}

/** Throws when key, nonce, associated data or bytes do not belong together. */
export function unseal(
  resource: Pick<SealedResource, 'nonce' | 'associated_data' | 'ciphertext'>,
  key: string,
): string {
  const bytes = Buffer.from(resource.ciphertext, 'base64');
  const algorithm = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm';
  const decipher = createDecipheriv(algorithm, Buffer.from(key), Buffer.from(resource.nonce));
  decipher.setAuthTag(bytes.subarray(-16));
  decipher.setAAD(Buffer.from(resource.associated_data));
  return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
}

const randomNonce = (): string => randomBytes(6).toString('hex');
