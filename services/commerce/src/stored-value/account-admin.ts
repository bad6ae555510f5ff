import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { nothingOffered } from './stored-value-terms.js';
import type { Balance } from './wallet.js';

export interface ShopperAccount extends Balance {
  readonly shopperId: string;
}

export interface Adjustment {
  readonly kind: 'balance' | 'bonus';
  /** Positive = given to the shopper. */
  readonly deltaFen: number;
  readonly note: string;
}

/** What a shop owes its shoppers, and how it came to it. Fen. */
export interface Liability extends Balance {
  readonly shoppers: number;
  /** Sums of every entry: they are the amounts, or something is wrong. */
  readonly entriesBalanceFen: number;
  readonly entriesBonusFen: number;
  /** Money that came in by top-ups, and what was given back of it. */
  readonly toppedUpFen: number;
  readonly returnedFen: number;
  /** Cards that nobody has redeemed yet, valid and handed out or paid for. */
  readonly openCardsFen: number;
}

/** Shoppers' balances as their shop sees them. */
@Injectable()
export class AccountAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem stored_value.shopper_not_found */
  async get(tenantId: TenantId, shopperId: string): Promise<ShopperAccount> {
    return this.database.transaction(tenantId, (tx) => getAccount(tx, shopperId));
  }

  /**
   * Corrects an account by hand, once for each key.
   * @throws Problem stored_value.shopper_not_found, stored_value.not_enough, stored_value.limit, stored_value.key_conflict
   */
  async adjust(
    tenantId: TenantId,
    shopperId: string,
    key: string,
    { kind, deltaFen, note }: Adjustment,
    author: Author,
  ): Promise<ShopperAccount> {
    return this.database.transaction(tenantId, async (tx) => {
      await getAccount(tx, shopperId);
      const [held] = await tx.query<{ fen: number; limit_fen: number }>(
        `select stored_value_of($1, $2) as fen,
           coalesce((select limit_fen from stored_value_settings where tenant_id = $1), $3) as limit_fen`,
        [tenantId, shopperId, nothingOffered.limitFen],
      );
      const reference = referenceOf(shopperId, key);
      const [twin] = await tx.query<{ kind: string; delta: number }>(
        `select kind, delta from account_entry where tenant_id = $1 and reason = 'adjustment' and reference_id = $2 and kind in ('balance', 'bonus')`,
        [tenantId, reference],
      );
      if (twin && (twin.kind !== kind || twin.delta !== deltaFen)) throw new Problem('stored_value.key_conflict');
      if (twin) return getAccount(tx, shopperId);
      if (held && deltaFen > 0 && held.fen + deltaFen > held.limit_fen) {
        throw new Problem('stored_value.limit', { params: { limitYuan: held.limit_fen / 100 } });
      }
      await tx
        .query(`select move_account($1, $2, $3, $4, 'adjustment', $5, $6)`, [
          tenantId,
          shopperId,
          kind,
          deltaFen,
          reference,
          note,
        ])
        .catch(asNotEnough);
      const after = { kind, deltaFen, note };
      await tx.audit({ ...author, action: 'account.adjust', subjectType: 'shopper', subjectId: shopperId, after });
      return getAccount(tx, shopperId);
    });
  }

  async liability(tenantId: TenantId): Promise<Liability> {
    const [row] = await this.database.transaction(tenantId, (tx) => tx.query<Liability>(LIABILITY, [tenantId]));
    if (!row) throw new Error('sums have one row');
    return row;
  }
}

async function getAccount(tx: TenantTransaction, shopperId: string): Promise<ShopperAccount> {
  const [account] = await tx.query<ShopperAccount>(
    `select s.id as "shopperId", coalesce((select amount from shopper_account a where a.tenant_id = s.tenant_id and a.shopper_id = s.id
         and a.kind = 'balance'), 0) as "balanceFen",
       coalesce((select amount from shopper_account a where a.tenant_id = s.tenant_id and a.shopper_id = s.id and a.kind = 'bonus'), 0) as "bonusFen"
     from shopper s where s.tenant_id = $1 and s.id = $2`,
    [tx.tenantId, shopperId],
  );
  if (!account) throw new Problem('stored_value.shopper_not_found');
  return account;
}

/** One key, one movement: the ledger itself refuses the second. */
function referenceOf(shopperId: string, key: string): string {
  const digits = createHash('sha256').update(`${shopperId}:${key}`).digest('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-8${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20, 32)}`;
}

function asNotEnough(error: unknown): never {
  const { driverError } = (error ?? {}) as { driverError?: { code?: string } };
  throw driverError?.code === 'XP003' ? new Problem('stored_value.not_enough') : error;
}

const LIABILITY = `
  select a.balance as "balanceFen", a.bonus as "bonusFen", a.shoppers, e.balance as "entriesBalanceFen", e.bonus as "entriesBonusFen",
    t.paid as "toppedUpFen", t.returned as "returnedFen", c.open as "openCardsFen"
  from (select coalesce(sum(amount) filter (where kind = 'balance'), 0)::float8 as balance,
      coalesce(sum(amount) filter (where kind = 'bonus'), 0)::float8 as bonus,
      (count(distinct shopper_id) filter (where amount > 0))::int as shoppers
    from shopper_account where tenant_id = $1 and kind in ('balance', 'bonus')) a,
  (select coalesce(sum(delta) filter (where kind = 'balance'), 0)::float8 as balance,
      coalesce(sum(delta) filter (where kind = 'bonus'), 0)::float8 as bonus
    from account_entry where tenant_id = $1 and kind in ('balance', 'bonus')) e,
  (select coalesce(sum(amount_fen), 0)::float8 as paid, coalesce(sum(returned_fen), 0)::float8 as returned
    from top_up where tenant_id = $1 and state in ('paid', 'refunded')) t,
  (select coalesce(sum(g.face_fen), 0)::float8 as open from gift_card g
    left join gift_card_batch b on b.tenant_id = g.tenant_id and b.id = g.batch_id
    where g.tenant_id = $1 and g.state = 'active' and g.ends_at > now() and b.state is distinct from 'stopped') c`;
