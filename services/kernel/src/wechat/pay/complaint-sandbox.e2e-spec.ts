import { eventually } from '#testing/eventually.js';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '../../../../wechat-sandbox/src/server.js';
import { readSettings } from '../../../../wechat-sandbox/src/settings.js';
import { ComplaintClient } from './complaint-client.js';
import { type ComplaintNotice, openComplaintNotice } from './complaint-notice.js';
import type { PayAccount } from './pay-account.js';
import { PayClient } from './pay-client.js';
import { PayTransport } from './pay-transport.js';

const APP = 'wxbbbbbbbbbbbbbbbb';

let sandbox: Sandbox;
let url: string;
let account: PayAccount;
let complaints: ComplaintClient;
let pay: PayClient;
const notices: { readonly path: string; readonly notice: ComplaintNotice | null }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const read = (name: string) => request.headers[name]?.toString();
    const path = request.url ?? '';
    if (path !== '/paid') notices.push({ path, notice: openComplaintNotice(account, read, Buffer.concat(chunks)) });
    response.writeHead(204).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  sandbox = createSandbox(readSettings({ SANDBOX_PORT: String(port), SANDBOX_PUBLIC_URL: url }));
  await sandbox.start();
  await knob('/sandbox/apps', { appid: APP, nickname: APP });
  const { mchid, ...keys } = await knob<Omit<PayAccount, 'mchId' | 'appId'> & { mchid: string }>(
    '/sandbox/pay/merchants',
    { appids: [APP], mode: 'publicKey' },
  );
  account = { ...keys, mchId: mchid, appId: APP };
  const transport = new PayTransport({ payUrl: url }, { backoffMs: 5 });
  complaints = new ComplaintClient(transport);
  pay = new PayClient(transport);
}, 30_000);
afterAll(async () => {
  await sandbox.stop();
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function knob<Answer = { readonly complaintId: string; readonly openid: string }>(
  path: string,
  body: object,
): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

const here = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

async function paidOrder(outTradeNo: string): Promise<string> {
  const { openid } = await knob(`/sandbox/apps/${APP}/login-code`, { user: 'shopper' });
  const order = { outTradeNo, description: '龙井', totalFen: 1_999, openId: openid, notifyUrl: here('/paid') };
  const prepayId = await pay.prepay(account, order);
  const cashier = pay.cashierArguments(account, prepayId);
  await knob(`/sandbox/pay/transactions/${encodeURIComponent(prepayId)}/pay`, { appId: APP, ...cashier });
  return (await pay.queryOrder(account, outTradeNo))?.transactionId ?? '';
}

const noticeOf = (path: string, action: string) =>
  eventually(
    () => Promise.resolve(notices.find((told) => told.path === path && told.notice?.action === action)),
    (told) => told !== undefined,
  );

test('a complaint is noticed, asked about, listed, answered, and settled', async () => {
  // The second address replaces the first.
  await complaints.register(account, here('/first'));
  await complaints.register(account, here('/second'));
  const transactionId = await paidOrder('order-000001');

  const { complaintId } = await knob('/sandbox/pay/complaints', {
    transactionId,
    problemType: 'REFUND',
    applyRefundFen: 300,
    text: '茶受潮了',
  });

  expect(await noticeOf('/second', 'CREATE_COMPLAINT')).toMatchObject({ notice: { complaintId } });
  expect(notices.filter(({ path }) => path === '/first')).toEqual([]);
  const told = await complaints.get(account, complaintId);
  expect(told).toMatchObject({
    complaintId,
    state: 'pending',
    detail: '茶受潮了',
    mchId: account.mchId,
    orders: [{ transactionId, outTradeNo: 'order-000001', amountFen: 1_999 }],
    problemType: 'REFUND',
    refundWantedFen: 300,
    isFullyRefunded: false,
    times: 1,
  });
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  expect(await complaints.list(account, { from: today, to: today }, { offset: 0, limit: 50 })).toEqual({
    complaints: [told],
    total: 1,
  });

  await complaints.answer(account, complaintId, '马上为您补发');
  expect(await complaints.get(account, complaintId)).toMatchObject({ state: 'processing' });
  await complaints.complete(account, complaintId);

  expect(await complaints.get(account, complaintId)).toMatchObject({ state: 'processed' });
  // The event COMPLAINT.STATE_CHANGE.
  expect(await noticeOf('/second', 'MERCHANT_CONFIRM_COMPLETE')).toMatchObject({ notice: { complaintId } });
  await expect(complaints.answer(account, complaintId, '再说一句')).rejects.toMatchObject({ retry: 'never' });
});

test('what is not there, and too long an answer, is refused for good', async () => {
  await expect(complaints.get(account, '200000000000000000000000000')).rejects.toMatchObject({ retry: 'never' });
  const { complaintId } = await knob('/sandbox/pay/complaints', { transactionId: await paidOrder('order-000002') });

  await expect(complaints.answer(account, complaintId, '退'.repeat(201))).rejects.toMatchObject({ retry: 'never' });
  expect(await complaints.get(account, complaintId)).toMatchObject({ state: 'pending' });
});
