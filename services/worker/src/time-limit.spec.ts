import { TimeLimit } from './time-limit.js';

const never = new Promise<never>(() => {});

describe('the time limit of a job', () => {
  it('lets work through that is done in time, whatever its outcome', async () => {
    const limit = new TimeLimit('order.close', 60_000, new AbortController().signal);

    await expect(limit.race(Promise.resolve('done'))).resolves.toBe('done');
    await expect(limit.race(Promise.reject(new Error('refused')))).rejects.toThrow('refused');

    limit.end();
    expect(limit.signal.aborted).toBe(false);
  });

  it('aborts and rejects when the time is up, and names the job', async () => {
    const limit = new TimeLimit('order.close', 5, new AbortController().signal);

    await expect(limit.race(never)).rejects.toMatchObject({
      code: 'queue.job_timed_out',
      options: { params: { job: 'order.close', timeoutMs: 5 } },
    });

    expect(limit.signal.aborted).toBe(true);
  });

  it('aborts and rejects when the worker stops, also when it stopped before', async () => {
    const stopping = new AbortController();
    const limit = new TimeLimit('order.close', 60_000, stopping.signal);
    const race = limit.race(never);

    stopping.abort(new Error('stopping'));

    await expect(race).rejects.toThrow('stopping');
    limit.end();
    const late = new TimeLimit('order.close', 60_000, stopping.signal);
    await expect(late.race(never)).rejects.toThrow('stopping');
    late.end();
  });

  it('lets a handler that heeds the signal put things back, and takes its word for the outcome', async () => {
    const stopping = new AbortController();
    const limit = new TimeLimit('order.close', 60_000, stopping.signal);
    const heeding = new Promise<string>((resolve) => {
      limit.signal.addEventListener('abort', () => setTimeout(() => resolve('put back'), 20));
    });
    const race = limit.race(heeding);

    stopping.abort(new Error('stopping'));

    await expect(race).resolves.toBe('put back');
    limit.end();
  });

  it('is not reached by a stop after it has ended', () => {
    const stopping = new AbortController();
    const limit = new TimeLimit('order.close', 60_000, stopping.signal);

    limit.end();
    stopping.abort(new Error('stopping'));

    expect(limit.signal.aborted).toBe(false);
  });
});
