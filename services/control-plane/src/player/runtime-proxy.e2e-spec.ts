import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Problem } from '#kernel/problems/problem.js';
import { RuntimeProxy } from './runtime-proxy.js';

const appId = 'wx0123456789abcdef';

describe('the way to the runtime', () => {
  let server: Server;
  let proxy: RuntimeProxy;
  let seen: IncomingMessage | null = null;
  let answer: (response: ServerResponse) => void = (response) => response.end();

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen = request;
      answer(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    proxy = new RuntimeProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}/shop/`);
  });

  afterAll(async () => {
    proxy.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const call = (given: { path?: string; method?: string; header?: Record<string, string>; timeoutMs?: number } = {}) =>
    proxy.call({
      url: `${proxy.origin}/shop/a/${appId}/${given.path ?? 'storefront'}`,
      method: given.method ?? 'GET',
      header: given.header ?? {},
      timeoutMs: given.timeoutMs ?? 5000,
      appId,
      body: null,
      ownHeaders: { 'x-own': 'ours' },
    });

  test('carries the headers of a shopper and no others, with the Referer that WeChat sets', async () => {
    const header = {
      Authorization: 'Bearer token',
      'Content-Type': 'application/json',
      Cookie: 'session=1',
      Host: 'example.com',
      Referer: 'https://example.com/',
      'X-Forwarded-For': '10.0.0.1',
      'X-Own': 'theirs',
      Accept: 'a\r\nX-Smuggled: 1',
    };
    answer = (response) =>
      response
        .setHeaders(new Headers({ etag: '"1"', vary: 'Accept', 'last-modified': 'Mon, 01 Jan 2024 00:00:00 GMT' }))
        .setHeaders(new Headers({ 'set-cookie': 'a=1', server: 'x', 'x-powered-by': 'y', 'keep-alive': 'timeout=1' }))
        .end('{}');

    const { answer: answered, body } = await call({ header });

    expect(seen?.headers).toMatchObject({
      authorization: 'Bearer token',
      'content-type': 'application/json',
      'x-own': 'ours',
      referer: `https://servicewechat.com/${appId}/0/page-frame.html`,
      host: new URL(proxy.origin).host,
    });
    for (const name of ['cookie', 'x-forwarded-for', 'x-smuggled', 'accept'])
      expect(seen?.headers).not.toHaveProperty(name);
    expect(Object.keys(answered.header).sort()).toEqual(['content-length', 'date', 'etag', 'last-modified', 'vary']);
    expect(body.toString()).toBe('{}');
  });

  test('hands back a redirect and does not follow it', async () => {
    answer = (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();

    expect((await call()).answer.statusCode).toBe(302);
  });

  test('cuts off an answer without end', async () => {
    answer = (response) => {
      const more = () => {
        while (response.writable && response.write(Buffer.alloc(1024 * 1024)));
      };
      response.on('drain', more);
      more();
    };

    await expect(call()).rejects.toMatchObject({ code: 'preview.answer_too_large' });
  });

  test('gives up when the time the mini-program gave is over', async () => {
    answer = () => undefined;

    await expect(call({ timeoutMs: 50 })).rejects.toMatchObject({
      code: 'preview.runtime_timeout',
      message: expect.stringContaining('no answer within 50 ms'),
    });
  });

  test('says that nobody is there, and not where it looked', async () => {
    const nobody = new RuntimeProxy('http://127.0.0.1:1');
    const asked = { url: `http://127.0.0.1:1/a/${appId}/storefront`, method: 'GET', header: {}, timeoutMs: 5000 };

    const refusal = nobody.call({ ...asked, appId, body: null, ownHeaders: {} });

    const problem = (await refusal.catch((error: unknown) => error)) as Problem;
    expect(problem).toMatchObject({ code: 'preview.runtime_unreachable', cause: { code: 'ECONNREFUSED' } });
    for (const language of ['zh', 'en'] as const) {
      expect(JSON.stringify(problem.toDocument(language))).not.toMatch(/127\.0\.0\.1|ECONN|\d{2,5}:\d/);
    }
    nobody.close();
  });

  test.each(['/a/wx0123456789abcdef/storefront', '/shop/a/wx0123456789abcdeff/x', '/shop/a/wx0123456789abcdef'])(
    'does not call %s, which is beside the shop',
    async (path) => {
      const asked = { url: `${proxy.origin}${path}`, method: 'GET', header: {}, timeoutMs: 5000 };

      const refusal = proxy.call({ ...asked, appId, body: null, ownHeaders: {} });

      await expect(refusal).rejects.toMatchObject({ code: 'preview.host_not_allowed' });
    },
  );
});
