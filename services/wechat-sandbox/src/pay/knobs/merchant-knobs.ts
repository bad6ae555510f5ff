import { randomBytes } from 'node:crypto';
import { Type } from 'typebox';
import { emptyObject, type Knob, type KnobUse } from '../../console/knob.js';
import { KnobError } from '../../protocol/knob-error.js';
import type { PayMerchant } from '../../state/pay.model.js';
import type { PlatformKeys } from '../../state/pay-keys.model.js';
import { setBalance } from '../funds.js';
import { keysOf, rotateKeys } from '../keys/platform-keys.js';
import {
  findMerchant,
  issueCertificate,
  merchantView,
  openMerchant,
  revokeCertificate,
  setMode,
} from '../merchants.js';
import { fundsOf } from '../pay-index.js';
import { choice, mchid, nullable } from './knob-schemas.js';

const modes = choice(['publicKey', 'certificate', 'migration'], 'how WeChat Pay signs');
const appids = Type.Array(Type.String({ minLength: 1, maxLength: 32 }), { maxItems: 50, description: 'bound AppIDs' });
const partners = Type.Array(mchid, { maxItems: 50, description: 'partners a sub merchant accepted' });
const seconds = (fallback: number, description: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 1e9, default: fallback, description }));

export const merchantKnobs: readonly Knob[] = [
  {
    method: 'POST',
    path: '/sandbox/pay/merchants',
    summary: 'Opens a WeChat Pay merchant account and gives its keys',
    body: Type.Object(
      {
        appids: Type.Optional(appids),
        mchid: Type.Optional(mchid),
        name: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
        kind: Type.Optional(choice(['direct', 'partner', 'sub'], 'a sub merchant has no keys; its partner signs')),
        partners: Type.Optional(partners),
        mode: Type.Optional(modes),
      },
      { additionalProperties: false },
    ),
    answers: {
      201: 'the merchant with its keys, which are shown this once: mchid, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem …',
    },
    handle: async ({ world, body, reply }) => {
      const opened = await openMerchant(world, { appids: [], ...body });
      reply.code(201);
      return opened;
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/merchants',
    summary: 'Lists merchant accounts without private keys',
    answers: 'items: the merchants without private keys',
    handle: ({ world }) => ({ items: Object.values(world.state.pay.merchants).map(merchantView) }),
  },
  {
    method: 'PATCH',
    path: '/sandbox/pay/merchants/:mchid',
    summary: 'Changes AppIDs, partners, verification mode, balance and the like',
    body: Type.Object(
      {
        appids: Type.Optional(appids),
        partners: Type.Optional(partners),
        mode: Type.Optional(modes),
        balanceFen: Type.Optional(
          nullable('integer', 'a number is enforced from now on, null is enough for everything'),
        ),
        noticePublicKeyPercent: Type.Optional(
          nullable('number', 'share of notices during migration; null = by the day'),
        ),
        maxSharingRatio: Type.Optional(nullable('integer', 'basis points; null = settings.payMaxSharingRatio')),
        refundNotifyUrl: Type.Optional(nullable('string', 'where notices of refunds go that named no address')),
      },
      { additionalProperties: false },
    ),
    answers: 'the merchant without private keys',
    handle: (use) => {
      const merchant = requireMerchant(use);
      const { balanceFen, mode, ...change } = use.body as Partial<PayMerchant> & { balanceFen?: number | null };
      if (mode !== undefined) setMode(merchant, mode);
      if (balanceFen !== undefined) setBalance(use.world, merchant, balanceFen);
      Object.assign(merchant, change);
      return merchantView(merchant);
    },
  },
  {
    method: 'POST',
    path: '/sandbox/pay/merchants/:mchid/rotate',
    summary: 'New platform certificate and new public key for this merchant; the old ones stay known for a while',
    body: Type.Object(
      {
        activeAfterSeconds: seconds(0, 'when WeChat Pay begins to sign with them'),
        oldValidSeconds: seconds(86_400, 'how long the old ones stay known after that'),
      },
      { additionalProperties: false },
    ),
    answers: 'publicKeys and certificates, each with its id or serial number and its times',
    handle: async (use) => {
      const { activeAfterSeconds = 0, oldValidSeconds = 86_400 } = use.body as Record<string, number | undefined>;
      const times = { activeAfterMs: activeAfterSeconds * 1000, oldValidMs: oldValidSeconds * 1000 };
      return keysView(await rotateKeys(use.world, requireMerchant(use), times));
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/merchants/:mchid/platform-keys',
    summary: 'WeChat Pay’s public keys and certificates towards this merchant, as the merchant platform offers them',
    answers: 'publicKeys and certificates, each with its id or serial number and its times',
    handle: async (use) => keysView(await keysOf(use.world, requireMerchant(use))),
  },
  {
    method: 'POST',
    path: '/sandbox/pay/merchants/:mchid/certificates',
    summary: 'A new API certificate; the old ones stay valid until they are revoked',
    body: emptyObject,
    answers: { 201: Type.Object({ serialNo: Type.String(), privateKeyPem: Type.String() }) },
    handle: async (use) => {
      const merchant = requireMerchant(use);
      if (merchant.kind === 'sub') throw new KnobError(409, 'A sub merchant never signs; its partner does.');
      const privateKeyPem = await issueCertificate(merchant);
      use.reply.code(201);
      return { serialNo: merchant.serialNo, privateKeyPem };
    },
  },
  {
    method: 'POST',
    path: '/sandbox/pay/merchants/:mchid/certificates/:serialNo/revoke',
    summary: 'Revokes an API certificate: calls signed with it are 401 SIGN_ERROR',
    body: emptyObject,
    answers: 'the merchant without private keys',
    handle: (use) => {
      const merchant = requireMerchant(use);
      revokeCertificate(merchant, use.params['serialNo'] ?? '');
      return merchantView(merchant);
    },
  },
  {
    method: 'PUT',
    path: '/sandbox/pay/merchants/:mchid/apiv3-key',
    summary: 'Sets the APIv3 key: the one given, a new one, or none',
    body: Type.Object(
      {
        apiV3Key: Type.Optional(
          Type.Unsafe<string | null>({
            type: ['string', 'null'],
            pattern: '^[0-9A-Za-z]{32}$',
            description: '32 letters and digits; null = none, and no notice is sent',
          }),
        ),
      },
      { additionalProperties: false },
    ),
    answers: Type.Object({ apiV3Key: nullable('string', 'null = none') }),
    handle: (use) => {
      const merchant = requireMerchant(use);
      const { apiV3Key } = use.body as { apiV3Key?: string | null };
      merchant.apiV3Key = apiV3Key === undefined ? randomBytes(16).toString('hex') : apiV3Key;
      return { apiV3Key: merchant.apiV3Key };
    },
  },
  {
    method: 'GET',
    path: '/sandbox/pay/merchants/:mchid/funds',
    summary: 'The merchant’s account: every movement with the balance after it, newest first',
    answers: 'items: up to 1,000 movements with amountFen and balanceFen',
    handle: (use) => ({ items: fundsOf(use.world, requireMerchant(use).mchid).toReversed().slice(0, 1000) }),
  },
];

function requireMerchant({ world, params }: KnobUse): PayMerchant {
  const merchant = findMerchant(world, params['mchid'] ?? '');
  if (merchant === null) throw new KnobError(404, `There is no merchant ${params['mchid'] ?? ''}.`);
  return merchant;
}

const keysView = ({ publicKeys, certificates }: PlatformKeys) => ({
  publicKeys: publicKeys.map(({ privateKeyPem: _secret, ...shown }) => shown),
  certificates: certificates.map(({ privateKeyPem: _secret, ...shown }) => shown),
});
