import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { fateOnImport } from './demo-fate.js';
import { type DemoKind, demoKinds, kindSql } from './demo-kinds.js';
import { type DemoCounts, forget, perKind, rowsOf, seal, takeTurn } from './demo-rows.js';

export type DemoHandles = Readonly<Record<DemoKind, readonly string[]>>;

/** Whose preset it is. */
export interface DemoOrigin {
  readonly appId: AppId;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly presetId: string;
}

export interface DemoClaim {
  /** What is to be imported now. */
  readonly bring: Readonly<Record<DemoKind, ReadonlySet<string>>>;
  /** What the demo brought before and is as it came. */
  readonly unchanged: DemoCounts;
  /** What is the merchant's own, or was changed: it is left alone. */
  readonly kept: DemoCounts;
}

export interface DemoSettlement {
  readonly created: DemoCounts;
  /** What found no place beside the merchant's own: goods of theirs, a sale of theirs at the same time. */
  readonly left: DemoCounts;
}

export interface DemoState {
  readonly contents: readonly {
    readonly templateId: string;
    readonly presetId: string;
    readonly templateVersion: string;
    readonly createdAt: Date;
  }[];
  readonly items: DemoCounts;
  readonly pictures: { readonly pending: number; readonly stored: number; readonly unreachable: number };
}

/**
 * Remembers what demo content brought into a shop. Things are claimed before they are imported and sealed afterwards, so that a process
 * killed in between leaves nothing whose origin nobody knows: the next import goes on, and a removal finds it.
 */
@Injectable()
export class DemoItems {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async claim(tenantId: TenantId, origin: DemoOrigin, handles: DemoHandles, author: Author): Promise<DemoClaim> {
    return this.database.transaction(tenantId, async (tx) => {
      await takeTurn(tx);
      await rememberPreset(tx, origin, author);
      const fates = new Map<DemoKind, Map<string, string>>();
      for (const kind of demoKinds) fates.set(kind, await claimKind(tx, kind, handles[kind], origin.appId));
      const of = (kind: DemoKind, wanted: string) =>
        [...(fates.get(kind) ?? [])].flatMap(([handle, fate]) => (fate === wanted ? [handle] : []));
      return {
        bring: perKind((kind) => new Set(of(kind, 'bring'))),
        unchanged: perKind((kind) => of(kind, 'unchanged').length),
        kept: perKind((kind) => of(kind, 'kept').length),
      };
    });
  }

  /** After the import: what came in is as shoppers shall see it, and remembered so. */
  async settle(tenantId: TenantId, origin: DemoOrigin, { bring }: DemoClaim, author: Author): Promise<DemoSettlement> {
    const settled = await this.database.transaction(tenantId, async (tx) => {
      await takeTurn(tx);
      const sealed = new Map<DemoKind, number>();
      // A removal that came in between knew nothing of what was still to come.
      await rememberPreset(tx, origin, author);
      for (const kind of demoKinds) {
        await remember(tx, kind, [...bring[kind]], origin.appId);
        await restore(tx, kind, [...bring[kind]]);
        const there = new Set(await seal(tx, kind, [...bring[kind]], false));
        const missing = [...bring[kind]].filter((handle) => !there.has(handle));
        if (missing.length > 0) await forget(tx, kind, missing);
        sealed.set(kind, there.size);
      }
      const created = perKind((kind) => sealed.get(kind) ?? 0);
      const left = perKind((kind) => bring[kind].size - created[kind]);
      await tx.audit({
        ...author,
        action: 'demo_content.import',
        subjectType: 'storefront',
        subjectId: origin.appId,
        after: { templateId: origin.templateId, presetId: origin.presetId, ...created },
      });
      return { created, left };
    });
    await this.broadcast.publish('catalogue', tenantId);
    return settled;
  }

  /** What of an applet's demo content is in the shop, and how its goods' pictures are doing. */
  async read(tenantId: TenantId, appId: AppId): Promise<DemoState> {
    return this.database.transaction(tenantId, async (tx) => {
      const contents = await tx.query<DemoState['contents'][number]>(
        `select template_id as "templateId", preset_id as "presetId", template_version as "templateVersion", created_at as "createdAt"
         from demo_content where tenant_id = $1 and app_id = $2 order by created_at, preset_id`,
        [tenantId, appId],
      );
      const counted = await tx.query<{ kind: DemoKind; count: number }>(
        `select kind, count(*)::int as count from demo_item where tenant_id = $1 and app_id = $2 and not archived group by kind`,
        [tenantId, appId],
      );
      const [pictures] = await tx.query<DemoState['pictures']>(
        `select count(*) filter (where i.state = 'pending')::int as pending, count(*) filter (where i.state = 'stored')::int as stored,
           count(*) filter (where i.state = 'unreachable')::int as unreachable
         from demo_item d
         join product p on p.tenant_id = $1 and p.handle = d.handle
         join product_image i on i.tenant_id = $1 and i.product_id = p.id
         where d.tenant_id = $1 and d.app_id = $2 and d.kind = 'product' and not d.archived`,
        [tenantId, appId],
      );
      return {
        contents,
        items: perKind((kind) => counted.find((row) => row.kind === kind)?.count ?? 0),
        pictures: pictures ?? { pending: 0, stored: 0, unreachable: 0 },
      };
    });
  }
}

async function claimKind(
  tx: TenantTransaction,
  kind: DemoKind,
  handles: readonly string[],
  appId: AppId,
): Promise<Map<string, string>> {
  if (handles.length === 0) return new Map();
  const rows = await rowsOf(tx, kind, [...new Set(handles)]);
  const fates = new Map<string, string>(rows.map((row) => [row.handle, fateOnImport(row)]));
  const brought = rows.flatMap(({ handle }) => (fates.get(handle) === 'bring' ? [handle] : []));
  await remember(tx, kind, brought, appId);
  return fates;
}

async function rememberPreset(tx: TenantTransaction, origin: DemoOrigin, { actor }: Author): Promise<void> {
  const { appId, templateId, presetId, templateVersion } = origin;
  await tx.execute(
    `insert into demo_content (tenant_id, app_id, template_id, preset_id, template_version, requested_by) values ($1, $2, $3, $4, $5, $6)
     on conflict (tenant_id, app_id, template_id, preset_id) do update set template_version = excluded.template_version`,
    [tx.tenantId, appId, templateId, presetId, templateVersion, JSON.stringify(actor)],
  );
}

/** As being brought in: what they say is not known yet. */
async function remember(
  tx: TenantTransaction,
  kind: DemoKind,
  handles: readonly string[],
  appId: AppId,
): Promise<void> {
  await tx.execute(
    `insert into demo_item (tenant_id, kind, handle, app_id) select $1, $2, handle, $4 from unnest($3::text[]) as handle
     on conflict (tenant_id, kind, handle) do update set app_id = excluded.app_id, fingerprint = null`,
    [tx.tenantId, kind, handles, appId],
  );
}

/** An article that was withdrawn, a table that was closed: their imports leave the state of what is there alone. */
async function restore(tx: TenantTransaction, kind: DemoKind, handles: readonly string[]): Promise<void> {
  const { table, handle, restore: change } = kindSql[kind];
  if (change === null || handles.length === 0) return;
  await tx.execute(
    `update ${table} t set ${change} where t.tenant_id = $1 and ${handle} = any($3) and exists (
       select from demo_item d where d.tenant_id = $1 and d.kind = $2 and d.handle = ${handle} and d.archived)`,
    [tx.tenantId, kind, handles],
  );
}
