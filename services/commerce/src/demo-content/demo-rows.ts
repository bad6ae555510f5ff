import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { DemoRow } from './demo-fate.js';
import { type DemoKind, demoKinds, kindSql } from './demo-kinds.js';

/** How many things of each kind. */
export type DemoCounts = Readonly<Record<DemoKind, number>>;

export function perKind<Value>(of: (kind: DemoKind) => Value): Record<DemoKind, Value> {
  return Object.fromEntries(demoKinds.map((kind) => [kind, of(kind)])) as Record<DemoKind, Value>;
}

/** Imports and removals of one shop's demo content come one after another. */
export async function takeTurn(tx: TenantTransaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`demo content ${tx.tenantId}`]);
}

/** The shop's rows of these handles, beside what the demo remembers of them. */
export async function rowsOf(tx: TenantTransaction, kind: DemoKind, handles: readonly string[]): Promise<DemoRow[]> {
  const { table, handle, says, over = 'false' } = kindSql[kind];
  return tx.query<DemoRow>(
    `select wanted.handle, there.id, there.current, d.handle is not null as recorded, d.fingerprint, coalesce(d.archived, false) as archived,
       coalesce(there.over, false) as over
     from unnest($3::text[]) as wanted (handle)
     left join (
       select t.id, ${handle} as handle, md5((${says})::text) as current, (${over}) as over from ${table} t where t.tenant_id = $1 and ${handle} = any($3)
     ) there on there.handle = wanted.handle
     left join demo_item d on d.tenant_id = $1 and d.kind = $2 and d.handle = wanted.handle`,
    [tx.tenantId, kind, handles],
  );
}

/** Remembers what things say at this moment. @returns the handles of those that are there */
export async function seal(
  tx: TenantTransaction,
  kind: DemoKind,
  handles: readonly string[],
  archived: boolean,
): Promise<readonly string[]> {
  const { table, handle, says } = kindSql[kind];
  const sealed = await tx.query<{ handle: string }>(
    `update demo_item d set fingerprint = md5((${says})::text), archived = $4
     from ${table} t
     where t.tenant_id = $1 and ${handle} = any($3) and d.tenant_id = $1 and d.kind = $2 and d.handle = ${handle}
     returning d.handle`,
    [tx.tenantId, kind, handles, archived],
  );
  return sealed.map((item) => item.handle);
}

/** They are no part of the demo any more, or never came to be. */
export async function forget(tx: TenantTransaction, kind: DemoKind, handles: readonly string[]): Promise<void> {
  await tx.execute('delete from demo_item where tenant_id = $1 and kind = $2 and handle = any($3)', [
    tx.tenantId,
    kind,
    handles,
  ]);
}
