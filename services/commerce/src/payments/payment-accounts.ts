import { Injectable } from '@nestjs/common';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { Transaction } from '#kernel/data/transaction.js';
import { newId, type PaymentAccountId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PlatformCertificates } from '#kernel/wechat/pay/platform-certificates.js';
import { PayPartnersAcrossTenants } from './pay-partners.repository.js';
import { credentialColumns, type CredentialRow, openCredentials, type SealContext } from './sealed-credentials.js';

type OwnTransaction = Transaction & { readonly tenantId: TenantId };

type AccountRow = Omit<CredentialRow, 'serial_no' | 'private_key_sealed' | 'api_v3_key_sealed'> & {
  readonly id: PaymentAccountId;
  readonly app_id: string;
  readonly mode: 'direct' | 'partner';
  readonly sub_mch_id: string;
  readonly active: boolean;
  readonly serial_no: string | null;
  readonly private_key_sealed: Buffer | null;
  readonly api_v3_key_sealed: Buffer | null;
};

/** An account and the row it lies in. */
export interface StoredAccount {
  readonly id: PaymentAccountId;
  /** Takes new payments; the others finish theirs. */
  readonly active: boolean;
  readonly account: PayAccount;
}

/**
 * WeChat Pay credentials of a merchant's applets; private key and APIv3 key are sealed at rest. An applet has one active account and may
 * have had others: payments and refunds keep the one they were made with. In partner mode the keys are the platform's.
 */
@Injectable()
export class PaymentAccounts {
  constructor(
    private readonly vault: Vault,
    private readonly partners: PayPartnersAcrossTenants,
    private readonly certificates: PlatformCertificates,
  ) {}

  /** The active account. */
  async find(tx: OwnTransaction, appId: string): Promise<PayAccount | null> {
    return (await this.active(tx, appId))?.account ?? null;
  }

  /** The active account. @throws Problem payment_account.missing */
  async get(tx: OwnTransaction, appId: string): Promise<StoredAccount> {
    const stored = await this.active(tx, appId);
    if (!stored) throw new Problem('payment_account.missing', { params: { appId } });
    return stored;
  }

  /** The account a payment was made with; payments older than this column have the active one. */
  async ofPayment(
    tx: OwnTransaction,
    payment: { readonly account_id: string | null; readonly app_id: string },
  ): Promise<PayAccount | null> {
    if (payment.account_id === null) return this.find(tx, payment.app_id);
    return (await this.byId(tx, payment.account_id))?.account ?? null;
  }

  async byId(tx: OwnTransaction, id: string): Promise<StoredAccount | null> {
    const [stored] = await this.read(tx, 'id = $2', id);
    return stored ?? null;
  }

  /** All an applet has had; the active one stands first. */
  async all(tx: OwnTransaction, appId: string): Promise<StoredAccount[]> {
    return this.read(tx, 'app_id = $2', appId);
  }

  /** Becomes the applet's active account. The same numbers again: its keys are renewed. */
  async save(tx: TenantTransaction, account: PayAccount): Promise<void> {
    const { appId, mchId, partner } = account;
    const subMchId = partner?.subMchId ?? '';
    const known = (await this.all(tx, appId)).find(
      ({ account: other }) => other.mchId === mchId && (other.partner?.subMchId ?? '') === subMchId,
    );
    await tx.execute(
      `update payment_account set active = false, updated_at = now()
       where tenant_id = $1 and app_id = $2 and active and (mch_id, sub_mch_id) <> ($3, $4)`,
      [tx.tenantId, appId, mchId, subMchId],
    );
    const keys = partner
      ? [null, null, null, null, null, null, null, false]
      : credentialColumns(this.vault, contextOf(tx.tenantId, appId), account, known?.account ?? null);
    await tx.execute(
      `insert into payment_account (tenant_id, id, app_id, mode, mch_id, sub_mch_id, serial_no, private_key_sealed, api_v3_key_sealed,
         previous_api_v3_key_sealed, platform_public_key_id, platform_public_key_pem, previous_platform_key, accepts_certificates)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict (tenant_id, app_id, mch_id, sub_mch_id) do update set serial_no = excluded.serial_no,
         private_key_sealed = excluded.private_key_sealed, api_v3_key_sealed = excluded.api_v3_key_sealed,
         previous_api_v3_key_sealed = excluded.previous_api_v3_key_sealed,
         platform_public_key_id = excluded.platform_public_key_id, platform_public_key_pem = excluded.platform_public_key_pem,
         previous_platform_key = excluded.previous_platform_key, accepts_certificates = excluded.accepts_certificates,
         active = true, updated_at = now()`,
      [tx.tenantId, newId(), appId, partner ? 'partner' : 'direct', mchId, subMchId, ...keys],
    );
  }

  /** @returns false when there was no active account */
  async close(tx: TenantTransaction, appId: string): Promise<boolean> {
    const closed = await tx.execute(
      'update payment_account set active = false, updated_at = now() where tenant_id = $1 and app_id = $2 and active',
      [tx.tenantId, appId],
    );
    return closed > 0;
  }

  private async active(tx: OwnTransaction, appId: string): Promise<StoredAccount | null> {
    const [stored] = await this.read(tx, 'app_id = $2 and active', appId);
    return stored ?? null;
  }

  private async read(tx: OwnTransaction, condition: string, value: string): Promise<StoredAccount[]> {
    const rows = await tx.query<AccountRow>(
      `select * from payment_account where tenant_id = $1 and ${condition} order by active desc, updated_at desc`,
      [tx.tenantId, value],
    );
    const stored: StoredAccount[] = [];
    for (const row of rows) {
      const account = await this.open(tx.tenantId, row);
      if (account) stored.push({ id: row.id, active: row.active, account: await this.certificates.equip(account) });
    }
    return stored;
  }

  private async open(tenantId: TenantId, row: AccountRow): Promise<PayAccount | null> {
    if (row.mode === 'partner') {
      const partner = await this.partners.find(row.mch_id);
      return partner && { ...partner, appId: row.app_id, partner: { appId: partner.appId, subMchId: row.sub_mch_id } };
    }
    const keys = openCredentials(this.vault, contextOf(tenantId, row.app_id), row as CredentialRow);
    return { ...keys, appId: row.app_id };
  }
}

// Not the merchant number: rows from before an applet could have several accounts were sealed without it.
function contextOf(tenantId: TenantId, appId: string): SealContext {
  return (secret) => tenantKey(tenantId, 'payment-account', appId, secret);
}
