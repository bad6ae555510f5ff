import path from 'node:path';
import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { commerceJobHandlers, commerceJobProviders, commerceSweepers } from '#commerce/jobs/commerce-jobs.js';
import { HostingModule } from '#hosting/hosting.module.js';
import { hostingJobHandlers, hostingJobProviders, hostingSweepers } from '#hosting/hosting-jobs.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import type { WorkerSettings } from './worker-settings.js';

/** What one part of the product does in the worker. Connections, vault, settings and logger are global; further needs are given here. */
export interface WorkerFeature {
  readonly handlers: readonly Type<JobHandler>[];
  readonly sweepers?: readonly Type<Sweeper>[];
  /** What the handlers and sweepers are made of. */
  readonly providers?: readonly Provider[];
  readonly imports?: readonly (Type | DynamicModule)[];
}

/** Every job of the catalogue needs exactly one handler among these, or the worker refuses to start. */
export function workerFeatures(settings: WorkerSettings): readonly WorkerFeature[] {
  return [
    {
      handlers: hostingJobHandlers,
      sweepers: hostingSweepers,
      providers: hostingJobProviders,
      imports: [WechatModule.register(wechatSettingsOf(settings)), HostingModule.register(settings)],
    },
    {
      handlers: commerceJobHandlers,
      sweepers: commerceSweepers,
      providers: [...commerceJobProviders, { provide: CommerceSettings, useFactory: () => commerceSettings(settings) }],
    },
  ];
}

function commerceSettings(settings: WorkerSettings): CommerceSettings {
  return new CommerceSettings(settings.RUNTIME_URL, settings.TEMPLATES_DIR ?? path.join(projectRoot(), 'templates'));
}
