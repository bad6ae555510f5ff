import path from 'node:path';
import { UploadProcess } from '#hosting/direct/upload-process.js';
import { DevelopmentAppletAcrossTenants } from '#hosting/direct/development-applet.repository.js';
import { TemplateUploadsAcrossTenants } from '#hosting/direct/template-uploads.repository.js';
import { UploadLease } from '#hosting/direct/lease.js';
import { UploadKeyService } from '#hosting/direct/upload-key.service.js';
import { hostingUploadHandlers } from '#hosting/hosting-jobs.js';
import { PackageStore } from '#hosting/packages/package-store.js';
import { loadTemplateCatalogue, TemplateCatalogue } from '#hosting/templates/template-catalogue.js';
import { projectRoot, templatesDirOf } from '#kernel/config/project-root.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { WorkerFeature } from './job-handlers.js';
import type { WorkerSettings } from './worker-settings.js';

/** What the uploader does, and nothing else of the product: it stays small while it waits. */
export function uploaderFeatures(settings: WorkerSettings): readonly WorkerFeature[] {
  return [
    {
      handlers: hostingUploadHandlers,
      providers: [
        { provide: UploadProcess, useFactory: () => uploadProcess(settings) },
        { provide: UploadLease, useFactory: () => new UploadLease(settings.UPLOAD_LEASE_SECONDS) },
        {
          provide: PackageStore,
          inject: [ObjectStore],
          useFactory: (objects: ObjectStore) => new PackageStore(objects),
        },
        { provide: TemplateCatalogue, useFactory: () => loadTemplateCatalogue(templatesDirOf(settings)) },
        UploadKeyService,
        DevelopmentAppletAcrossTenants,
        TemplateUploadsAcrossTenants,
      ],
    },
  ];
}

/** @throws SettingsError when the official uploader is not installed */
function uploadProcess(settings: WorkerSettings): UploadProcess {
  return UploadProcess.at(settings.UPLOADER_DIR ?? path.join(projectRoot(), 'services', 'uploader'), {
    timeoutMs: settings.UPLOAD_TIMEOUT_SECONDS * 1000,
    proxyUrl: settings.WECHAT_CI_PROXY ?? null,
    authorityFile: settings.WECHAT_CI_CA_FILE ?? null,
  });
}
