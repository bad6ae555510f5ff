import type { PayMerchant } from '../../state/pay.model.js';
import type { PlatformKeys } from '../../state/pay-keys.model.js';
import type { World } from '../../world.js';
import { PayError } from '../pay-error.js';
import { activeCertificate, activePublicKey, isKnown, keysOf } from './platform-keys.js';

const DAY_MS = 86_400_000;

/** A key of WeChat Pay and the name it goes by in `Wechatpay-Serial`. */
export interface NamedKey {
  serial: string;
  publicKeyPem: string;
  privateKeyPem: string;
}

/**
 * The key that signs an answer: the one `Wechatpay-Serial` names, as far as the merchant's mode has it (wechat-pay-v3.md §3.2).
 * In certificate mode a named public key is answered with the certificate: the merchant has not turned the switch on.
 */
export async function answerKey(
  world: World,
  merchant: PayMerchant,
  wanted: string,
  takesAnySerial: boolean,
): Promise<NamedKey> {
  const keys = await keysOf(world, merchant);
  const usual = merchant.mode === 'publicKey' ? byPublicKey(keys) : byCertificate(keys);
  if (wanted === '') return usual;
  const named = findKey(keys, wanted);
  const isPublicKey = wanted.startsWith('PUB_KEY_ID_');
  if (named !== null && merchant.mode === 'certificate' && isPublicKey) return usual;
  if (named !== null && (merchant.mode !== 'publicKey' || isPublicKey)) return named;
  if (takesAnySerial || !world.knobs.payRefuseUnknownSerial) return usual;
  throw unknownSerial(wanted);
}

/** The key that signs the next notice. During migration the public key's share grows from day to day. */
export async function noticeKey(world: World, merchant: PayMerchant): Promise<NamedKey> {
  const keys = await keysOf(world, merchant);
  return isByPublicKey(world, merchant) ? byPublicKey(keys) : byCertificate(keys);
}

/** The key a merchant encrypted sensitive fields with; both sorts are accepted, whatever signs. */
export async function requireNamedKey(world: World, merchant: PayMerchant, wanted: string): Promise<NamedKey> {
  const named = findKey(await keysOf(world, merchant), wanted);
  if (named === null) throw unknownSerial(wanted);
  return named;
}

function isByPublicKey(world: World, merchant: PayMerchant): boolean {
  if (merchant.mode !== 'migration') return merchant.mode === 'publicKey';
  const share = (merchant.noticePublicKeyPercent ?? percentOfToday(world, merchant)) / 100;
  const before = Math.floor(merchant.noticesSigned * share);
  merchant.noticesSigned += 1;
  return Math.floor(merchant.noticesSigned * share) > before;
}

function percentOfToday(world: World, merchant: PayMerchant): number {
  const percents = world.knobs.payMigrationPercents;
  const day = Math.floor((Date.now() - (merchant.migrationStartedAt ?? Date.now())) / DAY_MS);
  return percents[Math.min(day, percents.length - 1)] ?? 100;
}

function findKey(keys: PlatformKeys, serial: string): NamedKey | null {
  const publicKey = keys.publicKeys.find((key) => key.id === serial && isKnown(key));
  if (publicKey) return { ...publicKey, serial };
  const certificate = keys.certificates.find((key) => key.serialNo === serial && isKnown(key));
  return certificate ? { ...certificate, serial } : null;
}

function byPublicKey(keys: PlatformKeys): NamedKey {
  const key = activePublicKey(keys);
  return { ...key, serial: key.id };
}

function byCertificate(keys: PlatformKeys): NamedKey {
  const key = activeCertificate(keys);
  return { ...key, serial: key.serialNo };
}

const unknownSerial = (value: string): PayError =>
  new PayError(400, 'PARAM_ERROR', '平台证书序列号Wechatpay-Serial错误', {
    field: 'Wechatpay-Serial',
    value,
    issue: '序列号或公钥ID不存在或已失效',
    location: 'header',
  });
