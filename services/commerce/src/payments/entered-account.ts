import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { AccountFault } from '#kernel/wechat/pay/account-proof.js';
import type { PayCredentials } from '#kernel/wechat/pay/pay-account.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';

/** Keys as a person enters them. */
export interface EnteredKeys {
  readonly mchId?: string;
  readonly serialNo?: string;
  readonly privateKeyPem?: string;
  readonly apiV3Key?: string;
  readonly platformPublicKeyId?: string;
  readonly platformPublicKeyPem?: string;
  readonly acceptsCertificates?: boolean;
}

/** `direct` wants the merchant's own keys, `partner` the number of the sub merchant only. */
export interface EnteredAccount extends EnteredKeys {
  readonly mode?: 'direct' | 'partner';
  readonly subMchId?: string;
}

/** Checks form and completeness, all faults at once. @throws Problem payment_account.invalid */
export function readKeys(entered: EnteredKeys): PayCredentials {
  const faults: ProblemFault[] = [];
  const fault = (field: string, code: string, zh: string, en: string) =>
    void faults.push({ pointer: `/${field}`, code, detail: { zh, en } });
  const { mchId = '', serialNo = '', privateKeyPem = '', apiV3Key = '' } = entered;
  for (const [field, value] of Object.entries({ mchId, serialNo, privateKeyPem, apiV3Key })) {
    if (value === '') fault(field, 'required', '必填', 'is required');
  }
  if (privateKeyPem !== '' && !isRsa(() => createPrivateKey(privateKeyPem))) {
    fault(
      'privateKeyPem',
      'key',
      '不是 RSA 私钥（apiclient_key.pem）',
      'is not an RSA private key (apiclient_key.pem)',
    );
  }
  const { platformPublicKeyId, platformPublicKeyPem } = entered;
  if (platformPublicKeyPem !== undefined && !isRsa(() => createPublicKey(platformPublicKeyPem))) {
    fault('platformPublicKeyPem', 'key', '不是 RSA 公钥（pub_key.pem）', 'is not an RSA public key (pub_key.pem)');
  }
  if (apiV3Key !== '' && Buffer.byteLength(apiV3Key) !== 32) {
    fault('apiV3Key', 'key', 'APIv3 密钥应为 32 个字符', 'must have exactly 32 characters');
  }
  if ((platformPublicKeyId === undefined) !== (platformPublicKeyPem === undefined)) {
    const field = platformPublicKeyId === undefined ? 'platformPublicKeyId' : 'platformPublicKeyPem';
    fault(
      field,
      'required',
      '公钥与公钥ID须同时填写',
      'belongs to the other: enter the public key and its id together',
    );
  }
  if (entered.acceptsCertificates === false && platformPublicKeyId === undefined) {
    fault('acceptsCertificates', 'key', '未填公钥时只能使用平台证书', 'must not be false without a public key');
  }
  if (faults.length > 0) throw new Problem('payment_account.invalid', { errors: faults });
  return {
    mchId,
    serialNo,
    privateKeyPem,
    apiV3Key,
    ...(platformPublicKeyId !== undefined &&
      platformPublicKeyPem !== undefined && { platformPublicKeyId, platformPublicKeyPem }),
    acceptsCertificates: entered.acceptsCertificates ?? platformPublicKeyId === undefined,
  };
}

/** @throws Problem payment_account.invalid: field, text in English, text in Chinese */
export function refuseFields(faults: readonly (readonly [field: string, en: string, zh: string])[]): never {
  const errors = faults.map(([field, en, zh]) => ({ pointer: `/${field}`, code: 'unexpected', detail: { zh, en } }));
  throw new Problem('payment_account.invalid', { errors });
}

/** Lets WeChat Pay judge. @throws Problem payment_account.invalid at the field to be corrected, and WeChat Pay's when it does not answer */
export async function prove(question: Promise<AccountFault | null>): Promise<void> {
  let fault: AccountFault | null;
  try {
    fault = await question;
  } catch (error) {
    throw error instanceof PayError ? error.toProblem() : error;
  }
  if (fault === null) return;
  const errors = provenFaults[fault].map(([field, zh, en]) => ({
    pointer: `/${field}`,
    code: 'refused',
    detail: { zh, en },
  }));
  throw new Problem('payment_account.invalid', { errors });
}

type Told = readonly (readonly [field: string, zh: string, en: string])[];

const provenFaults: Readonly<Record<AccountFault, Told>> = {
  mchId: [['mchId', '微信支付没有该商户号', 'WeChat Pay knows no such merchant number']],
  'serial or private key': [
    [
      'privateKeyPem',
      '微信支付未通过签名校验：私钥与证书序列号不匹配',
      'WeChat Pay refused the signature: key and serial number do not match',
    ],
    ['serialNo', '请核对商户API证书序列号', 'check the serial number of the API certificate'],
    ['mchId', '请核对商户号', 'check the merchant number'],
  ],
  apiV3Key: [['apiV3Key', '无法用该密钥解密微信支付的数据', 'cannot decrypt what WeChat Pay sent']],
  'platform public key id': [
    ['platformPublicKeyId', '微信支付的应答未用该公钥签名', 'WeChat Pay does not sign its answers with this key'],
  ],
  'platform public key': [['platformPublicKeyPem', '与公钥ID不匹配', 'is not the key this id belongs to']],
  subMchId: [
    ['subMchId', '该商户号不是平台的特约商户，或未授权', 'is no sub merchant of the platform, or has not agreed to it'],
  ],
  certificates: [
    [
      'acceptsCertificates',
      '该商户号没有平台证书，请使用微信支付公钥',
      'this merchant has no platform certificates: enter the WeChat Pay public key',
    ],
  ],
};

function isRsa(parse: () => { readonly asymmetricKeyType?: string | undefined }): boolean {
  try {
    return parse().asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
