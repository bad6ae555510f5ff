import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { templatesDirOf } from '#kernel/config/project-root.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { Connections } from '#kernel/program/connections.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { AppletRoutesAcrossTenants } from '#kernel/tenancy/applet-routes.js';
import { AppletDirectory } from './applets/applet-directory.js';
import { AuthorisationService } from './applets/authorisation.service.js';
import { BuildSeriesAcrossTenants } from './builds/build-series.repository.js';
import { BuildService } from './builds/build.service.js';
import { DevelopmentAppletAcrossTenants } from './direct/development-applet.repository.js';
import { DirectUploadService } from './direct/direct-upload.service.js';
import { TemplateUploadsAcrossTenants } from './direct/template-uploads.repository.js';
import { UploadKeyService } from './direct/upload-key.service.js';
import { Penalties } from './conduct/penalties.js';
import { HostingSettings } from './hosting-settings.js';
import { StoredBaseReports } from './linting/base-reports.js';
import { PackageLinter } from './linting/package-linter.js';
import { PackageStore } from './packages/package-store.js';
import { PushInboxAcrossTenants } from './pushes/push-inbox.repository.js';
import { StorefrontService } from './storefronts/storefront.service.js';
import { SubmissionService } from './submissions/submission.service.js';
import { SubmissionSteps } from './submissions/submission-steps.js';
import { loadTemplateCatalogue, TemplateCatalogue } from './templates/template-catalogue.js';
import type { TemplateFault } from './templates/template-fault.js';
import { TemplateLibraryAcrossTenants } from './templates/template-library.repository.js';
import { TemplatePublicationService } from './templates/template-publication.service.js';
import { StorefrontsAcrossTenants } from './upgrades/storefronts.repository.js';
import { olderVersions, TemplateArchiveAcrossTenants } from './upgrades/template-archive.repository.js';
import { TemplateVersions } from './upgrades/template-versions.js';
import { UpgradeService } from './upgrades/upgrade.service.js';

interface HostingEnvironment {
  readonly RUNTIME_URL: string;
  readonly WECHAT_REQUEST_DOMAIN?: string;
  readonly TEMPLATES_DIR?: string;
  readonly SUBMISSION_LEASE_SECONDS: number;
}

/** Templates, storefronts, packages and submissions for a program. Needs connections, vault and the WeChat client as global providers. */
@Module({})
export class HostingModule {
  static register(settings: HostingEnvironment): DynamicModule {
    const providers = [
      { provide: HostingSettings, useFactory: () => readHostingSettings(settings) },
      {
        provide: TemplateCatalogue,
        inject: [TemplateArchiveAcrossTenants, PackageStore, Connections],
        useFactory: async (
          archive: TemplateArchiveAcrossTenants,
          packages: PackageStore,
          { documentOnly }: Connections,
        ) => {
          const { templates, faults } = readTemplates(settings);
          const older = documentOnly ? [] : await olderVersions(templates, archive, packages);
          return new TemplateCatalogue(templates, faults, older);
        },
      },
      {
        provide: PackageLinter,
        inject: [ObjectStore],
        useFactory: (objects: ObjectStore) => new PackageLinter(new StoredBaseReports(objects)),
      },
      { provide: PackageStore, inject: [ObjectStore], useFactory: (objects: ObjectStore) => new PackageStore(objects) },
      {
        provide: AppletRoutesAcrossTenants,
        inject: [FleetDatabase],
        useFactory: (database: FleetDatabase) => new AppletRoutesAcrossTenants(database),
      },
    ];
    const services = [
      AppletDirectory,
      AuthorisationService,
      BuildSeriesAcrossTenants,
      BuildService,
      Penalties,
      DevelopmentAppletAcrossTenants,
      DirectUploadService,
      PushInboxAcrossTenants,
      StorefrontService,
      SubmissionService,
      SubmissionSteps,
      StorefrontsAcrossTenants,
      TemplateArchiveAcrossTenants,
      TemplateLibraryAcrossTenants,
      TemplatePublicationService,
      TemplateUploadsAcrossTenants,
      TemplateVersions,
      UpgradeService,
      UploadKeyService,
    ];
    return {
      module: HostingModule,
      global: true,
      providers: [...providers, ...services],
      exports: [...providers.map(({ provide }) => provide), ...services],
    };
  }
}

function readTemplates(settings: HostingEnvironment) {
  const catalogue = loadTemplateCatalogue(templatesDirOf(settings), reportLeftOut);
  return { templates: catalogue.list(), faults: catalogue.faults };
}

function reportLeftOut(fault: TemplateFault): void {
  new Logger('TemplateCatalogue').error(`A template was left out. ${fault.message}`);
}

function readHostingSettings(settings: HostingEnvironment): HostingSettings {
  const runtime = new URL(settings.RUNTIME_URL);
  const domain = settings.WECHAT_REQUEST_DOMAIN ?? (runtime.protocol === 'https:' ? runtime.origin : null);
  return new HostingSettings(settings.RUNTIME_URL.replace(/\/+$/, ''), domain, settings.SUBMISSION_LEASE_SECONDS);
}
