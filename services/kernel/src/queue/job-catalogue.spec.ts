import { newId } from '../identity/ids.js';
import { type JobName, jobCatalogue, jobNames, parsePayload } from './job-catalogue.js';

describe('the job catalogue', () => {
  it('gives every job of a tenant its tenant first, and ids only', () => {
    const platformJobs: readonly JobName[] = [
      'wechat.push',
      'build-series.step',
      'template.upload',
      'partner-bill.step',
    ];
    for (const name of jobNames.filter((job) => !platformJobs.includes(job))) {
      const { payload } = jobCatalogue[name];
      expect(Object.keys(payload.properties)[0]).toBe('tenantId');
      expect(payload).toMatchObject({ additionalProperties: false });
    }
  });

  it('knows its names and no others', () => {
    for (const name of ['order.open', 'toString']) {
      expect(() => parsePayload(name as JobName, {})).toThrow('no such job');
    }
  });

  it('lets a valid payload through and names every fault of another', () => {
    const payload = { tenantId: newId(), orderId: newId() };
    expect(parsePayload('order.close', payload)).toBe(payload);

    expect(() => parsePayload('order.close', { tenantId: 7, orderId: newId(), extra: true })).toThrow(
      expect.objectContaining({
        code: 'queue.job_invalid',
        options: expect.objectContaining({
          errors: [
            expect.objectContaining({ pointer: '', code: 'additionalProperties' }),
            expect.objectContaining({ pointer: '/tenantId', code: 'type' }),
          ],
        }),
      }),
    );
    expect(() => parsePayload('order.close', null)).toThrow('must be object');
  });
});
