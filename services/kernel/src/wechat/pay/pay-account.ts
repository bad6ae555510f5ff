/** A platform certificate of WeChat Pay, for merchants older than public-key mode. */
export interface PlatformCertificate {
  /** Upper-case hexadecimal. */
  readonly serialNo: string;
  readonly pem: string;
}

/** One merchant's WeChat Pay credentials (`shared/wechat/wechat-pay-v3.md` §1, direct mode). All but the ids are secrets or keys. */
export interface PayAccount {
  readonly mchId: string;
  /** The mini-program bound to this merchant number. */
  readonly appId: string;
  /** Serial number of the merchant's API certificate. */
  readonly serialNo: string;
  readonly privateKeyPem: string;
  /** 32 characters. */
  readonly apiV3Key: string;
  /** `PUB_KEY_ID_…`: the WeChat Pay public key every answer is asked to be signed with. */
  readonly platformPublicKeyId: string;
  readonly platformPublicKeyPem: string;
  /** During WeChat's migration to public keys notices may still be signed with one of these. */
  readonly platformCertificates?: readonly PlatformCertificate[];
}
