import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSandbox, type Sandbox } from '../../../../wechat-sandbox/src/server.js';
import { readSettings } from '../../../../wechat-sandbox/src/settings.js';
import { BillClient } from './bills/bill-client.js';
import { readFundBill } from './bills/fund-bill.js';
import { readTradeBill, type TradeBillLine } from './bills/trade-bill.js';
import type { DatedCertificate } from './certificate-client.js';
import { CertificateStore } from './certificate-store.js';
import type { PayAccount } from './pay-account.js';
import { PayClient } from './pay-client.js';
import { openPayNotice, type PayNotice } from './pay-notice.js';
import { PayTransport } from './pay-transport.js';
import { PlatformCertificates } from './platform-certificates.js';
import { ProfitSharingClient } from './profit-sharing-client.js';

const SP_APP = 'wxaaaaaaaaaaaaaaaa';
const APP = 'wxbbbbbbbbbbbbbbbb';

class MemoryStore extends CertificateStore {
  readonly kept = new Map<string, readonly DatedCertificate[]>();
  override list = (mchId: string) => Promise.resolve(this.kept.get(mchId) ?? []);
  override stale = () => Promise.resolve([]);
  override claimDownload = () => Promise.resolve(true);
  override save = (mchId: string, certificates: readonly DatedCertificate[]) => {
    this.kept.set(mchId, certificates);
    return Promise.resolve();
  };
}

interface OpenedMerchant {
  readonly mchid: string;
  readonly apiV3Key: string;
  readonly serialNo: string;
  readonly privateKeyPem: string;
  readonly platformPublicKeyId: string;
  readonly platformPublicKeyPem: string;
}

let sandbox: Sandbox;
let url: string;
let pay: PayClient;
let bills: BillClient;
let sharing: ProfitSharingClient;
const notices: { readonly body: Buffer; readonly headers: NodeJS.Dict<string | string[]> }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    notices.push({ body: Buffer.concat(chunks), headers: request.headers });
    response.writeHead(204).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  sandbox = createSandbox(readSettings({ SANDBOX_PORT: String(port), SANDBOX_PUBLIC_URL: url }));
  await sandbox.start();
  await knob('PUT', '/sandbox/settings', { timeScale: 100 });
  for (const appid of [SP_APP, APP]) await knob('POST', '/sandbox/apps', { appid, nickname: appid });
  const transport = new PayTransport({ payUrl: url }, { backoffMs: 5 });
  transport.useCertificates(new PlatformCertificates(transport, new MemoryStore()));
  pay = new PayClient(transport);
  bills = new BillClient(transport);
  sharing = new ProfitSharingClient(transport);
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

async function knob<Answer>(method: string, path: string, body: object): Promise<Answer> {
  const answer = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

/** A shopper's openid under the mini-program in which is paid. */
async function openIdOf(user: string): Promise<string> {
  const { openid } = await knob<{ openid: string }>('POST', `/sandbox/apps/${APP}/login-code`, { user });
  return openid;
}

function credentials({ mchid, ...keys }: OpenedMerchant) {
  const { apiV3Key, serialNo, privateKeyPem, platformPublicKeyId, platformPublicKeyPem } = keys;
  return { mchId: mchid, apiV3Key, serialNo, privateKeyPem, platformPublicKeyId, platformPublicKeyPem };
}

async function directAccount(mode: 'publicKey' | 'certificate'): Promise<PayAccount> {
  const opened = await knob<OpenedMerchant>('POST', '/sandbox/pay/merchants', { appids: [APP], mode });
  const { platformPublicKeyId: _id, platformPublicKeyPem: _pem, ...byCertificate } = credentials(opened);
  return mode === 'publicKey'
    ? { ...credentials(opened), appId: APP }
    : { ...byCertificate, appId: APP, acceptsCertificates: true };
}

async function partnerAccount(): Promise<PayAccount> {
  const sp = await knob<OpenedMerchant>('POST', '/sandbox/pay/merchants', {
    appids: [SP_APP],
    kind: 'partner',
    mode: 'publicKey',
  });
  const sub = await knob<OpenedMerchant>('POST', '/sandbox/pay/merchants', {
    appids: [APP],
    kind: 'sub',
    partners: [sp.mchid],
  });
  return { ...credentials(sp), appId: APP, partner: { appId: SP_APP, subMchId: sub.mchid } };
}

let orders = 0;
async function paidOrder(account: PayAccount, options: { totalFen?: number; profitSharing?: boolean } = {}) {
  orders += 1;
  const outTradeNo = `order-${String(orders).padStart(6, '0')}`;
  const openId = await openIdOf('shopper');
  const notifyUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notice`;
  const prepayId = await pay.prepay(account, {
    outTradeNo,
    description: '龙井',
    totalFen: 1_999,
    openId,
    notifyUrl,
    ...options,
  });
  const cashier = pay.cashierArguments(account, prepayId);
  await knob('POST', `/sandbox/pay/transactions/${encodeURIComponent(prepayId)}/pay`, { appId: APP, ...cashier });
  const found = await pay.queryOrder(account, outTradeNo);
  if (found?.transactionId == null) throw new Error('it was not paid');
  return { outTradeNo, transactionId: found.transactionId, notifyUrl, found };
}

async function noticeOf(account: PayAccount, kind: PayNotice['kind'], number: string): Promise<PayNotice> {
  const deadline = Date.now() + 10_000;
  while (Date.now() < deadline) {
    for (const { body, headers } of notices) {
      const opened = tryOpen(account, headers, body);
      if (opened?.kind === kind && JSON.stringify(opened).includes(number)) return opened;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`no notice about ${number}`);
}

function tryOpen(account: PayAccount, headers: NodeJS.Dict<string | string[]>, body: Buffer): PayNotice | null {
  try {
    return openPayNotice(account, (name) => headers[name]?.toString(), body);
  } catch {
    return null;
  }
}

async function linesOf(account: PayAccount, day: string): Promise<TradeBillLine[]> {
  const bill = await bills.tradeBill(account, { day, ...(account.partner && { subMchId: account.partner.subMchId }) });
  const lines: TradeBillLine[] = [];
  if (bill) for await (const line of readTradeBill(bill.lines())) lines.push(line);
  await bill?.discard();
  return lines;
}

describe.each([
  ['a direct merchant with a public key', () => directAccount('publicKey')],
  ['a direct merchant with certificates', () => directAccount('certificate')],
  ['a partner’s sub merchant', partnerAccount],
])('%s', (_name, open) => {
  test('is paid, noticed, queried, refunded and billed', async () => {
    const account = await open();
    const paid = await paidOrder(account);
    expect(paid.found).toMatchObject({
      tradeState: 'SUCCESS',
      totalFen: 1_999,
      mchId: account.mchId,
      subMchId: account.partner?.subMchId ?? null,
    });
    const known = await withCertificates(account);
    expect(await noticeOf(known, 'transaction', paid.outTradeNo)).toMatchObject({
      transaction: { tradeState: 'SUCCESS' },
    });
    await expect(pay.closeOrder(account, paid.outTradeNo)).rejects.toMatchObject({ problem: 'wechat_pay.order_paid' });

    const outRefundNo = `refund-${paid.outTradeNo}`;
    const wish = {
      outTradeNo: paid.outTradeNo,
      outRefundNo,
      refundFen: 500,
      totalFen: 1_999,
      notifyUrl: paid.notifyUrl,
    };
    expect(await pay.refund(account, wish)).toMatchObject({ refundFen: 500 });
    const deadline = Date.now() + 10_000;
    let refund = await pay.queryRefund(account, outRefundNo);
    while (refund?.status === 'PROCESSING' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      refund = await pay.queryRefund(account, outRefundNo);
    }
    expect(refund).toMatchObject({ status: 'SUCCESS', refundFen: 500 });
    expect(await noticeOf(known, 'refund', outRefundNo)).toMatchObject({ refund: { status: 'SUCCESS' } });

    // Bills are of days that are over.
    await knob('POST', '/sandbox/clock', { advanceSeconds: 86_400 });
    const aged = await pay.queryOrder(account, paid.outTradeNo);
    const day = new Date((aged?.paidAt?.getTime() ?? 0) + 8 * 3_600_000).toISOString().slice(0, 10);
    const lines = await linesOf(account, day);
    expect(
      lines.map(({ kind, outTradeNo, amountFen, subMchId }) => ({ kind, outTradeNo, amountFen, subMchId })),
    ).toEqual(
      expect.arrayContaining([
        { kind: 'payment', outTradeNo: paid.outTradeNo, amountFen: 1_999, subMchId: account.partner?.subMchId ?? null },
        { kind: 'refund', outTradeNo: paid.outTradeNo, amountFen: 500, subMchId: account.partner?.subMchId ?? null },
      ]),
    );
    expect(lines.find(({ kind }) => kind === 'payment')?.feeFen).toBeGreaterThanOrEqual(0);
    expect(await linesOf(account, '2026-01-01').catch(() => [])).toEqual([]);
    if (account.partner) return;
    const fund = await bills.fundFlowBill(account, day);
    let sum = 0;
    if (fund) for await (const line of readFundBill(fund.lines())) sum += line.kind === 'other' ? 0 : line.amountFen;
    await fund?.discard();
    expect(sum).toBe(
      lines.reduce(
        (total, { kind, amountFen, feeFen }) => total + (kind === 'payment' ? amountFen : -amountFen) - feeFen,
        0,
      ),
    );
  }, 30_000);

  test('shares a payment with a receiver', async () => {
    const account = await open();
    const receiverMerchant = await knob<OpenedMerchant>('POST', '/sandbox/pay/merchants', {
      appids: [],
      name: '西湖茶业有限公司',
    });
    const paid = await paidOrder(account, { profitSharing: true });
    const known = await withCertificates(account);
    await sharing.addReceiver(known, {
      type: 'MERCHANT_ID',
      account: receiverMerchant.mchid,
      name: '西湖茶业有限公司',
      relation: 'DISTRIBUTOR',
    });
    const request = {
      transactionId: paid.transactionId,
      outOrderNo: `share-${paid.outTradeNo}`,
      shares: [{ type: 'MERCHANT_ID', account: receiverMerchant.mchid, amountFen: 100, description: '分成' }] as const,
      unfreezeRest: true,
    };
    let order = await shareWhenAllowed(known, request);
    const deadline = Date.now() + 15_000;
    while (order.state === 'PROCESSING' && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      order = await sharing.queryOrder(known, paid.transactionId, request.outOrderNo);
    }
    expect(order.receivers.find(({ account: to }) => to === receiverMerchant.mchid)).toMatchObject({
      amountFen: 100,
      result: 'SUCCESS',
    });
  }, 40_000);
});

async function withCertificates(account: PayAccount): Promise<PayAccount> {
  if (account.acceptsCertificates !== true) return account;
  const transport = new PayTransport({ payUrl: url });
  const certificates = new PlatformCertificates(transport, new MemoryStore());
  await certificates.renew(account);
  return certificates.equip(account);
}

/** Not before a minute after the payment; the sandbox's clock runs faster. */
async function shareWhenAllowed(account: PayAccount, request: Parameters<ProfitSharingClient['share']>[1]) {
  const deadline = Date.now() + 15_000;
  for (;;) {
    try {
      return await sharing.share(account, request);
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
