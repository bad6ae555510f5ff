import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Json } from './started-sandbox.js';

/** Built by jest's global setup. */
const PROGRAM = resolve('dist/services/wechat-sandbox/src/main.js');

/** The sandbox as a process of its own, that can be killed. */
class SandboxProcess {
  private child: ChildProcess | null = null;
  url = '';

  constructor(private readonly env: Record<string, string>) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: { PATH: process.env['PATH'], SANDBOX_PORT: '0', ...this.env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.child = child;
    this.url = await new Promise<string>((found, failed) => {
      child.once('exit', (code) => failed(new Error(`the sandbox ended with ${code}`)));
      child.stdout.on('data', (text: Buffer) => {
        const url = /listening on (\S+)/.exec(text.toString())?.[1];
        if (url) found(url);
      });
    });
  }

  async kill(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return null;
    const ended = new Promise<number | null>((done) => child.once('exit', done));
    child.kill(signal);
    return ended;
  }

  async ask(method: string, path: string, body?: object): Promise<Json> {
    const answer = await fetch(this.url + path, { method, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()) as Json;
  }
}

interface Change {
  appid: string;
  answeredAt: number;
}

/** Registers and authorises until the sandbox is gone; says what was answered. */
async function changeUntilGone(
  sandbox: SandboxProcess,
  name: string,
  answered: (change: Change) => void,
): Promise<void> {
  for (let index = 0; ; index++) {
    try {
      const { appid } = await sandbox.ask('POST', '/sandbox/apps', { nickname: `${name} ${index}` });
      await sandbox.ask('POST', `/sandbox/apps/${String(appid)}/authorize`, {});
      await sandbox.ask('POST', `/sandbox/apps/${String(appid)}/audit-plan`, { verdicts: ['reject', 'approve'] });
      answered({ appid: String(appid), answeredAt: Date.now() });
    } catch {
      return;
    }
  }
}

const folder = mkdtempSync(join(tmpdir(), 'wechat-sandbox-'));
const sandbox = new SandboxProcess({ SANDBOX_DATA_DIR: folder });
afterAll(async () => {
  await sandbox.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

it('loses nothing that was answered a second before kill -9, however often it is killed', async () => {
  const kept: Change[] = [];
  let merchants = 0;

  for (let round = 0; round < 4; round++) {
    await sandbox.start();
    if (round === 0) await sandbox.ask('POST', '/sandbox/seed', { apps: 3000 });
    await sandbox.ask('POST', '/sandbox/pay/merchants', { appids: [] });
    // Killed in the middle of the work, a second and a bit after the first answer, each round at another moment.
    const changes: Change[] = [];
    let killedAt = 0;
    const note = (change: Change) => {
      changes.push(change);
      if (killedAt > 0 || change.answeredAt - (changes[0]?.answeredAt ?? 0) < 1300 + round * 137) return;
      killedAt = Date.now();
      void sandbox.kill('SIGKILL');
    };
    await Promise.all(['甲', '乙', '丙', '丁'].map((name) => changeUntilGone(sandbox, `${name}${round}`, note)));
    kept.push(...changes.filter(({ answeredAt }) => answeredAt < killedAt - 1000));
    merchants += 1;
  }

  await sandbox.start();
  expect(kept.length).toBeGreaterThan(20);
  for (const { appid } of kept) {
    expect(await sandbox.ask('GET', `/sandbox/apps/${appid}`)).toMatchObject({
      authorized: true,
      auditPlan: [{ verdict: 'reject' }, { verdict: 'approve' }],
    });
  }
  const { items } = (await sandbox.ask('GET', '/sandbox/pay/merchants')) as { items: Json[] };
  expect(items).toHaveLength(merchants);
  expect(await sandbox.ask('GET', '/sandbox/apps?limit=1')).toMatchObject({ total: expect.any(Number) });
  expect(await sandbox.kill('SIGTERM')).toBe(0);
}, 60_000);
