import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv } from 'ajv';
import { type Json, StartedSandbox } from './started-sandbox.js';

interface Operation {
  summary: string;
  operationId: string;
  parameters: { name: string; in: string; required: boolean }[];
  requestBody?: { content: Record<string, { schema?: object }> };
  responses: Record<string, { description: string }>;
}

const README = readFileSync(resolve('services/wechat-sandbox/README.md'), 'utf8');
const sandbox = new StartedSandbox();
const routes: string[] = [];
let paths: Record<string, Record<string, Operation>> = {};

beforeAll(async () => {
  await sandbox.start();
  ({ paths } = (await sandbox.get('/sandbox/openapi.json')) as unknown as { paths: typeof paths });
  routes.push(...sandbox.routes('/sandbox/'));
});
afterAll(() => sandbox.stop());

describe('openapi.json', () => {
  it('describes every knob there is', () => {
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ':$1')}`),
    );
    const aside = /^GET \/sandbox\/(openapi\.json|page\/|proxy|ca\.pem)/;

    expect(routes.filter((route) => !aside.test(route)).sort()).toEqual(described.sort());
    expect(described.length).toBeGreaterThan(40);
  });

  it('gives each its own name, its parameters, and schemas that are JSON Schema', () => {
    const ajv = new Ajv({ strict: false });
    const operations = Object.entries(paths).flatMap(([path, methods]) =>
      Object.values(methods).map((operation) => ({ path, operation })),
    );

    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { path, operation } of operations) {
      const named = operation.parameters.filter(({ in: place }) => place === 'path').map(({ name }) => `{${name}}`);
      expect(path.match(/\{\w+\}/g) ?? []).toEqual(named);
      expect(operation.summary).not.toBe('');
      for (const { schema } of Object.values(operation.requestBody?.content ?? {})) {
        if (schema) expect(ajv.validateSchema(schema)).toBe(true);
      }
    }
  });

  it('says of each what it takes and what it answers', () => {
    for (const [path, methods] of Object.entries(paths)) {
      for (const [method, { requestBody, responses }] of Object.entries(methods)) {
        const body = Object.entries(requestBody?.content ?? {});
        const wanting = body.filter(([type, { schema }]) => type === 'application/json' && schema === undefined);
        expect([path, method, wanting]).toEqual([path, method, []]);
        expect([path, method, body.length > 0]).toEqual([path, method, !['get', 'delete'].includes(method)]);
        const done = Object.entries(responses).filter(([status]) => status.startsWith('2'));
        expect([path, method, done.length > 0]).toEqual([path, method, true]);
        for (const [, { description }] of done) expect([path, method, description]).not.toEqual([path, method, '']);
      }
    }
  });

  it('accepts the examples of the README', async () => {
    const examples = [...README.matchAll(/```http\n([A-Z]+) (\/sandbox\S*)\n([^`]*)```/g)].map(
      ([, method = '', path = '', body = '']) => ({ method, path, body: body.trim() }),
    );
    const { appid } = await sandbox.authorizedApp({ appid: 'wx00000000000000a1' });

    expect(examples.length).toBeGreaterThan(8);
    for (const { method, path, body } of examples) {
      const answer = await fetch(sandbox.url + path.replace(':appid', appid), { method, ...(body && { body }) });
      const said = await answer.text();
      expect({ method, path, refused: answer.ok ? '' : said }).toEqual({ method, path, refused: '' });
    }
  });
});

describe('bad input', () => {
  const send = async (path: string, body: string | Uint8Array<ArrayBuffer>) => {
    const answer = await fetch(sandbox.url + path, { method: 'POST', body });
    return { status: answer.status, value: (await answer.json()) as Json };
  };
  const isUp = async () => expect((await fetch(`${sandbox.url}/health/ready`)).status).toBe(200);

  it.each<[string, string | Uint8Array<ArrayBuffer>]>([
    ['no JSON', '{'],
    ['XML', '<xml><a/></xml>'],
    ['a list', '[]'],
    ['null', 'null'],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['deep JSON', `{"nickname":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['__proto__', '{"__proto__":{"isVisible":false}}'],
    ['constructor', '{"constructor":{"prototype":{"x":1}}}'],
    ['a wrong kind', '{"nickname":7}'],
    ['a text that is too long', JSON.stringify({ nickname: 'x'.repeat(100_000) })],
  ])('is 400 with a sentence: %s', async (_name, body) => {
    const { status, value } = await send('/sandbox/apps', body);

    expect(status).toBe(400);
    expect(value).toEqual({ error: expect.stringMatching(/\.$/) });
    await isUp();
  });

  it('is 413 when it is too large', async () => {
    const answer = await fetch(`${sandbox.url}/sandbox/settings`, {
      method: 'PUT',
      body: 'x'.repeat(41 * 1024 * 1024),
    });

    expect(answer.status).toBe(413);
    await isUp();
  });

  it.each([
    ['/sandbox/apps?limit=0', '"limit" must be >= 1'],
    ['/sandbox/apps?limit=many', '"limit" must be a whole number'],
    ['/sandbox/apps?cursor=-1', '"cursor" must be `nextCursor` of the page before'],
    ['/sandbox/tokens?limit=1000000', '"limit" must be <= 10000'],
    ['/sandbox/pushes?limit=1e9', '"limit" must be <= 10000'],
  ])('is refused in a query: %s', async (path, sentence) => {
    const answer = await fetch(sandbox.url + path);

    expect([answer.status, ((await answer.json()) as Json)['error']]).toEqual([400, expect.stringContaining(sentence)]);
  });

  it.each([
    ['{"apps":0}', '"apps" must be >= 1'],
    ['{"apps":1e9}', '"apps" must be <= 200000'],
    ['{"apps":1,"prefix":"zz"}', '"prefix" must be up to 10 digits or letters a to f'],
    ['{"app":1}', '"apps" is missing.'],
  ])('is refused by the seed: %s', async (body, sentence) => {
    expect((await send('/sandbox/seed', body)).value['error']).toContain(sentence);
  });

  it('is 47001 for the calls of WeChat', async () => {
    const { token } = await sandbox.authorizedApp();
    const deep = `{"cgi_path":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;

    for (const body of ['<xml/>', '[]', '"x"', deep]) {
      expect((await send(`/cgi-bin/openapi/quota/get?access_token=${token}`, body)).value).toMatchObject({
        errcode: 47001,
      });
    }
    expect((await send('/cgi-bin/openapi/quota/get?access_token=__proto__', '{"cgi_path":"x"}')).value).toMatchObject({
      errcode: 40001,
    });
    await isUp();
  });
});

describe('the page', () => {
  it('is a few static files under a policy that lets nothing else in', async () => {
    const page = await fetch(sandbox.url);
    const html = await page.text();

    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    expect(html).not.toMatch(/<script(?! type="module" src=)|<style| on\w+=|javascript:/);
    const wanted = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    expect(wanted).toEqual(['/sandbox/page/style.css', '/sandbox/page/main.js']);
    for (const path of wanted) expect((await fetch(sandbox.url + path)).status).toBe(200);
  });

  it('imports only what is there', async () => {
    const seen = new Set<string>();
    const follow = async (name: string): Promise<void> => {
      if (seen.has(name)) return;
      seen.add(name);
      const answer = await fetch(`${sandbox.url}/sandbox/page/${name}`);
      expect([name, answer.status, answer.headers.get('content-type')]).toEqual([
        name,
        200,
        'text/javascript; charset=utf-8',
      ]);
      for (const [, next = ''] of (await answer.text()).matchAll(/from '\.\/([\w.]+)'/g)) await follow(next);
    };

    await follow('main.js');
    expect(seen.size).toBe(9);
  });
});
