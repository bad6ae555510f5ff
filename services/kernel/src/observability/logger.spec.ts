import { Writable } from 'node:stream';
import { createLogger } from './logger.js';

function written(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  write(createLogger('test', 'info', sink));
  return text;
}

it('says of a failed statement what failed, and none of the values it carried', () => {
  const driverError = Object.assign(new Error('duplicate key'), {
    code: '23505',
    constraint: 'member_email',
    detail: 'Key (email)=(someone@example.com) already exists.',
  });
  const failure = Object.assign(new Error('duplicate key'), {
    query: 'insert into member values ($1, $2)',
    parameters: ['someone@example.com', '$argon2id$secret-hash'],
    driverError,
    code: '23505',
  });

  const text = written((logger) => logger.error({ err: failure }, 'request failed'));

  expect(JSON.parse(text).err).toMatchObject({
    type: 'Error',
    message: 'duplicate key',
    code: '23505',
    query: failure.query,
  });
  expect(text).not.toMatch(/someone@example|secret-hash/);
});

it('keeps an error that is hidden in another', () => {
  const cause = Object.assign(new Error('inner'), { parameters: ['hidden-value'] });

  const text = written((logger) => logger.warn({ err: new Error('outer', { cause }) }, 'x'));

  expect(JSON.parse(text).err.stack).toContain('caused by: Error: inner');
  expect(text).not.toContain('hidden-value');
});

it('hides secrets by their names', () => {
  const text = written((logger) =>
    logger.info({ password: 'p1', body: { token: 't1' }, headers: { cookie: 'c1' } }, 'x'),
  );

  expect(text).not.toMatch(/p1|t1|c1/);
});
