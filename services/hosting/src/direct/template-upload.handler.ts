import { Injectable } from '@nestjs/common';
import { Problem } from '#kernel/problems/problem.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import { TemplateCatalogue } from '../templates/template-catalogue.js';
import { draftMark } from '../templates/draft-mark.js';
import { DevelopmentAppletAcrossTenants } from './development-applet.repository.js';
import { templatePackage } from './direct-package.js';
import { retryDelaySeconds, UploadLease } from './lease.js';
import { type TemplateUpload, TemplateUploadsAcrossTenants } from './template-uploads.repository.js';
import { final, uploadFailure, type UploadFailure } from './upload-failure.js';
import { type PackageSize, UploadProcess, type UploadWork } from './upload-process.js';

/** Robots are identities; the templates' drafts all come from this one. */
const DRAFT_ROBOT = 1;

/** Uploads a template's source into the draft box, where `publish` finds it by its description. Safe to repeat: the box keeps the newest. */
@Injectable()
export class TemplateUploadHandler implements JobHandler<'template.upload'> {
  readonly job = 'template.upload';

  constructor(
    private readonly uploads: TemplateUploadsAcrossTenants,
    private readonly templates: TemplateCatalogue,
    private readonly development: DevelopmentAppletAcrossTenants,
    private readonly uploader: UploadProcess,
    private readonly lease: UploadLease,
  ) {}

  async handle({ uploadId }: JobPayload<'template.upload'>, { signal }: JobContext): Promise<void> {
    const upload = await this.uploads.claim(uploadId, this.lease.seconds);
    if (!upload) return;
    const outcome = await this.attempt(upload, signal).catch(async (error: unknown) => {
      await this.uploads.postpone(upload, { seconds: 5, problem: null, counts: false });
      throw error;
    });
    if ('sizes' in outcome) await this.uploads.succeed(upload, outcome.sizes);
    else if (signal.aborted) await this.uploads.postpone(upload, { seconds: 0, problem: null, counts: false });
    else await this.fail(upload, outcome);
  }

  private async attempt(
    upload: TemplateUpload,
    signal: AbortSignal,
  ): Promise<UploadFailure | { readonly sizes: readonly PackageSize[] }> {
    const work = await this.prepare(upload);
    if ('problem' in work) return work;
    const result = await this.lease.hold(
      () => this.uploads.renew(upload, this.lease.seconds),
      signal,
      (stop) => this.uploader.run(work, stop),
    );
    return result.ok ? { sizes: result.sizes } : uploadFailure(upload.appId, result);
  }

  private async prepare({
    templateId,
    version,
    baseDigest,
    appId,
  }: TemplateUpload): Promise<UploadWork | UploadFailure> {
    const template = this.templates.find(templateId, version);
    if (!template) {
      const params = { template: `${templateId}@${version}` };
      return final('operator', new Problem('template.not_found', { params }));
    }
    if (template.baseDigest !== baseDigest) {
      const params = { template: `${templateId}@${version}` };
      return final('operator', new Problem('template.differs', { params }));
    }
    const privateKey = await this.development.openKey(appId);
    if (privateKey === null) return final('operator', new Problem('development_applet.missing'));
    return {
      files: templatePackage(template.files, appId),
      appId,
      privateKey,
      kind: 'upload',
      version,
      desc: draftMark(template),
      robot: DRAFT_ROBOT,
      page: null,
      query: null,
    };
  }

  private async fail(upload: TemplateUpload, { problem, mayPass }: UploadFailure): Promise<void> {
    const seconds = mayPass ? retryDelaySeconds(upload.attempts) : null;
    // A key that the merchant of an applet would mend is here the operator's.
    const told = { ...problem, actor: 'operator' as const };
    if (seconds === null) await this.uploads.fail(upload, told);
    else await this.uploads.postpone(upload, { seconds, problem: told, counts: true });
  }
}
