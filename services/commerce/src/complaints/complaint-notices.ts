import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type ComplaintNotice, openComplaintNotice } from '#kernel/wechat/pay/complaint-notice.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import type { RawNotice } from '../payments/payment-notices.js';
import { noteComplaint } from './complaint-records.js';

/** Notices of WeChat Pay about complaints. When `receive` settles, the complaint is a row, and WeChat may be answered 204. */
@Injectable()
export class ComplaintNotices {
  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
  ) {}

  /** @throws Problem wechat_pay.notice_refused for one that is forged, stale or not readable */
  async receive(tenantId: TenantId, appId: AppId, raw: RawNotice): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const stored = await this.accounts.all(tx, appId);
      const notice = openWithAny(
        stored.map(({ account }) => account),
        raw,
      );
      if (notice === null) return;
      const known = await tx.query(
        `insert into payment_notice (tenant_id, notice_id, event_type) values ($1, $2, 'complaint') on conflict do nothing returning 1`,
        [tenantId, notice.id],
      );
      if (known.length > 0) await noteComplaint(tx, appId, notice.complaintId);
    });
  }
}

/** An applet may have had several accounts; the signature says whose notice it is. */
function openWithAny(accounts: readonly PayAccount[], raw: RawNotice): ComplaintNotice | null {
  let refusal = new Problem('wechat_pay.notice_refused', { params: { reason: 'account' } });
  for (const account of accounts) {
    try {
      return openComplaintNotice(account, (name) => raw.header(name), raw.body);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refusal = error;
    }
  }
  throw refusal;
}
