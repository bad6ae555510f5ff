import { createCipheriv, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { PayAccount } from '../pay/pay-account.js';
import { answerMessage } from '../pay/pay-verifier.js';

export interface PayParties {
  readonly account: PayAccount & Required<Pick<PayAccount, 'platformPublicKeyId' | 'platformPublicKeyPem'>>;
  readonly merchantPublicKey: KeyObject;
  readonly platformPrivateKey: KeyObject;
}

const pem = { type: 'spki', format: 'pem' } as const;

/** A merchant and a WeChat Pay with keys of their own, for specs. */
export function newPayParties(): PayParties {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    account: {
      mchId: '1900000001',
      appId: 'wxd678efa567b96787',
      serialNo: '5157F09EFDC096DE15EBE81A47057A7232F1B8E1',
      privateKeyPem: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      apiV3Key: '0123456789abcdef0123456789ABCDEF',
      platformPublicKeyId: 'PUB_KEY_ID_0119000000012024112600000000000001',
      platformPublicKeyPem: platform.publicKey.export(pem).toString(),
    },
    merchantPublicKey: merchant.publicKey,
    platformPrivateKey: platform.privateKey,
  };
}

/** The `wechatpay-*` headers WeChat Pay puts on an answer or a notice. */
export function signAsPlatform(
  parties: PayParties,
  body: Buffer | string,
  options: { now?: number; serial?: string } = {},
): Record<string, string> {
  const timestamp = String(Math.floor((options.now ?? Date.now()) / 1000));
  const nonce = randomBytes(16).toString('hex');
  const message = answerMessage(timestamp, nonce, Buffer.from(body));
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': options.serial ?? parties.account.platformPublicKeyId,
    'wechatpay-signature': sign('sha256', message, parties.platformPrivateKey).toString('base64'),
  };
}

/** AEAD_AES_256_GCM as WeChat Pay does it; the counterpart of `decryptPayResource`. */
export function encryptAsPlatform(apiV3Key: string, plain: string, associatedData: string) {
  const nonce = randomBytes(6).toString('hex');
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(apiV3Key), Buffer.from(nonce));
  cipher.setAAD(Buffer.from(associatedData));
  const bytes = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: bytes.toString('base64'),
    nonce,
    associated_data: associatedData,
  };
}
