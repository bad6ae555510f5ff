import { createCipheriv, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { PayCredentials } from '#kernel/wechat/pay/pay-account.js';

const rsa = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

/** Keys of a merchant and of WeChat Pay, and what WeChat Pay makes with them (`shared/wechat/wechat-pay-v3.md` §3). */
export class NoticeKeys {
  private readonly platform = rsa();
  readonly credentials = {
    mchId: '1900000001',
    serialNo: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
    privateKeyPem: rsa().privateKey,
    apiV3Key: randomBytes(16).toString('hex'),
    platformPublicKeyId: 'PUB_KEY_ID_0119000000012024112600000000000001',
    platformPublicKeyPem: this.platform.publicKey,
  } satisfies PayCredentials;

  /** The `wechatpay-*` headers of a notice. */
  headersOf(body: string): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const nonce = randomBytes(16).toString('hex');
    const signature = sign('sha256', Buffer.from(`${timestamp}\n${nonce}\n${body}\n`), this.platform.privateKey);
    return {
      'wechatpay-timestamp': timestamp,
      'wechatpay-nonce': nonce,
      'wechatpay-serial': this.credentials.platformPublicKeyId,
      'wechatpay-signature': signature.toString('base64'),
    };
  }

  /** AEAD_AES_256_GCM with the APIv3 key. */
  sealed(plain: string, associatedData: string) {
    const nonce = randomBytes(6).toString('hex');
    const cipher = createCipheriv('aes-256-gcm', this.credentials.apiV3Key, nonce).setAAD(Buffer.from(associatedData));
    const bytes = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    return {
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: bytes.toString('base64'),
      nonce,
      associated_data: associatedData,
    };
  }
}
