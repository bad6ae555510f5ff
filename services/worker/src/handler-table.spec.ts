import { jobNames, queueOf } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { HandlerTable } from './handler-table.js';

class AnyHandler implements JobHandler {
  constructor(readonly job: JobHandler['job']) {}
  async handle(): Promise<void> {}
}

const complete = jobNames.filter((name) => queueOf(name) === 'jobs').map((name) => new AnyHandler(name));

describe('the table of handlers', () => {
  it('finds the handler of every job', () => {
    const table = new HandlerTable(complete);
    for (const handler of complete) expect(table.get(handler.job)).toBe(handler);
  });

  it('refuses to be made while a job has no handler, and names every such job', () => {
    const lacking = complete.filter(({ job }) => job !== 'build.render' && job !== 'order.close');
    expect(() => new HandlerTable(lacking)).toThrow(
      'Job build.render has no handler: add one to services/worker/src/job-handlers.ts.\n' +
        'Job order.close has no handler: add one to services/worker/src/job-handlers.ts.',
    );
  });

  it('refuses to be made when a job has two handlers, and names the job and both', () => {
    class OtherHandler extends AnyHandler {}
    expect(() => new HandlerTable([...complete, new OtherHandler('refund.step')])).toThrow(
      'Job refund.step has two handlers, AnyHandler and OtherHandler: remove one',
    );
  });

  it('refuses a handler of another queue, and asks each queue for its own jobs only', () => {
    const uploads = jobNames.filter((name) => queueOf(name) === 'uploads').map((name) => new AnyHandler(name));

    expect(new HandlerTable(uploads, 'uploads').get('direct.upload')).toBe(uploads[0]);
    expect(() => new HandlerTable([...complete, ...uploads])).toThrow(
      'Job direct.upload travels in the queue uploads: move its handler there.',
    );
    expect(() => new HandlerTable([], 'uploads')).toThrow(
      /^Job direct.upload has no handler[^\n]*\nJob template.upload/,
    );
  });
});
