import { randomBytes, randomInt } from 'node:crypto';
import { KnobError } from '../protocol/knob-error.js';
import type { MerchantCertificate, MerchantKind, PayMerchant, VerificationMode } from '../state/pay.model.js';
import type { World } from '../world.js';
import { activeCertificate, activePublicKey, keysOf, newRsaKeyPair, newSerialNo } from './keys/platform-keys.js';

export interface WantedMerchant {
  mchid?: string;
  name?: string;
  kind?: MerchantKind;
  partners?: string[];
  appids: string[];
  mode?: VerificationMode;
}

/** Opens a merchant account. Private keys are given out here and not kept. A sub merchant has no keys of its own. */
export async function openMerchant(world: World, wanted: WantedMerchant) {
  const kind = wanted.kind ?? 'direct';
  const mchid = wanted.mchid ?? freeMchid(world);
  if (!/^\d{8,10}$/.test(mchid)) throw new KnobError(400, 'mchid must have 8 to 10 digits.');
  if (findMerchant(world, mchid)) throw new KnobError(409, `There is a merchant ${mchid} already.`);
  const partners = kind === 'sub' ? (wanted.partners ?? []) : [];
  requirePartners(world, kind, partners);
  const merchant: PayMerchant = {
    mchid,
    name: wanted.name ?? `商户 ${mchid}`,
    kind,
    partners,
    appids: wanted.appids,
    apiV3Key: kind === 'sub' ? null : randomBytes(16).toString('hex'),
    serialNo: null,
    certificates: [],
    mode: wanted.mode ?? 'publicKey',
    keys: null,
    migrationStartedAt: wanted.mode === 'migration' ? Date.now() : null,
    noticePublicKeyPercent: null,
    noticesSigned: 0,
    ledgerFen: 0,
    isBalanceChecked: false,
    maxSharingRatio: null,
    refundNotifyUrl: null,
  };
  if (kind === 'sub') {
    world.state.pay.merchants[mchid] = merchant;
    return merchantView(merchant);
  }
  const [privateKeyPem, platform] = await Promise.all([issueCertificate(merchant), keysOf(world, merchant)]);
  if (findMerchant(world, mchid)) throw new KnobError(409, `There is a merchant ${mchid} already.`);
  world.state.pay.merchants[mchid] = merchant;
  const publicKey = activePublicKey(platform);
  return {
    ...merchantView(merchant),
    apiV3Key: merchant.apiV3Key,
    privateKeyPem,
    platformPublicKeyId: publicKey.id,
    platformPublicKeyPem: publicKey.publicKeyPem,
    platformCertificateSerial: activeCertificate(platform).serialNo,
  };
}

export function findMerchant(world: World, mchid: string): PayMerchant | null {
  const { merchants } = world.state.pay;
  return Object.hasOwn(merchants, mchid) ? (merchants[mchid] ?? null) : null;
}

/** A new API certificate; the earlier ones stay valid until they are revoked. Gives its private key. */
export async function issueCertificate(merchant: PayMerchant): Promise<string> {
  const keys = await newRsaKeyPair();
  const certificate: MerchantCertificate = {
    serialNo: newSerialNo(),
    publicKeyPem: keys.publicKey,
    createdAt: Date.now(),
    revokedAt: null,
  };
  merchant.certificates.push(certificate);
  merchant.serialNo = certificate.serialNo;
  return keys.privateKey;
}

export function revokeCertificate(merchant: PayMerchant, serialNo: string): void {
  const certificate = merchant.certificates.find((candidate) => candidate.serialNo === serialNo);
  if (!certificate) throw new KnobError(404, `Merchant ${merchant.mchid} has no certificate ${serialNo}.`);
  certificate.revokedAt ??= Date.now();
}

/** Moves to another way of signing; a migration counts its days from here. */
export function setMode(merchant: PayMerchant, mode: VerificationMode): void {
  if (mode !== merchant.mode) merchant.migrationStartedAt = mode === 'migration' ? Date.now() : null;
  merchant.mode = mode;
}

export const merchantView = (merchant: PayMerchant) => ({
  mchid: merchant.mchid,
  name: merchant.name,
  kind: merchant.kind,
  partners: merchant.partners,
  appids: merchant.appids,
  serialNo: merchant.serialNo,
  certificates: merchant.certificates.map(({ serialNo, revokedAt }) => ({ serialNo, isRevoked: revokedAt !== null })),
  mode: merchant.mode,
  hasApiV3Key: merchant.apiV3Key !== null,
  balanceFen: merchant.isBalanceChecked ? merchant.ledgerFen : null,
  ledgerFen: merchant.ledgerFen,
  noticePublicKeyPercent: merchant.noticePublicKeyPercent,
  maxSharingRatio: merchant.maxSharingRatio,
  refundNotifyUrl: merchant.refundNotifyUrl,
});

function requirePartners(world: World, kind: MerchantKind, partners: readonly string[]): void {
  if (kind !== 'sub') return;
  if (partners.length === 0) throw new KnobError(400, 'A sub merchant needs "partners": the mchid of its 服务商.');
  for (const mchid of partners) {
    if (findMerchant(world, mchid)?.kind !== 'partner') throw new KnobError(400, `Merchant ${mchid} is no partner.`);
  }
}

function freeMchid(world: World): string {
  const mchid = `16${randomInt(10_000_000, 99_999_999)}`;
  return findMerchant(world, mchid) ? freeMchid(world) : mchid;
}
