import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, type AppletId, type BuildId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { getApplet } from '../applets/applet-directory.js';
import type { Finding } from '../linting/finding.js';
import type { PackageSizes } from '../linting/checks/size-checks.js';
import { PackageStore } from '../packages/package-store.js';

export type BuildState = 'queued' | 'succeeded' | 'failed';

/** The act that makes a package from a published revision. */
export interface Build {
  readonly id: BuildId;
  readonly appletId: AppletId;
  readonly revision: number;
  readonly templateId: string;
  readonly templateVersion: string;
  readonly state: BuildState;
  /** Identity of the package, once there is one. */
  readonly digest: string | null;
  readonly findings: readonly Finding[];
  readonly sizes: PackageSizes | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

const buildColumns = `id, applet_id as "appletId", revision, template_id as "templateId", template_version as "templateVersion", state,
  digest, findings, sizes, created_at as "createdAt", finished_at as "finishedAt"`;

@Injectable()
export class BuildService {
  constructor(
    private readonly database: TenantDatabase,
    private readonly packages: PackageStore,
  ) {}

  /** Queues a build of the given revision, or of the published one. @throws Problem storefront.nothing_published, storefront.revision_not_found */
  async request(
    tenantId: TenantId,
    appId: AppId,
    options: { readonly revision: number | null; readonly actor: Actor; readonly requestId?: string },
  ): Promise<Build> {
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      const source = await findSource(tx, applet.id, options.revision);
      const buildId = newId<BuildId>();
      await tx.execute(
        `insert into build (tenant_id, id, applet_id, revision, template_id, template_version, state)
         values ($1, $2, $3, $4, $5, $6, 'queued')`,
        [tenantId, buildId, applet.id, source.revision, source.templateId, source.templateVersion],
      );
      await tx.enqueue('build.render', { tenantId, buildId });
      await tx.audit({
        actor: options.actor,
        action: 'build.requested',
        subjectType: 'build',
        subjectId: buildId,
        after: { appId, revision: source.revision },
        requestId: options.requestId,
      });
      return getBuild(tx, buildId);
    });
  }

  async list(tenantId: TenantId, appId: AppId): Promise<Build[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      return tx.query<Build>(
        `select ${buildColumns} from build where tenant_id = $1 and applet_id = $2 order by created_at desc limit 100`,
        [tenantId, applet.id],
      );
    });
  }

  /** @throws Problem build.not_found */
  async get(tenantId: TenantId, buildId: BuildId): Promise<Build> {
    return this.database.transaction(tenantId, (tx) => getBuild(tx, buildId));
  }

  /** The package as a zip, always the same bytes. @throws Problem build.not_found, build.not_succeeded */
  async getZip(tenantId: TenantId, buildId: BuildId): Promise<Buffer> {
    return this.packages.getZip(tenantId, digestOf(await this.get(tenantId, buildId)));
  }
}

/** @throws Problem build.not_found */
export async function getBuild(tx: TenantTransaction, buildId: BuildId): Promise<Build> {
  const [build] = await tx.query<Build>(`select ${buildColumns} from build where tenant_id = $1 and id = $2`, [
    tx.tenantId,
    buildId,
  ]);
  if (!build) throw new Problem('build.not_found');
  return build;
}

/** @throws Problem build.not_succeeded */
export function digestOf(build: Build): string {
  if (build.state !== 'succeeded' || build.digest === null) {
    throw new Problem('build.not_succeeded', {
      params: { state: build.state },
      extensions: { findings: build.findings },
    });
  }
  return build.digest;
}

async function findSource(tx: TenantTransaction, appletId: AppletId, revision: number | null) {
  const [source] = await tx.query<{ revision: number; templateId: string; templateVersion: string }>(
    `select r.revision, r.template_id as "templateId", r.template_version as "templateVersion"
     from storefront s join storefront_revision r on r.tenant_id = s.tenant_id and r.applet_id = s.applet_id
       and r.revision = coalesce($3, s.published_revision)
     where s.tenant_id = $1 and s.applet_id = $2`,
    [tx.tenantId, appletId, revision],
  );
  if (source) return source;
  if (revision !== null) throw new Problem('storefront.revision_not_found', { params: { revision } });
  throw new Problem('storefront.nothing_published');
}
