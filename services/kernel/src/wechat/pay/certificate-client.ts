import type { WechatAnswer } from '../wechat-answer.js';
import type { PayCredentials, PlatformCertificate } from './pay-account.js';
import { readPayJson } from './pay-answers.js';
import { decryptPayResource } from './pay-crypto.js';
import { localPayError } from './pay-error.js';
import type { PayTransport } from './pay-transport.js';
import { paySignatureOf, verifyPaySignature } from './pay-verifier.js';

export interface DatedCertificate extends PlatformCertificate {
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
}

const PATH = '/v3/certificates';

/**
 * `shared/wechat/wechat-pay-v3.md` §3.1: platform certificates, verified with themselves after decryption: whoever can encrypt them has
 * the APIv3 key. Merchants in public-key mode get an error.
 * @throws PayError
 */
export async function downloadCertificates(
  transport: PayTransport,
  credentials: PayCredentials,
): Promise<DatedCertificate[]> {
  const { text, bytes, headers } = await transport.send(credentials, {
    method: 'GET',
    path: PATH,
    skipVerification: true,
  });
  const certificates = readPayJson(PATH, text, (answer) =>
    answer.list('data', (item) => readCertificate(item, credentials.apiV3Key)),
  );
  const signature = paySignatureOf((name) => headers.get(name) ?? undefined);
  const refusal = verifyPaySignature({ ...credentials, platformCertificates: certificates }, signature, bytes);
  if (refusal) throw localPayError('unverified', PATH, refusal);
  return certificates;
}

function readCertificate(item: WechatAnswer, apiV3Key: string): DatedCertificate {
  const sealed = item.object('encrypt_certificate');
  const dates = { effectiveAt: timeOf(item, 'effective_time'), expiresAt: timeOf(item, 'expire_time') };
  try {
    const pem = decryptPayResource(apiV3Key, {
      ciphertext: sealed.filledText('ciphertext'),
      nonce: sealed.filledText('nonce'),
      associatedData: sealed.optionalText('associated_data') ?? '',
    });
    return { serialNo: item.filledText('serial_no').toUpperCase(), pem, ...dates };
  } catch {
    throw localPayError('undecipherable', PATH, 'a certificate cannot be decrypted with the APIv3 key');
  }
}

function timeOf(item: WechatAnswer, name: string): Date {
  const time = new Date(item.filledText(name));
  if (Number.isNaN(time.getTime())) throw item.unexpected(name, 'a time');
  return time;
}
