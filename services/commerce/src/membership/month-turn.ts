import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { chinaDay } from '../reconciliation/china-day.js';

/** Members in one transaction: their rows are locked until it ends. */
const BATCH = 200;

/**
 * The turn of a month for all members of a merchant: old points end, growth forgets what is older than a year. Each member's part is done
 * once per month, so that the job can be killed and repeated anywhere; the merchant's month is noted when nobody is left.
 */
@Injectable()
export class MonthTurn implements JobHandler<'membership.month'> {
  readonly job = 'membership.month';

  constructor(private readonly database: TenantDatabase) {}

  async handle({ tenantId }: JobPayload<'membership.month'>): Promise<void> {
    await this.turn(tenantId, `${chinaDay(new Date()).slice(0, 7)}-01`);
  }

  /** @param month its first day, YYYY-MM-01 */
  async turn(tenantId: TenantId, month: string): Promise<void> {
    let last: string | null = null;
    do last = await this.turnBatch(tenantId, month, last);
    while (last !== null);
    await this.database.transaction(tenantId, (tx) =>
      tx.execute('update membership_programme set swept_month = $2 where tenant_id = $1 and swept_month < $2', [
        tenantId,
        month,
      ]),
    );
  }

  /** @returns the last member of the batch; null when it was the last one */
  private turnBatch(tenantId: TenantId, month: string, after: string | null): Promise<string | null> {
    return this.database.transaction(tenantId, async (tx) => {
      const rows = await tx.query<{ shopper_id: string }>(
        `select shopper_id from (
           select shopper_id from shopper_membership where tenant_id = $1 and growth_fen > 0 and ($2::uuid is null or shopper_id > $2)
           union select shopper_id from shopper_account where tenant_id = $1 and kind = 'points' and amount > 0 and ($2::uuid is null or shopper_id > $2)
         ) member order by shopper_id limit $3`,
        [tenantId, after, BATCH],
      );
      await tx.execute(
        `select turn_membership_month($1, id, $3) from unnest($2::uuid[]) with ordinality as member (id, place) order by place`,
        [tenantId, rows.map((row) => row.shopper_id), month],
      );
      return rows.length < BATCH ? null : (rows.at(-1)?.shopper_id ?? null);
    });
  }
}
