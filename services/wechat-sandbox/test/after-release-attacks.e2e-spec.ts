import { afterReleaseEndpoints, afterReleaseKnobs } from '../src/after-release.js';
import { ReleasedApp } from './released-app.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const sandbox = new StartedSandbox();
let app: ReleasedApp;
beforeAll(async () => {
  await sandbox.start();
  app = await ReleasedApp.of(sandbox);
  await app.openid('wang');
});
afterAll(() => sandbox.stop());

const NAMES = [
  'touser',
  'openid',
  'template_id',
  'data',
  'page',
  'scene',
  'path',
  'content',
  'version',
  'media_url',
  'media_type',
  'order_key',
  'shipping_list',
  'logistics_type',
  'delivery_mode',
  'upload_time',
  'payer',
  'transaction_id',
  'merchant_id',
  'tid',
  'kidList',
  'priTmplId',
  'jump_wxa',
  'expire_type',
  'prefix',
  'debug_url',
  'msgtype',
  'text',
  'image',
  'notify_type',
  'notify_code',
  'api_name',
  'task_id',
  'appid',
  'scheme',
  'line_color',
  'width',
  'user',
  'answers',
  'verdicts',
  'type',
  'fields',
  'event',
  'url',
  'sub_orders',
];
const VALUES: unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  0.5,
  '',
  '__proto__',
  '0',
  '字'.repeat(5000),
  '\u0000',
  [],
  [null],
  [[]],
  {},
  { __proto__: null, a: 1 },
  { value: {} },
];
const BODIES: string[] = [
  '',
  '{',
  'null',
  '[]',
  '"x"',
  '1',
  '<xml></xml>',
  '{"__proto__":{"openid":"x"}}',
  '{"touser":1,"touser":"x"}',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
  `{"a":${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}}`,
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]).toString('latin1'),
  ...VALUES.map((value) => JSON.stringify(Object.fromEntries(NAMES.map((name) => [name, value])))),
  JSON.stringify({
    order_key: { order_number_type: 2, transaction_id: '__proto__' },
    logistics_type: 1,
    delivery_mode: 1,
    shipping_list: [null],
  }),
];

it.each(afterReleaseEndpoints.map((endpoint): [string, string] => [endpoint.method, endpoint.path]))(
  '%s %s answers nonsense with a code',
  async (method, path) => {
    for (const body of BODIES) {
      const query =
        method === 'GET'
          ? `&${new URLSearchParams({ ids: body, start: body, openid: body, tid: body, media_id: body }).toString().slice(0, 4000)}`
          : '';
      const url = `${sandbox.url}${path}?access_token=${app.token}${query}`;
      const answer = await fetch(url, { method, ...(method === 'POST' && { body }) });

      expect(answer.status).toBe(200);
      if (answer.headers.get('content-type')?.includes('json') === true)
        expect((await answer.json()) as Json).toMatchObject({ errcode: expect.any(Number) });
    }
  },
);

it.each(afterReleaseKnobs.map((knob): [string, string] => [knob.method, knob.path]))(
  'knob %s %s answers nonsense with a sentence',
  async (method, path) => {
    for (const body of method === 'GET' ? [''] : BODIES) {
      const answer = await fetch(sandbox.url + path.replace(':appid', app.appid), {
        method,
        ...(method !== 'GET' && { body }),
      });
      const value = (await answer.json()) as Json;

      expect([200, 400, 404, 409]).toContain(answer.status);
      if (answer.status !== 200 && value['errMsg'] === undefined) expect(value).toEqual({ error: expect.any(String) });
    }
    expect(
      (
        await fetch(sandbox.url + path.replace(':appid', 'wx0000000000000000'), {
          method,
          ...(method !== 'GET' && { body: '{}' }),
        })
      ).status,
    ).not.toBe(500);
  },
);

it('wants a token, its account and the right method everywhere', async () => {
  for (const { method, path } of afterReleaseEndpoints) {
    const other = method === 'GET' ? 'POST' : 'GET';
    const call = async (used: string, token: string) =>
      (
        (await (
          await fetch(`${sandbox.url}${path}?access_token=${token}`, {
            method: used,
            ...(used === 'POST' && { body: '{}' }),
          })
        ).json()) as Json
      )['errcode'];

    expect([path, await call(other, app.token)]).toEqual([path, method === 'GET' ? 43001 : 43002]);
    expect([path, await call(method, '')]).toEqual([path, 41001]);
    expect([path, await call(method, 'nonsense')]).toEqual([path, 40001]);
    expect([path, await call(method, await sandbox.componentToken())]).toEqual([path, 61015]);
  }
});
