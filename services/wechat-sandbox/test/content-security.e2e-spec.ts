import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
let openid = '';
let files: Server;
let filesUrl = '';
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox, {}, { released: false });
  files = createServer((request, response) => {
    if (request.url === '/big') response.end(Buffer.alloc(11 * 1024 * 1024));
    else if (request.url === '/moved') response.writeHead(302, { location: '/risky' }).end();
    else if (request.url === '/outside') response.writeHead(302, { location: 'http://files.example/x' }).end();
    else if (request.url === '/risky') response.end('\xff\xd8 SANDBOX:risky:20002');
    else if (request.url?.startsWith('/fine') === true) response.end('\xff\xd8');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve));
  filesUrl = `http://127.0.0.1:${(files.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  openid = await app.openid('wang');
});
afterAll(async () => {
  await new Promise((resolve) => files.close(resolve));
  await sandbox.stop();
});

describe('a text', () => {
  const check = (changes: Json = {}) =>
    app.post('/wxa/msg_sec_check', { content: '茶很香', version: 2, scene: 2, openid, ...changes });

  it('is judged in the result, never by the errcode', async () => {
    expect(await check()).toMatchObject({
      errcode: 0,
      result: { suggest: 'pass', label: 100 },
      trace_id: expect.any(String),
    });
    expect(await check({ content: '刷单返利，快来' })).toMatchObject({
      errcode: 0,
      result: { suggest: 'risky', label: 20008 },
      detail: [{ strategy: 'content_model' }, { strategy: 'keyword', keyword: '刷单返利', label: 20008 }],
    });
    expect(await check({ content: '高 仿' })).toMatchObject({ result: { suggest: 'review', label: 20013 } });
    expect(await check({ nickname: 'SANDBOX-ABUSE' })).toMatchObject({ result: { suggest: 'risky', label: 20003 } });
    expect(await check({ scene: 1, signature: 'sandbox-porn' })).toMatchObject({ result: { label: 20002 } });
    expect(await check({ content: '字'.repeat(2500) })).toMatchObject({ errcode: 0 });
  });

  it('takes planned verdicts first', async () => {
    await app.knob('POST', '/check-plan', { verdicts: [{ suggest: 'review', label: 20001 }] });

    expect(await check()).toMatchObject({ result: { suggest: 'review', label: 20001 } });
    expect(await check()).toMatchObject({ result: { suggest: 'pass' } });
    expect(await app.knob('POST', '/check-plan', { verdicts: [{ suggest: 'bad', label: 1 }] })).toHaveProperty('error');
  });

  it.each<[string, Json, number]>([
    ['no content', { content: undefined }, 44002],
    ['2501 characters', { content: '字'.repeat(2501) }, 40097],
    ['version 1', { version: 1 }, 40097],
    ['scene 5', { scene: 5 }, 40129],
    ['no openid', { openid: undefined }, 40003],
    ['a text that is no openid', { openid: 'x' }, 40003],
    ['a person of another account', { openid: `o${'x'.repeat(27)}` }, 43104],
    ['a number as content', { content: 1 }, 47001],
  ])('is refused with %s', async (_name, changes, code) => {
    expect(await check(changes)).toMatchObject({ errcode: code });
  });

  it('has a limit for each minute, with a code of its own', async () => {
    await sandbox.knob('PUT', '/sandbox/settings', { minuteLimits: { '/wxa/msg_sec_check': 1 } });
    const codes = await Promise.all([1, 2, 3, 4].map(async () => (await check())['errcode']));

    expect(codes).toContain(44991);
    await sandbox.knob('PUT', '/sandbox/settings', { minuteLimits: {} });
  });

  it('needs a person who was here within two hours', async () => {
    await app.advance(7190);
    expect(await check()).toMatchObject({ errcode: 0 });
    await app.advance(20);
    expect(await check()).toMatchObject({ errcode: 61010 });
    await app.knob('POST', '/login-code', { user: 'wang' });
    expect(await check()).toMatchObject({ errcode: 0 });
  });
});

describe('a picture', () => {
  const check = (url: string, changes: Json = {}) =>
    app.post('/wxa/media_check_async', { media_url: url, media_type: 2, version: 2, scene: 2, openid, ...changes });
  const verdict = async (url: string): Promise<string> => {
    const before = (await app.pushes('wxa_media_check')).length;
    const { trace_id: traceId } = await check(url);
    const text = await app.pushed('wxa_media_check', before + 1);
    expect(text).toContain(`<trace_id><![CDATA[${String(traceId)}]]></trace_id>`);
    return text;
  };

  it('is fetched and judged later', async () => {
    expect(await verdict(`${filesUrl}/fine`)).toContain(
      '<result><suggest><![CDATA[pass]]></suggest><label>100</label></result>',
    );
    expect(await verdict(`${filesUrl}/risky`)).toContain('<suggest><![CDATA[risky]]></suggest><label>20002</label>');
    expect(await verdict(`${filesUrl}/moved`)).toContain('<![CDATA[risky]]>');
    await app.knob('POST', '/check-plan', { verdicts: [{ suggest: 'review', label: 20012 }] });
    expect(await verdict(`${filesUrl}/fine`)).toContain('<suggest><![CDATA[review]]></suggest><label>20012</label>');
  });

  it.each(['/none', '/big', '/outside'])('that cannot be fetched (%s) is -1008', async (path) => {
    expect(await verdict(filesUrl + path)).toContain('<errcode>-1008</errcode>');
  });

  it('is not fetched from hosts that are not allowed', async () => {
    expect(await verdict('http://169.254.169.254/latest')).toContain('<errcode>-1008</errcode>');
  });

  it('is refused with wrong parameters, and while it is under check', async () => {
    expect(await check(filesUrl, { media_type: 3 })).toMatchObject({ errcode: 40004 });
    expect(await check('no address')).toMatchObject({ errcode: 40097 });
    expect(await check(filesUrl, { openid: 'x' })).toMatchObject({ errcode: 40003 });
    await sandbox.knob('PUT', '/sandbox/settings', { mediaCheckMs: 3_600_000_000 });
    expect(await check(`${filesUrl}/fine2`)).toMatchObject({ errcode: 0 });
    expect(await check(`${filesUrl}/fine2`)).toMatchObject({ errcode: 87020 });
    const { items } = await app.knob('GET', '/checks');
    expect((items as Json[])[0]).toMatchObject({ url: `${filesUrl}/fine2`, doneAt: null });
  });
});
