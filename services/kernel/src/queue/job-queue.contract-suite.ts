import { newId, type BuildId, type DirectUploadId, type TenantId } from '../identity/ids.js';
import { JobCollector } from './testing/job-collector.js';
import { JobQueue } from './job-queue.js';
import type { QueueDriver } from './testing/queue-drivers.js';

/** What the queue promises on both drivers. */
export function jobQueueContract(name: string, prepare: () => Promise<QueueDriver>): void {
  describe(`the job queue on ${name}`, () => {
    let driver: QueueDriver;
    let queue: JobQueue;
    let row: string;
    let collector: JobCollector | null;

    beforeEach(async () => {
      driver = await prepare();
      row = newId<string>();
      queue = new JobQueue(driver.settings, () => {});
      collector = null;
    });
    afterEach(async () => {
      await collector?.close();
      await queue.close();
      await driver.end();
    });

    const id = (name: string) => `${row}_${name}`;
    const build = () => ({ tenantId: newId<TenantId>(), buildId: newId<BuildId>() });
    const consume = () => (collector = new JobCollector(driver.settings));
    const nothing = { waiting: 0, delayed: 0, active: 0 };

    it('hands a job to a consumer with its id and payload, and keeps no trace of it', async () => {
      const payload = build();
      await queue.enqueue('build.render', payload, { id: id('one') });

      const [job] = await consume().whenSeen(1);
      await collector?.close();

      expect(job).toMatchObject({ id: id('one'), name: 'build.render', payload, attempt: 1 });
      expect(await queue.counts()).toEqual(nothing);
    });

    it("keeps uploads apart from the worker's jobs, also within one batch", async () => {
      const upload = { tenantId: newId<TenantId>(), uploadId: newId<DirectUploadId>() };
      await queue.enqueueAll([
        { name: 'direct.upload', payload: upload, id: id('upload') },
        { name: 'build.render', payload: build(), id: id('build') },
      ]);

      expect(await queue.counts('uploads')).toEqual({ ...nothing, waiting: 1 });
      expect(await queue.counts()).toEqual({ ...nothing, waiting: 1 });
      expect(await consume().whenSeen(1)).toMatchObject([{ id: id('build') }]);
    });

    it('wakes a consumer that is already waiting', async () => {
      const waiting = consume();
      await queue.enqueue('build.render', build(), { id: id('first') });
      await waiting.whenSeen(1);

      await queue.enqueue('build.render', build(), { id: id('second') });

      expect(await waiting.whenSeen(2)).toMatchObject([{ id: id('first') }, { id: id('second') }]);
    });

    it('runs a job once that was added twice while it waited, with the payload of the first', async () => {
      const payload = build();
      await queue.enqueue('build.render', payload, { id: id('same') });
      await queue.enqueue('build.render', build(), { id: id('same') });
      await queue.enqueue('build.render', build(), { id: id('last') });

      const seen = await consume().whenSeen(2);

      expect(seen).toMatchObject([{ id: id('same'), payload }, { id: id('last') }]);
    });

    it('takes a batch, in order, and leaves alone what of it waits already', async () => {
      await queue.enqueue('build.render', build(), { id: id('b') });
      const entry = (name: string) => ({ name: 'build.render' as const, payload: build(), id: id(name) });

      await queue.enqueueAll(['a', 'b', 'c', 'c'].map(entry));

      expect(await queue.counts()).toEqual({ ...nothing, waiting: 3 });
      expect((await consume().whenSeen(3)).map((job) => job.id)).toEqual(['b', 'a', 'c'].map(id));
    });

    it('lets other jobs pass those that are in no hurry', async () => {
      const image = () => ({ tenantId: newId<TenantId>(), imageId: newId<string>() });
      await queue.enqueue('product-image.fetch', image(), { id: id('image-1') });
      await queue.enqueue('product-image.fetch', image(), { id: id('image-2') });
      await queue.enqueue('build.render', build(), { id: id('build') });
      expect(await queue.counts()).toEqual({ ...nothing, waiting: 3 });

      expect((await consume().whenSeen(3)).map((job) => job.id)).toEqual(['build', 'image-1', 'image-2'].map(id));
    });

    it('runs a finished id again when it is added again', async () => {
      await queue.enqueue('build.render', build(), { id: id('again') });
      await consume().whenSeen(1);
      await collector?.close();

      await queue.enqueue('build.render', build(), { id: id('again') });

      expect(await consume().whenSeen(1)).toMatchObject([{ id: id('again') }]);
    });

    it('holds a delayed job back until its time, and lets later ones pass', async () => {
      const runAt = new Date(Date.now() + 700);
      await queue.enqueue('build.render', build(), { id: id('delayed'), runAt });
      await queue.enqueue('build.render', build(), { id: id('at-once') });
      expect(await queue.counts()).toEqual({ waiting: 1, delayed: 1, active: 0 });

      const [first, second] = await consume().whenSeen(2);

      expect(first?.id).toBe(id('at-once'));
      expect(second?.id).toBe(id('delayed'));
      expect(second?.startedAt).toBeGreaterThanOrEqual(runAt.getTime());
    });

    it('runs a job at once whose time has passed', async () => {
      await queue.enqueue('build.render', build(), { id: id('late'), runAt: new Date(0) });

      expect(await consume().whenSeen(1)).toMatchObject([{ id: id('late') }]);
    });

    it('tries a failed job again after its backoff, and takes its id again when the attempts are used up', async () => {
      const image = { tenantId: newId<TenantId>(), imageId: newId<string>() };
      await queue.enqueue('product-image.fetch', image, { id: id('failing') });
      const failing = consume();
      failing.process = async () => {
        throw new Error('the shop is away');
      };

      const [first, second] = await failing.whenSeen(2);
      await failing.close();

      expect(second).toMatchObject({ id: id('failing'), attempt: 2, payload: image });
      expect((second?.startedAt ?? 0) - (first?.startedAt ?? 0)).toBeGreaterThanOrEqual(2_000);
      expect(await queue.counts()).toEqual(nothing);

      await queue.enqueue('product-image.fetch', image, { id: id('failing') });
      expect(await consume().whenSeen(1)).toMatchObject([{ id: id('failing'), attempt: 1 }]);
    });

    it('refuses a payload that the catalogue does not know, and takes nothing of its batch', async () => {
      const good = { name: 'build.render' as const, payload: build(), id: id('good') };
      const bad = { name: 'build.render' as const, payload: { ...build(), buildId: 'x', more: 1 }, id: id('bad') };

      await expect(queue.enqueueAll([good, bad])).rejects.toMatchObject({
        code: 'queue.job_invalid',
        options: {
          errors: expect.arrayContaining([expect.objectContaining({ pointer: '/buildId', code: 'pattern' })]),
        },
      });

      expect(await queue.counts()).toEqual(nothing);
    });

    it.each(['delayed', '42', `a:${newId()}`, ''])('refuses %j as a job id', async (unfit) => {
      await expect(queue.enqueue('build.render', build(), { id: unfit })).rejects.toMatchObject({
        code: 'queue.job_invalid',
      });
    });
  });
}
