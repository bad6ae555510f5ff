import { createTestDatabase, type TestDatabase } from '#testing/database.js';
import { FleetDatabase } from '../data/fleet-database.js';
import { TenantDatabase } from '../data/tenant-database.js';
import { type AppId, newId, type TenantId } from '../identity/ids.js';
import { Vault } from '../secrets/vault.js';
import { AuthorizerTokens } from './authorizer-tokens.js';
import { ComponentCredentialsAcrossTenants } from './component-credential.repository.js';
import { ComponentTokens } from './component-tokens.js';
import { PlatformClient } from './platform-client.js';
import { RecordedWechat } from './testing/recorded-wechat.js';
import { withToken } from './token-source.js';
import { WechatTransport } from './transport.js';
import { WechatError } from './wechat-error.js';

const COMPONENT_TOKEN = '/cgi-bin/component/api_component_token';
const REFRESH = '/cgi-bin/component/api_authorizer_token';
const LIST = '/cgi-bin/component/api_get_authorizer_list';
const INFO = '/cgi-bin/component/api_get_authorizer_info';
const appId = 'wx0123456789abcdef' as AppId;

interface TokenColumns {
  readonly refresh: string | null;
  readonly previous: string | null;
}

describe('tokens kept in the database', () => {
  let database: TestDatabase;
  let tenants: TenantDatabase;
  let fleet: FleetDatabase;
  let wechat: RecordedWechat;
  let vault: Vault;
  let tenantId: TenantId;
  let validRefreshTokens: Set<string>;
  let issued: number;

  const newComponentTokens = () =>
    new ComponentTokens(
      wechat.settings,
      new WechatTransport(wechat.settings, { backoffMs: 1 }),
      new ComponentCredentialsAcrossTenants(wechat.settings, fleet, vault),
    );
  /** As another process would have it: nothing in memory. */
  const newTokens = () =>
    new AuthorizerTokens(
      tenants,
      vault,
      new PlatformClient(wechat.settings, new WechatTransport(wechat.settings, { backoffMs: 1 }), newComponentTokens()),
    );

  const grant = (refreshToken: string, expiresInSeconds = 0) => ({
    accessToken: `access of ${refreshToken}`,
    expiresInSeconds,
    refreshToken,
  });

  const insertApplet = async (refreshToken: string, expiresInSeconds = 0) => {
    const sealed = newTokens().seal(tenantId, appId, grant(refreshToken, expiresInSeconds));
    await tenants.transaction(tenantId, (tx) =>
      tx.execute(
        `insert into applet (tenant_id, id, app_id, state, refresh_token_sealed, access_token_sealed, access_token_expires_at)
         values ($1, $2, $3, 'authorised', $4, $5, $6)`,
        [tenantId, newId(), appId, sealed.refreshTokenSealed, sealed.accessTokenSealed, sealed.accessTokenExpiresAt],
      ),
    );
  };

  const columns = async (): Promise<TokenColumns> => {
    const [row] = await tenants.transaction(tenantId, (tx) =>
      tx.query<{ refresh_token_sealed: Buffer | null; previous_refresh_token_sealed: Buffer | null }>(
        'select refresh_token_sealed, previous_refresh_token_sealed from applet where tenant_id = $1',
        [tenantId],
      ),
    );
    const context = `t:${tenantId}:applet:${appId}:refresh-token`;
    const open = (sealed: Buffer | null | undefined) => (sealed ? vault.open(sealed, context) : null);
    return { refresh: open(row?.refresh_token_sealed), previous: open(row?.previous_refresh_token_sealed) };
  };

  const sentRefreshTokens = () =>
    wechat
      .received(REFRESH)
      .map(({ body }) => (JSON.parse(body) as Record<string, string>)['authorizer_refresh_token']);

  /** One call on behalf of the applet; gives the tokens it was sent with, the last of which WeChat takes. */
  const sendUntilTaken = async (tokens: AuthorizerTokens, takes: (token: string) => boolean): Promise<string[]> => {
    const sent: string[] = [];
    const path = '/wxa/getversioninfo';
    await withToken(tokens.of(tenantId, appId), { method: 'POST', path, body: '{}', idempotent: true }, ({ query }) => {
      const token = query?.['access_token'] ?? '';
      sent.push(token);
      if (takes(token)) return Promise.resolve();
      return Promise.reject(new WechatError({ errcode: 40001, errmsg: 'invalid credential', path }));
    });
    return sent;
  };

  beforeAll(async () => {
    database = await createTestDatabase();
    tenants = await TenantDatabase.connect(database.access);
    fleet = await FleetDatabase.connect(database.access);
    wechat = await RecordedWechat.start();
    vault = new Vault([database.access.masterKey]);
  });

  beforeEach(async () => {
    wechat.reset();
    tenantId = newId<TenantId>();
    issued = 0;
    validRefreshTokens = new Set();
    await fleet.execute('delete from platform.wechat_component');
    await newComponentTokens().saveTicket('ticket@@@1', new Date());
    wechat.on(COMPONENT_TOKEN, () => ({ body: { component_access_token: `component-${++issued}`, expires_in: 7200 } }));
    wechat.on(LIST, () => ({ body: { total_count: 0, list: [] } }));
    wechat.on(INFO, () => ({ body: { errcode: 45009, errmsg: 'reach max api daily quota limit' } }));
    // A WeChat that gives a new refresh token each time; only those in the set are valid.
    wechat.on(REFRESH, ({ body }) => {
      const sent = (JSON.parse(body) as Record<string, string>)['authorizer_refresh_token'] ?? '';
      if (!validRefreshTokens.has(sent)) return { body: { errcode: 61023, errmsg: 'refresh_token is invalid' } };
      const next = `${sent}+`;
      validRefreshTokens.add(next);
      return {
        body: { authorizer_access_token: `access of ${next}`, expires_in: 7200, authorizer_refresh_token: next },
      };
    });
  });

  afterAll(async () => {
    await wechat.stop();
    await tenants.close();
    await fleet.close();
    await database.drop();
  });

  test('the component token is fetched once by several processes and found again after a restart', async () => {
    const values = await Promise.all([
      newComponentTokens().get(),
      newComponentTokens().get(),
      newComponentTokens().get(),
    ]);

    expect(new Set(values)).toEqual(new Set(['component-1']));
    expect(await newComponentTokens().get()).toBe('component-1');
    expect(wechat.received(COMPONENT_TOKEN)).toHaveLength(1);
  });

  test('a ticket is saved while the component token is being fetched', async () => {
    wechat.on(COMPONENT_TOKEN, async () => {
      // The push of the next ticket arrives while WeChat is being asked: it must not wait for the answer.
      await newComponentTokens().saveTicket('ticket@@@2', new Date(Date.now() + 1000));
      return { body: { component_access_token: 'component-1', expires_in: 7200 } };
    });

    expect(await newComponentTokens().get()).toBe('component-1');

    const stored = await new ComponentCredentialsAcrossTenants(wechat.settings, fleet, vault).read();
    expect(stored).toMatchObject({ ticket: 'ticket@@@2', accessToken: { value: 'component-1' } });
  });

  test('an older ticket that arrives late does not replace the newer one', async () => {
    const store = new ComponentCredentialsAcrossTenants(wechat.settings, fleet, vault);
    await fleet.execute('delete from platform.wechat_component');
    await store.saveTicket('newer', new Date(Date.now() - 5_000));
    await store.saveTicket('older', new Date(Date.now() - 10_000));

    expect((await store.read()).ticket).toBe('newer');
  });

  test('nothing is stored in plain text', async () => {
    await newComponentTokens().get();
    await insertApplet('refreshtoken@@@plain');

    const component = await fleet.query<{ text: string }>(
      `select encode(ticket_sealed, 'escape') || encode(access_token_sealed, 'escape') as text from platform.wechat_component`,
    );
    const applet = await fleet.query<{ text: string }>(
      `select encode(refresh_token_sealed, 'escape') || encode(access_token_sealed, 'escape') as text from applet where tenant_id = $1`,
      [tenantId],
    );

    expect(`${component[0]?.text}${applet[0]?.text}`).not.toMatch(/ticket@@@|component-1|refreshtoken@@@|access of/);
  });

  test('a valid access token is taken from the row without asking WeChat', async () => {
    await insertApplet('r', 7200);

    expect(await newTokens().get(tenantId, appId)).toBe('access of r');
    expect(wechat.received(REFRESH)).toEqual([]);
  });

  test('a hundred callers in two processes cause one refresh', async () => {
    await insertApplet('r');
    validRefreshTokens.add('r');
    const [one, other] = [newTokens(), newTokens()];

    const values = await Promise.all(
      Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? one : other).get(tenantId, appId)),
    );

    expect(new Set(values)).toEqual(new Set(['access of r+']));
    expect(sentRefreshTokens()).toEqual(['r']);
  });

  test('the token that worked is kept beside its successor', async () => {
    await insertApplet('r');
    validRefreshTokens.add('r');

    await newTokens().get(tenantId, appId);

    expect(await columns()).toEqual({ refresh: 'r+', previous: 'r' });
  });

  test('a refresh token that WeChat leaves unchanged has proven itself and needs no forerunner', async () => {
    await insertApplet('r');
    wechat.on(REFRESH, () => ({
      body: { authorizer_access_token: 'access', expires_in: 7200, authorizer_refresh_token: 'r' },
    }));

    await newTokens().get(tenantId, appId);

    expect(await columns()).toEqual({ refresh: 'r', previous: null });
  });

  test('when the successor is refused its forerunner is tried', async () => {
    await insertApplet('r');
    validRefreshTokens.add('r');
    const tokens = newTokens();
    const first = await tokens.get(tenantId, appId);
    validRefreshTokens = new Set(['r']);
    await tokens.refuse(tenantId, appId, first);

    expect(await tokens.get(tenantId, appId)).toBe('access of r+');

    expect(sentRefreshTokens()).toEqual(['r', 'r+', 'r']);
  });

  test('killed between the answer of WeChat and our commit: the next process recovers the token from the list', async () => {
    await insertApplet('r');
    // The answer with r+ was lost with the process, and the five minutes of grace for r are over.
    validRefreshTokens = new Set(['r+']);
    wechat.on(LIST, () => ({
      body: { total_count: 1, list: [{ authorizer_appid: appId, refresh_token: 'r+', auth_time: 1 }] },
    }));

    expect(await newTokens().get(tenantId, appId)).toBe('access of r++');

    expect(sentRefreshTokens()).toEqual(['r', 'r+']);
    expect(await columns()).toEqual({ refresh: 'r++', previous: 'r+' });
  });

  test('the details of the account tell the valid refresh token in one call', async () => {
    await insertApplet('r');
    validRefreshTokens = new Set(['r+']);
    wechat.on(INFO, () => ({
      body: {
        authorizer_info: { user_name: 'gh_1' },
        authorization_info: { authorizer_appid: appId, authorizer_refresh_token: 'r+', func_info: [] },
      },
    }));

    expect(await newTokens().get(tenantId, appId)).toBe('access of r++');

    expect(wechat.received(INFO)).toHaveLength(1);
    expect(wechat.received(LIST)).toEqual([]);
  });

  test('an applet that WeChat says is withdrawn is not looked for in the list', async () => {
    await insertApplet('r');
    wechat.on(INFO, () => ({ body: { errcode: 61003, errmsg: 'component is not authorized by this account' } }));

    await expect(newTokens().get(tenantId, appId)).rejects.toMatchObject({ errcode: 61003, actor: 'merchant' });

    expect(wechat.received(LIST)).toEqual([]);
  });

  test('a token in its last ten minutes serves while WeChat is away, asked for once in fifteen seconds', async () => {
    await insertApplet('r', 300);
    wechat.on(REFRESH, () => ({ status: 503 }));
    const tokens = newTokens();

    expect(await tokens.get(tenantId, appId)).toBe('access of r');
    const attempts = wechat.received(REFRESH).length;
    expect(await tokens.get(tenantId, appId)).toBe('access of r');

    expect(wechat.received(REFRESH)).toHaveLength(attempts);
  });

  test('a token that WeChat refused does not serve on', async () => {
    await insertApplet('r', 300);
    validRefreshTokens.add('r');
    wechat.on(REFRESH, () => ({ status: 503 }));
    const tokens = newTokens();
    const old = await tokens.get(tenantId, appId);
    await tokens.refuse(tenantId, appId, old);

    await expect(tokens.get(tenantId, appId)).rejects.toMatchObject({ retry: 'backoff' });
  });

  test('when every way is closed the merchant must authorise again, and nothing is overwritten', async () => {
    await insertApplet('r');

    await expect(newTokens().get(tenantId, appId)).rejects.toMatchObject({ errcode: 61023, actor: 'merchant' });

    expect(await columns()).toEqual({ refresh: 'r', previous: null });
  });

  test('other errors do not burn through the candidates', async () => {
    await insertApplet('r');
    wechat.on(REFRESH, () => ({ body: { errcode: 61003, errmsg: 'component is not authorized by this account' } }));

    await expect(newTokens().get(tenantId, appId)).rejects.toMatchObject({ errcode: 61003 });

    expect(sentRefreshTokens()).toEqual(['r']);
  });

  test('a refused access token is renewed once, unless another process did so already', async () => {
    await insertApplet('r', 7200);
    validRefreshTokens.add('r');
    const [one, other] = [newTokens(), newTokens()];
    const old = await one.get(tenantId, appId);
    expect(await other.get(tenantId, appId)).toBe(old);

    await one.refuse(tenantId, appId, old);
    expect(await one.get(tenantId, appId)).toBe('access of r+');
    await other.refuse(tenantId, appId, old);
    expect(await other.get(tenantId, appId)).toBe('access of r+');

    expect(sentRefreshTokens()).toEqual(['r']);
  });

  test('a call is made although WeChat forgot both our token and the one another process stored meanwhile', async () => {
    await insertApplet('r1', 7200);
    validRefreshTokens.add('r1');
    const [mine, other] = [newTokens(), newTokens()];
    const ours = await mine.get(tenantId, appId);
    await other.refuse(tenantId, appId, ours);
    const theirs = await other.get(tenantId, appId);

    const sent = await sendUntilTaken(mine, (token) => token !== ours && token !== theirs);

    expect(sent).toEqual([ours, theirs, 'access of r1++']);
  });

  test('a WeChat that refuses every token is asked three times', async () => {
    await insertApplet('r1', 7200);
    validRefreshTokens.add('r1');

    await expect(sendUntilTaken(newTokens(), () => false)).rejects.toMatchObject({ errcode: 40001 });

    expect(sentRefreshTokens()).toHaveLength(2);
  });

  test('a new authorisation is adopted, a withdrawn one forgotten', async () => {
    await insertApplet('r');
    const tokens = newTokens();

    const adopted = await tenants.transaction(tenantId, (tx) => tokens.adopt(tx, appId, grant('fresh', 7200)));
    expect(adopted).toBe(true);
    expect(await tokens.get(tenantId, appId)).toBe('access of fresh');
    expect(await columns()).toEqual({ refresh: 'fresh', previous: 'r' });

    await tenants.transaction(tenantId, (tx) => tokens.forget(tx, appId));
    await expect(tokens.get(tenantId, appId)).rejects.toMatchObject({ errcode: 61003, actor: 'merchant' });
    expect(wechat.received(REFRESH)).toEqual([]);
  });

  test('an applet of another tenant does not exist', async () => {
    await insertApplet('r', 7200);

    await expect(newTokens().get(newId<TenantId>(), appId)).rejects.toMatchObject({ code: 'wechat.applet_unknown' });
  });

  test('rows that point at the applet can be inserted while its token is renewed', async () => {
    await insertApplet('r');
    validRefreshTokens.add('r');
    const [applet] = await fleet.query<{ id: string }>('select id from applet where tenant_id = $1', [tenantId]);
    let inserted = 0;
    wechat.on(REFRESH, async () => {
      inserted = await tenants.transaction(tenantId, (tx) =>
        tx.execute(
          `insert into storefront (tenant_id, applet_id, template_id, template_version, draft) values ($1, $2, 'retail', '1.0.0', '{}')`,
          [tenantId, applet?.id],
        ),
      );
      return { body: { authorizer_access_token: 'a', expires_in: 7200, authorizer_refresh_token: 'r' } };
    });

    await newTokens().get(tenantId, appId);

    expect(inserted).toBe(1);
  });
});
