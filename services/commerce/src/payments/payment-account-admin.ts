import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, asId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { AccountProof } from '#kernel/wechat/pay/account-proof.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import type { Author } from '../catalogue/product-admin.js';
import { type EnteredAccount, prove, readKeys, refuseFields } from './entered-account.js';
import { PaymentAccounts, type StoredAccount } from './payment-accounts.js';
import { PayPartnersAcrossTenants } from './pay-partners.repository.js';
import { SubMerchantsAcrossTenants } from './sub-merchants.repository.js';

/** What may be shown of an account: that its secrets are there, not what they are. */
export interface MaskedAccount {
  readonly appId: string;
  readonly mode: 'direct' | 'partner';
  /** In partner mode the platform's own number. */
  readonly mchId: string;
  readonly subMchId: string | null;
  /** Null in partner mode: the keys are the platform's. */
  readonly serialNo: string | null;
  readonly platformPublicKeyId: string | null;
  readonly acceptsCertificates: boolean;
  readonly hasPrivateKey: boolean;
  readonly hasApiV3Key: boolean;
  /** Merchant numbers the applet had before and whose payments are still followed. */
  readonly formerMchIds: readonly string[];
}

@Injectable()
export class PaymentAccountAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly partners: PayPartnersAcrossTenants,
    private readonly subMerchants: SubMerchantsAcrossTenants,
    private readonly proof: AccountProof,
  ) {}

  /** @throws Problem payment_account.missing */
  async get(tenantId: TenantId, appId: string): Promise<MaskedAccount> {
    return this.database.transaction(tenantId, async (tx) => {
      await this.accounts.get(tx, appId);
      return mask(await this.accounts.all(tx, appId));
    });
  }

  /**
   * Becomes the applet's account after WeChat Pay has taken a call signed with it. Payments made with another one keep that one.
   * @throws Problem payment_account.invalid pointing at each field, applet.unknown when the merchant has no such applet,
   * pay_partner.missing, and WeChat Pay's when it cannot be asked
   */
  async save(tenantId: TenantId, appId: string, entered: EnteredAccount, author: Author): Promise<MaskedAccount> {
    const account = await this.accountOf(appId, entered);
    await this.database.transaction(tenantId, async (tx) => {
      const own = await tx.query('select id from applet where tenant_id = $1 and app_id = $2', [tenantId, appId]);
      if (own.length === 0) throw new Problem('applet.unknown', { params: { appId } });
    });
    await prove(this.proof.faultOf(account));
    const { mchId, partner } = account;
    if (!partner) return this.keep(tenantId, account, author);
    const { subMchId } = partner;
    const kept = await this.subMerchants.take(tenantId, { mchId, subMchId }, () =>
      this.keep(tenantId, account, author),
    );
    return kept ?? refuseFields([['subMchId', 'is another merchant’s here', '该特约商户号已由其他商户使用']]);
  }

  /** The applet takes no more payments; those under way are finished with the account. @throws Problem payment_account.missing */
  async close(tenantId: TenantId, appId: string, author: Author): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const before = await this.accounts.all(tx, appId);
      if (!(await this.accounts.close(tx, appId))) throw new Problem('payment_account.missing', { params: { appId } });
      await tx.audit({
        ...author,
        action: 'payment_account.close',
        subjectType: 'payment_account',
        subjectId: appId,
        before: mask(before),
      });
    });
  }

  private async keep(tenantId: TenantId, account: PayAccount, author: Author): Promise<MaskedAccount> {
    const { appId } = account;
    return this.database.transaction(tenantId, async (tx) => {
      // Two members saving at once: one applet has one active account.
      await tx.query('select id from applet where tenant_id = $1 and app_id = $2 for update', [tenantId, appId]);
      const before = await this.accounts.all(tx, appId);
      await this.accounts.save(tx, account);
      const after = mask(await this.accounts.all(tx, appId));
      await tx.enqueue('complaint-watch.step', { tenantId, appId: asId<AppId>(appId) });
      await tx.audit({
        ...author,
        action: 'payment_account.save',
        subjectType: 'payment_account',
        subjectId: appId,
        before: before[0]?.active === true ? mask(before) : null,
        after,
      });
      return after;
    });
  }

  private async accountOf(appId: string, entered: EnteredAccount): Promise<PayAccount> {
    if (entered.mode !== 'partner') {
      if (entered.subMchId !== undefined) refuseFields([['subMchId', 'only with mode partner', '仅服务商模式填写']]);
      return { ...readKeys(entered), appId };
    }
    const own = [
      'mchId',
      'serialNo',
      'privateKeyPem',
      'apiV3Key',
      'platformPublicKeyId',
      'platformPublicKeyPem',
    ] as const;
    const given = own.filter((field) => entered[field] !== undefined);
    if (given.length > 0) {
      refuseFields(given.map((field) => [field, 'is the platform’s in partner mode', '服务商模式下由平台提供']));
    }
    if (entered.subMchId === undefined) throw missing('subMchId');
    const partner = await this.partners.active();
    if (!partner) throw new Problem('pay_partner.missing');
    if (entered.subMchId === partner.mchId)
      refuseFields([['subMchId', 'is the platform’s own number', '不能是服务商自己的商户号']]);
    return { ...partner, appId, partner: { appId: partner.appId, subMchId: entered.subMchId } };
  }
}

function mask([present, ...former]: readonly StoredAccount[]): MaskedAccount {
  if (!present) throw new Problem('payment_account.missing', { params: { appId: '' } });
  const { appId, mchId, partner, serialNo, platformPublicKeyId, acceptsCertificates } = present.account;
  return {
    appId,
    mode: partner ? 'partner' : 'direct',
    mchId,
    subMchId: partner?.subMchId ?? null,
    serialNo: partner ? null : serialNo,
    platformPublicKeyId: partner ? null : (platformPublicKeyId ?? null),
    acceptsCertificates: acceptsCertificates === true && !partner,
    hasPrivateKey: !partner,
    hasApiV3Key: !partner,
    formerMchIds: former.map(({ account }) => account.partner?.subMchId ?? account.mchId),
  };
}

function missing(field: string): Problem {
  const detail = { zh: '必填', en: 'is required' };
  return new Problem('payment_account.invalid', { errors: [{ pointer: `/${field}`, code: 'required', detail }] });
}
