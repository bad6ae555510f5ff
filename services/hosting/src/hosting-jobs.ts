import type { Provider, Type } from '@nestjs/common';
import { PUSH_LISTENERS, type PushListener } from '#kernel/wechat/push-listener.js';
import { DirectUploadHandler } from './direct/direct-upload.handler.js';
import { DirectUploadSweeper, OverdueUploadsAcrossTenants } from './direct/direct-upload-sweeper.js';
import { TemplateUploadHandler } from './direct/template-upload.handler.js';
import { BuildSeriesHandler, BuildSeriesSweeper } from './builds/build-series.handler.js';
import { RenderBuildHandler } from './builds/render-build.handler.js';
import { PenaltyListener } from './conduct/penalty-listener.js';
import { PublicationCheck } from './pushes/publication-check.js';
import { PushHandler } from './pushes/push.handler.js';
import { PushListenerTable } from './pushes/push-listener-table.js';
import { PushSweeper } from './pushes/push-sweeper.js';
import { SubmissionStepHandler } from './submissions/submission-step.handler.js';
import { HostingSweeper, OverdueHostingAcrossTenants } from './submissions/submission-sweeper.js';

/** What the worker runs for hosting. */
export const hostingJobHandlers = [RenderBuildHandler, BuildSeriesHandler, SubmissionStepHandler, PushHandler];
export const hostingSweepers = [HostingSweeper, BuildSeriesSweeper, PushSweeper, DirectUploadSweeper];
/** What the uploader runs. */
export const hostingUploadHandlers = [DirectUploadHandler, TemplateUploadHandler];
/** What hosting does about WeChat's events, beside authorisations and audits. */
export const hostingPushListeners: readonly Type<PushListener>[] = [PenaltyListener];
/** What those need beyond HostingModule. */
export const hostingJobProviders: readonly Provider[] = [
  OverdueHostingAcrossTenants,
  OverdueUploadsAcrossTenants,
  PublicationCheck,
  {
    provide: PushListenerTable,
    useFactory: (listeners: PushListener[]) => new PushListenerTable(listeners),
    inject: [PUSH_LISTENERS],
  },
];
