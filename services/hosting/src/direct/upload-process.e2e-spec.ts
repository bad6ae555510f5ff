import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UploadProcess, type UploadWork } from './upload-process.js';

const never = new AbortController().signal;
const work: UploadWork = {
  files: new Map([['app.json', Buffer.from('{}')]]),
  appId: 'wx0123456789abcdef',
  privateKey: 'SECRET-OF-A-KEY',
  kind: 'upload',
  version: '1.0.0',
  desc: 'x',
  robot: 1,
  page: null,
  query: null,
};

/** A stand-in for `upload.mjs`, to see what any child is given and how its misbehaviour is borne. */
describe('the child process of an upload', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'xiaopu-child-spec-'));
    await mkdir(path.join(folder, 'node_modules', 'miniprogram-ci'), { recursive: true });
    await writeFile(path.join(folder, 'node_modules', 'miniprogram-ci', 'package.json'), '{}');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function child(script: string, timeoutMs = 20_000): Promise<UploadProcess> {
    const head = `import fs from 'node:fs'; import { spawn } from 'node:child_process';
      const answer = (value) => fs.writeSync(3, JSON.stringify(value) + '\\n');
      const note = (value) => fs.writeFileSync(${JSON.stringify(path.join(folder, 'note'))}, JSON.stringify(value));\n`;
    await writeFile(path.join(folder, 'upload.mjs'), head + script);
    return UploadProcess.at(folder, { timeoutMs, proxyUrl: null, authorityFile: null });
  }
  const eventuallyNoted = async (): Promise<Record<string, string>> => {
    for (;;) {
      const found = await noted().catch(() => null);
      if (found) return found;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const noted = async () => JSON.parse(await readFile(path.join(folder, 'note'), 'utf8')) as Record<string, string>;

  it('has an environment made of nothing, and a folder of its own that is gone afterwards', async () => {
    process.env['SOMEBODYS_SECRET'] = 'x';
    const process_ = await child('note({ ...process.env, cwd: process.cwd() }); answer({ ok: true });');

    expect(await process_.run(work, never)).toEqual({ ok: true, sizes: [], qrCode: null });

    const { cwd, ...environment } = await noted();
    delete process.env['SOMEBODYS_SECRET'];
    expect(Object.keys(environment).sort()).toEqual(['HOME', 'LANG', 'NODE_ENV', 'PATH', 'TMPDIR']);
    expect(environment['HOME']).toBe(cwd);
    expect(existsSync(cwd ?? '')).toBe(false);
  });

  it.each(['../outside.js', '/tmp/outside.js', 'pages/../../outside.js', '..', ''])(
    'is not begun with a file %j that would lie outside of its folder',
    async (name) => {
      const process_ = await child('note({}); answer({ ok: true });');
      const files = new Map([...work.files, [name, Buffer.from('x')]]);

      expect(await process_.run({ ...work, files }, never)).toMatchObject({ ok: false, code: 10_000 });
      expect(existsSync(path.join(folder, 'note'))).toBe(false);
    },
  );

  it('that says nonsense, floods, dies or says nothing is a failure that may pass, without a word of the key', async () => {
    for (const script of [
      `fs.writeSync(3, 'nonsense')`,
      `fs.writeSync(2, 'x'.repeat(50_000)); process.exit(3)`,
      `process.kill(process.pid, 'SIGKILL')`,
      `throw new Error('broken')`,
      'await new Promise((resolve) => process.stdin.once("data", resolve)); process.exit(0)',
    ]) {
      const result = await (await child(script)).run(work, never);

      expect(result).toMatchObject({ ok: false, code: null });
      expect(JSON.stringify(result)).not.toContain(work.privateKey);
      expect(JSON.stringify(result).length).toBeLessThan(500);
    }
  });

  it('takes those it has started with it, when it is killed alone and when its time is up', async () => {
    const helper = `const helper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
      note({ pid: helper.pid });`;
    for (const [script, timeoutMs] of [
      [`${helper} process.kill(process.pid, 'SIGKILL')`, 60_000],
      [`${helper} setInterval(() => {}, 1000)`, 1_000],
    ] as const) {
      expect(await (await child(script, timeoutMs)).run(work, never)).toMatchObject({ ok: false, code: null });

      const { pid } = await noted();
      expect(await isGone(Number(pid))).toBe(true);
    }
  }, 30_000);

  it('removes what a killed program has left behind, and nothing of anybody else', async () => {
    const old = await mkdtemp(path.join(tmpdir(), 'xiaopu-upload-'));
    const fresh = await mkdtemp(path.join(tmpdir(), 'xiaopu-upload-'));
    await utimes(old, new Date(0), new Date(0));

    await (await child('answer({ ok: true })')).run(work, never);

    expect([existsSync(old), existsSync(fresh)]).toEqual([false, true]);
    await rm(fresh, { recursive: true });
  });

  it('keeps the package from other users of the machine', async () => {
    const process_ = await child('note({ cwd: process.cwd() }); process.stdin.resume()', 60_000);
    const stop = new AbortController();
    const running = process_.run(work, stop.signal);
    const { cwd = '' } = await eventuallyNoted();
    const { mode } = await stat(cwd);
    stop.abort();

    expect(await running).toEqual({ ok: false, code: null, message: 'it was stopped' });
    expect(mode & 0o077).toBe(0);
    expect(path.dirname(cwd)).toBe(tmpdir());
    expect(existsSync(cwd)).toBe(false);
  });
});

/** Killed, it is gone in a moment; a zombie whose parent is gone counts as gone. */
async function isGone(pid: number): Promise<boolean> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (status === '' || / Z /.test(status)) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
