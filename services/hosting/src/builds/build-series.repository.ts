import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { type AgencyId, type AppId, type AppletId, type BuildId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { enqueueAcrossTenants, PLATFORM_WORK } from '#kernel/queue/outbox-across-tenants.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { Finding } from '../linting/finding.js';
import type { PackageSizes } from '../linting/checks/size-checks.js';
import type { JsonObject } from '../templates/json.js';

/** Packages for all shops of an agency that use one template. */
export interface BuildSeries {
  readonly id: string;
  readonly agencyId: AgencyId;
  readonly templateId: string;
  readonly state: 'queued' | 'done';
  readonly succeeded: number;
  readonly failed: number;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

/** A series while it is being made; the cursor is the last applet that is done. */
export interface ClaimedSeries extends BuildSeries {
  readonly cursorTenant: TenantId | null;
  readonly cursorApplet: AppletId | null;
  readonly requestedBy: Actor;
}

export interface SeriesApplet {
  readonly tenantId: TenantId;
  readonly appletId: AppletId;
  readonly appId: AppId;
  readonly revision: number;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly config: JsonObject;
}

export interface SeriesBuild extends Omit<SeriesApplet, 'config' | 'appId'> {
  readonly id: BuildId;
  readonly state: 'succeeded' | 'failed';
  readonly digest: string | null;
  readonly baseDigest: string | null;
  readonly findings: readonly Finding[];
  readonly sizes: PackageSizes | null;
}

const LEASE = `now() + interval '60 seconds'`;
const columns = `id, agency_id as "agencyId", template_id as "templateId", state, succeeded, failed, created_at as "createdAt",
  finished_at as "finishedAt", cursor_tenant as "cursorTenant", cursor_applet as "cursorApplet", requested_by as "requestedBy"`;

@Injectable()
export class BuildSeriesAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async add(agencyId: AgencyId, templateId: string, actor: Actor): Promise<BuildSeries> {
    return this.database.transaction(async (tx) => {
      const [row] = await tx.query<ClaimedSeries>(
        `insert into platform.build_series (id, agency_id, template_id, requested_by) values ($1, $2, $3, $4) returning ${columns}`,
        [newId(), agencyId, templateId, JSON.stringify(actor)],
      );
      if (!row) throw new Error('insert … returning answered no row');
      await enqueueAcrossTenants(tx, PLATFORM_WORK, 'build-series.step', { seriesId: row.id });
      return row;
    });
  }

  /** @throws Problem build_series.not_found */
  async get(agencyId: AgencyId, id: string): Promise<BuildSeries> {
    const [row] = await this.database.query<ClaimedSeries>(
      `select ${columns} from platform.build_series where agency_id = $1 and id = $2`,
      [agencyId, id],
    );
    if (!row) throw new Problem('build_series.not_found');
    return row;
  }

  /** Takes a series that nobody is at; `null` when somebody is, or when it is done. */
  async claim(id: string): Promise<ClaimedSeries | null> {
    const [row] = await this.database.query<ClaimedSeries>(
      `update platform.build_series set next_step_at = ${LEASE} where id = $1 and state = 'queued' and next_step_at <= now()
       returning ${columns}`,
      [id],
    );
    return row ?? null;
  }

  /** The next published storefronts that have no package yet. */
  async next(
    { agencyId, templateId, cursorTenant, cursorApplet }: ClaimedSeries,
    limit: number,
  ): Promise<SeriesApplet[]> {
    return this.database.query<SeriesApplet>(
      `select s.tenant_id as "tenantId", s.applet_id as "appletId", a.app_id as "appId", r.revision, r.template_id as "templateId",
         r.template_version as "templateVersion", r.config
       from storefront s
       join platform.merchant m on m.id = s.tenant_id
       join applet a on a.tenant_id = s.tenant_id and a.id = s.applet_id
       join storefront_revision r on r.tenant_id = s.tenant_id and r.applet_id = s.applet_id and r.revision = s.published_revision
       where m.agency_id = $1 and m.status = 'active' and a.state = 'authorised' and r.template_id = $2
         and ($3::uuid is null or (s.tenant_id, s.applet_id) > ($3, $4::uuid))
         and not exists (select 1 from build b where b.tenant_id = s.tenant_id and b.applet_id = s.applet_id
           and b.revision = r.revision and b.state in ('queued', 'succeeded'))
       order by s.tenant_id, s.applet_id limit $5`,
      [agencyId, templateId, cursorTenant, cursorApplet, limit],
    );
  }

  /**
   * Records builds and moves the cursor behind them, both or neither.
   * @returns the series as it stands, or `null` when somebody else has moved it on: then nothing is recorded
   */
  async record(series: ClaimedSeries, builds: readonly SeriesBuild[]): Promise<ClaimedSeries | null> {
    const last = builds.at(-1);
    return this.database.transaction(async (tx) => {
      const succeeded = builds.filter(({ state }) => state === 'succeeded').length;
      const [row] = await tx.query<ClaimedSeries>(
        `update platform.build_series set cursor_tenant = $4, cursor_applet = $5, succeeded = succeeded + $6, failed = failed + $7,
           next_step_at = ${LEASE}
         where id = $1 and state = 'queued' and cursor_tenant is not distinct from $2 and cursor_applet is not distinct from $3
         returning ${columns}`,
        [
          series.id,
          series.cursorTenant,
          series.cursorApplet,
          last?.tenantId,
          last?.appletId,
          succeeded,
          builds.length - succeeded,
        ],
      );
      if (!row) return null;
      await tx.execute(
        `with made as (
           insert into build (tenant_id, id, applet_id, revision, template_id, template_version, state, digest, base_digest, findings, sizes, finished_at)
           select "tenantId", id, "appletId", revision, "templateId", "templateVersion", state, digest, "baseDigest", findings, sizes, now()
           from jsonb_to_recordset($1::jsonb) as b("tenantId" uuid, id uuid, "appletId" uuid, revision int, "templateId" text,
             "templateVersion" text, state text, digest text, "baseDigest" text, findings jsonb, sizes jsonb)
           returning tenant_id, id, revision)
         insert into audit_entry (tenant_id, id, actor, action, subject_type, subject_id, after)
         select tenant_id, gen_random_uuid(), $2::jsonb, 'build.requested', 'build', id::text, jsonb_build_object('revision', revision, 'series', $3::text)
         from made`,
        [JSON.stringify(builds), JSON.stringify(series.requestedBy), series.id],
      );
      return row;
    });
  }

  async finish({ id }: ClaimedSeries): Promise<void> {
    await this.database.execute(
      `update platform.build_series set state = 'done', finished_at = now() where id = $1 and state = 'queued'`,
      [id],
    );
  }

  /** Lets the next one go on at once. */
  async release({ id }: ClaimedSeries): Promise<void> {
    await this.database.execute(
      `update platform.build_series set next_step_at = now() where id = $1 and state = 'queued'`,
      [id],
    );
  }

  async overdue(limit: number): Promise<{ seriesId: string }[]> {
    return this.database.query(
      `select id as "seriesId" from platform.build_series where state = 'queued' and next_step_at < now() - interval '2 seconds'
       order by next_step_at limit $1`,
      [limit],
    );
  }
}
