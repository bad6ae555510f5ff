import { randomBytes, randomInt } from 'node:crypto';
import { KnobError } from '../protocol/knob-error.js';
import type { PayMerchant, VerificationMode } from '../state/pay.model.js';
import type { World } from '../world.js';
import { newRsaKeyPair, newSerialNo, platformKeys } from './platform-keys.js';

/** Opens a merchant account. The private key is given out here and not kept. */
export async function openMerchant(
  world: World,
  wanted: { mchid?: string; name?: string; appids: string[]; mode?: VerificationMode },
) {
  const mchid = wanted.mchid ?? freeMchid(world);
  if (!/^\d{8,10}$/.test(mchid)) throw new KnobError(400, 'mchid must have 8 to 10 digits.');
  if (world.state.pay.merchants[mchid]) throw new KnobError(409, `There is a merchant ${mchid} already.`);
  const [keys, platform] = await Promise.all([newRsaKeyPair(), platformKeys(world)]);
  const merchant: PayMerchant = {
    mchid,
    name: wanted.name ?? `商户 ${mchid}`,
    appids: wanted.appids,
    apiV3Key: randomBytes(16).toString('hex'),
    serialNo: newSerialNo(),
    publicKeyPem: keys.publicKey,
    mode: wanted.mode ?? 'publicKey',
    balanceFen: null,
    noticesSigned: 0,
  };
  world.state.pay.merchants[mchid] = merchant;
  return {
    ...merchantView(merchant),
    apiV3Key: merchant.apiV3Key,
    privateKeyPem: keys.privateKey,
    platformPublicKeyId: platform.publicKeyId,
    platformPublicKeyPem: platform.publicKeyPem,
    platformCertificateSerial: platform.certificateSerial,
  };
}

export const merchantView = ({ mchid, name, appids, serialNo, mode, balanceFen }: PayMerchant) => ({
  mchid,
  name,
  appids,
  serialNo,
  mode,
  balanceFen,
});

function freeMchid(world: World): string {
  const mchid = `16${randomInt(10_000_000, 99_999_999)}`;
  return world.state.pay.merchants[mchid] ? freeMchid(world) : mchid;
}
