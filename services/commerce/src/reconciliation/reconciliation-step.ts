import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ReconciliationId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import { BillClient } from '#kernel/wechat/pay/bills/bill-client.js';
import { readFundBill } from '#kernel/wechat/pay/bills/fund-bill.js';
import { readTradeBill } from '#kernel/wechat/pay/bills/trade-bill.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayError } from '#kernel/wechat/pay/pay-error.js';
import { PaymentAccounts, type StoredAccount } from '../payments/payment-accounts.js';
import { inBatches, layLines } from './bill-lines.js';
import { compare } from './comparison.js';
import { DifferenceRepair, type OpenDifference } from './difference-repair.js';

interface Running {
  readonly id: ReconciliationId;
  readonly account_id: string;
  readonly day: string;
  readonly stage: 'fetch' | 'compare' | 'repair';
  readonly attempts: number;
  readonly stored: StoredAccount | null;
}

// WeChat asks for half an hour between two questions about a bill it is still writing; two days of that, then a person.
const MAX_ATTEMPTS = 100;

/**
 * Holds one day of one account against WeChat's bill: fetch, compare, repair. Each stage leaves its work in rows and may be cut short anywhere;
 * the sweeper brings it back to the stage it was in.
 */
@Injectable()
export class ReconciliationStep implements JobHandler<'reconciliation.step'> {
  readonly job = 'reconciliation.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly accounts: PaymentAccounts,
    private readonly bills: BillClient,
    private readonly repairs: DifferenceRepair,
  ) {}

  async handle(
    { tenantId, reconciliationId }: JobPayload<'reconciliation.step'>,
    { signal }: Pick<JobContext, 'signal'>,
  ): Promise<void> {
    const running = await this.begin(tenantId, reconciliationId);
    if (!running) return;
    const account = running.stored?.account;
    if (!account) {
      await this.putOff(tenantId, running, new Problem('payment_account.missing', { params: { appId: '' } }), true);
      return;
    }
    try {
      if (running.stage === 'fetch') await this.fetch(tenantId, account, running);
      if (running.stage !== 'repair') await this.compare(tenantId, account, running);
      await this.repair(tenantId, account, running, signal);
      await this.finish(tenantId, running);
    } catch (error) {
      if (!(error instanceof PayError)) throw error;
      const isFinal = error.retry === 'never' || running.attempts >= MAX_ATTEMPTS;
      await this.putOff(tenantId, running, error.toProblem(), isFinal);
    }
  }

  /**
   * The next attempt is planned before this one begins; until then nobody else takes the row. A partner's sub merchant waits, without a time,
   * until its rows have been given out.
   */
  private async begin(tenantId: TenantId, id: ReconciliationId): Promise<Running | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<Omit<Running, 'stored'>>(
        `update reconciliation set state = 'running', attempts = attempts + 1, updated_at = now(),
           next_attempt_at = now() + interval '12 minutes'
         where tenant_id = $1 and id = $2 and state in ('due', 'running') and next_attempt_at <= now()
         returning id, account_id, day::text as day, stage, attempts`,
        [tenantId, id],
      );
      if (!row) return null;
      return { ...row, stored: await this.accounts.byId(tx, row.account_id) };
    });
  }

  private async fetch(tenantId: TenantId, account: PayAccount, { id, day }: Running): Promise<void> {
    const bill = await this.bills.tradeBill(account, {
      day,
      ...(account.partner && { subMchId: account.partner.subMchId }),
    });
    if (!bill) return;
    try {
      await this.database.transaction(tenantId, (tx) => tx.execute(FORGET_LINES, [tenantId, id]));
      for await (const lines of inBatches(readTradeBill(bill.lines()))) {
        await this.database.transaction(tenantId, (tx) => layLines(tx, tenantId, id, lines));
      }
    } finally {
      await bill.discard();
    }
  }

  private async compare(tenantId: TenantId, account: PayAccount, running: Running): Promise<void> {
    const { id, day, account_id: accountId } = running;
    const fundFen = account.partner ? null : await this.fundFen(account, day);
    // A sub merchant's number that was given up may be another merchant's by now: then only known orders are this one's.
    const isGivenUp = account.partner !== undefined && running.stored?.active !== true;
    const appId = isGivenUp ? '' : (account.partner?.appId ?? account.appId);
    await this.database.transaction(tenantId, async (tx) => {
      const moved = await tx.execute(
        `update reconciliation set stage = 'repair', updated_at = now() where tenant_id = $1 and id = $2 and stage <> 'repair'`,
        [tenantId, id],
      );
      if (moved === 0) return;
      await compare(tx, { id, accountId, appId, day }, fundFen);
      await tx.execute(FORGET_LINES, [tenantId, id]);
    });
  }

  /** What trade brought in and cost; null when the merchant's account did not move, or WeChat has no such bill. */
  private async fundFen(account: PayAccount, day: string): Promise<number | null> {
    const bill = await this.bills.fundFlowBill(account, day);
    if (!bill) return null;
    try {
      let sum = 0;
      for await (const line of readFundBill(bill.lines())) if (line.kind !== 'other') sum += line.amountFen;
      return sum;
    } finally {
      await bill.discard();
    }
  }

  private async repair(tenantId: TenantId, account: PayAccount, { id }: Running, signal: AbortSignal): Promise<void> {
    const open = await this.database.transaction(tenantId, (tx) =>
      tx.query<OpenDifference>(
        `select id, kind, reference, bill from reconciliation_difference where tenant_id = $1 and reconciliation_id = $2 and state = 'open'
         order by kind, reference`,
        [tenantId, id],
      ),
    );
    // Payments come before refunds by name: a refund of a payment that is only booked now finds it.
    for (const difference of open) {
      signal.throwIfAborted();
      await this.repairs.repair(tenantId, account, difference);
    }
  }

  private async finish(tenantId: TenantId, { id }: Running): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update reconciliation r set problem = null, next_attempt_at = null, finished_at = now(), updated_at = now(),
           state = case when exists (select from reconciliation_difference d where d.tenant_id = r.tenant_id and d.reconciliation_id = r.id
             and d.state in ('open', 'needs_person')) then 'differs' else 'balanced' end
         where tenant_id = $1 and id = $2 and state = 'running'`,
        [tenantId, id],
      ),
    );
  }

  private async putOff(tenantId: TenantId, { id }: Running, problem: Problem, isFinal: boolean): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update reconciliation set problem = $3, updated_at = now(), state = case when $4 then 'failed' else state end,
           finished_at = case when $4 then now() end, next_attempt_at = case when not $4 then now() + interval '30 minutes' end
         where tenant_id = $1 and id = $2 and state = 'running'`,
        [tenantId, id, JSON.stringify(problem.toDocument('zh')), isFinal],
      ),
    );
  }
}

const FORGET_LINES = 'delete from bill_line where tenant_id = $1 and reconciliation_id = $2';
