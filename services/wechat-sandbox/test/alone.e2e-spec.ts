import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Built by jest's global setup. */
const PROGRAM = resolve('dist/services/wechat-sandbox/src/alone/main.js');
const folder = mkdtempSync(join(tmpdir(), 'wechat-sandbox-alone-'));
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Starts it; gives what it printed once it is ready, or its last words and its exit code. */
function start(env: Record<string, string>): Promise<{ text: string; code: number | null; child: ChildProcess }> {
  const child = spawn(process.execPath, [PROGRAM], {
    env: {
      PATH: process.env['PATH'],
      SANDBOX_PORT: '0',
      SANDBOX_PROXY_PORT: '0',
      SANDBOX_DATA_DIR: join(folder, 'data'),
      ...env,
    },
  });
  running.add(child);
  let text = '';
  return new Promise((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (/ {2}data +/.test(text)) done({ text, code: null, child });
      });
    }
    child.once('close', (code) => {
      running.delete(child);
      done({ text, code, child });
    });
  });
}

const stop = async (child: ChildProcess): Promise<void> => {
  const ended = new Promise((done) => child.once('close', done));
  child.kill('SIGTERM');
  await ended;
};
const row = (text: string, name: string): string => new RegExp(` {2}${name} +(\\S+)`).exec(text)?.[1] ?? '';
const secrets = (text: string) =>
  ['component AppID', 'component secret', 'push token', 'push AES key'].map((name) => row(text, name));

it('makes credentials once, keeps them to its owner, and applies the seed file at the first start only', async () => {
  const seed = join(folder, 'seed.json');
  writeFileSync(
    seed,
    JSON.stringify({
      apps: [{ appid: 'wx00000000000000a1', nickname: '花间茶舍', authorized: true }, { nickname: '山房' }],
      merchants: [{ mchid: '1600000001', appids: ['wx00000000000000a1'] }],
      settings: { auditRule: 'approve' },
      push: { authEventUrl: 'http://127.0.0.1:9/auth' },
    }),
  );

  const first = await start({ SANDBOX_SEED_FILE: seed });
  expect(secrets(first.text)).toEqual([
    expect.stringMatching(/^wx[0-9a-f]{16}$/),
    expect.stringMatching(/^[0-9a-f]{32}$/),
    expect.stringMatching(/^[0-9a-f]{24}$/),
    expect.stringMatching(/^[A-Za-z0-9]{43}$/),
  ]);
  expect([row(first.text, 'accounts'), row(first.text, 'auth events to')]).toEqual(['2', 'http://127.0.0.1:9/auth']);
  const settings: unknown = await (await fetch(`${row(first.text, 'address')}/sandbox/settings`)).json();
  expect(settings).toMatchObject({ auditRule: 'approve' });
  await stop(first.child);
  const second = await start({ SANDBOX_SEED_FILE: seed });
  await stop(second.child);

  expect(secrets(second.text)).toEqual(secrets(first.text));
  expect(row(second.text, 'accounts')).toBe('2');
  expect(statSync(join(folder, 'data', 'credentials.json')).mode & 0o077).toBe(0);
  expect(JSON.parse(readFileSync(join(folder, 'data', 'merchants', '1600000001.json'), 'utf8'))).toMatchObject({
    privateKeyPem: expect.stringContaining('PRIVATE KEY'),
  });
});

it.each([
  ['{', /cannot be read as JSON/],
  ['{"apps":[{"nick":"x"}]}', /There is no field "apps\/0\/nick"; there are appid, nickname/],
  ['{"settings":{"auditMs":"soon"}}', /"settings\/auditMs" must be a number/],
  ['{"apps":[{"appid":"wx1"}]}', /apps\/0: "appid" must be wx followed by/],
  ['{"push":{"authEventUrl":"ftp://x"}}', /"push\/authEventUrl" must be an address\./],
])('refuses the seed %s with one sentence', async (text, sentence) => {
  const seed = join(folder, 'bad.json');
  writeFileSync(seed, text);

  const { text: said, code } = await start({ SANDBOX_SEED_FILE: seed, SANDBOX_DATA_DIR: join(folder, 'bad') });

  expect(code).toBe(1);
  expect(said).toMatch(sentence);
  expect(said.trim().split('\n')).toHaveLength(1);
  rmSync(join(folder, 'bad'), { recursive: true, force: true });
});

it('refuses credentials that were damaged', async () => {
  const data = join(folder, 'damaged');
  await stop((await start({ SANDBOX_DATA_DIR: data })).child);
  writeFileSync(join(data, 'credentials.json'), '{}');

  const { text, code } = await start({ SANDBOX_DATA_DIR: data });

  expect([code, text]).toEqual([1, expect.stringContaining('mend it, or delete it to get new credentials.')]);
});
