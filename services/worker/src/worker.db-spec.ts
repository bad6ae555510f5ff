import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { type Logger, pino } from 'pino';
import { loadSettings } from '#kernel/config/settings.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { newId, type OrderId, type TenantId } from '#kernel/identity/ids.js';
import { type JobName, jobNames, queueOf } from '#kernel/queue/job-catalogue.js';
import type { JobContext, JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import { type QueueDriver, queueDrivers } from '#kernel/queue/testing/queue-drivers.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { createWorker } from './create-worker.js';
import type { WorkerFeature } from './job-handlers.js';
import { workerSettingsSchema } from './worker-settings.js';

type Handle = (payload: unknown, context: JobContext) => Promise<void>;

const workerJobs = jobNames.filter((name) => queueOf(name) === 'jobs');

/** A handler for each job: `handle` for closing orders, nothing for the others. */
function handlersOf(handle: Handle, names: readonly JobName[] = workerJobs): Type<JobHandler>[] {
  return names.map(
    (name) =>
      class implements JobHandler {
        readonly job = name;
        async handle(payload: unknown, context: JobContext): Promise<void> {
          if (name === 'order.close') await handle(payload, context);
        }
      },
  );
}

describe.each(queueDrivers)('the worker with its queue on $name', ({ prepare }) => {
  let driver: QueueDriver;
  let storage: string;
  let logLines: Record<string, unknown>[];
  let logger: Logger;
  let workers: NestFastifyApplication[];

  beforeEach(async () => {
    driver = await prepare();
    storage = await mkdtemp(join(tmpdir(), 'worker-objects-'));
    logLines = [];
    logger = pino({ level: 'info' }, { write: (line: string) => void logLines.push(JSON.parse(line)) });
    workers = [];
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.close()));
    await driver.end();
    await rm(storage, { recursive: true });
  });

  async function start(...features: WorkerFeature[]): Promise<NestFastifyApplication> {
    const settings = loadSettings(workerSettingsSchema, {
      ...driver.database.env,
      REDIS_URL: driver.settings.redisUrl,
      STORAGE_DIR: storage,
      WECHAT_COMPONENT_APPID: 'wx0123456789abcdef',
      WECHAT_COMPONENT_SECRET: 'a secret of the platform',
      WECHAT_PUSH_TOKEN: 'token',
      WECHAT_PUSH_AES_KEY: 'a'.repeat(43),
    });
    const worker = await createWorker(settings, logger, features);
    workers.push(worker);
    return worker;
  }

  async function closeOrder(worker: NestFastifyApplication): Promise<{ tenantId: TenantId; orderId: OrderId }> {
    const payload = { tenantId: newId<TenantId>(), orderId: newId<OrderId>() };
    await worker.get(TenantDatabase).transaction(payload.tenantId, (tx) => tx.enqueue('order.close', payload));
    return payload;
  }

  it("runs a job that was asked for in a tenant's transaction, and logs it with tenant and job id", async () => {
    const handled = signalled<{ payload: unknown; context: JobContext }>();
    const worker = await start({
      handlers: handlersOf(async (payload, context) => handled.tell({ payload, context })),
    });

    const payload = await closeOrder(worker);

    const seen = await handled.told;
    expect(seen.payload).toEqual(payload);
    expect(seen.context.attempt).toBe(1);
    expect(seen.context.signal.aborted).toBe(false);
    await worker.close();
    expect(logLines).toContainEqual(
      expect.objectContaining({
        job: 'order.close',
        tenantId: payload.tenantId,
        jobId: expect.any(String),
        attempt: 1,
        msg: 'job done',
      }),
    );
  });

  it('tries a job again whose handler threw, and says so in the log', async () => {
    const attempts: number[] = [];
    const handled = signalled<void>();
    const worker = await start({
      handlers: handlersOf(async (_payload, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error('the bank is away');
        handled.tell();
      }),
    });

    const { tenantId } = await closeOrder(worker);
    await handled.told;

    expect(attempts).toEqual([1, 2]);
    expect(logLines).toContainEqual(
      expect.objectContaining({ tenantId, attempt: 1, msg: 'job failed and will be tried again' }),
    );
  });

  it('does not start while a job has no handler, or two', async () => {
    const others = workerJobs.filter((name) => name !== 'order.close');
    const all = handlersOf(async () => {});

    await expect(start({ handlers: handlersOf(async () => {}, others) })).rejects.toThrow(
      'Job order.close has no handler',
    );
    await expect(start({ handlers: all }, { handlers: handlersOf(async () => {}, ['build.render']) })).rejects.toThrow(
      'Job build.render has two handlers',
    );
  });

  it('finishes the job under way before it closes, and takes no other', async () => {
    const started = signalled<void>();
    const release = signalled<void>();
    const done: unknown[] = [];
    const worker = await start({
      handlers: handlersOf(async (payload) => {
        started.tell();
        await release.told;
        done.push(payload);
      }),
    });
    const payload = await closeOrder(worker);
    await started.told;

    const closing = worker.close();
    release.tell();
    await closing;

    expect(done).toEqual([payload]);
  });

  it('aborts a job that does not finish in time when it closes, and leaves it to be tried again', async () => {
    const started = signalled<void>();
    const aborted = signalled<void>();
    const worker = await start({
      handlers: handlersOf(async (_payload, { signal }) => {
        signal.addEventListener('abort', () => aborted.tell());
        started.tell();
        await new Promise(() => {});
      }),
    });
    await closeOrder(worker);
    await started.told;

    const closing = Date.now();
    await worker.close();

    await aborted.told;
    expect(Date.now() - closing).toBeLessThan(8_000);
    const queue = new JobQueue(driver.settings, () => {});
    expect(await queue.counts()).toMatchObject({ active: 0, delayed: 1 });
    await queue.close();
  });

  it('is ready, and shows its metrics', async () => {
    const handled = signalled<void>();
    const worker = await start({ handlers: handlersOf(async () => handled.tell()) });
    await closeOrder(worker);
    await handled.told;
    const fastify = worker.getHttpAdapter().getInstance();

    const ready = await fastify.inject({ url: '/health/ready' });
    const metrics = await fastify.inject({ url: '/metrics' });

    expect(ready.statusCode).toBe(200);
    expect(metrics.body).toContain('queue_jobs{state="waiting",program="worker"}');
    expect(metrics.body).toContain('process_cpu_seconds_total');
  });

  it('runs sweepers again and again, in one of two workers at a time, and goes on after one failed', async () => {
    let running = 0;
    let most = 0;
    let sweeps = 0;
    const enough = signalled<void>();
    class Counting implements Sweeper {
      readonly name = 'counting';
      readonly everyMs = 1;
      async sweep(): Promise<number> {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
        if (++sweeps === 40) enough.tell();
        return 1;
      }
    }
    class Failing implements Sweeper {
      readonly name = 'failing';
      readonly everyMs = 1;
      async sweep(): Promise<number> {
        throw new Error('this sweeper is broken');
      }
    }
    const feature = { handlers: handlersOf(async () => {}), sweepers: [Failing, Counting] };
    await Promise.all([start(feature), start(feature)]);

    await enough.told;

    expect(most).toBe(1);
    expect(logLines).toContainEqual(expect.objectContaining({ sweeper: 'failing', msg: 'sweeper failed' }));
  });

  it('does not start with two sweepers of one name', async () => {
    class Same implements Sweeper {
      readonly name = 'same';
      readonly everyMs = 1_000;
      async sweep(): Promise<number> {
        return 0;
      }
    }
    class AlsoSame extends Same {}
    const feature = { handlers: handlersOf(async () => {}), sweepers: [Same, AlsoSame] };

    await expect(start(feature)).rejects.toThrow('Two sweepers are called same');
  });
});

interface Signalled<T> {
  readonly told: Promise<T>;
  tell(value: T): void;
}

function signalled<T>(): Signalled<T> {
  let tell: (value: T) => void = () => {};
  const told = new Promise<T>((resolve) => (tell = resolve));
  return { told, tell: (value) => tell(value) };
}
