import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { openPayNotice, type PayNotice } from '#kernel/wechat/pay/pay-notice.js';
import { settleRefund } from '../refunds/refund-settlement.js';
import { PaymentAccounts } from './payment-accounts.js';
import { settlePayment } from './payment-settlement.js';

/** A notice as it came in: headers by lower-case name and the body byte for byte. */
export interface RawNotice {
  header(name: string): string | undefined;
  readonly body: Buffer;
}

/**
 * Notices of WeChat Pay about payments and refunds (shared/wechat/wechat-pay-v3.md §6). When `receive` settles, the effect is
 * committed and WeChat may be answered 204; a notice that came before has none.
 */
@Injectable()
export class PaymentNotices {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
  ) {}

  /** @throws Problem wechat_pay.notice_refused for a notice that is forged, stale, or not about one of our payments */
  async receive(tenantId: TenantId, appId: AppId, raw: RawNotice): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const account = await this.accounts.find(tx, appId);
      if (!account) throw new Problem('wechat_pay.notice_refused', { params: { reason: 'account' } });
      const notice = openPayNotice(account, (name) => raw.header(name), raw.body);
      if (await isNew(tx, notice)) await settle(tx, notice);
    });
  }
}

/** Two copies that arrive together: the second waits here for the first to commit, and is then known. */
async function isNew(tx: TenantTransaction, notice: PayNotice): Promise<boolean> {
  const inserted = await tx.query(
    `insert into payment_notice (tenant_id, notice_id, event_type) values ($1, $2, $3) on conflict do nothing returning notice_id`,
    [tx.tenantId, notice.id, notice.kind === 'unknown' ? notice.eventType : notice.kind],
  );
  return inserted.length > 0;
}

async function settle(tx: TenantTransaction, notice: PayNotice): Promise<void> {
  if (notice.kind === 'refund') await settleRefund(tx, notice.refund);
  else if (notice.kind === 'transaction' && notice.transaction.tradeState === 'SUCCESS') {
    await settlePayment(tx, notice.transaction, 'notice');
  }
}
