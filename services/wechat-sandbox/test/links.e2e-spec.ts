import { ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
let unreleased: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox);
  unreleased = await ReleasedApp.of(sandbox, {}, { released: false });
});
afterAll(() => sandbox.stop());

const settings = (change: Json) => sandbox.knob('PUT', '/sandbox/settings', change);
async function picture(path: string, body: Json): Promise<{ type: string | null; bytes: Buffer<ArrayBuffer> }> {
  const answer = await fetch(`${sandbox.url}${path}?access_token=${app.token}`, {
    method: 'POST',
    body: JSON.stringify(body),
  });
  return { type: answer.headers.get('content-type'), bytes: Buffer.from(await answer.arrayBuffer()) };
}
async function scan(bytes: Buffer<ArrayBuffer>): Promise<Json> {
  const answer = await fetch(`${sandbox.url}/sandbox/scan`, {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: bytes,
  });
  return (await answer.json()) as Json;
}
const open = (url: unknown, appid?: string) => sandbox.knob('POST', '/sandbox/scan', { url, ...(appid && { appid }) });

describe('codes without limit', () => {
  const PATH = '/wxa/getwxacodeunlimit';

  it('are pictures of the wanted size that a phone reads', async () => {
    const jpeg = await picture(PATH, { scene: "a=1&b='x'/~", page: 'pages/cart/index', width: 300 });
    const png = await picture(PATH, { scene: 'p1', is_hyaline: true, line_color: { r: 9, g: '8', b: 7 }, width: 280 });

    expect(jpeg.type).toBe('image/jpeg');
    expect(jpeg.bytes.readUInt16BE(jpeg.bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5)).toBe(300);
    expect(await scan(jpeg.bytes)).toEqual({
      appid: app.appid,
      page: 'pages/cart/index',
      query: `scene=${encodeURIComponent("a=1&b='x'/~")}`,
      scene: "a=1&b='x'/~",
      envVersion: 'release',
      launchScene: 1047,
      opens: true,
      reason: null,
    });
    expect(png.type).toBe('image/png');
    expect(png.bytes.readUInt32BE(16)).toBe(280);
    expect(await scan(png.bytes)).toMatchObject({ page: 'pages/home/index', scene: 'p1', opens: true });
  });

  it.each<[string, Json, number]>([
    ['no scene', {}, 40169],
    ['33 characters', { scene: 'a'.repeat(33) }, 40169],
    ['a percent sign', { scene: 'a%20b' }, 40129],
    ['Chinese', { scene: '商品' }, 40129],
    ['a page that is not released', { scene: 'a', page: 'pages/new/index' }, 41030],
    ['a page with a slash before it', { scene: 'a', page: '/pages/home/index' }, 41030],
    ['a page with a query', { scene: 'a', page: 'pages/home/index?x=1' }, 41030],
    ['a width of 279', { scene: 'a', width: 279 }, 40097],
    ['a width of 1281', { scene: 'a', width: 1281 }, 40097],
    ['a colour beyond 255', { scene: 'a', line_color: { r: 256 } }, 40097],
    ['an unknown environment', { scene: 'a', env_version: 'beta' }, 40097],
    ['a scene that is a number', { scene: 1 }, 47001],
    ['check_path as a text', { scene: 'a', check_path: 'false' }, 47001],
  ])('refuse %s', async (_name, body, code) => {
    expect(await app.errcode(PATH, body)).toBe(code);
  });

  it('are there before the release with check_path false only, for so many pages', async () => {
    await settings({ wxacodeUncheckedPages: 1 });
    const ask = (page: string, checkPath: boolean) =>
      unreleased.sandbox.post(`${PATH}?access_token=${unreleased.token}`, { scene: 'a', page, check_path: checkPath });

    expect(await ask('pages/home/index', true)).toMatchObject({ errcode: 41030 });
    await fetch(`${sandbox.url}${PATH}?access_token=${unreleased.token}`, {
      method: 'POST',
      body: JSON.stringify({ scene: 'a', page: 'pages/a', check_path: false }),
    }).then((answer) => expect(answer.headers.get('content-type')).toBe('image/jpeg'));
    expect(await ask('pages/b', false)).toMatchObject({ errcode: 45029 });
    await settings({ wxacodeUncheckedPages: 60_000 });
  });
});

describe('codes with a path', () => {
  it('carry path and query, and are counted together', async () => {
    await settings({ wxacodeTotal: 2 });
    const code = await picture('/wxa/getwxacode', { path: 'pages/home/index?sku=%E8%8C%B6', env_version: 'trial' });
    const qrcode = await picture('/cgi-bin/wxaapp/createwxaqrcode', { path: 'pages/cart/index?a=1' });

    expect(await scan(code.bytes)).toMatchObject({
      query: 'sku=%E8%8C%B6',
      envVersion: 'trial',
      launchScene: 1047,
      opens: true,
    });
    expect(await scan(qrcode.bytes)).toMatchObject({ page: 'pages/cart/index', query: 'a=1', launchScene: 1011 });
    expect(await app.errcode('/wxa/getwxacode', { path: 'pages/home/index' })).toBe(45029);
    await settings({ wxacodeTotal: 100_000 });
  });

  it('refuse what is too long or tells of its scanning', async () => {
    expect(await app.errcode('/wxa/getwxacode', { path: 'x'.repeat(1025) })).toBe(40159);
    expect(await app.errcode('/wxa/getwxacode', {})).toBe(40159);
    expect(await app.errcode('/cgi-bin/wxaapp/createwxaqrcode', { path: 'x'.repeat(129) })).toBe(40159);
    expect(await app.errcode('/wxa/getwxacode', { path: 'pages/home/index?scancode_time=1' })).toBe(85096);
    expect(await scan(Buffer.from([0xff, 0xd8, 0xff, 0xd9]))).toMatchObject({ error: expect.any(String) });
  });
});

it('the trial version’s code opens the trial version', async () => {
  const query = `access_token=${app.token}&path=${encodeURIComponent('pages/cart/index?a=1')}`;
  const answer = await fetch(`${sandbox.url}/wxa/get_qrcode?${query}`);

  expect(await scan(Buffer.from(await answer.arrayBuffer()))).toMatchObject({
    page: 'pages/cart/index',
    query: 'a=1',
    envVersion: 'trial',
    opens: true,
  });
});

describe('schemes and links', () => {
  const inOneHour = () => Math.floor(Date.now() / 1000) + 3600;

  it('open the page until they expire', async () => {
    const { openlink } = await app.post('/wxa/generatescheme', {
      jump_wxa: { path: '/pages/cart/index', query: 'a=1' },
      is_expire: true,
      expire_time: inOneHour(),
    });
    const { url_link: urlLink } = await app.post('/wxa/generate_urllink', {
      path: 'pages/home/index',
      expire_type: 1,
      expire_interval: 1,
    });
    const { link } = await app.post('/wxa/genwxashortlink', { page_url: 'pages/cart/index?b=2', page_title: '购物车' });

    expect(openlink).toMatch(/^weixin:\/\/dl\/business\/\?t=/);
    expect(await open(openlink)).toMatchObject({ page: 'pages/cart/index', query: 'a=1', opens: true });
    expect(await open(urlLink)).toMatchObject({ page: 'pages/home/index', opens: true });
    expect(await open(link)).toMatchObject({ page: 'pages/cart/index', query: 'b=2', opens: true });
    expect(await app.post('/wxa/queryscheme', { scheme: openlink })).toMatchObject({
      scheme_info: { appid: app.appid, path: 'pages/cart/index', query: 'a=1', env_version: 'release' },
      quota_info: { remain_visit_quota: 2_999_997 },
    });
    expect(await app.post('/wxa/query_urllink', { url_link: urlLink, query_type: 1 })).not.toHaveProperty(
      'url_link_info',
    );
    expect(await app.errcode('/wxa/queryscheme', { scheme: urlLink })).toBe(40097);

    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 3601 });
    expect(await open(openlink)).toMatchObject({ opens: false, reason: 'the link has expired' });
    expect(await open(urlLink)).toMatchObject({ opens: true });
  });

  it.each<[string, Json, number]>([
    ['a page that is not online', { path: 'pages/none' }, 40165],
    ['a query in the path', { path: 'pages/home/index?a=1' }, 40165],
    ['a query of 1025 characters', { query: 'x'.repeat(1025) }, 40212],
    ['Chinese in the query', { query: 'q=茶' }, 40212],
    ['another environment', { env_version: 'beta' }, 85402],
    ['an expiry in 10 seconds', { expire_type: 0, expire_time: Math.floor(Date.now() / 1000) + 10 }, 85401],
    ['an expiry in 31 days', { expire_type: 1, expire_interval: 31 }, 85401],
    ['an expiry without its time', { expire_type: 0 }, 85401],
    ['another expire_type', { expire_type: 2, expire_interval: 1 }, 85401],
  ])('refuse %s', async (_name, body, code) => {
    expect(await app.errcode('/wxa/generate_urllink', body)).toBe(code);
  });

  it('need set 88, a certified account and a version that is online', async () => {
    const without = await ReleasedApp.of(sandbox, {}, { released: false, permissions: [18] });

    expect(await without.errcode('/wxa/generatescheme', {})).toBe(61007);
    expect(await unreleased.errcode('/wxa/generatescheme', {})).toBe(85079);
    await app.knob('PATCH', '', { verified: false });
    expect(await app.errcode('/wxa/generatescheme', {})).toBe(40002);
    await app.knob('PATCH', '', { verified: true });
    await app.knob('POST', '/link-ban', { banned: true });
    expect(await app.errcode('/wxa/generatescheme', {})).toBe(40013);
    await app.knob('POST', '/link-ban', { banned: false });
  });

  it('are limited by the second, by the day and in their openings', async () => {
    const make = () => app.post('/wxa/generatescheme', {});
    await settings({ linksPerSecond: 0 });
    expect(await make()).toMatchObject({ errcode: 44990 });
    await settings({ linksPerSecond: 100, linksPerDay: 0 });
    expect(await make()).toMatchObject({ errcode: 44993 });
    await settings({ linksPerDay: 500_000, linkOpensPerDay: 0 });
    const { openlink } = await make();
    expect(await open(openlink)).toMatchObject({ opens: false, reason: expect.stringContaining('85406') });
    await settings({ linkOpensPerDay: 3_000_000 });
  });
});

describe('rules for ordinary links', () => {
  const rule = (changes: Json = {}) =>
    app.errcode('/cgi-bin/wxopen/qrcodejumpadd', {
      prefix: 'https://shop.example/p',
      permit_sub_rule: 2,
      path: 'pages/home/index',
      open_version: 3,
      debug_url: ['https://shop.example/p/1'],
      ...changes,
    });

  it('lead printed codes to a page once they are published', async () => {
    expect(await rule({ prefix: 'shop' })).toBe(85066);
    expect(await rule({ debug_url: ['https://other.example/'] })).toBe(85068);
    expect(await rule({ path: 'pages/none' })).toBe(85007);
    expect(await rule()).toBe(0);
    expect(await rule()).toBe(85071);
    expect(await open('https://shop.example/p/2', app.appid)).toMatchObject({ error: expect.any(String) });
    expect(await app.errcode('/cgi-bin/wxopen/qrcodejumppublish', { prefix: 'https://none.example' })).toBe(85066);
    expect(await app.errcode('/cgi-bin/wxopen/qrcodejumppublish', { prefix: 'https://shop.example/p' })).toBe(0);
    expect(await open('https://shop.example/p/2', app.appid)).toMatchObject({
      page: 'pages/home/index',
      query: expect.stringMatching(/^q=https%3A%2F%2Fshop\.example%2Fp%2F2&scancode_time=\d+$/),
    });
    expect(await app.post('/cgi-bin/wxopen/qrcodejumpget', {})).toMatchObject({
      rule_list: [{ state: 2 }],
      list_size: 1,
    });
    expect(await app.errcode('/cgi-bin/wxopen/qrcodejumpdelete', { prefix: 'https://shop.example/p' })).toBe(0);
    expect(await app.post('/cgi-bin/wxopen/qrcodejumpget', {})).toMatchObject({ rule_list: [] });
  });

  it('want the verification file on the domain when the setting says so', async () => {
    const { file_name: name, file_content: content } = await app.post('/cgi-bin/wxopen/qrcodejumpdownload', {});
    await settings({ checkJumpFile: true });
    const prefix = `${sandbox.receiverUrl}/codes/`;

    expect(await rule({ prefix, debug_url: [] })).toBe(85069);
    sandbox.receiver.answer = ({ path }) => ({
      status: 200,
      body: path === `/codes/${String(name)}` ? String(content) : 'success',
    });
    expect(await rule({ prefix, debug_url: [] })).toBe(0);
    await settings({ checkJumpFile: false });
  });
});
