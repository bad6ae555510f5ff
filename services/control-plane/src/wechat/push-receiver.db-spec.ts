import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Client } from 'pg';
import { loadSettings } from '#kernel/config/settings.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { createLogger } from '#kernel/observability/logger.js';
import { PushCrypto } from '#kernel/wechat/push-crypto.js';
import { Vault } from '#kernel/secrets/vault.js';
import { ComponentCredentialsAcrossTenants } from '#kernel/wechat/component-credential.repository.js';
import { createTestDatabase, TEST_MASTER_KEY, type TestDatabase } from '#testing/database.js';
import { controlPlaneSettingsSchema } from '../control-plane-settings.js';
import { createControlPlane } from '../create-control-plane.js';

const keys = {
  componentAppId: 'wx1111111111111111',
  pushToken: 'pushtoken',
  pushAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const appId = 'wx0123456789abcdef';
const DAY = 86_400;

let database: TestDatabase;
let app: NestFastifyApplication;
let fleet: FleetDatabase;
let baseUrl: string;
const logged: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  fleet = await FleetDatabase.connect(database.access, 2);
  const settings = loadSettings(controlPlaneSettingsSchema, {
    ...database.env,
    LOG_LEVEL: 'trace',
    WECHAT_COMPONENT_APPID: keys.componentAppId,
    WECHAT_COMPONENT_SECRET: '0123456789abcdef0123456789abcdef',
    WECHAT_PUSH_TOKEN: keys.pushToken,
    WECHAT_PUSH_AES_KEY: keys.pushAesKey,
    WECHAT_API_URL: 'http://127.0.0.1:9',
  });
  const logger = createLogger('control-plane', 'trace', { write: (line) => void logged.push(line) });
  app = await createControlPlane(settings, logger);
  await app.listen(0, '127.0.0.1');
  baseUrl = await app.getUrl();
});
afterAll(async () => {
  app.getHttpServer().closeAllConnections();
  await app.close();
  await fleet.close();
  await database.drop();
});

const now = () => Math.floor(Date.now() / 1000);

function event(name: string, fields = '', createdAt = now()): string {
  return `<xml><ToUserName>gh_1</ToUserName><FromUserName>oShopper</FromUserName><CreateTime>${createdAt}</CreateTime><MsgType>event</MsgType><Event>${name}</Event>${fields}</xml>`;
}

function ticket(value: string, createdAt = now()): string {
  return `<xml><AppId>${keys.componentAppId}</AppId><CreateTime>${createdAt}</CreateTime><InfoType>component_verify_ticket</InfoType><ComponentVerifyTicket>${value}</ComponentVerifyTicket></xml>`;
}

interface Doctoring {
  readonly crypto?: Partial<typeof keys>;
  readonly timestamp?: number;
  readonly signature?: string;
  /** Changes the ciphertext, and signs what comes out. */
  readonly encrypt?: (encrypt: string) => string;
  readonly body?: (xml: string) => string;
  readonly contentType?: string;
  readonly path?: string;
}

/** Sends a push as WeChat would, but for what is doctored. */
async function push(plain: string, doctoring: Doctoring = {}): Promise<{ status: number; text: string }> {
  const crypto = new PushCrypto({ ...keys, ...doctoring.crypto });
  const timestamp = String(doctoring.timestamp ?? now());
  const sealed = crypto.seal(plain, { timestamp, nonce: '77' });
  const encrypt = doctoring.encrypt?.(sealed.encrypt) ?? sealed.encrypt;
  const msg_signature = doctoring.signature ?? crypto.sign(timestamp, '77', encrypt);
  const query = new URLSearchParams({ msg_signature, timestamp, nonce: '77', signature: 'x', encrypt_type: 'aes' });
  const xml = `<xml><ToUserName>gh_1</ToUserName><Encrypt><![CDATA[${encrypt}]]></Encrypt></xml>`;
  const response = await fetch(`${baseUrl}${doctoring.path ?? `/wechat/messages/${appId}`}?${query.toString()}`, {
    method: 'POST',
    headers: { 'content-type': doctoring.contentType ?? 'text/xml' },
    body: doctoring.body?.(xml) ?? xml,
  });
  return { status: response.status, text: await response.text() };
}

async function countPushes(): Promise<number> {
  const [row] = await fleet.query<{ n: number }>('select count(*)::int as n from platform.wechat_push');
  return row?.n ?? 0;
}

async function asOwner(sql: (fleetRole: string) => string): Promise<void> {
  const [row] = await fleet.query<{ role: string }>('select current_user as role');
  const owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(sql(row?.role ?? ''));
  await owner.end();
}

describe('a push over HTTP', () => {
  const refusals: readonly [string, string, Doctoring, number][] = [
    ['a wrong signature', event('x'), { signature: '0'.repeat(40) }, 403],
    ['an empty signature', event('x'), { signature: '' }, 403],
    ["another platform's AppID inside", event('x'), { crypto: { componentAppId: 'wx2222222222222222' } }, 403],
    ['another token', event('x'), { crypto: { pushToken: 'guessed' } }, 403],
    ['truncated AES, signed', event('x'), { encrypt: (text) => text.slice(0, 24) }, 403],
    ['AES that is not whole blocks, signed', event('x'), { encrypt: (text) => text.slice(0, -6) }, 403],
    ['no ciphertext, signed', event('x'), { encrypt: () => '' }, 403],
    ['a timestamp of last season', event('x'), { timestamp: now() - 31 * DAY }, 403],
    ['JSON inside', '{"ToUserName":"gh_1","Event":"x"}', {}, 403],
    ['nothing inside', '', {}, 403],
    ['no push inside', '<html><body>hello</body></html>', {}, 403],
    [
      'an entity bomb inside',
      `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>${event('x', '<y>&b;</y>')}`,
      {},
      403,
    ],
    ['a foreign file named inside', `<!DOCTYPE x SYSTEM "file:///etc/passwd">${event('x')}`, {}, 403],
    ['a known event without what makes it one', event('wxa_media_check'), {}, 403],
    ['an entity bomb outside', event('x'), { body: (xml) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}` }, 403],
    [
      'oversized XML',
      event('x'),
      { body: (xml) => xml.replace('<xml>', `<xml><pad>${'p'.repeat(70_000)}</pad>`) },
      413,
    ],
    ['broken XML outside', event('x'), { body: () => '<xml><Encrypt>' }, 403],
    ['JSON where XML is due', event('x'), { body: () => '{"Encrypt":"AAAA"}', contentType: 'application/json' }, 403],
    ['JSON called XML', event('x'), { body: () => '{"Encrypt":"AAAA"}' }, 403],
    ['a form', event('x'), { contentType: 'application/x-www-form-urlencoded' }, 415],
    ['an address that is no AppID', event('x'), { path: '/wechat/messages/..%2f..%2fetc' }, 400],
  ];

  test.each(refusals)('with %s is refused, and nothing of it is kept', async (_, plain, doctoring, status) => {
    const before = await countPushes();

    const answer = await push(plain, doctoring);

    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('success');
    expect(await countPushes()).toBe(before);
  });

  test('of a kind nobody knows is stored aside whole, and acknowledged', async () => {
    const answer = await push(event('tomorrow_event', '<what>new</what>'));

    expect(answer).toEqual({ status: 200, text: 'success' });
    expect(
      await fleet.query("select app_id, kind, settled_at from platform.wechat_push where kind = 'unknown'"),
    ).toEqual([{ app_id: appId, kind: 'unknown', settled_at: null }]);
  });

  test('sent again with a new signature, or replayed as it was hours ago, stays one row', async () => {
    const plain = event('wxa_punish_event', '<detail>{"a":1}</detail>');
    const before = await countPushes();

    const answers = [
      await push(plain),
      await push(plain),
      await push(plain, { timestamp: now() - 3600 }),
      await push(plain, { timestamp: now() - 20 * DAY }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(await countPushes()).toBe(before + 1);
  });

  test('is not acknowledged while it cannot be stored, and taken in when WeChat repeats it', async () => {
    const plain = event('wxa_trade_controlled', '<msg>x</msg>');
    const before = await countPushes();
    await asOwner((role) => `revoke insert on platform.wechat_push from ${role}`);
    const refusal = await push(plain);
    await asOwner((role) => `grant insert on platform.wechat_push to ${role}`);

    expect(refusal.status).toBe(500);
    expect(refusal.text).not.toContain('success');
    expect(await push(plain)).toEqual({ status: 200, text: 'success' });
    expect(await countPushes()).toBe(before + 1);
  });

  test('leaves neither ticket, ciphertext nor key in the log', async () => {
    await push(ticket('ticket@@@very-secret'), { path: '/wechat/events' });
    await push(ticket('ticket@@@very-secret'), { path: '/wechat/events', signature: '1'.repeat(40) });

    const text = logged.join('');
    expect(text).toContain('push refused');
    expect(text).toContain('"reason":"signature"');
    for (const secret of ['very-secret', keys.pushToken, keys.pushAesKey, 'Encrypt', '<xml>']) {
      expect(text).not.toContain(secret);
    }
  });
});

describe('a ticket', () => {
  const current = async () => {
    const [row] = await fleet.query<{ at: Date; ahead: boolean }>(
      'select ticket_received_at as at, ticket_received_at > now() as ahead from platform.wechat_component',
    );
    return row;
  };
  const stored = async () => {
    const vault = new Vault([TEST_MASTER_KEY]);
    return (await new ComponentCredentialsAcrossTenants(keys, fleet, vault).read()).ticket;
  };
  const send = (value: string, createdAt: number) => push(ticket(value, createdAt), { path: '/wechat/events' });

  test('dated in the future does not block the ones that follow', async () => {
    expect((await send('ticket@@@ahead', now() + 30 * DAY)).text).toBe('success');
    expect(await stored()).toBe('ticket@@@ahead');
    expect(await current()).toMatchObject({ ahead: false });

    await send('ticket@@@next', now() + 1);

    expect(await stored()).toBe('ticket@@@next');
  });

  test('replayed after a newer one changes nothing', async () => {
    await send('ticket@@@old', now() - 3600);

    expect(await stored()).toBe('ticket@@@next');
  });

  test('a row that an earlier version dated in the future is overtaken', async () => {
    await fleet.execute("update platform.wechat_component set ticket_received_at = now() + interval '1 year'");

    await send('ticket@@@after', now());

    expect(await stored()).toBe('ticket@@@after');
  });
});
