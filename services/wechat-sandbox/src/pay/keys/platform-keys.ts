import { generateKeyPair, randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from '../../crypto/x509.js';
import type { PayMerchant } from '../../state/pay.model.js';
import type { PlatformCertificate, PlatformKeys, PlatformPublicKey } from '../../state/pay-keys.model.js';
import type { World } from '../../world.js';
import { rfc3339 } from '../rfc3339.js';

const FIVE_YEARS_MS = 5 * 365 * 86_400_000;
const generate = promisify(generateKeyPair);
const pending = new WeakMap<World, Promise<PlatformKeys>>();

/** WeChat Pay's keys towards a merchant: its own after a rotation, else the ones all share. */
export const keysOf = (world: World, merchant: PayMerchant): Promise<PlatformKeys> =>
  merchant.keys === null ? sharedKeys(world) : Promise.resolve(merchant.keys);

/**
 * New keys beside the old ones. They are signed with after `activeAfterMs`; the old ones stay known for `oldValidMs` more
 * (wechat-pay-v3.md §3.1: several certificates may be valid at once).
 */
export async function rotateKeys(
  world: World,
  merchant: PayMerchant,
  { activeAfterMs, oldValidMs }: { activeAfterMs: number; oldValidMs: number },
): Promise<PlatformKeys> {
  const [publicKey, certificate] = await Promise.all([newPublicKey(), newCertificate()]);
  // Read last: another rotation may have come first.
  const old = merchant.keys ?? (await sharedKeys(world));
  const activeAt = Date.now() + activeAfterMs;
  const retiresAt = activeAt + oldValidMs;
  const retire = <T extends { retiresAt: number | null }>(key: T): T => ({
    ...key,
    retiresAt: Math.min(key.retiresAt ?? retiresAt, retiresAt),
  });
  merchant.keys = {
    publicKeys: [...old.publicKeys.map(retire), { ...publicKey, activeAt }],
    certificates: [...old.certificates.map(retire), { ...certificate, activeAt }],
  };
  return merchant.keys;
}

export const activePublicKey = (keys: PlatformKeys): PlatformPublicKey => newestActive(keys.publicKeys);

export const activeCertificate = (keys: PlatformKeys): PlatformCertificate => newestActive(keys.certificates);

export const isKnown = (key: { retiresAt: number | null }): boolean =>
  key.retiresAt === null || key.retiresAt > Date.now();

export const newRsaKeyPair = (): Promise<{ publicKey: string; privateKey: string }> =>
  generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

export const newSerialNo = (): string => `4${randomBytes(20).toString('hex').toUpperCase().slice(1)}`;

function sharedKeys(world: World): Promise<PlatformKeys> {
  const { platform } = world.state.pay;
  if (platform !== null) return Promise.resolve(platform);
  const running = pending.get(world) ?? createShared(world).finally(() => pending.delete(world));
  pending.set(world, running);
  return running;
}

async function createShared(world: World): Promise<PlatformKeys> {
  const [publicKey, certificate] = await Promise.all([newPublicKey(), newCertificate()]);
  const keys = { publicKeys: [publicKey], certificates: [certificate] };
  world.state.pay.platform = keys;
  world.store.touch();
  return keys;
}

async function newPublicKey(): Promise<PlatformPublicKey> {
  const { publicKey, privateKey } = await newRsaKeyPair();
  return {
    id: `PUB_KEY_ID_0${Date.now()}${randomInt(10 ** 13, 10 ** 14)}${randomInt(10 ** 6, 10 ** 7)}`,
    publicKeyPem: publicKey,
    privateKeyPem: privateKey,
    activeAt: Date.now(),
    retiresAt: null,
  };
}

async function newCertificate(): Promise<PlatformCertificate> {
  const { publicKey, privateKey } = await newRsaKeyPair();
  const validFrom = new Date(Math.floor(Date.now() / 1000) * 1000 - 86_400_000);
  const validUntil = new Date(validFrom.getTime() + FIVE_YEARS_MS);
  const serialNo = newSerialNo();
  return {
    serialNo,
    certificatePem: selfSignedCertificate({
      serialNo,
      commonName: 'Tenpay.com Sandbox',
      organization: 'wechat-sandbox',
      publicKeyPem: publicKey,
      privateKeyPem: privateKey,
      validFrom,
      validUntil,
    }),
    publicKeyPem: publicKey,
    privateKeyPem: privateKey,
    effectiveTime: rfc3339(validFrom.getTime()),
    expireTime: rfc3339(validUntil.getTime()),
    activeAt: Date.now(),
    retiresAt: validUntil.getTime(),
  };
}

/** The first one stands in when the clock was moved past every other. */
function newestActive<T extends { activeAt: number; retiresAt: number | null }>(keys: readonly T[]): T {
  const active = keys.filter((key) => key.activeAt <= Date.now() && isKnown(key)).at(-1) ?? keys.at(-1);
  if (!active) throw new Error('WeChat Pay has no key.');
  return active;
}
