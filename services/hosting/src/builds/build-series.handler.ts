import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { HostingSettings } from '../hosting-settings.js';
import { PackageLinter } from '../linting/package-linter.js';
import { finding } from '../linting/report.js';
import { PackageSeries } from '../packages/package-series.js';
import { PackageStore } from '../packages/package-store.js';
import { TemplateFault } from '../templates/template-fault.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { TemplateVersions } from '../upgrades/template-versions.js';
import { BuildSeriesAcrossTenants, type SeriesApplet, type SeriesBuild } from './build-series.repository.js';

const CHUNK = 50;

/**
 * Makes the packages of an agency's shops in the order of their ids, a chunk at a time. Builds and cursor are one transaction: whoever is
 * killed leaves a series that goes on behind its last chunk, and packages stored twice are the same packages.
 */
@Injectable()
export class BuildSeriesHandler implements JobHandler<'build-series.step'> {
  readonly job = 'build-series.step';
  readonly #series = new WeakMap<TemplateVersion, PackageSeries>();

  constructor(
    private readonly rows: BuildSeriesAcrossTenants,
    private readonly templates: TemplateVersions,
    private readonly packages: PackageStore,
    private readonly linter: PackageLinter,
    private readonly settings: HostingSettings,
  ) {}

  async handle({ seriesId }: JobPayload<'build-series.step'>, { signal }: JobContext): Promise<void> {
    let series = await this.rows.claim(seriesId);
    while (series && !signal.aborted) {
      const applets = await this.rows.next(series, CHUNK);
      if (applets.length === 0) {
        await this.rows.finish(series);
        return;
      }
      const builds = await Promise.all(applets.map((applet) => this.make(applet)));
      series = await this.rows.record(series, builds);
    }
    if (series) await this.rows.release(series);
  }

  private async make({ config, appId, ...applet }: SeriesApplet): Promise<SeriesBuild> {
    const build = { ...applet, id: newId<SeriesBuild['id']>() };
    const series = await this.seriesOf(applet);
    const refused = (reason: string): SeriesBuild => {
      const findings = [finding('package.not_made', { file: '' }, { reason })];
      return { ...build, state: 'failed', findings, digest: null, baseDigest: null, sizes: null };
    };
    if (!series) return refused(`没有模板 (there is no template) ${applet.templateId}@${applet.templateVersion}`);
    const { template } = series;
    try {
      const { runtimeUrl } = this.settings;
      const { files, extJson, manifest } = series.make(config, { appId, runtimeUrl, revision: applet.revision });
      await this.linter.prepare(template);
      const { findings, passed, sizes } = this.linter.lint(template, { extJson }, config);
      if (!passed) return { ...build, state: 'failed', findings, digest: null, baseDigest: null, sizes };
      await this.packages.putBase(template);
      await this.packages.putOverlay(applet.tenantId, manifest, files);
      const { digest, baseDigest } = manifest;
      return { ...build, state: 'succeeded', findings, digest, baseDigest, sizes };
    } catch (error) {
      // What one shop's settings cause is that shop's; anything else stops the chunk, which comes again.
      if (error instanceof TemplateFault) return refused(error.message);
      throw error;
    }
  }

  private async seriesOf({ templateId, templateVersion }: Pick<SeriesApplet, 'templateId' | 'templateVersion'>) {
    const template = await this.templates.find(templateId, templateVersion);
    if (!template) return null;
    const known = this.#series.get(template);
    if (known) return known;
    const series = new PackageSeries(template);
    this.#series.set(template, series);
    return series;
  }
}

/** Brings back series whose worker was killed, or whose job was lost. */
@Injectable()
export class BuildSeriesSweeper implements Sweeper {
  readonly name = 'build-series';
  readonly everyMs = 5_000;

  constructor(
    private readonly rows: BuildSeriesAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    const overdue = await this.rows.overdue(20);
    await this.queue.enqueueAll(
      overdue.map((payload) => ({
        name: 'build-series.step' as const,
        payload,
        id: `build-series-${payload.seriesId}`,
      })),
    );
    return overdue.length;
  }
}
