import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openNotice } from './pay-world.js';
import { type Json, StartedSandbox } from './started-sandbox.js';

const dir = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
const sandbox = new StartedSandbox({ SANDBOX_DATA_DIR: dir });
beforeAll(() => sandbox.start());
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('after a restart orders, keys and numbers are found, and what waited to be sent is sent', async () => {
  const appid = String((await sandbox.knob('POST', '/sandbox/apps', { nickname: '花间茶舍' }))['appid']);
  const merchant = await sandbox.knob('POST', '/sandbox/pay/merchants', { appids: [appid] });
  const mchid = String(merchant['mchid']);
  const body = (number: string): Json => ({
    appid,
    mchid,
    description: '茶',
    out_trade_no: number,
    notify_url: `${sandbox.receiverUrl}/pay/${number}`,
    amount: { total: 1000 },
    payer: { openid: 'anyone' },
    settle_info: { profit_sharing: true },
  });
  await sandbox.knob('PUT', '/sandbox/settings', {
    checkPayerOpenid: false,
    noticeFaults: { late: 1, lateSeconds: 100_000 },
    payRefundIntervalMs: 0,
  });
  const prepay = async (number: string): Promise<string> => {
    const answer = await sandbox.pay(merchant, 'POST', '/v3/pay/transactions/jsapi', body(number));
    return String(((await answer.json()) as Json)['prepay_id']);
  };
  const payNow = (id: string) => sandbox.knob('POST', `/sandbox/pay/transactions/${id}/pay-now`, {});
  const paid = await payNow(await prepay('XP000001'));
  const open = await prepay('XP000002');

  await sandbox.stopProgram();
  await sandbox.startProgram();

  const byId = `/v3/pay/transactions/id/${String(paid['transactionId'])}?mchid=${mchid}`;
  expect(await (await sandbox.pay(merchant, 'GET', byId)).json()).toMatchObject({ trade_state: 'SUCCESS' });
  expect(await payNow(open)).toMatchObject({ errMsg: 'requestPayment:ok' });
  const amounts = `/v3/profitsharing/transactions/${String(paid['transactionId'])}/amounts`;
  expect(await (await sandbox.pay(merchant, 'GET', amounts)).json()).toMatchObject({ unsplit_amount: 994 });
  await sandbox.knob('POST', '/sandbox/clock', { advanceSeconds: 100_000 });
  const notice = await sandbox.receiver.find(({ path }) => path === '/pay/XP000001');
  expect(openNotice(notice, merchant).resource).toMatchObject({ transaction_id: paid['transactionId'] });
});
