import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { RefundId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';
import { CommerceSettings } from '../commerce-settings.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import type { RefundState } from './refund-machine.js';
import { settleRefund } from './refund-settlement.js';

interface OpenRefund {
  readonly state: RefundState;
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  readonly amount_fen: number;
  readonly total_fen: number;
  readonly reason: string;
  readonly app_id: string;
  readonly account: PayAccount;
}

/** Moves an approved refund at WeChat Pay, always under the same `out_refund_no`, and asks for the outcome of one under way. */
@Injectable()
export class RefundStep implements JobHandler<'refund.step'> {
  readonly job = 'refund.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly pay: PayClient,
    private readonly settings: CommerceSettings,
  ) {}

  async handle({ tenantId, refundId }: JobPayload<'refund.step'>): Promise<void> {
    const refund = await this.load(tenantId, refundId);
    if (!refund) return;
    try {
      const reported = refund.state === 'approved' ? await this.ask(refund) : await this.query(refund);
      await this.database.transaction(tenantId, (tx) => settleRefund(tx, reported));
    } catch (error) {
      if (!(error instanceof PayError) || error.retry === 'backoff') throw error;
      await this.refused(tenantId, refundId, error);
    }
  }

  private async load(tenantId: TenantId, refundId: RefundId): Promise<OpenRefund | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<OpenRefund, 'account'>>(
        `select r.state, r.out_refund_no, r.amount_fen, r.reason, p.out_trade_no, p.amount_fen as total_fen, p.app_id
         from refund r join payment p on p.tenant_id = r.tenant_id and p.id = r.payment_id
         where r.tenant_id = $1 and r.id = $2 and r.state in ('approved', 'processing')`,
        [tenantId, refundId],
      );
      return row ? { ...row, account: await this.accounts.get(tx, row.app_id) } : null;
    });
  }

  private ask(refund: OpenRefund): Promise<PayRefund> {
    return this.pay.refund(refund.account, {
      outTradeNo: refund.out_trade_no,
      outRefundNo: refund.out_refund_no,
      refundFen: refund.amount_fen,
      totalFen: refund.total_fen,
      reason: refund.reason,
      notifyUrl: `${this.settings.runtimeUrl}/pay/wechat/${refund.app_id}/refunds`,
    });
  }

  private async query(refund: OpenRefund): Promise<PayRefund> {
    // A refund that WeChat has accepted and forgotten is asked for again, under its number.
    return (await this.pay.queryRefund(refund.account, refund.out_refund_no)) ?? this.ask(refund);
  }

  /** `later`: the merchant must act (balance, account), and the sweeper tries again; `never`: only a person can help. */
  private async refused(tenantId: TenantId, refundId: RefundId, error: PayError): Promise<void> {
    const problem = JSON.stringify(error.toProblem().toDocument('zh'));
    const state = error.retry === 'never' ? 'failed' : null;
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update refund set state = coalesce($3, state), problem = $4, updated_at = now(),
           settled_at = case when $3::text is null then null else now() end,
           next_check_at = case when $3::text is null then now() + interval '30 minutes' end
         where tenant_id = $1 and id = $2 and state in ('approved', 'processing')`,
        [tenantId, refundId, state, problem],
      ),
    );
  }
}
