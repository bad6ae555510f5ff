import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Blocker, blockersOf } from './personal-blockers.js';
import { personalTables } from './personal-tables.js';

/** How long a deletion waits for second thoughts. */
export const DELETION_DAYS = 7;

export interface DeletionView {
  readonly state: 'none' | 'requested' | 'withdrawn' | 'done';
  readonly requestedAt: Date | null;
  /** When the data goes, unless the shopper takes the wish back. */
  readonly dueAt: Date | null;
  /** What would stand in the way now. */
  readonly blockers: readonly Blocker[];
}

interface DeletionRow {
  readonly id: string;
  readonly state: 'requested' | 'withdrawn' | 'done';
  readonly requestedAt: Date;
  readonly dueAt: Date;
}

/** A shopper's rights on what the shop knows of them (个人信息保护法 §45, §47): to have it, and to have it gone. */
@Injectable()
export class PersonalData {
  constructor(private readonly database: TenantDatabase) {}

  /** Everything of theirs by table. Amounts are fen, times ISO 8601. */
  async export(tenantId: TenantId, shopperId: ShopperId): Promise<Record<string, unknown[]>> {
    return this.database.transaction(tenantId, async (tx) => {
      const data: Record<string, unknown[]> = {};
      for (const { table, read } of personalTables)
        if (read !== null) data[table] = await tx.query(read, [tenantId, shopperId]);
      return data;
    });
  }

  view(tenantId: TenantId, shopperId: ShopperId): Promise<DeletionView> {
    return this.database.transaction(tenantId, (tx) => viewOf(tx, shopperId));
  }

  /** Asks for deletion; asking again changes nothing. @throws Problem personal_data.blocked */
  async request(tenantId: TenantId, shopperId: ShopperId): Promise<DeletionView> {
    return this.database.transaction(tenantId, async (tx) => {
      const blockers = await blockersOf(tx, shopperId);
      if (blockers.length > 0) throw blocked(blockers);
      await tx.execute(
        `insert into shopper_deletion (tenant_id, id, shopper_id, due_at) values ($1, $2, $3, now() + $4 * interval '1 day')
         on conflict (tenant_id, shopper_id) where state = 'requested' do nothing`,
        [tenantId, newId(), shopperId, DELETION_DAYS],
      );
      return viewOf(tx, shopperId);
    });
  }

  /** Takes the wish back. @throws Problem personal_data.not_requested */
  async withdraw(tenantId: TenantId, shopperId: ShopperId): Promise<DeletionView> {
    return this.database.transaction(tenantId, async (tx) => {
      const taken = await tx.query(
        `update shopper_deletion set state = 'withdrawn', settled_at = now() where tenant_id = $1 and shopper_id = $2 and state = 'requested' returning id`,
        [tenantId, shopperId],
      );
      if (taken.length === 0) throw new Problem('personal_data.not_requested');
      return viewOf(tx, shopperId);
    });
  }
}

async function viewOf(tx: TenantTransaction, shopperId: string): Promise<DeletionView> {
  const [row] = await tx.query<DeletionRow>(
    `select id, state, requested_at as "requestedAt", due_at as "dueAt" from shopper_deletion
     where tenant_id = $1 and shopper_id = $2 order by id desc limit 1`,
    [tx.tenantId, shopperId],
  );
  const blockers = await blockersOf(tx, shopperId);
  if (!row) return { state: 'none', requestedAt: null, dueAt: null, blockers };
  const { state, requestedAt, dueAt } = row;
  return { state, requestedAt, dueAt: state === 'requested' ? dueAt : null, blockers };
}

function blocked(blockers: readonly Blocker[]): Problem {
  return new Problem('personal_data.blocked', { extensions: { blockers } });
}
