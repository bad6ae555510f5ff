import { eventually } from '#testing/eventually.js';
import { buildPackage, change } from '#testing/hosting-steps.js';
import type { WorldShop } from '#testing/hosting-world.js';
import { PlayerWorld } from '#testing/player-world.js';
import { refusal } from '#testing/refusal.js';
import { SignedTickets } from '#kernel/secrets/signed-tickets.js';
import type { PlayerPackage, ProxiedAnswer } from '../../../player/src/format.js';
import { publishStorefront } from '../hosting/storefront.contract.js';
import { whoAmI } from '../identity/session.contract.js';
import { createPreviewTicket } from './preview-tickets.contract.js';
import type { TicketContent } from './preview-tickets.js';

describe('previews', () => {
  let player: PlayerWorld;
  let shop: WorldShop;
  let url: string;
  /** The operator's: they may look at every shop. */
  let maker: TicketContent['maker'];

  beforeAll(async () => {
    player = await PlayerWorld.start();
    shop = await player.hosting.shop();
    url = await player.preview(shop);
    maker = { kind: 'member', id: (await player.hosting.world.operator.call(whoAmI)).memberId ?? '' };
  });

  afterAll(() => player.stop());

  const packageAt = async (address: string) => {
    const response = await fetch(`${address}package.json`);
    return { status: response.status, body: (await response.json()) as PlayerPackage & { code: string } };
  };

  /** What the host of the browser sends for `wx.request`. */
  const request = (asked: object, init: RequestInit = {}, address = url) =>
    fetch(`${address}request`, {
      method: 'POST',
      headers: {
        'x-player-request': encodeURIComponent(
          JSON.stringify({ method: 'GET', header: {}, timeoutMs: 5000, ...asked }),
        ),
      },
      ...init,
    });
  const shopUrl = (path: string) => `${player.runtimeUrl}/a/${shop.appId}/${path}`;
  const answerOf = (response: Response) =>
    JSON.parse(decodeURIComponent(response.headers.get('x-player-answer') ?? 'null')) as ProxiedAnswer;
  const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

  /** A ticket signed as the platform signs them. */
  const signed = (content: Partial<TicketContent>, expiresAt = Date.now() + 60_000) => {
    const { merchantId: tenantId, appId } = shop;
    const preview = { tenantId, appId, shows: 'draft', viewer: 'test', maker, withdrawals: 0, ...content };
    const tickets = new SignedTickets<TicketContent>([player.hosting.world.env['MASTER_KEY'] ?? ''], 'preview');
    return `${player.origin}/p/${tickets.issue(preview, new Date(expiresAt))}/`;
  };

  describe('tickets', () => {
    test('lead to a page of the player that may talk to nobody but its own origin', async () => {
      const response = await fetch(url);
      const policy = response.headers.get('content-security-policy') ?? '';

      expect(url.startsWith(`${player.origin}/p/`)).toBe(true);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('/player/player.js');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("connect-src 'self';");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toMatch(/sandbox allow-scripts allow-same-origin allow-forms$/);
      expect(policy).toContain(`frame-ancestors 'self' ${player.hosting.world.baseUrl};`);
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      expect(response.headers.get('set-cookie')).toBeNull();
      expect((await fetch(url.slice(0, -1), { redirect: 'manual' })).headers.get('location')).toBe(
        new URL(url).pathname,
      );
    });

    test('show the draft, with the entry that was asked for', async () => {
      const query = { productId: 'p1' };
      const wish = { path: '/pages/product/index', query, language: 'en' } as const;
      const { status, body } = await packageAt(await player.preview(shop, wish));

      expect(status).toBe(200);
      expect(body).toMatchObject({
        appId: shop.appId,
        entry: { path: 'pages/product/index', query },
        language: 'en',
        wechat: true,
        requestHosts: [player.runtimeUrl],
        embedders: [player.hosting.world.baseUrl],
        extJson: { extAppid: shop.appId, ext: { apiBase: player.runtimeUrl } },
      });
      expect(body.baseDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
    });

    test('show a built package by its digest, on the same base', async () => {
      const { digest } = await buildPackage(shop);
      await change(shop, 'brand', { name: 'Not built yet' });

      const built = await packageAt(await player.preview(shop, { digest: digest ?? '' }));
      const draft = await packageAt(url);

      expect(built.body.title).not.toBe('Not built yet');
      expect(draft.body.title).toBe('Not built yet');
      expect(built.body.baseDigest).toBe(draft.body.baseDigest);
    });

    test('are not given for wrong wishes, packages that are not there, to strangers, and for a neighbour', async () => {
      const body = { lifetimeSeconds: 3600 };
      const ask = (api: typeof shop.api, wish: object, params = shop.params) =>
        refusal(api.call(createPreviewTicket, { params, body: { ...body, ...wish } }));
      const neighbour = await player.hosting.shop();

      for (const wish of [
        { digest: 'draft' },
        { path: '../../etc/passwd' },
        { path: 'x'.repeat(300) },
        { query: { a: 1 } },
        // Too much to carry in an address.
        { query: Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`name${index}`, '长'.repeat(200)])) },
        { language: 'fr' },
        { lifetimeSeconds: 1e9 },
        { surplus: true },
      ]) {
        expect(await ask(shop.api, wish)).toMatchObject({ status: 400, code: 'request.invalid' });
      }
      const digest = `sha256:${'0'.repeat(64)}`;
      expect(await ask(shop.api, { digest })).toMatchObject({ status: 404, code: 'package.not_found' });
      expect(await ask(player.hosting.world.stranger, {})).toMatchObject({ status: 401, code: 'auth.required' });
      expect(await ask(neighbour.api, {})).toMatchObject({ status: 404, code: 'merchant.not_found' });
      const crossed = { merchantId: neighbour.merchantId, appId: shop.appId };
      expect(await ask(neighbour.api, {}, crossed)).toMatchObject({ status: 404, code: 'applet.not_found' });
    });

    test("a package of the merchant's other applet is not shown", async () => {
      const { digest } = await buildPackage(shop);
      const neighbour = await player.hosting.shop();

      const other = await packageAt(signed({ appId: neighbour.appId, shows: digest ?? '' }));
      const foreign = await packageAt(signed({ tenantId: neighbour.merchantId, shows: digest ?? '' }));

      expect([other.status, other.body.code]).toEqual([404, 'package.not_found']);
      expect([foreign.status, foreign.body.code]).toEqual([404, 'package.not_found']);
    });

    test('that ended or were altered are refused, to people on a page in both languages', async () => {
      const ended = signed({}, Date.now() - 1000);
      const altered = url.replace(/.{5}\/$/, 'AAAAA/');

      expect((await packageAt(ended)).body.code).toBe('preview.ticket_expired');
      expect((await packageAt(altered)).body.code).toBe('preview.ticket_invalid');
      const makerless = { maker: undefined } as unknown as Partial<TicketContent>;
      expect((await packageAt(signed(makerless))).body.code).toBe('preview.ticket_invalid');
      const nobody = signed({ maker: { kind: 'member', id: shop.merchantId } });
      expect((await packageAt(nobody)).body.code).toBe('preview.ticket_withdrawn');
      const page = await fetch(ended);
      expect([page.status, page.headers.get('content-type')]).toEqual([410, 'text/html; charset=utf-8']);
      const text = await page.text();
      expect(text).toContain('预览链接已过期');
      expect(text).toContain('This preview link has expired');
      for (const path of ['request', 'play/login']) {
        expect((await fetch(`${altered}${path}`, { method: 'POST' })).status).toBe(403);
      }
    });
  });

  describe('compiled bases', () => {
    test('are one script per template version, kept for ever, and their pictures; nothing else of them is handed out', async () => {
      const { body } = await packageAt(url);
      const base = `${player.origin}/base/${body.baseDigest}`;

      const script = await fetch(`${base}/app.js`);
      const icon = await fetch(`${base}/files/icons/tab/home.png`);

      expect(script.status).toBe(200);
      const etag = script.headers.get('etag') ?? '';
      expect((await fetch(`${base}/app.js`, { headers: { 'if-none-match': etag } })).status).toBe(304);
      expect(await script.text()).toMatch(/^xiaopuPlayer\(\{format:1,/);
      expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/png']);
      expect(icon.headers.get('content-security-policy')).toContain('sandbox');
      for (const file of ['app.json', 'app.js', 'icons/none.png', '../../../etc/passwd.png', '%2e%2e/%2e%2e/a.png']) {
        expect((await fetch(`${base}/files/${file}`)).status).toBe(404);
      }
      expect(await codeOf(await fetch(`${player.origin}/base/sha256:${'0'.repeat(64)}/app.js`))).toBe(
        'preview.base_not_found',
      );
      expect((await fetch(`${player.origin}/base/..%2f..%2fx/app.js`)).status).toBe(404);
    });

    test("the player's own files are served, and nothing beside them", async () => {
      expect((await fetch(`${player.origin}/player/player.js`)).headers.get('content-type')).toContain(
        'text/javascript',
      );
      for (const file of ['.build-hash', '..%2fservices%2fx.js', 'index.html']) {
        expect((await fetch(`${player.origin}/player/${file}`)).status).toBe(404);
      }
    });
  });

  describe('requests', () => {
    test('reach the shop as WeChat would send them', async () => {
      const response = await request({ url: shopUrl('categories'), header: { Accept: 'application/json' } });

      expect(response.status).toBe(200);
      expect(answerOf(response)).toMatchObject({
        statusCode: 200,
        header: { 'content-type': expect.stringContaining('json') },
      });
      // As WeChat shows a mini-program: what the shop said, not only what we know of.
      expect(Object.keys(answerOf(response).header)).toEqual(
        expect.arrayContaining(['etag', 'vary', 'referrer-policy']),
      );
      expect(response.headers.get('content-security-policy')).toContain('sandbox');
      expect(await response.json()).toEqual({ items: [] });
    });

    test('hand on what the shop answers, whatever its status', async () => {
      const response = await request({ url: shopUrl('products/nonsense') });

      expect(response.status).toBe(200);
      expect(answerOf(response).statusCode).toBe(400);
    });

    test.each([
      ['another host', 'http://example.com/a/APP/storefront'],
      ['the control plane', 'CONTROL/api/session'],
      ['another port', 'http://127.0.0.1:1/a/APP/storefront'],
      ['another mini-program', 'RUNTIME/a/wx0000000000000000/storefront'],
      ['the metrics', 'RUNTIME/metrics'],
      ['a way upwards', 'RUNTIME/a/APP/../../metrics'],
      ['a spelt way upwards', 'RUNTIME/a/APP/%2e%2e/%2e%2e/metrics'],
      ['a slash in disguise', 'RUNTIME/a/APP/..%2f..%2fmetrics'],
      ['another scheme', 'file:///etc/passwd'],
      ['a log-in in the address', 'http://user:word@HOST/a/APP/storefront'],
      ['no address', 'storefront'],
    ])('to %s are refused', async (_name, address) => {
      const target = address
        .replace('RUNTIME', player.runtimeUrl)
        .replace('CONTROL', player.hosting.world.baseUrl)
        .replace('HOST', new URL(player.runtimeUrl).host)
        .replace('APP', shop.appId);

      const response = await request({ url: target });

      expect(response.status).toBe(403);
      expect(await codeOf(response)).toBe('preview.host_not_allowed');
    });

    test('carry bytes', async () => {
      const body = Buffer.from([0xff, 0x00, 0xfe, 0x80]);
      const asked = { url: shopUrl('me/avatar'), method: 'PUT', header: { 'content-type': 'image/png' } };

      const answer = answerOf(await request(asked, { body }));

      // The runtime's own refusal: nobody is logged in.
      expect(answer.statusCode).toBe(401);
    });

    test('without their description, with a senseless method or too large are refused', async () => {
      const plain = await fetch(`${url}request`, { method: 'POST' });
      const senseless = await request({ url: shopUrl('storefront'), method: 'CONNECT' });
      const large = await request(
        { url: shopUrl('storefront'), method: 'POST' },
        { body: Buffer.alloc(11 * 1024 * 1024) },
      );

      expect([plain.status, senseless.status, large.status]).toEqual([400, 400, 413]);
    });

    test('that come too fast are slowed down', async () => {
      const fast = await player.preview(shop, { language: 'zh' });
      const answers: number[] = [];
      // A slow machine needs more of them to be faster than twenty a second.
      while (!answers.includes(429) && answers.length < 3_000) {
        const ask = () => request({ url: shopUrl('categories') }, {}, fast).then(({ status }) => status);
        answers.push(...(await Promise.all(Array.from({ length: 300 }, ask))));
      }

      expect(answers.filter((status) => status === 429).length).toBeGreaterThan(0);
      expect(answers.filter((status) => status === 200).length).toBeGreaterThan(0);
      await eventually(
        () => request({ url: shopUrl('categories') }, {}, fast),
        ({ status }) => status === 200,
      );
    });
  });

  describe('the draft', () => {
    test('is seen by its preview at once, and by nobody else', async () => {
      const mine = await player.hosting.shop();
      const address = await player.preview(mine);
      await mine.api.call(publishStorefront, { params: mine.params, body: {} });
      const storefront = `${player.runtimeUrl}/a/${mine.appId}/storefront`;
      const published = await (await fetch(storefront)).json();
      await change(mine, 'brand', { slogan: 'Only in the draft' });

      const previewed = await request({ url: storefront }, {}, address);
      const seen = (await previewed.json()) as { settings: { brand: { slogan: string } } };

      expect(seen.settings.brand.slogan).toBe('Only in the draft');
      expect(answerOf(previewed).header['cache-control']).toBe('private, no-store');
      expect(answerOf(previewed).header).not.toHaveProperty('etag');
      expect(await (await fetch(storefront)).json()).toEqual(published);
      await change(mine, 'brand', { slogan: 'And again' });
      expect(await (await request({ url: storefront }, {}, address)).text()).toContain('And again');
    });

    test('is shown of a shop that has published nothing', async () => {
      const fresh = await player.hosting.shop();
      const response = await request(
        { url: `${player.runtimeUrl}/a/${fresh.appId}/storefront` },
        {},
        await player.preview(fresh),
      );

      expect(answerOf(response).statusCode).toBe(200);
    });

    test('a built package is answered with what is published', async () => {
      const mine = await player.hosting.shop();
      const { digest } = await buildPackage(mine);
      await change(mine, 'brand', { slogan: 'Only in the draft' });
      const address = await player.preview(mine, { digest: digest ?? '' });

      const response = await request({ url: `${player.runtimeUrl}/a/${mine.appId}/storefront` }, {}, address);

      expect(await response.text()).not.toContain('Only in the draft');
    });

    test('is not opened by a key that is forged, for another shop, or sent by the mini-program itself', async () => {
      const storefront = shopUrl('storefront');
      const neighbour = await player.hosting.shop();
      const keys = new SignedTickets([player.hosting.world.env['MASTER_KEY'] ?? ''], 'draft preview');
      const later = new Date(Date.now() + 60_000);
      const foreign = keys.issue({ tenantId: neighbour.merchantId, appId: neighbour.appId }, later);
      const ended = keys.issue({ tenantId: shop.merchantId, appId: shop.appId }, new Date(0));

      for (const key of ['', 'x', foreign, ended]) {
        const response = await fetch(storefront, { headers: { 'x-xiaopu-preview': key } });
        expect([response.status, await codeOf(response)]).toEqual([403, 'preview.token_invalid']);
      }
      const { digest } = await buildPackage(shop);
      const address = await player.preview(shop, { digest: digest ?? '' });
      const smuggled = await request({ url: storefront, header: { 'X-Xiaopu-Preview': foreign } }, {}, address);
      expect(answerOf(smuggled).statusCode).toBe(200);
    });
  });

  describe("WeChat's part", () => {
    const play = (kind: string, body: unknown = {}, address = url) =>
      fetch(`${address}play/${kind}`, { method: 'POST', body: JSON.stringify(body) });

    test('a log-in code is one that the shop accepts', async () => {
      const { code } = (await (await play('login')).json()) as { code: string };
      const body = Buffer.from(JSON.stringify({ code }));
      const header = { 'content-type': 'application/json' };

      const response = await request({ url: shopUrl('login'), method: 'POST', header }, { body });

      expect(answerOf(response).statusCode).toBe(200);
      expect(await response.json()).toHaveProperty('token');
    });

    test('phone numbers and subscriptions are played; codes to scan are listed', async () => {
      expect(await (await play('phone')).json()).toHaveProperty('code');
      expect(await (await play('scan')).json()).toEqual({ codes: [] });
    });

    test('what WeChat refuses is said in its words; an unknown play is not there', async () => {
      const refused = await play('payment', { package: 'prepay_id=nothing' });

      expect(refused.status).toBe(422);
      expect(await codeOf(refused)).toBe('preview.wechat_refused');
      expect((await play('fly')).status).toBe(404);
      expect((await fetch(`${url}play/login`, { method: 'POST', body: '{' })).status).toBe(400);
    });
  });
});
