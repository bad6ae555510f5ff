import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const register = async (account: Json = {}): Promise<{ appid: string; secret: string }> => {
  const { appid, appSecret } = await sandbox.knob('POST', '/sandbox/apps', { nickname: '花间茶舍', ...account });
  return { appid: String(appid), secret: String(appSecret) };
};
const plain = (query: Record<string, string>) =>
  sandbox.get(`/cgi-bin/token?${new URLSearchParams({ grant_type: 'client_credential', ...query }).toString()}`);
const stable = (body: Json) => sandbox.post('/cgi-bin/stable_token', { grant_type: 'client_credential', ...body });
const tokenOf = async (answer: Promise<Json>) => String((await answer)['access_token']);
const use = async (token: string) => (await sandbox.post(`/wxa/getversioninfo?access_token=${token}`, {}))['errcode'];
const later = (advanceSeconds: number) => sandbox.knob('POST', '/sandbox/clock', { advanceSeconds });

describe('/cgi-bin/token', () => {
  it('gives a new token each time; the one before works five minutes more', async () => {
    const account = await register();

    const first = await tokenOf(plain(account));
    const second = await tokenOf(plain(account));

    expect(second).not.toBe(first);
    expect([await use(first), await use(second)]).toEqual([0, 0]);
    await later(301);
    expect([await use(first), await use(second)]).toEqual([42001, 0]);
    await later(7200);
    expect(await use(second)).toBe(42001);
  });

  it('stops at two thousand a day and account, or what dailyLimits says', async () => {
    const [one, other] = [await register(), await register()];
    await sandbox.knob('PUT', '/sandbox/settings', { dailyLimits: { '/cgi-bin/token': 1 } });

    expect(await plain(one)).toMatchObject({ expires_in: 7200 });
    expect(await plain(one)).toMatchObject({ errcode: 45009 });
    expect(await plain(other)).toMatchObject({ expires_in: 7200 });
    await sandbox.knob('PUT', '/sandbox/settings', { dailyLimits: {} });
  });
});

describe('/cgi-bin/stable_token', () => {
  it('gives the same token with what is left of its life, and the next one five minutes before its end', async () => {
    const account = await register();
    const first = await stable(account);

    await later(3600);
    const again = await stable(account);
    expect(again['access_token']).toBe(first['access_token']);
    expect(again['expires_in']).toBeLessThanOrEqual(3600);

    await later(3360);
    const next = await stable(account);
    expect(next['access_token']).not.toBe(first['access_token']);
    expect(await use(String(first['access_token']))).toBe(0);
  });

  it('forced, ends the one before at once, thirty seconds apart and twenty times a day', async () => {
    const account = await register();
    const before = await tokenOf(stable(account));

    const forced = await tokenOf(stable({ ...account, force_refresh: true }));
    expect([await use(before), await use(forced)]).toEqual([42001, 0]);
    expect(await stable({ ...account, force_refresh: true })).toMatchObject({ errcode: 45011 });
    expect(await tokenOf(stable(account))).toBe(forced);
  });

  it('knows nothing of the other family', async () => {
    const account = await register();
    const own = await tokenOf(stable(account));

    await plain(account);
    await plain(account);
    await later(301);

    expect(await use(own)).toBe(0);
    expect(await tokenOf(stable(account))).toBe(own);
  });
});

describe('both', () => {
  it.each<[number, (account: { appid: string; secret: string }) => Json]>([
    [40002, ({ appid, secret }) => ({ appid, secret, grant_type: 'password' })],
    [41002, ({ secret }) => ({ secret })],
    [41004, ({ appid }) => ({ appid })],
    [40013, ({ secret }) => ({ appid: 'wx00000000000000ff', secret })],
    [40125, ({ appid }) => ({ appid, secret: 'wrong' })],
  ])('answer %d', async (errcode, change) => {
    const account = change(await register());

    expect(await plain(account as Record<string, string>)).toMatchObject({ errcode });
    expect(await stable(account)).toMatchObject({ errcode });
  });

  it('refuse wrong kinds, other methods, and an account whose AppSecret is frozen', async () => {
    const account = await register();
    expect(await stable({ ...account, force_refresh: 'yes' })).toMatchObject({ errcode: 47001 });
    expect(await sandbox.get('/cgi-bin/stable_token')).toMatchObject({ errcode: 43002 });

    await sandbox.knob('PATCH', `/sandbox/apps/${account.appid}`, { secretFrozen: true });
    expect(await plain(account)).toMatchObject({ errcode: 40243 });

    await sandbox.knob('PATCH', `/sandbox/apps/${account.appid}`, { secretFrozen: false });
    const { appSecret } = await sandbox.knob('POST', `/sandbox/apps/${account.appid}/secret`, {});
    expect(await plain(account)).toMatchObject({ errcode: 40125 });
    expect(await plain({ appid: account.appid, secret: String(appSecret) })).toMatchObject({ expires_in: 7200 });
  });

  it('answer 40164 outside the allow-list, where a platform is told 61004', async () => {
    const account = await register();
    const own = await tokenOf(stable(account));
    await sandbox.knob('PUT', '/sandbox/settings', { allowedIps: ['10.0.0.1'] });

    const answers = [await plain(account), await stable(account)].map(({ errcode }) => errcode);
    const used = await use(own);
    await sandbox.knob('PUT', '/sandbox/settings', { allowedIps: null });

    expect([...answers, used]).toEqual([40164, 40164, 40164]);
  });

  it('work for the account itself, whatever it has granted to a platform', async () => {
    const account = await register();
    const { token } = await sandbox.authorizedApp({ appid: account.appid });
    const own = await tokenOf(stable(account));

    await sandbox.knob('POST', `/sandbox/apps/${account.appid}/unauthorize`, {});

    expect([await use(token), await use(own)]).toEqual([61003, 0]);
  });
});
