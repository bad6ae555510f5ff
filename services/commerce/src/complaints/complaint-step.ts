import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { ComplaintClient } from '#kernel/wechat/pay/complaint-client.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { recordComplaint } from './complaint-records.js';

interface ComplaintRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly complaint_id: string;
  readonly mch_id: string | null;
  readonly answer: string | null;
  readonly answer_state: 'due' | 'sending' | 'sent' | 'refused' | null;
  readonly completion_due: boolean;
  readonly account: PayAccount;
  /** An earlier step may have sent the answer without hearing so. */
  readonly isInDoubt: boolean;
}

/** One step on a complaint: the merchant's words to WeChat Pay if there are any, and then what WeChat Pay says of it. */
@Injectable()
export class ComplaintStep implements JobHandler<'complaint.step'> {
  readonly job = 'complaint.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly wechat: ComplaintClient,
  ) {}

  async handle({ tenantId, complaintId }: JobPayload<'complaint.step'>): Promise<void> {
    const row = await this.begin(tenantId, complaintId);
    if (!row) return;
    try {
      await this.tell(tenantId, row);
      const told = await this.wechat.get(row.account, row.complaint_id);
      await this.database.transaction(tenantId, async (tx) => {
        await recordComplaint(tx, row.id, told);
        await tx.execute(
          `update complaint set problem = case when answer_state = 'refused' then problem end, attempts = 0,
             next_attempt_at = case when answer_state in ('due', 'sending') or completion_due then next_attempt_at end
           where tenant_id = $1 and id = $2`,
          [tenantId, row.id],
        );
      });
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      await this.note(tenantId, row.id, error);
    }
  }

  /**
   * The next try is written down before anything is asked; an answer counts as sent, or perhaps sent, from here on. Until that try
   * is due the answer is another worker's: WeChat Pay, asked meanwhile, might not know it yet.
   */
  private async begin(tenantId: TenantId, complaintId: string): Promise<ComplaintRow | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<ComplaintRow, 'account' | 'isInDoubt'>>(
        `select id, app_id, complaint_id, mch_id, answer, answer_state, completion_due from complaint
         where tenant_id = $1 and id = $2 and next_attempt_at is not null
           and (answer_state is distinct from 'sending' or next_attempt_at <= now()) for update`,
        [tenantId, complaintId],
      );
      const account = row && (await this.accountOf(tx, row));
      if (!row || !account) return null;
      await tx.execute(
        `update complaint set attempts = attempts + 1, answer_state = case when answer_state = 'due' then 'sending' else answer_state end,
           next_attempt_at = now() + least(interval '30 seconds' * power(2, least(attempts, 12)), interval '6 hours')
         where tenant_id = $1 and id = $2`,
        [tenantId, complaintId],
      );
      return { ...row, account, isInDoubt: row.answer_state === 'sending' };
    });
  }

  private async accountOf(
    tx: TenantTransaction,
    row: { readonly app_id: AppId; readonly mch_id: string | null },
  ): Promise<PayAccount | null> {
    const accounts = (await this.accounts.all(tx, row.app_id)).map(({ account }) => account);
    const own = accounts.find(({ mchId, partner }) => row.mch_id === (partner?.subMchId ?? mchId));
    return own ?? accounts[0] ?? null;
  }

  private async tell(tenantId: TenantId, row: ComplaintRow): Promise<void> {
    if (row.answer !== null && (row.answer_state === 'due' || row.answer_state === 'sending')) {
      // A complaint that has been answered no longer waits; asking that is the only way to know.
      const isSent = row.isInDoubt && (await this.wechat.get(row.account, row.complaint_id)).state !== 'pending';
      if (!isSent) await this.wechat.answer(row.account, row.complaint_id, row.answer);
      await this.database.transaction(tenantId, (tx) =>
        tx.execute(
          `update complaint set answer_state = 'sent', answered_at = now() where tenant_id = $1 and id = $2 and answer_state = 'sending'`,
          [tenantId, row.id],
        ),
      );
    }
    if (!row.completion_due) return;
    const { state } = await this.wechat.get(row.account, row.complaint_id);
    if (state !== 'processed') await this.wechat.complete(row.account, row.complaint_id);
    await this.database.transaction(tenantId, (tx) =>
      tx.execute('update complaint set completion_due = false where tenant_id = $1 and id = $2', [tenantId, row.id]),
    );
  }

  /** What waiting does not mend is shown to the merchant, who may write another answer. */
  private async note(tenantId: TenantId, id: string, error: PayError): Promise<void> {
    const isFinal = error.retry === 'never';
    const { code } = error.toProblem();
    const problem = { code, reason: error.code, actor: error.actor };
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update complaint set problem = $3, completion_due = completion_due and not $4,
           answer_state = case when $4 and answer_state = 'sending' then 'refused' else answer_state end,
           next_attempt_at = case when $4 then null else next_attempt_at end
         where tenant_id = $1 and id = $2`,
        [tenantId, id, JSON.stringify(problem), isFinal],
      ),
    );
  }
}
