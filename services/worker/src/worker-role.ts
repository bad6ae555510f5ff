import type { Type } from '@nestjs/common';
import { JOBS_QUEUE, type QueueName, UPLOADS_QUEUE } from '#kernel/queue/queue-connection.js';
import { JobDispatcher, UploadDispatcher } from './job-dispatcher.js';

/** What a copy of the worker is for. */
export interface WorkerRole {
  readonly program: 'worker' | 'uploader';
  /** The queue it takes its jobs from. */
  readonly queue: QueueName;
  readonly dispatcher: Type<JobDispatcher>;
  readonly relaysOutbox: boolean;
}

export const workerRole: WorkerRole = {
  program: 'worker',
  queue: JOBS_QUEUE,
  dispatcher: JobDispatcher,
  relaysOutbox: true,
};

/** Uploads to WeChat, in a program of their own: each loads the official uploader, 276 MB on disk and 200 MB in memory. */
export const uploaderRole: WorkerRole = {
  program: 'uploader',
  queue: UPLOADS_QUEUE,
  dispatcher: UploadDispatcher,
  relaysOutbox: false,
};
