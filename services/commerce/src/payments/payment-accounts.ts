import { Injectable } from '@nestjs/common';
import type { Transaction } from '#kernel/data/transaction.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';

interface AccountRow {
  readonly app_id: string;
  readonly mch_id: string;
  readonly serial_no: string;
  readonly private_key_sealed: Buffer;
  readonly api_v3_key_sealed: Buffer;
  readonly platform_public_key_id: string;
  readonly platform_public_key_pem: string;
}

/** WeChat Pay credentials of a merchant's applets; private key and APIv3 key are sealed at rest. */
@Injectable()
export class PaymentAccounts {
  constructor(private readonly vault: Vault) {}

  async find(tx: Transaction & { readonly tenantId: TenantId }, appId: string): Promise<PayAccount | null> {
    const [row] = await tx.query<AccountRow>('select * from payment_account where tenant_id = $1 and app_id = $2', [
      tx.tenantId,
      appId,
    ]);
    if (!row) return null;
    return {
      mchId: row.mch_id,
      appId: row.app_id,
      serialNo: row.serial_no,
      privateKeyPem: this.vault.open(row.private_key_sealed, context(tx.tenantId, appId, 'private-key')),
      apiV3Key: this.vault.open(row.api_v3_key_sealed, context(tx.tenantId, appId, 'api-v3-key')),
      platformPublicKeyId: row.platform_public_key_id,
      platformPublicKeyPem: row.platform_public_key_pem,
    };
  }

  /** @throws Problem payment_account.missing */
  async get(tx: TenantTransaction, appId: string): Promise<PayAccount> {
    const account = await this.find(tx, appId);
    if (!account) throw new Problem('payment_account.missing', { params: { appId } });
    return account;
  }

  async save(tx: TenantTransaction, account: PayAccount): Promise<void> {
    const { appId } = account;
    await tx.execute(
      `insert into payment_account (tenant_id, id, app_id, mch_id, serial_no, private_key_sealed, api_v3_key_sealed,
         platform_public_key_id, platform_public_key_pem)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (tenant_id, app_id) do update set mch_id = excluded.mch_id, serial_no = excluded.serial_no,
         private_key_sealed = excluded.private_key_sealed, api_v3_key_sealed = excluded.api_v3_key_sealed,
         platform_public_key_id = excluded.platform_public_key_id, platform_public_key_pem = excluded.platform_public_key_pem,
         updated_at = now()`,
      [
        tx.tenantId,
        newId(),
        appId,
        account.mchId,
        account.serialNo,
        this.vault.seal(account.privateKeyPem, context(tx.tenantId, appId, 'private-key')),
        this.vault.seal(account.apiV3Key, context(tx.tenantId, appId, 'api-v3-key')),
        account.platformPublicKeyId,
        account.platformPublicKeyPem,
      ],
    );
  }
}

function context(tenantId: TenantId, appId: string, secret: 'private-key' | 'api-v3-key'): string {
  return tenantKey(tenantId, 'payment-account', appId, secret);
}
