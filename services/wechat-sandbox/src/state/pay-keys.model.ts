/** What WeChat Pay signs with: public keys (`PUB_KEY_ID_…`) and platform certificates, oldest first. */
export interface PlatformKeys {
  publicKeys: PlatformPublicKey[];
  certificates: PlatformCertificate[];
}

interface SigningKey {
  publicKeyPem: string;
  privateKeyPem: string;
  /** WeChat signs with it from here on; before, it can only be asked for by name. */
  activeAt: number;
  /** From here on it is unknown; null = never. */
  retiresAt: number | null;
}

export interface PlatformPublicKey extends SigningKey {
  id: string;
}

export interface PlatformCertificate extends SigningKey {
  serialNo: string;
  certificatePem: string;
  /** As the certificate itself says, RFC 3339. */
  effectiveTime: string;
  expireTime: string;
}
