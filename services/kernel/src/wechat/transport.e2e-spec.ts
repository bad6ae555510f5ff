import { localErrcodes } from './error-rules.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import { type CallOutcome, type WechatCall, WechatTransport } from './transport.js';
import { WechatError } from './wechat-error.js';

describe('transport', () => {
  let wechat: RecordedWechat;
  let transport: WechatTransport;
  const path = '/wxa/thing';

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
    transport = new WechatTransport(wechat.settings, { backoffMs: 1, timeoutMs: 2_000 });
  });
  beforeEach(() => wechat.reset());
  afterAll(() => wechat.stop());

  const get = (options: Partial<WechatCall> = {}): WechatCall => ({
    method: 'GET',
    path,
    idempotent: true,
    ...options,
  });
  const errorOf = async (work: Promise<unknown>): Promise<WechatError> => {
    const error = await work.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error instanceof WechatError) return error;
    throw new Error(`not a WechatError: ${String(error)}`);
  };

  test('an answer without errcode is a success', async () => {
    wechat.on(path, () => ({ body: { page_list: ['pages/a'] } }));

    const answer = await transport.call(get());

    expect(answer.optionalTexts('page_list')).toEqual(['pages/a']);
  });

  test('sends Chinese as it is, never escaped', async () => {
    wechat.on(path, () => ({ body: { errcode: 0 } }));

    await transport.call({ method: 'POST', path, body: { text: '小铺' }, idempotent: true });

    expect(wechat.calls[0]).toMatchObject({ method: 'POST', body: '{"text":"小铺"}' });
    expect(wechat.calls[0]?.headers['content-type']).toContain('application/json');
  });

  test('an errcode is an error with rid, also when the number is quoted', async () => {
    for (const errcode of [85014, '85014']) {
      wechat.on(path, () => ({ body: { errcode, errmsg: 'template not exist rid: 5f0c1d2e-3a4b5c6d-7e8f9a0b' } }));

      const error = await errorOf(transport.call(get()));

      expect(error).toMatchObject({ errcode: 85014, rid: '5f0c1d2e-3a4b5c6d-7e8f9a0b', path, retry: 'never' });
    }
  });

  test('-1 is repeated twice for an idempotent call and not at all for any other', async () => {
    wechat.onSequence(path, { body: { errcode: -1 } }, { body: { errcode: -1 } }, { body: { errcode: 0 } });
    await transport.call(get());
    expect(wechat.calls).toHaveLength(3);

    wechat.reset();
    wechat.on(path, () => ({ body: { errcode: -1, errmsg: 'system error' } }));
    expect(await errorOf(transport.call(get()))).toMatchObject({ errcode: -1, retry: 'backoff' });
    expect(wechat.calls).toHaveLength(3);

    wechat.calls.length = 0;
    expect(await errorOf(transport.call(get({ idempotent: false })))).toMatchObject({ errcode: -1 });
    expect(wechat.calls).toHaveLength(1);
  });

  test('other errcodes are never repeated', async () => {
    wechat.on(path, () => ({ body: { errcode: 45009 } }));

    expect(await errorOf(transport.call(get()))).toMatchObject({ errcode: 45009, retry: 'later' });
    expect(wechat.calls).toHaveLength(1);
  });

  test('a cut connection and a server error can be tried again; a time-out ends the call', async () => {
    wechat.onSequence(path, { drop: true }, { status: 502 }, { body: { errcode: 0 } });
    await transport.call(get());

    wechat.reset();
    wechat.on(path, () => ({ status: 500, body: 'oops' }));
    expect(await errorOf(transport.call(get()))).toMatchObject({ errcode: localErrcodes.httpStatus, retry: 'backoff' });

    wechat.reset();
    wechat.on(path, () => ({ hang: true }));
    expect(await errorOf(transport.call(get({ timeoutMs: 60 })))).toMatchObject({ errcode: localErrcodes.timeout });
    expect(wechat.calls).toHaveLength(1);
  });

  test('nobody listening is a network error that says so', async () => {
    const nowhere = new WechatTransport({ apiUrl: 'http://127.0.0.1:1' }, { backoffMs: 1 });

    expect(await errorOf(nowhere.call(get({ idempotent: false })))).toMatchObject({ errcode: localErrcodes.network });
  });

  test('no error carries the token', async () => {
    const query = { access_token: 'SECRET-TOKEN' };
    for (const answer of [
      { body: { errcode: 40013 } },
      { status: 500 },
      { drop: true },
      { body: 'not json' },
      { body: [] },
    ]) {
      wechat.on(path, () => answer);
      const error = await errorOf(transport.call(get({ query, idempotent: false })));
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain('SECRET-TOKEN');
    }
  });

  test('answers that are not JSON objects are unexpected', async () => {
    for (const body of ['<html>', '', '[]', 'null', '1', '{"errcode":"x"}']) {
      wechat.on(path, () => ({ body }));
      expect(await errorOf(transport.call(get()))).toMatchObject({ errcode: localErrcodes.unexpectedAnswer });
    }
  });

  test('the error for a wrong type names the field', async () => {
    wechat.on(path, () => ({ body: { list: [{ id: 1 }, { id: 'a' }] } }));
    const answer = await transport.call(get());

    expect(() => answer.list('list', (item) => item.integer('id'))).toThrow('/list/1/id is not an integer');
    expect(() => answer.text('absent')).toThrow('/absent is not a text');
    expect(() => answer.object('list')).toThrow('/list is not an object');
  });

  test('audit ids longer than a double keep every digit', async () => {
    wechat.on(path, () => ({ body: '{"errcode":0,"auditid": 12345678901234567891}' }));

    expect((await transport.call(get())).digits('auditid')).toBe('12345678901234567891');
  });

  test('downloads bytes, and reads the JSON of a failed download', async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0x00]);
    wechat.on(path, () => ({ headers: { 'content-type': 'image/jpeg' }, body: jpeg }));
    expect((await transport.download(get())).bytes).toEqual(jpeg);

    wechat.on(path, () => ({ body: { errcode: 86001 } }));
    expect(await errorOf(transport.download(get()))).toMatchObject({ errcode: 86001 });
  });

  test('every attempt is told to the observer, by path and errcode only', async () => {
    const outcomes: CallOutcome[] = [];
    const observed = new WechatTransport(wechat.settings, {
      backoffMs: 1,
      observe: (outcome) => outcomes.push(outcome),
    });
    wechat.onSequence(path, { body: { errcode: -1 } }, { body: { errcode: 0 } });

    await observed.call(get({ query: { access_token: 'SECRET-TOKEN' } }));

    expect(outcomes.map(({ errcode }) => errcode)).toEqual([-1, 0]);
    expect(outcomes.every(({ durationMs }) => durationMs > 0)).toBe(true);
    expect(JSON.stringify(outcomes)).not.toContain('SECRET-TOKEN');
  });

  test('a server that never answers, or stops in the middle, costs no more than the deadline', async () => {
    const impatient = new WechatTransport(wechat.settings, { backoffMs: 1, timeoutMs: 150 });
    const started = Date.now();

    wechat.on(path, () => ({ hang: true }));
    expect(await errorOf(impatient.call(get()))).toMatchObject({ errcode: localErrcodes.timeout });
    expect(await errorOf(impatient.download(get()))).toMatchObject({ errcode: localErrcodes.timeout });
    wechat.on(path, () => ({ headers: { 'content-length': '100' }, body: '{"errcode":0,' }));
    expect(await errorOf(impatient.call(get()))).toMatchObject({ errcode: localErrcodes.timeout });

    expect(Date.now() - started).toBeLessThan(2_000);
  });

  test('an answer without end is not read to its end', async () => {
    wechat.on(path, () => ({ body: Buffer.alloc(9 * 1024 * 1024, 0x20) }));

    expect(await errorOf(transport.call(get()))).toMatchObject({ errcode: localErrcodes.unexpectedAnswer });
  });

  test('calls one after the other share a connection; bursts reuse what is open', async () => {
    wechat.on(path, () => ({ body: { errcode: 0 } }));
    const before = wechat.connections;

    for (let call = 0; call < 50; call += 1) await transport.call(get());
    const afterSequence = wechat.connections - before;
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 20 }, () => transport.call(get())));
    const afterAll = wechat.connections - before;

    expect(afterSequence).toBeLessThanOrEqual(2);
    // A burst may start while the last connections of the one before are being given back.
    expect(afterAll).toBeLessThanOrEqual(60);
  });
});
