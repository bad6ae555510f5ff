import { eventually, type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let appid = '';
let token = '';
beforeAll(async () => {
  await sandbox.start();
  ({ appid, token } = await sandbox.authorizedApp());
});
afterAll(() => sandbox.stop());

const settings = (change: Json) => sandbox.knob('PUT', '/sandbox/settings', change);
const quota = async () => (await sandbox.get(`/wxa/queryquota?access_token=${token}`))['errcode'];

describe('events', () => {
  /** Two events in this order: the permission set changes, then the merchant withdraws. */
  const cause = async (name: string): Promise<string> => {
    const account = await sandbox.knob('POST', '/sandbox/apps', { nickname: name });
    await sandbox.knob('POST', `/sandbox/apps/${String(account['appid'])}/authorize`, {});
    await sandbox.knob('POST', `/sandbox/apps/${String(account['appid'])}/unauthorize`, {});
    return String(account['appid']);
  };
  const received = (account: string): string[] =>
    sandbox.receiver.requests
      .map((request) => sandbox.decrypt(request))
      .filter((text) => text.includes(account))
      .map((text) => /<InfoType><!\[CDATA\[(\w+)/.exec(text)?.[1] ?? '');
  const settled = (account: string) =>
    eventually(
      async () => (await sandbox.knob('GET', `/sandbox/pushes?appid=${account}`))['items'] as Json[],
      (items) => items.every(({ state }) => state === 'delivered' || state === 'lost'),
    );

  it('are lost, and come when they are asked for', async () => {
    await settings({ pushFaults: { lose: 1 } });
    const account = await cause('甲');
    const pushes = await settled(account);

    expect(received(account)).toEqual(['unauthorized']);
    await sandbox.knob('POST', `/sandbox/pushes/${String(pushes.at(-1)?.['id'])}/resend`, {});
    expect(await sandbox.pushed('authorized', account)).toContain(account);
  });

  it('are doubled', async () => {
    await settings({ pushFaults: { double: 1 } });
    const account = await cause('乙');

    await eventually(
      () => Promise.resolve(received(account)),
      (events) => events.length === 3,
    );
    expect(received(account).sort()).toEqual(['authorized', 'authorized', 'unauthorized']);
  });

  it('are reordered: the first is held back until the next has gone', async () => {
    await settings({ pushFaults: { reorder: 1 } });
    const account = await cause('丙');
    await settled(account);

    expect(received(account)).toEqual(['unauthorized', 'authorized']);
  });

  it('are late', async () => {
    await settings({ pushFaults: { late: 1, lateSeconds: 3600 } });
    const account = await cause('丁');
    await sandbox.pushed('unauthorized', account);
    expect(received(account)).toEqual(['unauthorized']);

    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 3600 });
    await settled(account);
    expect(received(account)).toEqual(['unauthorized', 'authorized']);
  });

  it('are preceded by a copy with a wrong signature; the true one follows', async () => {
    await settings({ pushFaults: { forge: 1 } });
    const account = await cause('戊');
    await settled(account);

    const signatures = sandbox.receiver.requests
      .filter((request) => sandbox.decrypt(request).includes(account))
      .map(({ query, body }) => {
        const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body)?.[1] ?? '';
        const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? ''];
        return query.get('msg_signature') === sandbox.crypto.sign(timestamp, nonce, encrypted);
      });
    expect(signatures.filter((isTrue) => !isTrue)).toHaveLength(1);
    expect(signatures).toHaveLength(3);
  });

  it('may be chosen by event and account', async () => {
    await settings({ pushFaults: { lose: 1, event: 'unauthorized', appid: '' } });
    const account = await cause('己');
    await settled(account);
    await settings({ pushFaults: { lose: 0, event: '' } });

    expect(received(account)).toEqual(['authorized']);
  });
});

describe('calls', () => {
  it('are limited by the minute, each account for itself', async () => {
    const { token: other } = await sandbox.authorizedApp();
    await settings({ minuteLimits: { '/wxa/queryquota': 2 } });

    // A minute may end in between, then the count begins anew.
    const answers = await eventually(
      async () => [await quota(), await quota(), await quota()],
      (codes) => codes.includes(45011),
    );
    expect(answers.at(-1)).toBe(45011);
    expect(await sandbox.get(`/wxa/queryquota?access_token=${other}`)).toMatchObject({ errcode: 0 });
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 60 });
    expect(await quota()).toBe(0);
    await settings({ minuteLimits: {} });
  });

  it('fail at the nth time', async () => {
    await settings({ faults: [{ path: '/wxa/queryquota', appid, errcode: -1, skip: 2 }] });

    expect([await quota(), await quota(), await quota(), await quota()]).toEqual([0, 0, -1, 0]);
  });

  it('take ten thousand faults', async () => {
    const faults = Array.from({ length: 10_000 }, (_, index) => ({ path: `/none/${index}`, errcode: -1 }));
    await settings({ faults: [...faults, { path: '/wxa/queryquota', errcode: 45009 }] });

    expect([await quota(), await quota()]).toEqual([45009, 0]);
    await settings({ faults: [] });
  });

  it('meet an audit quota that is spent', async () => {
    await settings({ auditQuota: 0 });

    expect(await sandbox.get(`/wxa/queryquota?access_token=${token}`)).toMatchObject({ rest: 0 });
    await settings({ auditQuota: 500 });
  });
});

describe('tokens', () => {
  it('expire and are revoked on demand, of an account and of the platform', async () => {
    const { appid: account, token: first } = await sandbox.authorizedApp();
    const call = async (value: string) => (await sandbox.get(`/wxa/queryquota?access_token=${value}`))['errcode'];

    expect(await sandbox.knob('POST', '/sandbox/tokens/expire', { appid: account })).toEqual({ tokens: 1 });
    expect(await call(first)).toBe(42001);
    await sandbox.knob('POST', '/sandbox/tokens/revoke', { appid: account });
    expect(await call(first)).toBe(40001);

    const component = await sandbox.componentToken();
    const list = async () =>
      (
        await sandbox.post(`/cgi-bin/component/api_get_authorizer_list?access_token=${component}`, {
          component_appid: sandbox.componentAppid,
          offset: 0,
          count: 1,
        })
      )['errcode'];
    expect(await list()).toBeUndefined();
    await sandbox.knob('POST', '/sandbox/tokens/expire', { component: true });
    expect(await list()).toBe(42001);
    await sandbox.knob('POST', '/sandbox/tokens/revoke', { component: true });
    expect(await list()).toBe(40001);
  });

  it('need somebody whose they are', async () => {
    expect(await sandbox.knob('POST', '/sandbox/tokens/expire', {})).toEqual({
      error: 'Name "appid" or say "component": true.',
    });
    expect(await sandbox.knob('POST', '/sandbox/tokens/expire', { appid: 'wx1' })).toEqual({
      error: 'There is no account wx1.',
    });
  });
});
