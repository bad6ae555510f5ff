import { EventEmitter, once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';
import { Controller, Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'typebox';
import { createLogger } from '../observability/logger.js';
import { type In, Nothing, route, strict } from './contract.js';
import { Endpoint, Input } from './endpoint.js';
import { createHttpApp } from './http-app.js';

const requests = new EventEmitter();

const write = route({
  id: 'test.write',
  method: 'POST',
  path: '/things/:name',
  summary: { zh: '写', en: 'Write' },
  access: { kind: 'public', reason: 'a test' },
  params: strict({ name: Type.String() }),
  query: strict({ q: Type.Optional(Type.String()) }),
  body: strict({ document: Type.Unsafe<object>({ type: 'object', additionalProperties: true }) }),
  response: { 204: Nothing },
});

const upload = route({
  id: 'test.upload',
  method: 'POST',
  path: '/uploads',
  summary: { zh: '上传', en: 'Upload' },
  access: { kind: 'public', reason: 'a test' },
  consumes: 'text/csv',
  body: Type.Unsafe<Readable>({ type: 'string' }),
  response: { 204: Nothing },
});

@Controller()
class ThingsController {
  @Endpoint(upload)
  async upload(@Input() { body }: In<typeof upload>): Promise<null> {
    try {
      await body.resume().toArray();
    } finally {
      requests.emit('read');
    }
    return null;
  }

  @Endpoint(write)
  async write(): Promise<null> {
    return null;
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {}

let app: NestFastifyApplication;
let url: string;
let logged = '';

beforeAll(async () => {
  app = await createHttpApp(ThingsModule, {
    program: 'test',
    logger: createLogger('test', 'error', { write: (line) => (logged += line) }),
    requestLog: 'failures',
    ready: async () => {},
    prepare: (fastify) => {
      fastify.addHook('onRequest', async () => void requests.emit('arrived'));
      fastify.addContentTypeParser('text/csv', (_request, payload, done) => done(null, payload));
    },
  });
  await app.listen(0, '127.0.0.1');
  url = await app.getUrl();
});
afterAll(() => app.close());

async function post(path: string, body: string | Buffer, contentType = 'application/json') {
  const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': contentType }, body });
  const problem =
    response.status < 400 ? {} : ((await response.json()) as { code: string; errors?: { pointer: string }[] });
  return { status: response.status, contentType: response.headers.get('content-type'), ...problem };
}

const document = (text: string) => `{"document":${text}}`;

it('takes what is fine, and lets nobody keep the answer', async () => {
  const response = await fetch(`${url}/things/a?q=%F0%9F%98%80`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: document('{"a":"😀","n":[1.5,-2]}'),
  });

  expect(response.status).toBe(204);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
});

it.each([
  ['NUL in a text', document('{"a":["x\\u0000"]}'), '/document/a/0', 'character'],
  ['half a surrogate pair', document('{"a":"\\ud83d"}'), '/document/a', 'character'],
  ['NUL in a name', document('{"x\\u0000":1}'), '/document', 'character'],
  ['a number that lost its digits', document('{"n":9007199254740993}'), '/document/n', 'range'],
  ['a number beyond all others', document('{"n":1e400}'), '/document/n', 'range'],
  ['a deep document', document('{"a":'.repeat(20_000) + '1' + '}'.repeat(20_000)), '', 'depth'],
])('answers %s with a pointer', async (_what, body, pointer, code) => {
  expect(await post('/things/a', body)).toMatchObject({
    status: 400,
    code: 'request.invalid',
    errors: [{ pointer, code, detail: expect.stringMatching(/[\u4e00-\u9fff]/) }],
  });
});

it.each([
  ['/things/a?q=%00', '/query/q'],
  ['/things/%00', '/path/name'],
])('answers NUL in %s with a pointer', async (path, pointer) => {
  expect(await post(path, document('{}'))).toMatchObject({ status: 400, errors: [{ pointer, code: 'character' }] });
});

it.each(['{a:1', '{"a":', '', 'x', '{"__proto__":{}}', '{} {}'])('answers %j: this is not JSON', async (body) => {
  expect(await post('/things/a', body)).toMatchObject({ status: 400, code: 'request.malformed_json' });
});

it.each(['application/x-www-form-urlencoded', 'text/plain', 'text/html', 'multipart/form-data; boundary=x', 'a/b'])(
  'does not read %s, which a page of another site can send',
  async (contentType) => {
    expect(await post('/things/a', 'document=1', contentType)).toMatchObject({
      status: 415,
      code: 'request.unsupported_media_type',
    });
  },
);

it.each([
  ['/things/%E0%A4%A', 400, 'request.invalid'],
  [`/things/${'x'.repeat(400)}`, 404, 'request.not_found'],
])('answers the address %s with a problem', async (path, status, code) => {
  expect(await post(path, '{}')).toMatchObject({
    status,
    code,
    contentType: 'application/problem+json; charset=utf-8',
  });
});

it('gives a request five minutes to arrive', () => {
  expect(app.getHttpServer().requestTimeout).toBe(300_000);
});

it('logs no failure of its own when a client hangs up in the middle of its request', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('POST /uploads HTTP/1.1\r\nhost: x\r\ncontent-type: text/csv\r\ncontent-length: 9\r\n\r\nhalf');
  await once(requests, 'arrived');
  const left = once(requests, 'read');
  socket.destroy();
  await left;
  await post('/things/a', document('{}'));

  expect(logged).not.toContain('request failed');
});

it.each([
  ['that is none', 'HELLO\r\n\r\n', 'HTTP/1.1 400 Bad Request', 'request.malformed_http'],
  [
    'with headers larger than 16 KB',
    `GET /things HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`,
    'HTTP/1.1 431 Request Header Fields Too Large',
    'request.headers_too_large',
  ],
])('answers a request %s with a problem, and hangs up', async (_what, text, status, code) => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1').setEncoding('utf8');
  let answer = '';
  socket.on('data', (chunk: string) => (answer += chunk));
  socket.write(text);
  await once(socket, 'close');

  expect(answer.split('\r\n')[0]).toBe(status);
  expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ code });
});
