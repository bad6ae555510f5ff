import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, BuildId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Finding } from '../linting/finding.js';
import type { PackageSizes } from '../linting/checks/size-checks.js';
import { finding } from '../linting/report.js';
import { PackageLinter } from '../linting/package-linter.js';
import { PackageStore } from '../packages/package-store.js';
import { render } from '../rendering/render.js';
import type { JsonObject } from '../templates/json.js';
import { TemplateVersions } from '../upgrades/template-versions.js';
import { HostingSettings } from '../hosting-settings.js';

interface QueuedBuild {
  readonly state: string;
  readonly app_id: AppId;
  readonly revision: number;
  readonly template_id: string;
  readonly template_version: string;
  readonly config: JsonObject;
  readonly age_seconds: number;
}

/** What fails this long is not the disk or the database for a moment: the build ends, and says why. */
const PATIENCE_SECONDS = 600;

/** Renders, lints and stores one package. Rendering is pure and storing is by digest, so doing it twice does no harm. */
@Injectable()
export class RenderBuildHandler implements JobHandler<'build.render'> {
  readonly job = 'build.render';

  constructor(
    private readonly database: TenantDatabase,
    private readonly templates: TemplateVersions,
    private readonly packages: PackageStore,
    private readonly linter: PackageLinter,
    private readonly settings: HostingSettings,
  ) {}

  async handle({ tenantId, buildId }: JobPayload<'build.render'>): Promise<void> {
    const build = await this.load(tenantId, buildId);
    if (build?.state !== 'queued') return;
    try {
      await this.make(tenantId, buildId, build);
    } catch (error) {
      const isFinal = error instanceof Problem && error.status < 500;
      if (!isFinal && build.age_seconds < PATIENCE_SECONDS) throw error;
      const reason = error instanceof Problem ? error.toDocument('zh').detail : '内部错误 (internal error)';
      const findings = [finding('package.not_made', { file: '' }, { reason })];
      await this.finish(tenantId, buildId, { state: 'failed', findings, digest: null, baseDigest: null, sizes: null });
      throw error;
    }
  }

  private async make(tenantId: TenantId, buildId: BuildId, build: QueuedBuild): Promise<void> {
    const template = await this.templates.get(build.template_id, build.template_version);
    const rendered = render(template, build.config, {
      appId: build.app_id,
      runtimeUrl: this.settings.runtimeUrl,
      revision: build.revision,
    });
    await this.linter.prepare(template);
    const { findings, passed, sizes } = this.linter.lint(template, rendered, build.config);
    if (!passed) {
      await this.finish(tenantId, buildId, { state: 'failed', findings, digest: null, baseDigest: null, sizes });
      return;
    }
    const manifest = await this.packages.put(tenantId, template, rendered.files);
    await this.finish(tenantId, buildId, {
      state: 'succeeded',
      findings,
      digest: manifest.digest,
      baseDigest: manifest.baseDigest,
      sizes,
    });
  }

  private async load(tenantId: TenantId, buildId: BuildId): Promise<QueuedBuild | null> {
    const [build] = await this.database.transaction(tenantId, (tx) =>
      tx.query<QueuedBuild>(
        `select b.state, a.app_id, b.revision, b.template_id, b.template_version, r.config, extract(epoch from now() - b.created_at)::float8 as age_seconds
         from build b
         join applet a on a.tenant_id = b.tenant_id and a.id = b.applet_id
         join storefront_revision r on r.tenant_id = b.tenant_id and r.applet_id = b.applet_id and r.revision = b.revision
         where b.tenant_id = $1 and b.id = $2`,
        [tenantId, buildId],
      ),
    );
    return build ?? null;
  }

  private async finish(
    tenantId: TenantId,
    buildId: BuildId,
    outcome: {
      state: 'succeeded' | 'failed';
      findings: readonly Finding[];
      digest: string | null;
      baseDigest: string | null;
      sizes: PackageSizes | null;
    },
  ): Promise<void> {
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update build set state = $3, findings = $4, digest = $5, base_digest = $6, sizes = $7, finished_at = now()
         where tenant_id = $1 and id = $2 and state = 'queued'`,
        [
          tenantId,
          buildId,
          outcome.state,
          JSON.stringify(outcome.findings),
          outcome.digest,
          outcome.baseDigest,
          outcome.sizes && JSON.stringify(outcome.sizes),
        ],
      ),
    );
  }
}
