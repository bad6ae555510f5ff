import { Injectable } from '@nestjs/common';
import { type Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { Buyer } from '../orders/order-placement.js';

export interface Balance {
  /** Paid in. */
  readonly balanceFen: number;
  /** What the shop gave on top of it: spent like money, never paid out. */
  readonly bonusFen: number;
}

export interface AccountEntry {
  readonly id: string;
  readonly kind: 'balance' | 'bonus';
  readonly deltaFen: number;
  readonly reason: string;
  readonly referenceId: string;
  readonly note: string | null;
  readonly createdAt: Date;
}

const PAGE_SIZE = 20;

/** A shopper's own balance. */
@Injectable()
export class Wallet {
  constructor(private readonly pool: TenantPool) {}

  async balance({ tenantId, shopperId }: Buyer): Promise<Balance> {
    const [row] = await this.pool.query<Balance>(tenantId, BALANCE, [tenantId, shopperId]);
    return row ?? { balanceFen: 0, bonusFen: 0 };
  }

  /** Newest first. */
  async entries(
    { tenantId, shopperId }: Buyer,
    cursor: string | undefined,
  ): Promise<{ items: AccountEntry[]; nextCursor: string | null }> {
    const after = decodeCursor(cursor, ['timestamptz', 'uuid']);
    const rows = await this.pool.query<AccountEntry & { age_key: string }>(tenantId, ENTRIES, [
      tenantId,
      shopperId,
      after?.[0] ?? 'infinity',
      after?.[1] ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
      PAGE_SIZE + 1,
    ]);
    const page = rows.slice(0, PAGE_SIZE);
    const last = page.at(-1);
    return {
      items: page.map(withoutKey),
      nextCursor: rows.length > PAGE_SIZE && last ? encodeCursor([last.age_key, last.id]) : null,
    };
  }
}

/** An entry as it is told, without what the cursor is made of. */
export function withoutKey<Entry extends { readonly age_key: string }>(entry: Entry): Omit<Entry, 'age_key'> {
  const { age_key: _, ...told } = entry;
  return told;
}

const BALANCE: Statement = {
  name: 'get_balance',
  text: `select coalesce(sum(amount) filter (where kind = 'balance'), 0)::int as "balanceFen",
      coalesce(sum(amount) filter (where kind = 'bonus'), 0)::int as "bonusFen"
    from shopper_account where tenant_id = $1 and shopper_id = $2`,
};

// created_at goes into the cursor as text, as in list_orders.
const ENTRIES: Statement = {
  name: 'list_balance_entries',
  text: `select id, kind, delta as "deltaFen", reason, reference_id as "referenceId", note, created_at as "createdAt", created_at::text as age_key
    from account_entry
    where tenant_id = $1 and shopper_id = $2 and kind in ('balance', 'bonus') and (created_at, id) < ($3::timestamptz, $4::uuid)
    order by created_at desc, id desc limit $5`,
};
