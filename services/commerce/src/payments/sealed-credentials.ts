import type { Vault } from '#kernel/secrets/vault.js';
import type { PayCredentials, PlatformPublicKey } from '#kernel/wechat/pay/pay-account.js';

/** Credentials as they lie in a row: private key and APIv3 keys sealed. */
export interface CredentialRow {
  readonly mch_id: string;
  readonly serial_no: string;
  readonly private_key_sealed: Buffer;
  readonly api_v3_key_sealed: Buffer;
  readonly previous_api_v3_key_sealed: Buffer | null;
  readonly platform_public_key_id: string | null;
  readonly platform_public_key_pem: string | null;
  readonly previous_platform_key: PlatformPublicKey | null;
  readonly accepts_certificates: boolean;
}

/** Names what a secret belongs to, so that a row copied elsewhere cannot be opened. */
export type SealContext = (secret: 'private-key' | 'api-v3-key' | 'previous-api-v3-key') => string;

export function openCredentials(vault: Vault, context: SealContext, row: CredentialRow): PayCredentials {
  const { previous_api_v3_key_sealed, platform_public_key_id, platform_public_key_pem, previous_platform_key } = row;
  return {
    mchId: row.mch_id,
    serialNo: row.serial_no,
    privateKeyPem: vault.open(row.private_key_sealed, context('private-key')),
    apiV3Key: vault.open(row.api_v3_key_sealed, context('api-v3-key')),
    ...(previous_api_v3_key_sealed && {
      previousApiV3Key: vault.open(previous_api_v3_key_sealed, context('previous-api-v3-key')),
    }),
    ...(platform_public_key_id !== null &&
      platform_public_key_pem !== null && {
        platformPublicKeyId: platform_public_key_id,
        platformPublicKeyPem: platform_public_key_pem,
      }),
    ...(previous_platform_key && { previousPlatformKey: previous_platform_key }),
    acceptsCertificates: row.accepts_certificates,
  };
}

/**
 * Values for serial_no, private_key_sealed, api_v3_key_sealed, previous_api_v3_key_sealed, platform_public_key_id, platform_public_key_pem,
 * previous_platform_key, accepts_certificates. What a key replaces is kept once: notices under way were made with it.
 */
export function credentialColumns(
  vault: Vault,
  context: SealContext,
  now: PayCredentials,
  before: PayCredentials | null,
): unknown[] {
  const oldApiKey = before && before.apiV3Key !== now.apiV3Key ? before.apiV3Key : before?.previousApiV3Key;
  return [
    now.serialNo,
    vault.seal(now.privateKeyPem, context('private-key')),
    vault.seal(now.apiV3Key, context('api-v3-key')),
    oldApiKey === undefined ? null : vault.seal(oldApiKey, context('previous-api-v3-key')),
    now.platformPublicKeyId ?? null,
    now.platformPublicKeyPem ?? null,
    oldPlatformKey(now, before),
    now.acceptsCertificates === true || now.platformPublicKeyId === undefined,
  ];
}

function oldPlatformKey(now: PayCredentials, before: PayCredentials | null): string | null {
  const { platformPublicKeyId: id, platformPublicKeyPem: pem, previousPlatformKey } = before ?? {};
  const replaced = id !== undefined && pem !== undefined && id !== now.platformPublicKeyId;
  const old = replaced ? { id, pem } : previousPlatformKey;
  return old === undefined ? null : JSON.stringify(old);
}
