import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Change, changeAccounts, commitCode, payAndRefund } from './kill-load.js';
import { SandboxProcess, WrittenBatches } from './sandbox-process.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const ROUNDS = 4;
/** Of each kind, and a different number each round: the moment of the kill is the work's, not the clock's. */
const wantedOf = (round: number): number => 4 + round;

const folder = mkdtempSync(join(tmpdir(), 'wechat-sandbox-'));
const client = new StartedSandbox();
let sandbox = new SandboxProcess({});
let templateId = 0;
let appid = '';

beforeAll(async () => {
  const receiver = await client.receiver.start();
  sandbox = new SandboxProcess({ SANDBOX_DATA_DIR: folder, SANDBOX_AUTH_EVENT_URL: `${receiver}/auth` });
  client.url = await sandbox.start();
  await client.knob('PUT', '/sandbox/settings', {
    auditRule: 'manual',
    privacyDetectionMs: 0,
    payRefundIntervalMs: 0,
    minuteLimits: {},
  });
  await client.knob('POST', '/sandbox/seed', { apps: 3000 });
  templateId = await client.template();
  appid = String((await client.knob('POST', '/sandbox/apps', { nickname: '花间茶舍' }))['appid']);
  await sandbox.kill('SIGTERM');
});
afterAll(async () => {
  await sandbox.kill('SIGKILL');
  await client.receiver.stop();
  rmSync(folder, { recursive: true });
});

/** Works until enough of each kind is in the journal, is killed in the middle of more, and gives what must be there. */
async function workUntilKilled(round: number): Promise<Change[]> {
  client.url = await sandbox.start();
  const batches = new WrittenBatches(folder);
  const merchant = await client.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
  const answered: { change: Change; countThen: number }[] = [];
  const written = (count: number): Change[] =>
    answered.filter(({ countThen }) => countThen + 2 <= count).map(({ change }) => change);
  const kills: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const note = (change: Change): void => {
    const count = batches.count();
    answered.push({ change, countThen: count });
    const kept = written(count);
    const isEnough = (['account', 'code', 'payment'] as const).every(
      (wanted) => kept.filter(({ kind }) => kind === wanted).length >= wantedOf(round),
    );
    if (isEnough && kills.length === 0) kills.push(sandbox.kill('SIGKILL'));
  };

  const work = [
    changeAccounts(client, `甲${round}`, note),
    changeAccounts(client, `乙${round}`, note),
    commitCode(client, templateId, String(round * 700), note),
    payAndRefund(client, { ...merchant, appids: [appid] }, note),
  ];
  // Everybody works until the sandbox is gone; whoever stops before has a reason that is worth knowing.
  const stopped = (failure: unknown): void => {
    if (kills.length > 0) return;
    failures.push(failure);
    kills.push(sandbox.kill('SIGKILL'));
  };
  await Promise.all(work.map((one) => one.then(() => stopped(new Error('nothing left to do')), stopped)));
  await Promise.all(kills);
  expect(failures).toEqual([]);

  return written(batches.count());
}

it('loses nothing that the journal had time for, however often it is killed', async () => {
  const kept: Change[] = [];
  for (let round = 0; round < ROUNDS; round++) kept.push(...(await workUntilKilled(round)));

  client.url = await sandbox.start();
  for (const change of kept) await change.isThere(client);
  const { items: merchants } = (await client.knob('GET', '/sandbox/pay/merchants')) as { items: Json[] };
  expect(merchants).toHaveLength(ROUNDS);
  // A batch is whole or not there: no refund without the payment it is of.
  const [orders, refunds] = await Promise.all(
    ['transactions', 'refunds'].map(
      async (list) => (await client.knob('GET', `/sandbox/pay/${list}`))['items'] as Json[],
    ),
  );
  const paid = new Set(orders?.filter((order) => order['transactionId'] !== null).map((order) => order['outTradeNo']));
  expect(refunds?.filter((refund) => !paid.has(refund['outTradeNo']))).toEqual([]);
  expect(await sandbox.kill('SIGTERM')).toBe(0);
}, 180_000);
