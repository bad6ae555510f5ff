import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import { Client } from 'pg';
import { decide, lockCheck } from '#commerce/content-checks/content-check.js';
import { MediaVerdicts } from '#commerce/content-checks/media-verdicts.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ApiClient } from '#kernel/http/client.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import { eventually } from '#testing/eventually.js';
import { getProfile, removeAvatar } from '../src/profiles/profiles.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { absent, answering, authorise, MEDIA_CHECK, received } from './wechat-of-applet.js';

let world: RuntimeWorld;
let shop: TestShop;
let neighbour: TestShop;
let step: ContentCheckStep;
let verdicts: MediaVerdicts;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop(null);
  neighbour = await world.shop(null);
  await authorise(world, shop);
  const { app, tenants } = world;
  step = new ContentCheckStep(tenants, app.get(ContentSecurityClient), app.get(ObjectStore), app.get(CommerceSettings));
  verdicts = new MediaVerdicts(tenants, step);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.wechat.calls.length = 0;
});

const params = () => ({ appId: shop.appId });

describe('the avatar', () => {
  const png = (mark: string) => Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.from(mark)]);
  let uploads = 0;

  async function send(token: string, body: Buffer, contentType = 'image/png', appId: string = shop.appId) {
    const response = await fetch(`${world.url}/a/${appId}/me/avatar`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body: new Uint8Array(body),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, string | null> };
  }
  const show = async (path: string | null | undefined, appId: string = shop.appId) =>
    (await fetch(`${world.url}/a/${appId}/${path ?? ''}`)).status;
  const profileOf = async (token: string) =>
    new ApiClient({ baseUrl: world.url, headers: { authorization: `Bearer ${token}` } }).call(getProfile, {
      params: params(),
    });
  const latest = async () => {
    const [row] = await world.rows<{ id: string; content: string; trace_id: string | null; state: string }>(
      shop,
      `select id, content, trace_id, state from content_check where field = 'avatar' order by id desc limit 1`,
    );
    return row ?? { id: '', content: '', trace_id: null, state: '' };
  };
  const event = (traceId: string, suggestion: 'pass' | 'review' | 'risky', errcode = 0) =>
    verdicts.handle(shop.tenantId, shop.appId, {
      kind: 'mediaChecked',
      dedupKey: traceId,
      createdAt: new Date(Date.now() - 120_000),
      userName: 'gh_1',
      traceId,
      errcode,
      suggestion,
      label: 0,
    });
  /** Uploads a picture and has the worker hand it to WeChat. */
  async function submitted(token: string) {
    uploads += 1;
    const traceId = `trace-${uploads}`;
    answering(world, { [MEDIA_CHECK]: { errcode: 0, errmsg: 'ok', trace_id: traceId } });
    const { body } = await send(token, png(traceId));
    const { id } = await latest();
    await step.handle({ tenantId: shop.tenantId, checkId: id });
    return { traceId, path: body['heldAvatarUrl'] ?? '', checkId: id };
  }

  test('is seen by nobody who does not know where it is until WeChat has passed it', async () => {
    const token = await world.token(shop);
    const { traceId, path } = await submitted(token);

    expect(await profileOf(token)).toMatchObject({ avatarUrl: null, heldAvatarUrl: path });
    expect(received(world, MEDIA_CHECK)).toMatchObject([
      {
        media_type: 2,
        version: 2,
        scene: 1,
        media_url: expect.stringMatching(new RegExp(`/a/${shop.appId}/${path}$`)),
      },
    ]);
    expect(path).toMatch(/^avatars\/[0-9a-f]{32}\.png$/);
    // The checker fetches it without any log-in; another shop does not have it.
    expect([await show(path), await show(path, neighbour.appId)]).toEqual([200, 404]);

    expect(await event(traceId, 'pass')).toBeNull();

    expect(await profileOf(token)).toMatchObject({ avatarUrl: path, heldAvatarUrl: null });
    expect(await show(path)).toBe(200);
  });

  test('that is risky is deleted, and the one before stays', async () => {
    const token = await world.token(shop);
    const first = await submitted(token);
    await event(first.traceId, 'pass');
    const second = await submitted(token);

    await event(second.traceId, 'risky');
    expect(await event(second.traceId, 'pass')).toBe('decided already');

    expect(await profileOf(token)).toMatchObject({ avatarUrl: first.path, heldAvatarUrl: null });
    expect([await show(first.path), await show(second.path)]).toEqual([200, 404]);
  });

  test('replaces the one before, whose picture is deleted', async () => {
    const token = await world.token(shop);
    const first = await submitted(token);
    await event(first.traceId, 'pass');
    const second = await submitted(token);
    await event(second.traceId, 'pass');

    expect(await profileOf(token)).toMatchObject({ avatarUrl: second.path });
    expect([await show(first.path), await show(second.path)]).toEqual([404, 200]);
  });

  test('a second picture withdraws the first while that is looked at', async () => {
    const token = await world.token(shop);
    const first = await submitted(token);
    const second = await submitted(token);

    expect(await event(first.traceId, 'pass')).toBe('decided already');

    expect(await profileOf(token)).toMatchObject({ avatarUrl: null, heldAvatarUrl: second.path });
    expect(await show(first.path)).toBe(404);
  });

  test('that WeChat could not fetch is handed over again; one in doubt waits for a person', async () => {
    const { traceId, checkId } = await submitted(await world.token(shop));
    await event(traceId, 'review', -1008);
    const next = () =>
      world.rows(shop, 'select state, next_attempt_at is null as waits from content_check where id = $1', [checkId]);
    expect(await next()).toEqual([{ state: 'held', waits: false }]);

    await event(traceId, 'review');
    expect(await next()).toEqual([{ state: 'held', waits: true }]);
  });

  test('whose verdict never comes is handed over again after half an hour', async () => {
    const { checkId } = await submitted(await world.token(shop));
    await step.handle({ tenantId: shop.tenantId, checkId });
    expect(received(world, MEDIA_CHECK)).toHaveLength(1);

    const [row] = await world.rows<{ minutes: number }>(
      shop,
      'select round(extract(epoch from next_attempt_at - now()) / 60)::int as minutes from content_check where id = $1',
      [checkId],
    );
    expect(row?.minutes).toBe(31);
    await world.rows(shop, 'update content_check set next_attempt_at = now() where id = $1 returning 1', [checkId]);
    await step.handle({ tenantId: shop.tenantId, checkId });
    expect(received(world, MEDIA_CHECK)).toHaveLength(2);
  });

  test.each([
    ['WeChat has not seen the shopper', absent],
    ['WeChat looks at it already', { errcode: 87020, errmsg: 'repeat' }],
    ['WeChat is down', 'down' as const],
  ])('waits and is tried again when %s', async (_, answer) => {
    answering(world, { [MEDIA_CHECK]: answer });
    await send(await world.token(shop), png('x'));
    const { id } = await latest();

    await step.handle({ tenantId: shop.tenantId, checkId: id });

    expect(
      await world.rows(shop, 'select state, next_attempt_at > now() as later from content_check where id = $1', [id]),
    ).toEqual([{ state: 'checking', later: true }]);
  });

  test('a verdict that overtakes its trace id is come back for; an old one of nobody is put aside', async () => {
    expect(await event('nobody', 'pass')).toBe('no check with this trace id');
    const early = {
      kind: 'mediaChecked',
      dedupKey: 'e',
      userName: 'gh_1',
      errcode: 0,
      suggestion: 'pass',
      label: 0,
    } as const;
    await expect(
      verdicts.handle(shop.tenantId, shop.appId, { ...early, traceId: 'early', createdAt: new Date() }),
    ).rejects.toThrow('trace id');
  });

  test.each([
    ['a text called a picture', Buffer.from('hello'), 'image/png', 422],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), 'image/svg+xml', 422],
    ['nothing', Buffer.alloc(0), 'image/png', 422],
    ['JSON', Buffer.from('{}'), 'application/json', 415],
    ['more than 2 MB', Buffer.concat([png('x'), Buffer.alloc(2 * 1024 * 1024)]), 'image/png', 413],
  ])('%s is refused', async (_, bytes, contentType, status) => {
    expect((await send(await world.token(shop), bytes, contentType)).status).toBe(status);
  });

  test('a stranger, and a shopper of another shop, is sent away before a byte is read', async () => {
    expect((await send('nonsense', png('x'))).status).toBe(401);
    expect((await send(await world.token(neighbour), png('x'))).status).toBe(401);
  });

  test.each([
    'avatars/x.png',
    `avatars/${'0'.repeat(32)}.png`,
    'avatars/..%2f..%2fx.png',
    `avatars/${'0'.repeat(32)}.svg`,
  ])('%s shows nothing', async (path) => {
    expect([400, 404]).toContain(await show(path));
  });

  test('removed while its verdict is being booked is removed, and nobody is turned away', async () => {
    const token = await world.token(shop);
    const { checkId } = await submitted(token);
    const shopper = new ApiClient({ baseUrl: world.url, headers: { authorization: `Bearer ${token}` } });
    const owner = new Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    let removal: Promise<unknown> | undefined;

    await world.tenants.transaction(shop.tenantId, async (tx) => {
      const check = await lockCheck(tx, checkId);
      removal = shopper.call(removeAvatar, { params: params() });
      await eventually(
        () =>
          owner.query<{ n: number }>(
            `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        ({ rows }) => rows[0]?.n === 1,
      );
      if (check) await decide(tx, check, { to: 'passed', by: { kind: 'wechat' } });
    });
    await removal;
    await owner.end();

    expect(await profileOf(token)).toMatchObject({ avatarUrl: null, heldAvatarUrl: null });
  });

  test('a verdict on the older of two pictures sent at once neither shows nor deletes the newer', async () => {
    const token = await world.token(shop);
    const both = await Promise.all([send(token, png('one')), send(token, png('two'))]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    const rows = await world.rows<{ id: string; content: string }>(
      shop,
      `update content_check set trace_id = 'of-' || id, state = 'checking', content = coalesce(content, 'withdrawn.png')
       where id in (select id from content_check where field = 'avatar' order by created_at desc limit 2) returning id, content, created_at`,
    );
    const [newer, older] = rows.sort((one, other) => (one.id < other.id ? 1 : -1));

    await event(`of-${newer?.id}`, 'pass');
    await event(`of-${older?.id}`, 'pass');

    expect(await profileOf(token)).toMatchObject({ avatarUrl: `avatars/${newer?.content}` });
    expect(await show(`avatars/${newer?.content}`)).toBe(200);
  });

  test('is removed with its picture', async () => {
    const token = await world.token(shop);
    const { traceId, path } = await submitted(token);
    await event(traceId, 'pass');

    await new ApiClient({ baseUrl: world.url, headers: { authorization: `Bearer ${token}` } }).call(removeAvatar, {
      params: params(),
    });

    expect(await profileOf(token)).toMatchObject({ avatarUrl: null });
    expect(await show(path)).toBe(404);
  });
});
