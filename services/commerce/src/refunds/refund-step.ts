import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { RefundId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayClient } from '#kernel/wechat/pay/pay-client.js';
import { Problem } from '#kernel/problems/problem.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import type { PayRefund } from '#kernel/wechat/pay/pay-types.js';
import { CommerceSettings, nextCheck } from '../commerce-settings.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import type { RefundState } from './refund-machine.js';
import { settleOwnRefund, settleRefund } from './refund-settlement.js';

interface OpenRefund {
  readonly state: RefundState;
  readonly out_refund_no: string;
  readonly out_trade_no: string;
  /** What WeChat gives back of it. */
  readonly wechat_fen: number;
  readonly total_fen: number;
  readonly reason: string;
  readonly app_id: string;
  readonly origin: 'shop' | 'wechat_console';
  readonly account: PayAccount | null;
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
    if (!refund) {
      await this.settleOwn(tenantId, refundId);
      return;
    }
    const { account } = refund;
    if (!account) {
      const missing = new Problem('payment_account.missing', { params: { appId: refund.app_id } });
      await this.hinder(tenantId, refundId, missing);
      return;
    }
    try {
      const reported =
        refund.state === 'approved' ? await this.ask(account, refund) : await this.query(account, refund);
      await this.settle(tenantId, reported);
    } catch (error) {
      if (!(error instanceof PayError) || error.retry === 'backoff') throw error;
      await this.refused(tenantId, refundId, { account, refund, error });
    }
  }

  /** Plans the next attempt before this one is made, so that it comes whatever becomes of this one. */
  private async load(tenantId: TenantId, refundId: RefundId): Promise<OpenRefund | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<OpenRefund, 'account'> & { account_id: string | null }>(
        `update refund r set next_check_at = ${nextCheck('r.created_at', this.settings.times.payRecheck)}
         from payment p
         where r.tenant_id = $1 and r.id = $2 and r.state in ('approved', 'processing') and r.wechat_fen > 0 and p.tenant_id = r.tenant_id and p.id = r.payment_id
         returning r.state, r.out_refund_no, r.wechat_fen, r.reason, r.origin, p.out_trade_no, p.amount_fen as total_fen, p.app_id, p.account_id`,
        [tenantId, refundId],
      );
      return row ? { ...row, account: await this.accounts.ofPayment(tx, row) } : null;
    });
  }

  private ask(account: PayAccount, refund: OpenRefund): Promise<PayRefund> {
    return this.pay.refund(account, {
      outTradeNo: refund.out_trade_no,
      outRefundNo: refund.out_refund_no,
      refundFen: refund.wechat_fen,
      totalFen: refund.total_fen,
      reason: refund.reason,
      notifyUrl: `${this.settings.runtimeUrl}/pay/wechat/${refund.app_id}/refunds`,
    });
  }

  private async query(account: PayAccount, refund: OpenRefund): Promise<PayRefund> {
    const known = await this.pay.queryRefund(account, refund.out_refund_no);
    if (known) return known;
    // A refund that WeChat has accepted and forgotten is asked for again, under its number; one of the merchant's own console never is.
    if (refund.origin === 'shop') return this.ask(account, refund);
    throw new Problem('wechat_pay.order_unknown');
  }

  /** One that goes back into the accounts whole asks nobody. */
  private async settleOwn(tenantId: TenantId, refundId: RefundId): Promise<void> {
    await this.database.transaction(tenantId, (tx) => settleOwnRefund(tx, refundId));
  }

  private async settle(tenantId: TenantId, reported: PayRefund): Promise<void> {
    await this.database.transaction(tenantId, (tx) => settleRefund(tx, reported, this.settings.times.payRecheck));
  }

  /**
   * `later`: the merchant must act (balance, account), and the sweeper tries again; `never`: only a person can help. Before a refund
   * is called failed, WeChat is asked for it: it may have accepted the number earlier, when its answer was lost, and refuse it now
   * because something else in the request has changed since.
   */
  private async refused(
    tenantId: TenantId,
    refundId: RefundId,
    { account, refund, error }: { account: PayAccount; refund: OpenRefund; error: PayError },
  ): Promise<void> {
    const isFinal = error.retry === 'never' && error.httpStatus >= 400;
    const known = isFinal ? await this.pay.queryRefund(account, refund.out_refund_no) : null;
    if (known) await this.settle(tenantId, known);
    else if (isFinal) await this.fail(tenantId, refundId, error.toProblem());
    else await this.hinder(tenantId, refundId, error.toProblem());
  }

  private async fail(tenantId: TenantId, refundId: RefundId, problem: Problem): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update refund set state = 'failed', problem = $3, settled_at = now(), next_check_at = null, updated_at = now()
         where tenant_id = $1 and id = $2 and state in ('approved', 'processing')`,
        [tenantId, refundId, JSON.stringify(problem.toDocument('zh'))],
      ),
    );
  }

  private async hinder(tenantId: TenantId, refundId: RefundId, problem: Problem): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update refund set problem = $3, next_check_at = now() + interval '30 minutes', updated_at = now()
         where tenant_id = $1 and id = $2 and state in ('approved', 'processing')`,
        [tenantId, refundId, JSON.stringify(problem.toDocument('zh'))],
      ),
    );
  }
}
