import { eventually, type Json, sampleExtJson, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const listed = async (path: string): Promise<Json[]> => {
  const items: Json[] = [];
  for (let cursor: string | null = '0'; cursor !== null; ) {
    const page: Json = await sandbox.get(`${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`);
    items.push(...(page['items'] as Json[]));
    cursor = page['nextCursor'] as string | null;
  }
  return items;
};

it('is seeded in one call, listed page by page, called with its tokens, and gone after a reset', async () => {
  const seeded = await sandbox.knob('POST', '/sandbox/seed', { apps: 2500, prefix: 'abc' });
  expect(seeded).toMatchObject({ created: 2500, existing: 0, total: 2500, nextCursor: '100' });
  expect(await sandbox.knob('POST', '/sandbox/seed', { apps: 2501, prefix: 'abc' })).toMatchObject({
    created: 1,
    existing: 2500,
  });

  const tokens = await listed('/sandbox/tokens?prefix=abc&limit=1000');
  expect(tokens).toHaveLength(2501);
  const one = tokens[1234] as { appid: string; accessToken: string; refreshToken: string };
  expect(await sandbox.post(`/wxa/getversioninfo?access_token=${one.accessToken}`, {})).toMatchObject({ errcode: 0 });
  const component = await sandbox.componentToken();
  expect(
    await sandbox.post(`/cgi-bin/component/api_authorizer_token?access_token=${component}`, {
      component_appid: sandbox.componentAppid,
      authorizer_appid: one.appid,
      authorizer_refresh_token: one.refreshToken,
    }),
  ).toMatchObject({ expires_in: 7200 });

  expect(await listed('/sandbox/apps?limit=700')).toHaveLength(2501);
  expect(await listed('/sandbox/apps?search=abc00000000004d2')).toMatchObject([{ appid: 'wxabc00000000004d2' }]);
  expect((await sandbox.get('/sandbox/apps'))['items']).toHaveLength(1000);
  const page = await sandbox.get('/sandbox/apps?newest=true&limit=1');
  expect(page).toMatchObject({ items: [{ appid: 'wxabc00000000009c4' }], total: 2501, nextCursor: '1' });

  await sandbox.knob('POST', '/sandbox/reset', {});
  expect(await sandbox.get('/sandbox/apps')).toEqual({ items: [], total: 0, nextCursor: null });
  expect(await sandbox.post(`/wxa/getversioninfo?access_token=${one.accessToken}`, {})).toMatchObject({
    errcode: 40001,
  });
});

it('may be registered without authorising anybody', async () => {
  await sandbox.knob('POST', '/sandbox/seed', { apps: 3, prefix: 'dd', authorized: false });

  expect(await listed('/sandbox/tokens?prefix=dd')).toEqual([]);
  expect(await listed('/sandbox/apps?search=wxdd&authorized=false')).toHaveLength(3);
});

describe('the clock', () => {
  const advance = (advanceSeconds: number) => sandbox.knob('POST', '/sandbox/clock', { advanceSeconds });
  const errcode = async (path: string, body: Json = {}) => (await sandbox.post(path, body))['errcode'];

  it('moves tokens, tickets, codes, prepay ids, audits and daily counts together', async () => {
    sandbox.receiver.requests.length = 0;
    await sandbox.knob('POST', '/sandbox/reset', {});
    await sandbox.knob('PUT', '/sandbox/settings', {
      auditRule: 'approve',
      auditMs: 3_600_000,
      privacyDetectionMs: 0,
      checkPayerOpenid: false,
    });
    const { appid, token } = await sandbox.authorizedApp();
    const { code } = await sandbox.knob('POST', `/sandbox/apps/${appid}/login-code`, { user: 'alice' });
    const tickets = async () =>
      ((await sandbox.get('/sandbox/pushes?event=component_verify_ticket'))['items'] as Json[]).length;
    const before = await tickets();
    const version = {
      template_id: await sandbox.template(),
      ext_json: sampleExtJson(appid),
      user_version: '1',
      user_desc: 'x',
    };
    expect(await errcode(`/wxa/commit?access_token=${token}`, version)).toBe(0);
    expect(await errcode(`/wxa/submit_audit?access_token=${token}`, { version_desc: '说明' })).toBe(0);
    const merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
    const prepay = async (outTradeNo: string) => {
      const answer = await sandbox.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', {
        appid,
        mchid: merchant['mchid'],
        description: '茶',
        out_trade_no: outTradeNo,
        notify_url: `${sandbox.receiverUrl}/pay`,
        amount: { total: 100 },
        payer: { openid: 'someone' },
      });
      return String(((await answer.json()) as Json)['prepay_id']);
    };
    const pay = async (prepayId: string) =>
      (await sandbox.knob('POST', `/sandbox/pay/transactions/${prepayId}/pay-now`, {}))['errMsg'] ?? 'refused';
    const [soon, late] = [await prepay('order0001'), await prepay('order0002')];
    const audit = async () => ((await sandbox.get(`/sandbox/apps/${appid}`))['audits'] as Json[])[0]?.['status'];
    expect((await sandbox.get('/sandbox/clock'))['totalSeconds']).toBe(0);

    await advance(601);
    await eventually(tickets, (count) => count === before + 1);
    expect([await audit(), await pay(soon)]).toEqual([2, 'requestPayment:ok']);
    expect(await errcode(`/wxa/getversioninfo?access_token=${token}`)).toBe(0);
    const component = await sandbox.componentToken();
    const login = await sandbox.get(
      `/sns/component/jscode2session?appid=${appid}&js_code=${String(code)}&grant_type=authorization_code&component_appid=${sandbox.componentAppid}&component_access_token=${component}`,
    );
    expect(login['errcode']).toBe(40029);

    await advance(6600);
    expect(await errcode(`/wxa/getversioninfo?access_token=${token}`)).toBe(42001);
    expect(await pay(late)).toContain('prepay_id');
    await eventually(audit, (status) => status === 0);
    expect(await sandbox.get('/sandbox/clock')).toMatchObject({ totalSeconds: 7201 });
  });

  it('begins a new day for daily limits once a day has gone by in small steps', async () => {
    await sandbox.knob('POST', '/sandbox/reset', {});
    await sandbox.knob('PUT', '/sandbox/settings', { dailyLimits: { '/cgi-bin/token': 1 } });
    const { appid, appSecret } = await sandbox.knob('POST', '/sandbox/apps', { nickname: '甲' });
    const call = async () =>
      (
        await sandbox.get(
          `/cgi-bin/token?grant_type=client_credential&appid=${String(appid)}&secret=${String(appSecret)}`,
        )
      )['errcode'];

    expect([await call(), await call()]).toEqual([undefined, 45009]);
    for (let step = 0; step < 12; step++) await advance(7200);
    expect(await call()).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [-1, '"advanceSeconds" must be >= 0'],
    ['60', '"advanceSeconds" must be a number'],
    [1e300, '"advanceSeconds" must be <= 315360000'],
    [null, '"advanceSeconds" must be a number'],
    [undefined, '"advanceSeconds" is missing.'],
  ])('refuses %p', async (advanceSeconds, sentence) => {
    expect((await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds }))['error']).toContain(sentence);
  });
});
