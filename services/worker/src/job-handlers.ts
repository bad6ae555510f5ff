import type { DynamicModule, Provider, Type } from '@nestjs/common';
import { CommerceSettings, commerceSettingsOf } from '#commerce/commerce-settings.js';
import {
  commerceJobHandlers,
  commerceJobProviders,
  commercePushListeners,
  commerceSweepers,
} from '#commerce/jobs/commerce-jobs.js';
import { HostingModule } from '#hosting/hosting.module.js';
import {
  hostingJobHandlers,
  hostingJobProviders,
  hostingPushListeners,
  hostingSweepers,
} from '#hosting/hosting-jobs.js';
import { wechatSettingsOf } from '#kernel/config/common-settings.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import { WechatModule } from '#kernel/wechat/wechat.module.js';
import { ExpiredRowsAcrossTenants } from './retention/expired-rows.repository.js';
import { RetentionSweeper } from './retention/retention-sweeper.js';
import type { WorkerSettings } from './worker-settings.js';

/** What one part of the product does in the worker. Connections, vault, settings and logger are global; further needs are given here. */
export interface WorkerFeature {
  readonly handlers: readonly Type<JobHandler>[];
  readonly sweepers?: readonly Type<Sweeper>[];
  /** Parts that act on WeChat's events, by kind. */
  readonly pushListeners?: readonly Type<PushListener>[];
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
      pushListeners: hostingPushListeners,
      providers: hostingJobProviders,
      imports: [WechatModule.register(wechatSettingsOf(settings)), HostingModule.register(settings)],
    },
    { handlers: [], sweepers: [RetentionSweeper], providers: [ExpiredRowsAcrossTenants] },
    {
      handlers: commerceJobHandlers,
      sweepers: commerceSweepers,
      pushListeners: commercePushListeners,
      providers: [
        ...commerceJobProviders,
        { provide: CommerceSettings, useFactory: () => commerceSettingsOf(settings) },
      ],
    },
  ];
}
