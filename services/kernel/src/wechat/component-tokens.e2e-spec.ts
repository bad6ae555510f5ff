import { ComponentTokens } from './component-tokens.js';
import { localErrcodes } from './error-rules.js';
import { PlatformClient } from './platform-client.js';
import { MemoryCredentialStore } from './testing/memory-credential-store.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import { WechatTransport } from './transport.js';

const TOKEN_PATH = '/cgi-bin/component/api_component_token';
const START_PUSH_PATH = '/cgi-bin/component/api_start_push_ticket';
const PREAUTH_PATH = '/cgi-bin/component/api_create_preauthcode';

describe('component tokens', () => {
  let wechat: RecordedWechat;
  let store: MemoryCredentialStore;
  let tokens: ComponentTokens;
  let issued: number;

  const newTokens = () =>
    new ComponentTokens(wechat.settings, new WechatTransport(wechat.settings, { backoffMs: 1 }), store);
  const issueFor = (expiresIn: number) =>
    wechat.on(TOKEN_PATH, () => ({ body: { component_access_token: `token-${++issued}`, expires_in: expiresIn } }));

  beforeAll(async () => {
    wechat = await RecordedWechat.start();
  });
  beforeEach(async () => {
    wechat.reset();
    issued = 0;
    issueFor(7200);
    store = new MemoryCredentialStore();
    tokens = newTokens();
    await tokens.saveTicket('ticket@@@1', new Date());
  });
  afterAll(() => wechat.stop());

  test('a hundred callers at once cause one call to WeChat, with the newest ticket', async () => {
    await tokens.saveTicket('ticket@@@2', new Date());

    const values = await Promise.all(Array.from({ length: 100 }, () => tokens.get()));

    expect(new Set(values)).toEqual(new Set(['token-1']));
    expect(wechat.received(TOKEN_PATH).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      {
        component_appid: 'wx134c8103faa5a59e',
        component_appsecret: 'component-secret',
        component_verify_ticket: 'ticket@@@2',
      },
    ]);
  });

  test('two processes that share the store cause one call', async () => {
    const values = await Promise.all([tokens.get(), newTokens().get(), newTokens().get()]);

    expect(values).toEqual(['token-1', 'token-1', 'token-1']);
    expect(wechat.received(TOKEN_PATH)).toHaveLength(1);
  });

  test('a token in its last ten minutes is renewed', async () => {
    issueFor(599);
    await tokens.get();
    issueFor(7200);

    expect(await tokens.get()).toBe('token-2');
    expect(await tokens.get()).toBe('token-2');
  });

  test('a token in its last ten minutes still serves while WeChat is down', async () => {
    issueFor(599);
    await tokens.get();
    wechat.on(TOKEN_PATH, () => ({ status: 503 }));

    expect(await tokens.get()).toBe('token-1');
  });

  test('while WeChat is down it is asked once in fifteen seconds, not by every call', async () => {
    issueFor(599);
    await tokens.get();
    wechat.on(TOKEN_PATH, () => ({ status: 503 }));

    await tokens.get();
    const attempts = wechat.received(TOKEN_PATH).length;
    await tokens.get();

    expect(wechat.received(TOKEN_PATH)).toHaveLength(attempts);
  });

  test('a token in its last ten minutes still serves while the store is away', async () => {
    issueFor(599);
    await tokens.get();
    store.withLock = () => Promise.reject(new Error('Connection terminated unexpectedly'));

    expect(await tokens.get()).toBe('token-1');
  });

  test.each([61005, 61006])('after %i WeChat is asked for a new ticket, once in ten minutes', async (errcode) => {
    wechat.on(TOKEN_PATH, () => ({ body: { errcode, errmsg: 'component ticket is expired' } }));
    wechat.on(START_PUSH_PATH, () => ({ body: { errcode: 0, errmsg: 'ok' } }));

    await expect(tokens.get()).rejects.toMatchObject({ errcode });
    await expect(tokens.get()).rejects.toMatchObject({ errcode });
    expect(wechat.received(START_PUSH_PATH).map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { component_appid: 'wx134c8103faa5a59e', component_secret: 'component-secret' },
    ]);

    await tokens.saveTicket('ticket@@@new', new Date());
    issueFor(7200);
    expect(await tokens.get()).toBe('token-1');
  });

  test('without a ticket it says what to check', async () => {
    store = new MemoryCredentialStore();

    await expect(newTokens().get()).rejects.toMatchObject({
      errcode: localErrcodes.ticketMissing,
      actor: 'operator',
      retry: 'later',
    });
    expect(wechat.calls).toEqual([]);
  });

  test.each([40001, 42001, 40014])('after %i the token is renewed once and the call repeated once', async (errcode) => {
    const platform = new PlatformClient(wechat.settings, new WechatTransport(wechat.settings), tokens);
    wechat.on(PREAUTH_PATH, ({ query }) => ({
      body:
        query['access_token'] === 'token-1'
          ? { errcode, errmsg: 'invalid credential' }
          : { pre_auth_code: 'preauthcode@@@x', expires_in: 1800 },
    }));

    const answers = await Promise.all([platform.createPreAuthCode(), platform.createPreAuthCode()]);

    expect(answers[0]).toEqual({ preAuthCode: 'preauthcode@@@x', expiresInSeconds: 1800 });
    expect(wechat.received(TOKEN_PATH)).toHaveLength(2);
    const sent = wechat.received(PREAUTH_PATH).map(({ query }) => query['access_token']);
    expect(sent.filter((token) => token === 'token-1')).toHaveLength(2);
    expect(sent.filter((token) => token === 'token-2')).toHaveLength(2);
  });

  test('a token that stays refused ends in an error, not in a loop', async () => {
    const platform = new PlatformClient(wechat.settings, new WechatTransport(wechat.settings), tokens);
    wechat.on(PREAUTH_PATH, () => ({ body: { errcode: 40001 } }));

    await expect(platform.createPreAuthCode()).rejects.toMatchObject({ errcode: 40001 });
    expect(wechat.received(PREAUTH_PATH)).toHaveLength(3);
  });
});
