import { generateKeyPair, randomBytes, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSignedCertificate } from '../crypto/x509.js';
import type { PlatformKeys } from '../state/pay.model.js';
import type { World } from '../world.js';
import { rfc3339 } from './rfc3339.js';

const FIVE_YEARS_MS = 5 * 365 * 86_400_000;
const generate = promisify(generateKeyPair);
const pending = new WeakMap<World, Promise<PlatformKeys>>();

/** WeChat Pay's own two keys: the public key (`PUB_KEY_ID_…`) and the platform certificate. Made once, kept in the snapshot. */
export function platformKeys(world: World): Promise<PlatformKeys> {
  const { platform } = world.state.pay;
  if (platform !== null) return Promise.resolve(platform);
  const running = pending.get(world) ?? create(world).finally(() => pending.delete(world));
  pending.set(world, running);
  return running;
}

export const newRsaKeyPair = (): Promise<{ publicKey: string; privateKey: string }> =>
  generate('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });

export const newSerialNo = (): string => `4${randomBytes(20).toString('hex').toUpperCase().slice(1)}`;

async function create(world: World): Promise<PlatformKeys> {
  const [publicKeyMode, certificateMode] = await Promise.all([newRsaKeyPair(), newRsaKeyPair()]);
  const validFrom = new Date(Math.floor(Date.now() / 1000) * 1000 - 86_400_000);
  const validUntil = new Date(validFrom.getTime() + FIVE_YEARS_MS);
  const certificateSerial = newSerialNo();
  const keys: PlatformKeys = {
    publicKeyId: `PUB_KEY_ID_0${Date.now()}${randomInt(10 ** 13, 10 ** 14)}${randomInt(10 ** 6, 10 ** 7)}`,
    publicKeyPem: publicKeyMode.publicKey,
    publicKeyPrivatePem: publicKeyMode.privateKey,
    certificateSerial,
    certificatePem: selfSignedCertificate({
      serialNo: certificateSerial,
      commonName: 'Tenpay.com Sandbox',
      organization: 'wechat-sandbox',
      publicKeyPem: certificateMode.publicKey,
      privateKeyPem: certificateMode.privateKey,
      validFrom,
      validUntil,
    }),
    certificatePrivatePem: certificateMode.privateKey,
    certificateEffectiveTime: rfc3339(validFrom.getTime()),
    certificateExpireTime: rfc3339(validUntil.getTime()),
  };
  world.state.pay.platform = keys;
  world.store.touch();
  return keys;
}
