import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Problem } from '#kernel/problems/problem.js';
import type { TradeBillLine } from '#kernel/wechat/pay/bills/trade-bill.js';
import { groupBy, layLines } from './bill-lines.js';

export interface PartnerBill {
  readonly id: string;
  readonly mchId: string;
  readonly day: string;
  readonly attempts: number;
}

/** Where the rows of one sub merchant go. */
export interface Recipient {
  readonly tenant_id: TenantId;
  readonly reconciliation_id: string;
}

export interface Stranger {
  lines: number;
  paidFen: number;
  refundFen: number;
}

/** A partner's bill, and the tenants whose rows stand in it. */
@Injectable()
export class PartnerBillsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  async begin(id: string): Promise<PartnerBill | null> {
    const [bill] = await this.fleet.query<PartnerBill>(
      `update platform.partner_bill set attempts = attempts + 1, next_attempt_at = now() + interval '12 minutes', updated_at = now()
       where id = $1 and state = 'due' and next_attempt_at <= now() returning id, mch_id as "mchId", day::text as day, attempts`,
      [id],
    );
    return bill ?? null;
  }

  /** Days of sub merchants that wait for this bill, by sub merchant; rows of an attempt that was cut short are taken away. */
  async recipients({ mchId, day }: PartnerBill): Promise<Map<string, Recipient[]>> {
    const rows = await this.fleet.query<Recipient & { sub_mch_id: string }>(
      `select r.tenant_id, r.id as reconciliation_id, a.sub_mch_id
       from payment_account a join reconciliation r on r.tenant_id = a.tenant_id and r.account_id = a.id
       where a.mode = 'partner' and a.mch_id = $1 and r.day = $2 and r.state = 'due' and r.next_attempt_at is null`,
      [mchId, day],
    );
    for (const { tenant_id, reconciliation_id } of rows) {
      await this.fleet.execute('delete from bill_line where tenant_id = $1 and reconciliation_id = $2', [
        tenant_id,
        reconciliation_id,
      ]);
    }
    return groupBy(rows, (row) => row.sub_mch_id);
  }

  /** Sub merchants that are some merchant's here, whether or not they wait for this bill. */
  async knownSubMerchants(mchId: string): Promise<Set<string>> {
    const rows = await this.fleet.query<{ sub_mch_id: string }>(
      `select distinct sub_mch_id from payment_account where mode = 'partner' and mch_id = $1`,
      [mchId],
    );
    return new Set(rows.map((row) => row.sub_mch_id));
  }

  /** A day that its merchant has started meanwhile fetches its own bill. */
  async giveOut({ tenant_id, reconciliation_id }: Recipient, lines: readonly TradeBillLine[]): Promise<void> {
    await this.fleet.transaction(async (tx) => {
      const waiting = await tx.query(
        `select id from reconciliation where tenant_id = $1 and id = $2 and state = 'due' and next_attempt_at is null for share`,
        [tenant_id, reconciliation_id],
      );
      if (waiting.length > 0) await layLines(tx, tenant_id, reconciliation_id, lines);
    });
  }

  /** All rows have been given out: the comparisons of those who got them may begin. */
  async finish(
    { id }: PartnerBill,
    recipients: readonly Recipient[],
    { lines, strangers }: { readonly lines: number; readonly strangers: ReadonlyMap<string, Stranger> },
  ): Promise<void> {
    await this.fleet.transaction(async (tx) => {
      await tx.execute(
        `update reconciliation r set stage = 'compare', next_attempt_at = now(), updated_at = now()
         from unnest($1::uuid[], $2::uuid[]) as given (tenant_id, id)
         where r.tenant_id = given.tenant_id and r.id = given.id and r.state = 'due' and r.next_attempt_at is null`,
        [recipients.map((one) => one.tenant_id), recipients.map((one) => one.reconciliation_id)],
      );
      await tx.execute('delete from platform.partner_bill_stranger where bill_id = $1', [id]);
      for (const [subMchId, { lines: count, paidFen, refundFen }] of strangers) {
        await tx.execute(
          `insert into platform.partner_bill_stranger (bill_id, sub_mch_id, lines, paid_fen, refund_fen) values ($1, $2, $3, $4, $5)`,
          [id, subMchId, count, paidFen, refundFen],
        );
      }
      await tx.execute(
        `update platform.partner_bill set state = 'given_out', lines = $2, problem = null, next_attempt_at = null, updated_at = now() where id = $1`,
        [id, lines],
      );
    });
  }

  async putOff({ id }: PartnerBill, problem: Problem, isFinal: boolean): Promise<void> {
    await this.fleet.execute(
      `update platform.partner_bill set problem = $2, state = case when $3 then 'failed' else state end, updated_at = now(),
         next_attempt_at = case when not $3 then now() + interval '30 minutes' end where id = $1`,
      [id, JSON.stringify(problem.toDocument('zh')), isFinal],
    );
  }
}
