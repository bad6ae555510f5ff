/** A platform certificate of WeChat Pay, for merchants older than public-key mode. */
export interface PlatformCertificate {
  /** Upper-case hexadecimal. */
  readonly serialNo: string;
  readonly pem: string;
}

/** A key WeChat Pay signs with; unlike a certificate it does not expire (`shared/wechat/wechat-pay-v3.md` §3.2). */
export interface PlatformPublicKey {
  /** `PUB_KEY_ID_…` */
  readonly id: string;
  readonly pem: string;
}

/** What signs our calls and proves WeChat's (`shared/wechat/wechat-pay-v3.md` §1). All but the ids are secrets or keys. */
export interface PayCredentials {
  /** The merchant number that signs: the merchant's own, in partner mode the partner's (`sp_mchid`). */
  readonly mchId: string;
  /** Serial number of the API certificate. */
  readonly serialNo: string;
  readonly privateKeyPem: string;
  /** 32 characters. */
  readonly apiV3Key: string;
  /** The APIv3 key before its last change: notices under way may still be encrypted with it. */
  readonly previousApiV3Key?: string;
  /** `PUB_KEY_ID_…`: the WeChat Pay public key every answer is asked to be signed with. Both absent: platform certificates only. */
  readonly platformPublicKeyId?: string;
  readonly platformPublicKeyPem?: string;
  /** The public key before its last change. */
  readonly previousPlatformKey?: PlatformPublicKey;
  /** Whether platform certificates count: always without a public key, and during WeChat's migration to public keys. */
  readonly acceptsCertificates?: boolean;
  /** Those known so far; the one that expires last stands first. */
  readonly platformCertificates?: readonly PlatformCertificate[];
}

/** Where the money of one mini-program goes, and whose keys move it. */
export interface PayAccount extends PayCredentials {
  /** The mini-program in which is paid; bound to this merchant number, in partner mode to the sub merchant's. */
  readonly appId: string;
  /** Partner mode (服务商): the money goes to `subMchId`, the partner's keys sign. */
  readonly partner?: {
    /** `sp_appid`, bound to the partner's number. */
    readonly appId: string;
    readonly subMchId: string;
  };
}

/** The member names under which an account's numbers travel in bodies and queries: `mchid`, or `sp_mchid` and `sub_mchid`. */
export function mchIdFields({ mchId, partner }: PayAccount): Readonly<Record<string, string>> {
  return partner ? { sp_mchid: mchId, sub_mchid: partner.subMchId } : { mchid: mchId };
}

/** What refunds, bills and profit sharing add in partner mode; nothing otherwise. */
export function subMchIdField({ partner }: PayAccount): Readonly<Record<string, string>> {
  return partner ? { sub_mchid: partner.subMchId } : {};
}
