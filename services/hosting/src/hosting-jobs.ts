import { RenderBuildHandler } from './builds/render-build.handler.js';
import { PushHandler } from './pushes/push.handler.js';
import { PushSweeper } from './pushes/push-sweeper.js';
import { SubmissionStepHandler } from './submissions/submission-step.handler.js';
import { HostingSweeper, OverdueHostingAcrossTenants } from './submissions/submission-sweeper.js';

/** What the worker runs for hosting. */
export const hostingJobHandlers = [RenderBuildHandler, SubmissionStepHandler, PushHandler];
export const hostingSweepers = [HostingSweeper, PushSweeper];
/** What those need beyond HostingModule. */
export const hostingJobProviders = [OverdueHostingAcrossTenants];
