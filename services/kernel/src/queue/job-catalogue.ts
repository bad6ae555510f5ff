import { Ajv, type ValidateFunction } from 'ajv';
import { type Static, type TSchema, Type } from 'typebox';
import {
  APP_ID_PATTERN,
  type AppId,
  type AppletId,
  type BuildId,
  type DirectUploadId,
  type MessageId,
  type OrderId,
  type PaymentId,
  type ReconciliationId,
  type RefundId,
  type SubmissionId,
  type TenantId,
  UUID_PATTERN,
} from '../identity/ids.js';
import { Problem } from '../problems/problem.js';
import type { QueueName } from './queue-connection.js';

/** What the queue needs to know of one kind of job. Times are in milliseconds. */
export interface JobDefinition {
  /** Which program takes it: the worker, or with `uploads` the uploader. */
  readonly queue?: QueueName;
  readonly payload: TSchema;
  /** How often the job is tried in all, the first time included; afterwards its sweeper must bring it back. */
  readonly attempts: number;
  /** The wait before the second attempt; it doubles before each further one. */
  readonly backoffMs: number;
  /** 0 goes first; a job with a higher number starts only when nothing below it waits. */
  readonly priority: 0 | 10;
  /** A step that takes longer is aborted and counts as a failed attempt. */
  readonly timeoutMs: number;
}

/**
 * Every job there is. The queue carries ids only: the row the id names is the truth (design §4.1), so a job may be lost,
 * doubled or late and nothing is. Programs meet in this table and nowhere else.
 */
export const jobCatalogue = {
  'submission.step': {
    payload: payload({ tenantId: id<TenantId>(), submissionId: id<SubmissionId>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 60_000,
  },
  'build.render': {
    payload: payload({ tenantId: id<TenantId>(), buildId: id<BuildId>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 120_000,
  },
  'build-series.step': {
    payload: payload({ seriesId: id<string>() }),
    // Thousands of packages: a single merchant's build goes first.
    priority: 10,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 600_000,
  },
  'direct.upload': {
    queue: 'uploads',
    payload: payload({ tenantId: id<TenantId>(), uploadId: id<DirectUploadId>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 600_000,
  },
  'template.upload': {
    queue: 'uploads',
    payload: payload({ uploadId: id<string>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 600_000,
  },
  'wechat.push': {
    payload: payload({ pushId: id<string>() }),
    priority: 0,
    attempts: 8,
    backoffMs: 500,
    timeoutMs: 30_000,
  },
  'product-image.fetch': {
    payload: payload({ tenantId: id<TenantId>(), imageId: id<string>() }),
    // Thousands come with one import, each waiting for somebody's slow server: payments and releases must not stand behind them.
    priority: 10,
    attempts: 2,
    backoffMs: 2_000,
    timeoutMs: 15_000,
  },
  'product-image.scale': {
    payload: payload({ tenantId: id<TenantId>(), imageId: id<string>() }),
    // As many as pictures, one after the other; until then the whole pictures are shown.
    priority: 10,
    attempts: 2,
    backoffMs: 5_000,
    timeoutMs: 120_000,
  },
  'article-image.fetch': {
    payload: payload({ tenantId: id<TenantId>(), imageId: id<string>() }),
    // As products' pictures.
    priority: 10,
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 30_000,
  },
  'article.publish': {
    payload: payload({ tenantId: id<TenantId>(), articleId: id<string>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 10_000,
  },
  'payment.check': {
    payload: payload({ tenantId: id<TenantId>(), paymentId: id<PaymentId>() }),
    priority: 0,
    attempts: 6,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'order.close': {
    payload: payload({ tenantId: id<TenantId>(), orderId: id<OrderId>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'order.settle': {
    payload: payload({ tenantId: id<TenantId>(), orderId: id<OrderId>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'refund.step': {
    payload: payload({ tenantId: id<TenantId>(), refundId: id<RefundId>() }),
    priority: 0,
    attempts: 6,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'group-buy.step': {
    payload: payload({ tenantId: id<TenantId>(), groupId: id<string>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 1_000,
    // A hundred refunds at most, each a transaction of its own.
    timeoutMs: 60_000,
  },
  'draw.reveal': {
    payload: payload({ tenantId: id<TenantId>(), drawId: id<string>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'shopper.erase': {
    payload: payload({ tenantId: id<TenantId>(), deletionId: id<string>() }),
    priority: 10,
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 30_000,
  },
  'virtual-goods.deliver': {
    payload: payload({ tenantId: id<TenantId>(), orderId: id<OrderId>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'review-picture.drop': {
    payload: payload({ tenantId: id<TenantId>(), pictureId: id<string>() }),
    priority: 10,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 20_000,
  },
  'order-export.step': {
    payload: payload({ tenantId: id<TenantId>(), exportId: id<string>() }),
    // A hundred thousand rows take a while, and nobody's payment may wait for them.
    priority: 10,
    attempts: 2,
    backoffMs: 2_000,
    timeoutMs: 300_000,
  },
  'points.earn': {
    payload: payload({ tenantId: id<TenantId>(), orderId: id<OrderId>() }),
    // Nobody waits for it.
    priority: 10,
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'membership.month': {
    payload: payload({ tenantId: id<TenantId>() }),
    // All merchants' months turn in the same minute.
    priority: 10,
    attempts: 3,
    backoffMs: 5_000,
    timeoutMs: 600_000,
  },
  'shipping.upload': {
    payload: payload({ tenantId: id<TenantId>(), orderId: id<OrderId>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 45_000,
  },
  'message.send': {
    payload: payload({ tenantId: id<TenantId>(), messageId: id<MessageId>() }),
    // Nobody waits for it: payments and releases go first.
    priority: 10,
    attempts: 2,
    backoffMs: 1_000,
    timeoutMs: 30_000,
  },
  'message-templates.provision': {
    payload: payload({ tenantId: id<TenantId>(), appletId: id<AppletId>() }),
    priority: 10,
    attempts: 2,
    backoffMs: 2_000,
    timeoutMs: 120_000,
  },
  'reconciliation.step': {
    payload: payload({ tenantId: id<TenantId>(), reconciliationId: id<ReconciliationId>() }),
    // A busy day has a hundred thousand rows, and all merchants' days come due in the same minute.
    priority: 10,
    attempts: 1,
    backoffMs: 1_000,
    timeoutMs: 600_000,
  },
  'partner-bill.step': {
    payload: payload({ billId: id<string>() }),
    priority: 10,
    attempts: 1,
    backoffMs: 1_000,
    timeoutMs: 600_000,
  },
  'short-code.picture': {
    payload: payload({ tenantId: id<TenantId>(), codeId: id<string>() }),
    // Hundreds come with one order to a printer.
    priority: 10,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 30_000,
  },
  'content-check.step': {
    payload: payload({ tenantId: id<TenantId>(), checkId: id<string>() }),
    priority: 0,
    attempts: 3,
    backoffMs: 1_000,
    timeoutMs: 20_000,
  },
  'complaint.step': {
    payload: payload({ tenantId: id<TenantId>(), complaintId: id<string>() }),
    priority: 0,
    attempts: 5,
    backoffMs: 1_000,
    timeoutMs: 30_000,
  },
  'complaint-watch.step': {
    payload: payload({ tenantId: id<TenantId>(), appId: Type.Unsafe<AppId>(Type.String({ pattern: APP_ID_PATTERN })) }),
    priority: 10,
    attempts: 3,
    backoffMs: 2_000,
    timeoutMs: 60_000,
  },
} as const satisfies Record<string, JobDefinition>;

export type JobName = keyof typeof jobCatalogue;
export type JobPayload<N extends JobName> = Static<(typeof jobCatalogue)[N]['payload']>;

export const jobNames = Object.keys(jobCatalogue) as readonly JobName[];

/** The queue a job travels in. */
export function queueOf(name: JobName): QueueName {
  const definition: JobDefinition = jobCatalogue[name];
  return definition.queue ?? 'jobs';
}

/**
 * Checks what goes into the queue and, since a job may be older than the program that runs it, what comes out.
 * @throws Problem queue.job_invalid, with a pointer for each fault
 */
export function parsePayload<N extends JobName>(name: N, payload: unknown): JobPayload<N> {
  const validate = validators.get(name);
  if (!validate) throw new Problem('queue.job_invalid', { params: { job: name, reason: 'no such job' } });
  if (validate(payload)) return payload as JobPayload<N>;
  const faults = validate.errors ?? [];
  throw new Problem('queue.job_invalid', {
    params: { job: name, reason: faults.map((fault) => `${fault.instancePath} ${fault.message}`.trim()).join('; ') },
    errors: faults.map(({ instancePath, keyword, message = '' }) => ({
      pointer: instancePath,
      code: keyword,
      detail: message,
    })),
  });
}

function id<T extends string>() {
  return Type.Unsafe<T>(Type.String({ pattern: UUID_PATTERN }));
}

function payload<Properties extends Record<string, TSchema>>(properties: Properties) {
  return Type.Object(properties, { additionalProperties: false });
}

const ajv = new Ajv({ strict: true, allErrors: true });
const validators: ReadonlyMap<string, ValidateFunction> = new Map(
  Object.entries(jobCatalogue).map(([name, definition]) => [name, ajv.compile(definition.payload)]),
);
