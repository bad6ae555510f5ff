import { createPublicKey } from 'node:crypto';
import type { PlatformKeys } from './pay-keys.model.js';
import type { PayMerchant, PayNotice, PayOrder, PayRefund, PayState } from './pay.model.js';

export const emptyPay = (): PayState => ({
  platform: null,
  merchants: {},
  orders: {},
  refunds: {},
  notices: {},
  receivers: {},
  sharings: {},
  sharingReturns: {},
  complaints: {},
  complaintUrls: {},
  funds: {},
  billFaults: [],
});

/** The pay part of a snapshot of any version: what it does not know yet has the value that changes nothing. */
export function upgradePay(saved: Partial<PayState> | undefined): PayState {
  const pay = { ...emptyPay(), ...saved };
  return {
    ...pay,
    platform: upgradeKeys(pay.platform),
    merchants: mapValues(pay.merchants, upgradeMerchant),
    orders: mapValues(pay.orders, (order) => ({ ...NEW_ORDER_FIELDS, ...order })),
    refunds: mapValues(pay.refunds, (refund) => ({ ...NEW_REFUND_FIELDS, ...refund })),
    notices: upgradeNotices(pay.notices),
  };
}

const NEW_ORDER_FIELDS = {
  subMchid: null,
  subAppid: null,
  subOpenid: null,
  deviceId: null,
  isShared: false,
  frozenFen: 0,
} satisfies Partial<PayOrder>;

const NEW_REFUND_FIELDS = {
  subMchid: null,
  feeFen: 0,
  fromFrozenFen: 0,
  from: null,
  fundsAccount: 'AVAILABLE',
  goodsDetail: null,
  channel: 'ORIGINAL',
  receivedAccount: '支付用户零钱',
} satisfies Partial<PayRefund>;

type SavedMerchant = PayMerchant & { publicKeyPem?: string; balanceFen?: number | null };

function upgradeMerchant({ publicKeyPem, balanceFen, ...merchant }: SavedMerchant): PayMerchant {
  const first = { serialNo: merchant.serialNo ?? '', publicKeyPem: publicKeyPem ?? '', createdAt: 0, revokedAt: null };
  const added = {
    kind: 'direct',
    partners: [],
    certificates: publicKeyPem === undefined ? [] : [first],
    keys: null,
    migrationStartedAt: null,
    noticePublicKeyPercent: null,
    ledgerFen: balanceFen ?? 0,
    isBalanceChecked: typeof balanceFen === 'number',
    maxSharingRatio: null,
    refundNotifyUrl: null,
  } satisfies Partial<PayMerchant>;
  return { ...added, ...merchant };
}

/** The first version kept one key of each sort, flat. */
interface FirstKeys {
  publicKeyId: string;
  publicKeyPem: string;
  publicKeyPrivatePem: string;
  certificateSerial: string;
  certificatePem: string;
  certificatePrivatePem: string;
  certificateEffectiveTime: string;
  certificateExpireTime: string;
}

function upgradeKeys(saved: PlatformKeys | FirstKeys | null): PlatformKeys | null {
  if (saved === null || 'certificates' in saved) return saved;
  return {
    publicKeys: [
      {
        id: saved.publicKeyId,
        publicKeyPem: saved.publicKeyPem,
        privateKeyPem: saved.publicKeyPrivatePem,
        activeAt: 0,
        retiresAt: null,
      },
    ],
    certificates: [
      {
        serialNo: saved.certificateSerial,
        certificatePem: saved.certificatePem,
        publicKeyPem: createPublicKey(saved.certificatePem).export({ type: 'spki', format: 'pem' }).toString(),
        privateKeyPem: saved.certificatePrivatePem,
        effectiveTime: saved.certificateEffectiveTime,
        expireTime: saved.certificateExpireTime,
        activeAt: 0,
        retiresAt: Date.parse(saved.certificateExpireTime),
      },
    ],
  };
}

function upgradeNotices(saved: Record<string, PayNotice> | PayNotice[]): Record<string, PayNotice> {
  if (!Array.isArray(saved)) return saved;
  return Object.fromEntries(saved.map((notice) => [notice.id, { ...notice, forged: 0, forgedAccepted: 0 }]));
}

const mapValues = <T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
