import { eventually, type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox({ SANDBOX_LAUNCH_DOMAIN: '127.0.0.1:4000' });
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());

const component = (path: string, body: Json, token: string) =>
  sandbox.post(`/cgi-bin/component/${path}?access_token=${token}`, {
    component_appid: sandbox.componentAppid,
    ...body,
  });
const refresh = async (appid: string, refreshToken: string) =>
  component(
    'api_authorizer_token',
    { authorizer_appid: appid, authorizer_refresh_token: refreshToken },
    await sandbox.componentToken(),
  );
const codeOf = (redirect: Response) => new URL(redirect.headers.get('location') ?? '').searchParams.get('auth_code');
const preAuthCode = async () =>
  String((await component('api_create_preauthcode', {}, await sandbox.componentToken()))['pre_auth_code']);
const openPage = (query: Record<string, string>) =>
  fetch(`${sandbox.url}/cgi-bin/componentloginpage?${new URLSearchParams(query).toString()}`);
const errcode = async (answer: Promise<Json>) => (await answer)['errcode'];

describe('tickets', () => {
  it('are pushed encrypted and signed, with the envelope of authorisation events', async () => {
    await sandbox.pushed('component_verify_ticket');
    const request = sandbox.receiver.requests.find(({ path }) => path === '/auth');
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(request?.body ?? '')?.[1];

    expect(request?.body).toMatch(/^<xml><AppId><!\[CDATA\[wx5a4dbc0700000001\]\]><\/AppId>\n<Encrypt>/);
    expect(request?.query.get('encrypt_type')).toBe('aes');
    expect(request?.query.get('msg_signature')).toBe(
      sandbox.crypto.sign(request?.query.get('timestamp') ?? '', request?.query.get('nonce') ?? '', encrypted),
    );
  });

  it('are repeated until the address answers "success"', async () => {
    let refusals = 0;
    sandbox.receiver.answer = () => (refusals++ < 3 ? { status: 200, body: 'fail' } : { status: 200, body: 'success' });

    await sandbox.knob('POST', '/sandbox/ticket');

    const pushes = await eventually(
      async () => (await sandbox.knob('GET', '/sandbox/pushes?event=component_verify_ticket'))['items'] as Json[],
      ([newest]) => newest?.['state'] === 'delivered',
    );
    expect(pushes[0]).toMatchObject({ attempts: 4, lastAnswer: '200 success' });
  });

  it('are pushed on api_start_push_ticket, with the right secret only', async () => {
    const start = (secret: string) =>
      sandbox.post('/cgi-bin/component/api_start_push_ticket', {
        component_appid: sandbox.componentAppid,
        component_secret: secret,
      });
    const count = async () =>
      ((await sandbox.knob('GET', '/sandbox/pushes?event=component_verify_ticket'))['items'] as Json[]).length;
    const before = await count();

    expect(await errcode(start('wrong'))).toBe(40125);
    expect(await errcode(start('sandbox-component-secret-00000000'))).toBe(0);
    expect(await count()).toBe(before + 1);
  });
});

describe('component tokens', () => {
  const tokenFor = (ticket: string, secret = 'sandbox-component-secret-00000000') =>
    sandbox.post('/cgi-bin/component/api_component_token', {
      component_appid: sandbox.componentAppid,
      component_appsecret: secret,
      component_verify_ticket: ticket,
    });

  it('need a known ticket, the secret and the AppID', async () => {
    expect(await errcode(tokenFor('ticket@@@x'))).toBe(61006);
    expect(await errcode(tokenFor('ticket@@@x', 'wrong'))).toBe(40125);
    expect(await errcode(sandbox.post('/cgi-bin/component/api_component_token', { component_appid: 'wx1' }))).toBe(
      40013,
    );
    expect(await errcode(sandbox.post('/cgi-bin/component/api_component_token', '{'))).toBe(47001);
    expect(await errcode(sandbox.post('/cgi-bin/component/api_component_token', ''))).toBe(44002);
    expect(await errcode(sandbox.get('/cgi-bin/component/api_component_token'))).toBe(43002);
  });

  it('expire after two hours, tickets after twelve', async () => {
    const ticket =
      /<ComponentVerifyTicket><!\[CDATA\[(.*?)\]\]>/.exec(await sandbox.pushed('component_verify_ticket'))?.[1] ?? '';
    const token = String((await tokenFor(ticket))['component_access_token']);
    expect(await errcode(component('api_get_authorizer_list', { offset: 0, count: 10 }, token))).toBeUndefined();

    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 7200 });
    expect(await errcode(component('api_get_authorizer_list', { offset: 0, count: 10 }, token))).toBe(42001);

    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 10 * 3600 });
    expect(await errcode(tokenFor(ticket))).toBe(61005);
    sandbox.receiver.requests.length = 0;
    await sandbox.knob('POST', '/sandbox/ticket');
  });

  it('are refused where an authorizer token belongs and the other way round', async () => {
    const { token } = await sandbox.authorizedApp();

    expect(await errcode(component('api_create_preauthcode', {}, token))).toBe(61014);
    expect(await errcode(sandbox.get(`/wxa/get_page?access_token=${await sandbox.componentToken()}`))).toBe(61015);
    expect(await errcode(sandbox.get('/wxa/get_page'))).toBe(41001);
    expect(await errcode(sandbox.get('/wxa/get_page?access_token=x'))).toBe(40001);
    expect(await errcode(sandbox.post(`/wxa/get_page?access_token=${token}`, {}))).toBe(43001);
  });
});

describe('the authorisation page', () => {
  const query = async (changes: Record<string, string> = {}) => ({
    component_appid: sandbox.componentAppid,
    pre_auth_code: await preAuthCode(),
    redirect_uri: 'http://127.0.0.1:4000/back',
    auth_type: '2',
    ...changes,
  });

  it('shows the accounts, or only the one that biz_appid locks', async () => {
    await sandbox.knob('POST', '/sandbox/apps', { appid: 'wx00000000000000a1', nickname: '<甲>' });
    await sandbox.knob('POST', '/sandbox/apps', { appid: 'wx00000000000000a2', nickname: '乙' });

    const all = await (await openPage(await query())).text();
    const locked = await (await openPage(await query({ biz_appid: 'wx00000000000000a2' }))).text();

    expect(all).toContain('&#60;甲&#62;');
    expect(all).toContain('wx00000000000000a2');
    expect(locked).not.toContain('wx00000000000000a1');
  });

  it.each<[string, Record<string, string>]>([
    ['a redirect outside the launch domain', { redirect_uri: 'http://elsewhere.example/back' }],
    ['an unknown pre_auth_code', { pre_auth_code: 'preauthcode@@@x' }],
    ['another platform', { component_appid: 'wx0000000000000001' }],
    ['an account that does not exist', { biz_appid: 'wx00000000000000ff' }],
  ])('refuses %s', async (_name, changes) => {
    expect((await openPage(await query(changes))).status).toBe(400);
  });

  it('redirects with auth_code and keeps the query of redirect_uri; the push carries the same code', async () => {
    const { appid } = (await sandbox.knob('POST', '/sandbox/apps', { nickname: '丙' })) as { appid: string };

    const redirect = await sandbox.clickAuthorize(await sandbox.componentToken(), appid);

    expect(redirect.status).toBe(302);
    const location = new URL(redirect.headers.get('location') ?? '');
    expect(Object.fromEntries(location.searchParams)).toEqual({
      state: 's1',
      auth_code: expect.any(String),
      expires_in: '600',
    });
    expect(await sandbox.pushed('authorized', appid)).toContain(
      `<AuthorizationCode><![CDATA[${location.searchParams.get('auth_code') ?? ''}]]>`,
    );
  });

  it('uses a pre_auth_code once and for ten minutes', async () => {
    const { appid } = (await sandbox.knob('POST', '/sandbox/apps', { nickname: '丁' })) as { appid: string };
    const form = { ...(await query()), appid };
    const click = async (fields: Record<string, string>) =>
      (
        await fetch(`${sandbox.url}/safe/bindcomponent`, {
          method: 'POST',
          body: new URLSearchParams(fields),
          redirect: 'manual',
        })
      ).status;

    expect(await click(form)).toBe(302);
    expect(await click(form)).toBe(400);
    const late = { ...(await query()), appid };
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 601 });
    expect(await click(late)).toBe(400);
  });
});

describe('authorizers', () => {
  it('exchange a code once, within ten minutes', async () => {
    const { appid } = (await sandbox.knob('POST', '/sandbox/apps', { nickname: '戊' })) as { appid: string };
    const token = await sandbox.componentToken();
    const code = codeOf(await sandbox.clickAuthorize(token, appid));

    expect(await component('api_query_auth', { authorization_code: code }, token)).toMatchObject({
      authorization_info: {
        authorizer_appid: appid,
        expires_in: 7200,
        func_info: expect.arrayContaining([{ funcscope_category: { id: 18 } }]),
      },
    });
    expect(await errcode(component('api_query_auth', { authorization_code: code }, token))).toBe(61009);
    const late = codeOf(await sandbox.clickAuthorize(token, appid));
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 601 });
    expect(
      await errcode(component('api_query_auth', { authorization_code: late }, await sandbox.componentToken())),
    ).toBe(61010);
  });

  it('change the refresh token when they authorise again; the old one works five minutes more', async () => {
    const { appid, refreshToken } = await sandbox.authorizedApp();
    expect(await refresh(appid, refreshToken)).toMatchObject({
      authorizer_refresh_token: refreshToken,
      expires_in: 7200,
    });
    const token = await sandbox.componentToken();

    const code = codeOf(await sandbox.clickAuthorize(token, appid));
    const renewed = await component('api_query_auth', { authorization_code: code }, token);

    const current = (renewed['authorization_info'] as Json)['authorizer_refresh_token'];
    expect(current).not.toBe(refreshToken);
    expect(await refresh(appid, refreshToken)).toMatchObject({ authorizer_refresh_token: current });
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 301 });
    expect(await errcode(refresh(appid, refreshToken))).toBe(61023);
    expect(await refresh(appid, String(current))).toMatchObject({ expires_in: 7200 });
  });

  it('push updateauthorized only when the permission sets changed', async () => {
    const { appid } = await sandbox.authorizedApp();
    const token = await sandbox.componentToken();
    const events = async () =>
      ((await sandbox.knob('GET', `/sandbox/pushes?appid=${appid}`))['items'] as Json[]).map(({ event }) => event);

    await sandbox.clickAuthorize(token, appid);
    expect(await events()).toEqual(['authorized']);
    await sandbox.clickAuthorize(token, appid, [['permission', '18']]);
    expect(await events()).toEqual(['updateauthorized', 'authorized']);
  });

  it('answer 61007 for a permission set they did not grant', async () => {
    const { token } = await sandbox.authorizedApp({}, [['permission', '30']]);

    expect(await errcode(sandbox.get(`/wxa/get_page?access_token=${token}`))).toBe(61007);
    expect(await errcode(sandbox.get(`/cgi-bin/wxopen/getcategory?access_token=${token}`))).toBe(0);
  });

  it('answer 61003 after they withdrew, and say so by push', async () => {
    const { appid, token, refreshToken } = await sandbox.authorizedApp();

    await sandbox.knob('POST', `/sandbox/apps/${appid}/unauthorize`);

    expect(await sandbox.pushed('unauthorized', appid)).toContain(appid);
    expect(await errcode(sandbox.get(`/wxa/get_page?access_token=${token}`))).toBe(61003);
    expect(await errcode(refresh(appid, refreshToken))).toBe(61003);
  });

  it('are listed with their refresh tokens and described without an access token', async () => {
    const { appid, refreshToken } = await sandbox.authorizedApp({ nickname: '山房', principal: '山房商贸' });
    const token = await sandbox.componentToken();

    const { list, total_count: total } = (await component(
      'api_get_authorizer_list',
      { offset: 0, count: 500 },
      token,
    )) as { list: Json[]; total_count: number };
    const details = await component('api_get_authorizer_info', { authorizer_appid: appid }, token);

    expect(list).toHaveLength(total);
    expect(list).toContainEqual({
      authorizer_appid: appid,
      refresh_token: refreshToken,
      auth_time: expect.any(Number),
    });
    expect(details).toMatchObject({
      authorizer_info: {
        nick_name: '山房',
        principal_name: '山房商贸',
        user_name: expect.stringMatching(/^gh_/),
        MiniProgramInfo: {},
      },
      authorization_info: { authorizer_refresh_token: refreshToken },
    });
    expect(JSON.stringify(details)).not.toContain('access_token');
    expect(await errcode(component('api_get_authorizer_list', { offset: 0, count: 501 }, token))).toBe(40170);
  });
});
