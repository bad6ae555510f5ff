import { Uploading } from './ci-steps.js';
import { type Json, sampleSource, StartedSandbox } from './started-sandbox.js';

/** What the uploader may ask besides `upload` itself; miniprogram-ci.md §3.2, §3.4, §3.5. */
const sandbox = new StartedSandbox();
let app: Uploading;
beforeAll(async () => {
  await sandbox.start();
  await sandbox.knob('POST', '/sandbox/ticket');
});
afterAll(() => sandbox.stop());
beforeEach(async () => {
  app = await Uploading.start(sandbox);
});

const signed = async (more: Json = {}): Promise<Json> => ({
  appid: app.appid,
  signature: await app.signature(),
  ...more,
});
const SPENT = { errCode: -1, errMsg: 'get new ticket fail: innerCode: -80002' };
const WRONG_KEY = { errCode: -1, errMsg: 'get new ticket fail: innerCode: -80011' };
const MAP = JSON.stringify({ version: 3, sources: ['首页.js'], mappings: 'AAAA' });

it('lists which files may be in a package, and leaves the schemas to the uploader', async () => {
  const { data } = await sandbox.get('/wxa/ci/getwhiteextlist?_r=0.5');
  expect((data as { miniProgram: string[] }).miniProgram).toEqual(expect.arrayContaining(['.wxml', '.js', '.png']));

  expect(await sandbox.get('/wxa/ci/getonlineschema?_r=0.5')).toEqual({ errCode: 0, errMsg: 'ok', data: {} });
  expect(await sandbox.post('/wxa/ci/getonlineschema', {})).toMatchObject({ errCode: -1 });
});

it('knows no latest version, which only a plugin has, and tells nobody without the key', async () => {
  const ask = async (signature: string) => {
    const query = new URLSearchParams({ appid: app.appid, signature });
    return sandbox.get(`/wxa/ci/getlatestversion?${query.toString()}`);
  };
  const signature = await app.signature();

  expect(await ask(signature)).toMatchObject({ errCode: -1, errMsg: expect.stringContaining('plugin') as string });
  expect(await ask(signature)).toEqual(SPENT);
  expect(await ask('AAAA')).toEqual(WRONG_KEY);
});

describe('object storage, which is not there so that the uploader falls back to a plain upload', () => {
  it.each([
    ['/wxa/ci/getmulticosuploadinfo', { robot: 1, rawSize: 6_000_000, md5: 'x', busitype: 'x' }],
    ['/wxa/ci/getmulticosuploadsign', { task_id: '1' }],
    ['/wxa/ci/getuploadtoken', {}],
    ['/wxa/ci/getuploadinfo', {}],
  ])('%s', async (path, more) => {
    const body = await signed(more);

    const answer = await sandbox.post(path, body);

    expect(answer).toEqual({ errCode: -1, errMsg: expect.stringContaining('object storage') as string });
    // The key was looked at first: the ticket is spent, and a stranger hears of nothing but his key.
    expect(await sandbox.post(path, body)).toEqual(SPENT);
    expect(await sandbox.post(path, { appid: app.appid, signature: 'AAAA' })).toEqual(WRONG_KEY);
    expect(await sandbox.post(path, { appid: 'wx0000000000000009', signature: 'AAAA' })).toMatchObject({ errCode: -1 });
    expect(await sandbox.get(path)).toMatchObject({ errCode: -1 });
  });
});

describe('source maps', () => {
  const info = async (more: Json) => sandbox.post('/wxa/ci/get_dev_sourcemap_info', await signed(more));
  const piece = async (more: Json) => sandbox.post('/wxa/ci/get_dev_sourcemap', await signed(more));
  const upload = (query: Record<string, string>, map = MAP) =>
    app.upload({ query, files: { ...sampleSource(), 'pages/home/index.js.map': map } });

  it("come in pieces that make up the robot's newest upload", async () => {
    await upload({ robot: '4' }, '{"version":3,"mappings":"old"}');
    await upload({ robot: '4' });
    const { total_size: size, limit } = (await info({ robot: 4 }))['data'] as { total_size: number; limit: number };
    expect(limit).toBeGreaterThan(0);

    const step = Math.ceil(size / 3);
    let text = '';
    for (let offset = 0; offset < size; offset += step) {
      const { body } = (await piece({ robot: 4, offset, limit: step }))['innerRequestResp'] as { body: string };
      text += body;
    }

    expect(text).toHaveLength(size);
    const whole = JSON.parse(text) as object;
    expect(whole).toEqual({ sourcemap_list: [{ fullpath: 'pages/home/index.js.map', sourcemap: MAP }] });
    expect((await piece({ robot: 4, streaming: false }))['data']).toEqual(whole);
  });

  it('of another robot, of another account and outside the text are not given', async () => {
    await upload({ robot: '4' });
    const neighbour = await Uploading.start(sandbox);

    for (const robot of [5, 31, 0, -1, 'x', null, undefined, {}, [4, 4]])
      expect(await info({ robot })).toMatchObject({ errCode: -1 });
    for (const range of [
      {},
      { offset: -1, limit: 1 },
      { offset: 0, limit: 1e9 },
      { offset: 0.5, limit: 1 },
      { offset: '0', limit: '1' },
    ])
      expect(await piece({ robot: 4, ...range })).toMatchObject({ errCode: -1 });
    const foreign = { appid: neighbour.appid, signature: await neighbour.signature(), robot: 4 };
    expect(await sandbox.post('/wxa/ci/get_dev_sourcemap_info', foreign)).toMatchObject({ errCode: -1 });
    const stranger = { appid: app.appid, signature: await neighbour.signature(), robot: 4 };
    expect(await sandbox.post('/wxa/ci/get_dev_sourcemap_info', stranger)).toEqual(WRONG_KEY);
    expect(await sandbox.post('/wxa/ci/get_dev_sourcemap', stranger)).toEqual(WRONG_KEY);
  });
});
