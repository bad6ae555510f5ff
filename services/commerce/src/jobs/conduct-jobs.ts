import type { Provider, Type } from '@nestjs/common';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import { CodePictures } from '../codes/code-pictures.js';
import { ComplaintStep } from '../complaints/complaint-step.js';
import { ComplaintWatch } from '../complaints/complaint-watch.js';
import { ContentCheckStep } from '../content-checks/content-check-step.js';
import { MediaVerdicts } from '../content-checks/media-verdicts.js';
import { ShopperWishes } from '../profiles/shopper-wishes.js';
import { CodePictureSweeper, ComplaintSweeper, ContentCheckSweeper } from './conduct-sweepers.js';
import { DueConductAcrossTenants } from './due-conduct-across-tenants.js';

/** The worker's part of codes to scan, content checks and complaints. */
export const conductJobHandlers: readonly Type<JobHandler>[] = [
  CodePictures,
  ContentCheckStep,
  ComplaintStep,
  ComplaintWatch,
];
export const conductSweepers: readonly Type<Sweeper>[] = [CodePictureSweeper, ContentCheckSweeper, ComplaintSweeper];
export const conductPushListeners: readonly Type<PushListener>[] = [MediaVerdicts, ShopperWishes];
export const conductJobProviders: readonly Provider[] = [DueConductAcrossTenants];
