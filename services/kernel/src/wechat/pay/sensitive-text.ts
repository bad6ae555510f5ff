import { constants, publicEncrypt } from 'node:crypto';
import type { PayCredentials } from './pay-account.js';
import { localPayError } from './pay-error.js';
import { keyOf } from './pay-verifier.js';

/** A text only WeChat Pay can read, and the key it was written for: send `serial` as the call's `platformSerial`. */
export interface SensitiveText {
  readonly serial: string;
  readonly ciphertext: string;
}

/**
 * RSA-OAEP with SHA-1, base64 (`shared/wechat/wechat-pay-v3.md` §2), with the public key, or the certificate that lasts longest.
 * @throws PayError when the account has no key of WeChat Pay's yet
 */
export function encryptForWechat(credentials: PayCredentials, text: string): SensitiveText {
  const { platformPublicKeyId, platformPublicKeyPem, platformCertificates } = credentials;
  const certificate = platformCertificates?.[0];
  const [serial, pem] =
    platformPublicKeyId !== undefined && platformPublicKeyPem !== undefined
      ? [platformPublicKeyId, platformPublicKeyPem]
      : [certificate?.serialNo, certificate?.pem];
  if (serial === undefined || pem === undefined) {
    throw localPayError('unverified', 'encryption', 'no key of WeChat Pay is known');
  }
  const options = { key: keyOf(pem), padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
  return { serial, ciphertext: publicEncrypt(options, Buffer.from(text, 'utf8')).toString('base64') };
}
