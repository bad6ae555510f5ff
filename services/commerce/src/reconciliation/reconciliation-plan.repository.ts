import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';

const LIMIT = 500;

/** Which days of which accounts are still to be held against WeChat's bills. */
@Injectable()
export class ReconciliationPlanAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  /** A row for each account and day up to `lastDay` that has none: days on which no worker ran are made up for. @returns how many are new */
  async plan(lastDay: string, daysBack: number): Promise<number> {
    const days = `generate_series($1::date - $2::int, $1::date, interval '1 day') as day`;
    const accounts = await this.fleet.execute(
      `insert into reconciliation (tenant_id, id, account_id, day, next_attempt_at)
       select a.tenant_id, gen_random_uuid(), a.id, day::date, case when a.mode = 'direct' then now() end
       from payment_account a cross join ${days}
       where day::date >= (a.created_at at time zone 'Asia/Shanghai')::date
         and (a.active or exists (select from payment p where p.tenant_id = a.tenant_id and p.account_id = a.id and p.succeeded_at > now() - interval '1 year'))
       on conflict (tenant_id, account_id, day) do nothing`,
      [lastDay, daysBack],
    );
    const bills = await this.fleet.execute(
      `insert into platform.partner_bill (id, mch_id, day)
       select gen_random_uuid(), s.mch_id, day::date from platform.pay_partner s cross join ${days}
       where day::date >= (s.created_at at time zone 'Asia/Shanghai')::date
       on conflict (mch_id, day) do nothing`,
      [lastDay, daysBack],
    );
    // An account that came after its partner's bill of that day had been given out fetches its own.
    await this.fleet.execute(
      `update reconciliation r set next_attempt_at = now() from payment_account a, platform.partner_bill b
       where a.tenant_id = r.tenant_id and a.id = r.account_id and a.mode = 'partner' and b.mch_id = a.mch_id and b.day = r.day
         and b.state <> 'due' and r.state = 'due' and r.next_attempt_at is null`,
    );
    return accounts + bills;
  }

  dueReconciliations(): Promise<{ tenant_id: TenantId; id: string }[]> {
    return this.fleet.query(
      `select tenant_id, id from reconciliation where state in ('due', 'running') and next_attempt_at <= now() order by next_attempt_at limit $1`,
      [LIMIT],
    );
  }

  async duePartnerBills(): Promise<string[]> {
    const rows = await this.fleet.query<{ id: string }>(
      `select id from platform.partner_bill where state = 'due' and next_attempt_at <= now() order by next_attempt_at limit $1`,
      [LIMIT],
    );
    return rows.map((row) => row.id);
  }

  /** Any account, or the partner, behind a merchant number: their keys download its certificates. */
  async ownerOf(mchId: string): Promise<{ tenant_id: TenantId; id: string } | null> {
    const [row] = await this.fleet.query<{ tenant_id: TenantId; id: string }>(
      `select tenant_id, id from payment_account where mode = 'direct' and mch_id = $1 and accepts_certificates order by active desc limit 1`,
      [mchId],
    );
    return row ?? null;
  }
}
