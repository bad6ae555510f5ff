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
    const aside = /^GET \/sandbox\/(openapi\.json|page\/)/;

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

  it('calls only what the sandbox answers', async () => {
    const answered = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, '{}')}`),
    );
    const scripts = sandbox
      .routes('/sandbox/page/')
      .filter((route) => route.endsWith('.js') && !route.endsWith('/api.js'));
    const texts = await Promise.all(
      scripts.map(async (route) => (await fetch(sandbox.url + route.replace('GET ', ''))).text()),
    );
    const calls = texts.flatMap((text) => callsOf(text));

    expect(texts.flatMap((text) => text.match(/\bcall\(/g) ?? []).length).toBeGreaterThan(25);
    expect(calls).toEqual(
      expect.arrayContaining([
        'POST /sandbox/apps/{}/audit',
        'POST /sandbox/tokens/expire',
        'GET /sandbox/pay/refunds',
      ]),
    );
    expect(calls.filter((one) => !answered.includes(one))).toEqual([]);
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

/** `METHOD /path` of each `call` of a script of the page. What is known when the call is made only is `{}`, as a parameter of openapi.json. */
function callsOf(script: string): string[] {
  return [...script.matchAll(/\bcall\(/g)].flatMap(({ index }) => {
    const [method = '', path = ''] = partsOf(script.slice(index + 'call('.length), /[,)]/, 2);
    return pathsOf(path, script).map((one) => `${method.slice(1, -1)} ${one.split('?')[0] ?? ''}`);
  });
}

/** Every path that an expression like `base + '/shipments/' + what` may stand for. */
function pathsOf(expression: string, script: string): string[] {
  return partsOf(expression, /\+/).reduce<string[]>(
    (paths, part) => paths.flatMap((path) => textsOf(part, script).map((text) => path + text)),
    [''],
  );
}

function textsOf(part: string, script: string): string[] {
  const text = /^'(.*)'$/.exec(part)?.[1];
  if (text !== undefined) return [text];
  if (!/^\w+$/.test(part)) return ['{}'];
  const constant = new RegExp(`const ${part} = ('/sandbox.*);`).exec(script)?.[1];
  if (constant !== undefined) return pathsOf(constant, script);
  const choices = choicesOf(part, script);
  return choices.length > 0 ? choices : ['{}'];
}

/** The texts a name takes: of a list that is mapped, of the calls of a function whose first parameter it is, of the buttons of a form. */
function choicesOf(name: string, script: string): string[] {
  const lists = [...script.matchAll(new RegExp(`\\[([^\\]]*)\\]\\.map\\(\\(${name}\\) =>`, 'g'))].map(
    ([, list = '']) => list,
  );
  const functions = [...script.matchAll(new RegExp(`const (\\w+) = \\(${name}[,)]`, 'g'))].map(([, of = '']) => of);
  const uses = functions.flatMap((of) =>
    [...script.matchAll(new RegExp(`\\b${of}\\(('\\w+')`, 'g'))].map(([, use = '']) => use),
  );
  const isSubmitter = script.includes(`const ${name} = event.submitter.value;`);
  const values = isSubmitter ? [...script.matchAll(/value: ('\w+') \}/g)].map(([, value = '']) => value) : [];
  return [...lists, ...uses, ...values].flatMap((texts) =>
    [...texts.matchAll(/'([^']*)'/g)].map(([, text = '']) => text),
  );
}

/** Cuts at what stands in no text and no bracket; at a closing bracket that was not opened it ends. */
function partsOf(text: string, cut: RegExp, most = Number.POSITIVE_INFINITY): string[] {
  const parts = [''];
  let depth = 0;
  let isText = false;
  for (const character of text) {
    if (character === "'") isText = !isText;
    const isOutside = !isText && depth === 0;
    if (isOutside && cut.test(character)) {
      if (character === ')' || parts.length === most) break;
      parts.push('');
      continue;
    }
    if (!isText && /[([{]/.test(character)) depth += 1;
    if (!isText && /[)\]}]/.test(character)) depth -= 1;
    parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim());
}
