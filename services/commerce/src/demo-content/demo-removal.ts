import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { type DemoRow, fateOnRemoval } from './demo-fate.js';
import { type DemoKind, demoKinds, kindSql } from './demo-kinds.js';
import { type DemoCounts, forget, perKind, rowsOf, seal, takeTurn } from './demo-rows.js';

export interface DemoRemovalResult {
  readonly removed: DemoCounts;
  /** Out of shoppers' sight, but an order, a booking, a reader or the stock ledger still names it. */
  readonly archived: DemoCounts;
  /** The merchant's own by now, or needed by it. */
  readonly kept: DemoCounts;
}

interface Outcome {
  removed: number;
  archived: number;
  kept: number;
}

/** Takes out what an applet's demo content brought and nobody has touched. All of it or nothing; again changes nothing. */
@Injectable()
export class DemoRemoval {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async remove(tenantId: TenantId, appId: AppId, author: Author): Promise<DemoRemovalResult> {
    const result = await this.database.transaction(tenantId, async (tx) => {
      await takeTurn(tx);
      // All are judged before the first goes: what is left of one must not look like an edit of another.
      const judged = new Map<DemoKind, DemoRow[]>();
      for (const kind of demoKinds) judged.set(kind, await remembered(tx, kind, appId));
      const outcomes = new Map<DemoKind, Outcome>();
      for (const kind of demoKinds) outcomes.set(kind, await removeKind(tx, kind, judged.get(kind) ?? []));
      await tx.execute('delete from demo_content where tenant_id = $1 and app_id = $2', [tenantId, appId]);
      const counts = (of: keyof Outcome) => perKind((kind) => outcomes.get(kind)?.[of] ?? 0);
      const after = { removed: counts('removed'), archived: counts('archived'), kept: counts('kept') };
      await tx.audit({ ...author, action: 'demo_content.remove', subjectType: 'storefront', subjectId: appId, after });
      return after;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

async function remembered(tx: TenantTransaction, kind: DemoKind, appId: AppId): Promise<DemoRow[]> {
  const { table, handle, parts } = kindSql[kind];
  // An order for a table, or a comment under an article, that is being written now is waited for.
  const items = await tx.query<{ handle: string }>(
    'select handle from demo_item where tenant_id = $1 and kind = $2 and app_id = $3',
    [tx.tenantId, kind, appId],
  );
  const handles = items.map((item) => item.handle);
  const locked = await tx.query<{ id: string }>(
    `select t.id from ${table} t where t.tenant_id = $1 and ${handle} = any($2) order by t.id for update`,
    [tx.tenantId, handles],
  );
  if (parts && locked.length > 0) await tx.query(parts.lock, [tx.tenantId, locked.map(({ id }) => id)]);
  return rowsOf(tx, kind, handles);
}

async function removeKind(tx: TenantTransaction, kind: DemoKind, rows: readonly DemoRow[]): Promise<Outcome> {
  const { table, archive, parts } = kindSql[kind];
  const of = (fate: string) => rows.filter((row) => fateOnRemoval(row) === fate);
  const edited = of('kept');
  await forget(tx, kind, handlesOf([...of('gone'), ...edited]));

  const leaving = of('take out');
  const judged = await useOf(tx, kind, leaving);
  const needed = leaving.filter((row) => judged.get(row.id)?.needed);
  // What stopped half way may have been changed since: it is not deleted.
  const named = leaving.filter(
    (row) => !judged.get(row.id)?.needed && (judged.get(row.id)?.used || row.fingerprint === null),
  );
  const free = leaving.filter((row) => !needed.includes(row) && !named.includes(row));
  if (archive !== null && named.length > 0) {
    if (parts) await tx.execute(parts.archive, [tx.tenantId, ids(named)]);
    await tx.execute(`update ${table} set ${archive} where tenant_id = $1 and id = any($2)`, [tx.tenantId, ids(named)]);
    await seal(tx, kind, handlesOf(named), true);
  }
  if (free.length > 0) {
    await tx.execute(`delete from ${table} where tenant_id = $1 and id = any($2)`, [tx.tenantId, ids(free)]);
    await forget(tx, kind, handlesOf(free));
  }
  const archived = archive === null ? 0 : named.length;
  return { removed: free.length, archived, kept: edited.length + needed.length + named.length - archived };
}

async function useOf(tx: TenantTransaction, kind: DemoKind, rows: readonly DemoRow[]) {
  const { table, used, needed } = kindSql[kind];
  const judged = await tx.query<{ id: string; used: boolean; needed: boolean }>(
    `select t.id, (${used}) as used, (${needed}) as needed from ${table} t where t.tenant_id = $1 and t.id = any($2)`,
    [tx.tenantId, ids(rows)],
  );
  return new Map<string | null, { used: boolean; needed: boolean }>(judged.map((row) => [row.id, row]));
}

function handlesOf(rows: readonly DemoRow[]): string[] {
  return rows.map(({ handle }) => handle);
}

function ids(rows: readonly DemoRow[]): (string | null)[] {
  return rows.map(({ id }) => id);
}
