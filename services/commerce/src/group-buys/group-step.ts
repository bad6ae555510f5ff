import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { OrderId, TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { refundPlace } from './group-refund.js';
import type { GroupPlaceState, GroupState } from './group-machine.js';

/** So long after its end a group waits for payments that were under way: WeChat is asked about each of them first. */
const PATIENCE = `interval '5 minutes'`;

interface Place {
  readonly order_id: OrderId;
  readonly state: GroupPlaceState;
}

/**
 * Ends a group that did not become complete in time: closes its unpaid orders, and gives everybody else all of their money back. Every
 * step is one transaction on a row that says whether it was done, so that the job can be killed, doubled and repeated anywhere.
 */
@Injectable()
export class GroupStep implements JobHandler<'group-buy.step'> {
  readonly job = 'group-buy.step';

  constructor(private readonly database: TenantDatabase) {}

  async handle({ tenantId, groupId }: JobPayload<'group-buy.step'>): Promise<void> {
    const state = await this.database.transaction(tenantId, (tx) => end(tx, groupId));
    if (state !== 'failed') return;
    const failures: unknown[] = [];
    for (const { order_id } of await this.places(tenantId, groupId)) {
      // One that cannot be worked on must not keep the others from their money.
      await this.database
        .transaction(tenantId, (tx) => refundPlace(tx, order_id, groupId))
        .catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
    await this.database.transaction(tenantId, (tx) => rest(tx, groupId));
  }

  private places(tenantId: TenantId, groupId: string): Promise<Place[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<Place>(
        `select order_id, state from group_place where tenant_id = $1 and group_id = $2 and state = 'taken' and refund_id is null
         order by order_id`,
        [tenantId, groupId],
      ),
    );
  }
}

/**
 * The next attempt is planned before anything is tried. Orders that wait for their payment go first: whoever paid in time has a place, and
 * may have made the group complete. @returns the state afterwards; null before its time
 */
async function end(tx: TenantTransaction, groupId: string): Promise<GroupState | null> {
  const [group] = await tx.query<{ state: GroupState; is_due: boolean }>(
    'select state, ends_at <= now() as is_due from buying_group where tenant_id = $1 and id = $2 for no key update',
    [tx.tenantId, groupId],
  );
  if (!group || group.state === 'complete' || !group.is_due) return null;
  const held = await tx.query<Place>(
    `select order_id, state from group_place where tenant_id = $1 and group_id = $2 and state = 'held'`,
    [tx.tenantId, groupId],
  );
  for (const { order_id } of held) await tx.enqueue('order.close', { tenantId: tx.tenantId, orderId: order_id });
  const [after] = await tx.query<{ state: GroupState }>(
    `update buying_group set
       state = case when state = 'open' and ($3 = 0 or ends_at <= now() - ${PATIENCE}) then 'failed' else state end,
       settled_at = case when state = 'open' and ($3 = 0 or ends_at <= now() - ${PATIENCE}) then now() else settled_at end,
       next_step_at = now() + least(greatest(now() - ends_at, interval '15 seconds'), interval '5 minutes')
     where tenant_id = $1 and id = $2 returning state`,
    [tx.tenantId, groupId, held.length],
  );
  return after?.state ?? null;
}

/** Nothing is left to do once nobody holds a place and everybody who paid has a refund of their own. */
async function rest(tx: TenantTransaction, groupId: string): Promise<void> {
  // Locked first: a payment that is being booked changes the places under this lock, and the next statement sees them.
  await tx.query('select from buying_group where tenant_id = $1 and id = $2 for no key update', [tx.tenantId, groupId]);
  await tx.execute(
    `update buying_group set next_step_at = null where tenant_id = $1 and id = $2 and not exists (
       select from group_place p where p.tenant_id = $1 and p.group_id = $2
         and (p.state = 'held' or (p.state = 'taken' and p.refund_id is null)))`,
    [tx.tenantId, groupId],
  );
}
