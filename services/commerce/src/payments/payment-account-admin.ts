import { createPrivateKey, createPublicKey } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import type { Author } from '../catalogue/product-admin.js';
import { PaymentAccounts } from './payment-accounts.js';

/** What may be shown of an account: that its secrets are there, not what they are. */
export interface MaskedAccount {
  readonly appId: string;
  readonly mchId: string;
  readonly serialNo: string;
  readonly platformPublicKeyId: string;
  readonly hasPrivateKey: true;
  readonly hasApiV3Key: true;
}

@Injectable()
export class PaymentAccountAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
  ) {}

  /** @throws Problem payment_account.missing */
  async get(tenantId: TenantId, appId: string): Promise<MaskedAccount> {
    return this.database.transaction(tenantId, async (tx) => mask(await this.accounts.get(tx, appId)));
  }

  /**
   * @throws Problem payment_account.invalid pointing at each field, applet.unknown when the merchant has no such applet,
   * payment_account.in_use when another merchant number is given while payments or refunds of the present one are open
   */
  async save(tenantId: TenantId, account: PayAccount, author: Author): Promise<MaskedAccount> {
    checkKeys(account);
    return this.database.transaction(tenantId, async (tx) => {
      const { appId } = account;
      const own = await tx.query('select id from applet where tenant_id = $1 and app_id = $2', [tenantId, appId]);
      if (own.length === 0) throw new Problem('applet.unknown', { params: { appId } });
      const before = await this.accounts.find(tx, appId);
      if (before && before.mchId !== account.mchId) await refuseWhileOpen(tx, appId, before.mchId);
      await this.accounts.save(tx, account);
      await tx.audit({
        ...author,
        action: 'payment_account.save',
        subjectType: 'payment_account',
        subjectId: appId,
        before: before && mask(before),
        after: mask(account),
      });
      return mask(account);
    });
  }
}

/** With the old number go the keys that its notices and queries need: money under way could not be followed any more. */
async function refuseWhileOpen(tx: TenantTransaction, appId: string, mchId: string): Promise<void> {
  const [open] = await tx.query<{ count: number }>(
    `select ((select count(*) from payment p where p.tenant_id = $1 and p.app_id = $2 and p.mch_id = $3
         and (p.state in ('created', 'prepaid') or (p.state = 'closed' and p.next_check_at is not null)))
       + (select count(*) from refund r join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id
         where r.tenant_id = $1 and p.app_id = $2 and p.mch_id = $3 and r.state in ('requested', 'approved', 'processing')))::int as count`,
    [tx.tenantId, appId, mchId],
  );
  if (open && open.count > 0) throw new Problem('payment_account.in_use', { params: { mchId, count: open.count } });
}

function mask({ appId, mchId, serialNo, platformPublicKeyId }: PayAccount): MaskedAccount {
  return { appId, mchId, serialNo, platformPublicKeyId, hasPrivateKey: true, hasApiV3Key: true };
}

function checkKeys(account: PayAccount): void {
  const faults: ProblemFault[] = [];
  const fault = (field: string, zh: string, en: string) =>
    faults.push({ pointer: `/${field}`, code: 'key', detail: { zh, en } });
  if (!isRsa(() => createPrivateKey(account.privateKeyPem))) {
    fault('privateKeyPem', '不是 RSA 私钥（apiclient_key.pem）', 'is not an RSA private key (apiclient_key.pem)');
  }
  if (!isRsa(() => createPublicKey(account.platformPublicKeyPem))) {
    fault('platformPublicKeyPem', '不是 RSA 公钥（pub_key.pem）', 'is not an RSA public key (pub_key.pem)');
  }
  if (Buffer.byteLength(account.apiV3Key) !== 32) {
    fault('apiV3Key', 'APIv3 密钥应为 32 个字符', 'must have exactly 32 characters');
  }
  if (faults.length > 0) throw new Problem('payment_account.invalid', { errors: faults });
}

function isRsa(parse: () => { readonly asymmetricKeyType?: string | undefined }): boolean {
  try {
    return parse().asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
