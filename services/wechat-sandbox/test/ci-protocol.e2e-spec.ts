import { gzipSync } from 'node:zlib';
import { packed, randomString, sign, Uploading } from './ci-steps.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: Uploading;
beforeAll(() => sandbox.start());
afterAll(() => sandbox.stop());
beforeEach(async () => {
  await sandbox.knob('POST', '/sandbox/reset');
  sandbox.receiver.requests.length = 0;
  await sandbox.knob('POST', '/sandbox/ticket');
  app = await Uploading.start(sandbox);
});

const KB = 1024;
const WRONG_KEY = { errCode: -1, errMsg: 'get new ticket fail: innerCode: -80011' };
const SPENT = { errCode: -1, errMsg: 'get new ticket fail: innerCode: -80002' };
const put = (change: Json) => sandbox.knob('PUT', `/sandbox/apps/${app.appid}/upload-settings`, change);

describe('uploading', () => {
  it('keeps the newest version of each robot and answers the sizes of every package', async () => {
    await app.upload();
    const answer = await app.upload({ query: { version: '1.0.1' } });
    await app.upload({ query: { robot: '30', desc: '测试' } });

    expect(answer).toMatchObject({ errCode: 0, body: { ext_plugin_info: [] } });
    const { subpackage_info: sizes } = answer['body'] as { subpackage_info: { name: string; size: number }[] };
    expect(sizes.map(({ name }) => name)).toEqual(['__FULL__', '__APP__', '/packages/orders/']);
    expect(sizes[0]?.size).toBe((sizes[1]?.size ?? 0) + (sizes[2]?.size ?? 0));
    expect(await app.versions()).toMatchObject([
      { robot: 30, desc: '测试', uploader: 'ci机器人30' },
      { robot: 1, version: '1.0.1' },
    ]);
  });

  it('of the development mini-program goes to the draft box, which keeps the newest', async () => {
    await put({ isDevelopment: true });
    await app.upload();
    await app.upload({ query: { version: '1.0.1', robot: '2' } });

    const { drafts } = (await sandbox.knob('GET', '/sandbox/templates')) as { drafts: Json[] };
    expect(drafts).toMatchObject([{ userVersion: '1.0.1', sourceAppid: app.appid }]);
  });

  it('with directCommit becomes the trial version of an account that has authorised the platform, and of no other', async () => {
    await put({ isDevelopment: true });
    const merchant = await sandbox.authorizedApp();
    const stranger = String((await sandbox.knob('POST', '/sandbox/apps', {}))['appid']);
    const ext = (extAppid: string) => ({
      'ext.json': JSON.stringify({
        extEnable: true,
        directCommit: true,
        extAppid,
        lazyCodeLoading: 'requiredComponents',
      }),
    });

    expect(await app.upload({ files: ext(merchant.appid) })).toMatchObject({ errCode: 0 });
    expect(await app.upload({ files: ext(stranger) })).toMatchObject({ errCode: -1 });

    expect(await sandbox.knob('GET', `/sandbox/apps/${merchant.appid}`)).toMatchObject({
      trial: { userVersion: '1.0.0' },
    });
    expect(((await sandbox.knob('GET', '/sandbox/templates')) as { drafts: Json[] }).drafts).toEqual([]);
  });

  it("does not honour another account's ext.json", async () => {
    const ext = { 'ext.json': JSON.stringify({ extEnable: true, directCommit: true, extAppid: 'wx0000000000000001' }) };

    expect(await app.upload({ files: ext })).toMatchObject({ errCode: 0 });
    expect(await app.versions()).toHaveLength(1);
  });

  it('as a preview answers a picture and must name a page that is there', async () => {
    const path = '/wxa/ci/testSourceURL';

    const answer = await app.upload({ path, query: { path: 'pages/cart/index?from=1' } });

    const picture = Buffer.from(String((answer['body'] as Json)['qrcode_img']), 'base64');
    expect(picture.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(await app.upload({ path, query: { path: 'pages/none' } })).toMatchObject({ errCode: -1 });
    expect(await app.versions()).toMatchObject([{ kind: 'preview', path: 'pages/cart/index?from=1' }]);
  });
});

describe('what is refused', () => {
  afterEach(async () => expect(await app.versions()).toEqual([]));

  it('a key of another account, one that was reset, and an account without', async () => {
    const other = await Uploading.start(sandbox);
    const signed = sign(other.privateKeyPem, { appid: app.appid, rand_str: await randomString(sandbox, app.appid) });
    expect(await app.upload({ signature: signed })).toEqual(WRONG_KEY);

    const before = app.privateKeyPem;
    await sandbox.knob('POST', `/sandbox/apps/${app.appid}/upload-key`, {});
    expect(await app.upload()).toEqual(WRONG_KEY);
    await sandbox.knob('DELETE', `/sandbox/apps/${app.appid}/upload-key`);
    expect(await app.upload()).toEqual(WRONG_KEY);
    expect(before).toContain('BEGIN RSA PRIVATE KEY');
  });

  it('a signature that is replayed, too old, of another AppID, or none at all', async () => {
    const signature = await app.signature();
    const attributes = { appid: app.appid, signature };
    expect(await sandbox.post('/wxa/ci/getattr', attributes)).toMatchObject({ errCode: 0, data: { platform: false } });
    expect(await sandbox.post('/wxa/ci/getattr', attributes)).toEqual(SPENT);
    expect(await app.upload({ signature })).toEqual(SPENT);

    const old = await app.signature();
    await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 301 });
    expect(await app.upload({ signature: old })).toEqual(SPENT);

    const rand_str = await randomString(sandbox, app.appid);
    const foreign = sign(app.privateKeyPem, { appid: 'wx0000000000000001', rand_str });
    expect(await app.upload({ signature: foreign })).toEqual(SPENT);
    expect(await app.upload({ signature: 'AAAA' })).toEqual(WRONG_KEY);
  });

  it('an address that is not in the list, and lists that hold no addresses', async () => {
    await put({ allowedIps: ['203.0.113.7'] });

    expect(await app.upload()).toEqual({
      errCode: -10_008,
      errMsg: 'invalid ip: 127.0.0.1, reference: https://developers.weixin.qq.com/miniprogram/dev/devtools/ci.html',
    });
    expect(await put({ allowedIps: ['example.com'] })).toHaveProperty('error');
    expect(await put({ allowedIps: null })).toMatchObject({ allowedIps: null });
  });

  it('packages that are too large, by name', async () => {
    const random = (bytes: number) => Buffer.alloc(bytes, 'x');
    const tooBig = (what: string, kb: number) => ({
      errCode: -1,
      errMsg: expect.stringMatching(
        new RegExp(`^代码包大小超过限制,${what} source size ${kb}KB exceed max limit`),
      ) as string,
    });

    expect(await app.upload({ files: { 'a.png': random(2100 * KB) } })).toMatchObject(tooBig('main package', 2101));
    expect(await app.upload({ files: { 'packages/orders/a.png': random(3 * 1024 * KB) } })).toMatchObject(
      tooBig('subpackage packages/orders/', 3073),
    );
  });

  it('a version, robot or type that the uploader would not send', async () => {
    for (const query of [{ robot: '0' }, { robot: '31' }, { robot: 'x' }, { version: '' }, { type: 'miniGame' }])
      expect(await app.upload({ query })).toMatchObject({ errCode: -1 });
    expect(await sandbox.get('/wxa/ci/upload')).toMatchObject({ errCode: -1 });
  });

  it('bodies that are no package, and bombs', async () => {
    const bodies = [
      Buffer.alloc(0),
      Buffer.from('{}'),
      gzipSync(Buffer.alloc(0)),
      gzipSync(Buffer.alloc(200 * 1024 * KB)),
      gzipSync(packed({ '/app.json': '{}' })),
      gzipSync(packed({ '/app.json': '{}', '/ci.signature': 'null' })),
    ];
    for (const body of bodies) {
      const { errCode, errMsg } = await app.upload({ body });
      expect([errCode, errMsg]).toEqual([-1, expect.stringContaining('invalid package')]);
    }
  });

  it('programs that DevTools would not take', async () => {
    for (const appJson of [
      '',
      '[]',
      'null',
      '{"pages":[]}',
      '{"pages":[1,null]}',
      '{"pages":["pages/none"],"subPackages":[null]}',
    ])
      expect(await app.upload({ files: { 'app.json': appJson } })).toMatchObject({ errCode: -1 });
  });

  it('questions that are not JSON or name nobody', async () => {
    for (const body of ['', '[]', 'null', '{"appid":5}', '{"appid":"__proto__"}', '{"appid":"wx0000000000000009"}'])
      expect(await sandbox.post('/wxa/ci/getrandstr', body)).toMatchObject({ errCode: -1 });
  });
});

it('fails on demand as WeChat does', async () => {
  await sandbox.knob('PUT', '/sandbox/settings', { faults: [{ path: '/wxa/ci/upload', errcode: -10_008 }] });

  expect(await app.upload()).toMatchObject({
    errCode: -10_008,
    errMsg: expect.stringContaining('invalid ip') as string,
  });
  expect(await app.upload()).toMatchObject({ errCode: 0 });
});

it('takes the public half of a key made elsewhere, and nothing that is none', async () => {
  const knob = (publicKeyPem: unknown) =>
    sandbox.knob('POST', `/sandbox/apps/${app.appid}/upload-key`, { publicKeyPem });

  expect(await knob('no key')).toHaveProperty('error');
  expect(await knob(5)).toHaveProperty('error');
  expect(await sandbox.knob('POST', '/sandbox/apps/wx0000000000000009/upload-key', {})).toHaveProperty('error');
});
