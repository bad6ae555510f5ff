import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '#testing/eventually.js';
import { createSandbox, type Sandbox } from '../../../../wechat-sandbox/src/server.js';
import { readSettings } from '../../../../wechat-sandbox/src/settings.js';
import type { DatedCertificate } from './certificate-client.js';
import { CertificateStore } from './certificate-store.js';
import type { PayAccount } from './pay-account.js';
import { PayClient } from './pay-client.js';
import { openPayNotice } from './pay-notice.js';
import { PayTransport } from './pay-transport.js';
import { PlatformCertificates } from './platform-certificates.js';

const APP = 'wxbbbbbbbbbbbbbbbb';

/** The port without a database. */
class MemoryStore extends CertificateStore {
  private kept: readonly DatedCertificate[] = [];
  private lastAskedAt = 0;
  override list = () => Promise.resolve(this.kept);
  override stale = () => Promise.resolve([]);
  override claimDownload = (_mchId: string, pauseSeconds: number) => {
    const mayAsk = Date.now() - this.lastAskedAt >= pauseSeconds * 1000;
    if (mayAsk) this.lastAskedAt = Date.now();
    return Promise.resolve(mayAsk);
  };
  override save = (_mchId: string, certificates: readonly DatedCertificate[]) => {
    this.kept = certificates;
    return Promise.resolve();
  };

  /** The last download was long ago. */
  age(): void {
    this.lastAskedAt = 0;
  }
}

interface RawNotice {
  readonly path: string;
  readonly body: Buffer;
  readonly header: (name: string) => string | undefined;
}

interface RotatedKeys {
  readonly publicKeys: readonly { readonly id: string; readonly publicKeyPem: string }[];
  readonly certificates: readonly { readonly serialNo: string }[];
}

let sandbox: Sandbox;
let url: string;
let store: MemoryStore;
let certificates: PlatformCertificates;
let pay: PayClient;
let downloads: number;
const notices: RawNotice[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const header = (name: string) => request.headers[name]?.toString();
    notices.push({ path: request.url ?? '', body: Buffer.concat(chunks), header });
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
}, 30_000);
beforeEach(() => {
  downloads = 0;
  store = new MemoryStore();
  const transport = new PayTransport(
    { payUrl: url },
    { backoffMs: 5, observe: ({ path }) => (downloads += Number(path === '/v3/certificates')) },
  );
  certificates = new PlatformCertificates(transport, store);
  transport.useCertificates(certificates);
  pay = new PayClient(transport);
});
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

async function knob<Answer = { readonly openid: string }>(path: string, body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

async function openAccount(mode: 'publicKey' | 'certificate'): Promise<PayAccount> {
  const { mchid, ...keys } = await knob<Omit<PayAccount, 'mchId' | 'appId'> & { mchid: string }>(
    '/sandbox/pay/merchants',
    { appids: [APP], mode },
  );
  const { serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } = keys;
  const account = { mchId: mchid, appId: APP, serialNo, privateKeyPem, apiV3Key };
  if (mode === 'certificate') return { ...account, acceptsCertificates: true };
  if (platformPublicKeyId === undefined || platformPublicKeyPem === undefined) throw new Error('no public key');
  return { ...account, platformPublicKeyId, platformPublicKeyPem };
}

const rotate = ({ mchId }: PayAccount) => knob<RotatedKeys>(`/sandbox/pay/merchants/${mchId}/rotate`, {});

/** An order that is paid, and the notice of it as it came. */
async function paidOrder(account: PayAccount, outTradeNo: string): Promise<RawNotice> {
  const { openid } = await knob(`/sandbox/apps/${APP}/login-code`, { user: 'shopper' });
  const path = `/${outTradeNo}`;
  const notifyUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;
  const order = { outTradeNo, description: '龙井', totalFen: 1_999, openId: openid, notifyUrl };
  const prepayId = await pay.prepay(account, order);
  const cashier = pay.cashierArguments(account, prepayId);
  await knob(`/sandbox/pay/transactions/${encodeURIComponent(prepayId)}/pay`, { appId: APP, ...cashier });
  const notice = await eventually(
    () => Promise.resolve(notices.find((told) => told.path === path)),
    (told) => told !== undefined,
  );
  if (!notice) throw new Error(`no notice about ${outTradeNo}`);
  return notice;
}

const opened = (account: PayAccount, { header, body }: RawNotice) => openPayNotice(account, header, body);
const signedBy = ({ header }: RawNotice) => header('wechatpay-serial');
const paid = (outTradeNo: string) => ({ kind: 'transaction', transaction: { outTradeNo, tradeState: 'SUCCESS' } });
const unknownKey = expect.objectContaining({ options: expect.objectContaining({ params: { reason: 'unknown key' } }) });

test('a new platform certificate is downloaded once, whether answers or notices name it first, and the old one stays good', async () => {
  const bare = await openAccount('certificate');
  await certificates.renew(bare);
  const before = await certificates.equip(bare);
  const [old] = before.platformCertificates ?? [];
  const firstNotice = await paidOrder(before, 'cert-order-1');
  expect(signedBy(firstNotice)).toBe(old?.serialNo);
  expect(opened(before, firstNotice)).toMatchObject(paid('cert-order-1'));

  const serialNo = (await rotate(bare)).certificates.at(-1)?.serialNo ?? '';
  store.age();
  const notice = await paidOrder(before, 'cert-order-2');

  // Answers are signed with the certificate the call names: nothing to learn yet.
  expect(await pay.queryOrder(before, 'cert-order-2')).toMatchObject({ tradeState: 'SUCCESS' });
  expect(downloads).toBe(1);
  expect(signedBy(notice)).toBe(serialNo);
  expect(() => opened(before, notice)).toThrow(unknownKey);
  const [learnt, ...queried] = await Promise.all([
    certificates.find(before, serialNo),
    ...Array.from({ length: 5 }, () => pay.queryOrder(bare, 'cert-order-2')),
  ]);
  expect(downloads).toBe(2);
  expect(queried.map((order) => order?.tradeState)).toEqual(Array(5).fill('SUCCESS'));
  if (!learnt) throw new Error('it was not learnt');
  expect(opened(learnt, notice)).toMatchObject(paid('cert-order-2'));
  expect(opened(learnt, firstNotice)).toMatchObject(paid('cert-order-1'));

  const after = await certificates.equip(bare);
  expect(opened(after, await paidOrder(after, 'cert-order-3'))).toMatchObject(paid('cert-order-3'));
  expect(await pay.queryOrder(after, 'cert-order-3')).toMatchObject({ tradeState: 'SUCCESS' });
  expect(downloads).toBe(2);
}, 30_000);

test('a new public key is believed once it was entered, the old one beside it; until then notices are refused and come again', async () => {
  const before = await openAccount('publicKey');
  const firstNotice = await paidOrder(before, 'key-order-1');
  expect(opened(before, firstNotice)).toMatchObject(paid('key-order-1'));

  const key = (await rotate(before)).publicKeys.at(-1);
  const notice = await paidOrder(before, 'key-order-2');

  expect(await pay.queryOrder(before, 'key-order-2')).toMatchObject({ tradeState: 'SUCCESS' });
  expect(signedBy(notice)).toBe(key?.id);
  expect(() => opened(before, notice)).toThrow(unknownKey);

  const { platformPublicKeyId: id = '', platformPublicKeyPem: pem = '', ...rest } = before;
  const replaced = { ...rest, platformPublicKeyId: key?.id ?? '', platformPublicKeyPem: key?.publicKeyPem ?? '' };
  const after: PayAccount = { ...replaced, previousPlatformKey: { id, pem } };
  expect(opened(after, notice)).toMatchObject(paid('key-order-2'));
  expect(opened(after, firstNotice)).toMatchObject(paid('key-order-1'));
  expect(() => opened(replaced, firstNotice)).toThrow(unknownKey);
  expect(await pay.queryOrder(after, 'key-order-2')).toMatchObject({ tradeState: 'SUCCESS' });
  expect(opened(after, await paidOrder(after, 'key-order-3'))).toMatchObject(paid('key-order-3'));
  expect(downloads).toBe(0);
}, 30_000);
