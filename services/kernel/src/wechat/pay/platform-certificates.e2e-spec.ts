import { encryptAsPlatform, newPayParties, type PayParties, signAsPlatform } from '../testing/pay-keys.js';
import { RecordedWechat } from '../testing/recorded-wechat.js';
import type { DatedCertificate } from './certificate-client.js';
import { CertificateStore } from './certificate-store.js';
import type { PayAccount, PlatformCertificate } from './pay-account.js';
import { PayClient } from './pay-client.js';
import { localPayCodes } from './pay-error-table.js';
import { PayTransport } from './pay-transport.js';
import { PlatformCertificates } from './platform-certificates.js';

const parties = newPayParties();
const { platformPublicKeyId: _id, platformPublicKeyPem: _pem, ...withoutKey } = parties.account;
const account: PayAccount = { ...withoutKey, acceptsCertificates: true };
const OLD = '7132D72A03E93CDDF8C03BBD1F37EEDF21C59F1A';
const NEW = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const ORDER = '/v3/pay/transactions/out-trade-no/T0001-abc';

/** The port without a database; two programs share one. */
class MemoryStore extends CertificateStore {
  readonly kept: DatedCertificate[] = [];
  private claimedAt = 0;

  override list = () => Promise.resolve(this.kept as readonly PlatformCertificate[]);
  override stale = () => Promise.resolve([]);
  override claimDownload = (_mchId: string, pauseSeconds: number) => {
    const mayAsk = Date.now() - this.claimedAt >= pauseSeconds * 1000;
    if (mayAsk) this.claimedAt = Date.now();
    return Promise.resolve(mayAsk);
  };
  override save = (_mchId: string, certificates: readonly DatedCertificate[]) => {
    this.kept.splice(0, this.kept.length, ...certificates);
    return Promise.resolve();
  };
}

let wechat: RecordedWechat;
beforeAll(async () => {
  wechat = await RecordedWechat.start();
});
beforeEach(() => wechat.reset());
afterAll(() => wechat.stop());

function program(store: CertificateStore) {
  const transport = new PayTransport(wechat.settings, { backoffMs: 1, timeoutMs: 2_000 });
  const certificates = new PlatformCertificates(transport, store);
  transport.useCertificates(certificates);
  return { pay: new PayClient(transport), certificates };
}

/** WeChat signs with `serial` and offers these certificates. */
function sign(serial: string, by: PayParties = parties, offered: readonly string[] = [OLD, NEW]) {
  const data = offered.map((serial_no) => ({
    serial_no,
    effective_time: '2026-01-01T00:00:00+08:00',
    expire_time: '2031-01-01T00:00:00+08:00',
    encrypt_certificate: encryptAsPlatform(account.apiV3Key, parties.account.platformPublicKeyPem, 'certificate'),
  }));
  const list = JSON.stringify({ data });
  wechat.on('/v3/certificates', () => ({
    body: list,
    headers: signAsPlatform(parties, list, { serial: offered[0] ?? OLD }),
  }));
  const order = JSON.stringify({
    appid: account.appId,
    mchid: account.mchId,
    out_trade_no: 'T0001-abc',
    trade_state: 'NOTPAY',
  });
  wechat.on(ORDER, () => ({ body: order, headers: signAsPlatform(by, order, { serial }) }));
}

test('an answer by an unknown certificate leads to one download, however many wait for it, and is then believed', async () => {
  const { pay } = program(new MemoryStore());
  sign(NEW);

  const answers = await Promise.all(Array.from({ length: 20 }, () => pay.queryOrder(account, 'T0001-abc')));
  await pay.queryOrder(account, 'T0001-abc');

  expect(answers.every((answer) => answer?.tradeState === 'NOTPAY')).toBe(true);
  expect(wechat.received('/v3/certificates')).toHaveLength(1);
});

test('another program finds what the first one downloaded', async () => {
  const store = new MemoryStore();
  sign(OLD);
  await program(store).pay.queryOrder(account, 'T0001-abc');
  await program(store).pay.queryOrder(account, 'T0001-abc');

  expect(wechat.received('/v3/certificates')).toHaveLength(1);
});

test('serial numbers that WeChat does not have either are not asked for again and again', async () => {
  const { certificates } = program(new MemoryStore());
  sign(NEW, parties, [OLD]);

  for (let index = 0; index < 50; index += 1) expect(await certificates.find(account, `AAAA${index}AAAA`)).toBeNull();
  expect(wechat.received('/v3/certificates')).toHaveLength(1);
});

test('a forged answer under a good serial number is not believed, nor a list that does not verify with itself', async () => {
  const { pay } = program(new MemoryStore());
  sign(NEW, newPayParties());
  await expect(pay.queryOrder(account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unverified });

  const second = program(new MemoryStore());
  sign(NEW);
  const list = JSON.stringify({ data: [] });
  wechat.on('/v3/certificates', () => ({
    body: list,
    headers: signAsPlatform(newPayParties(), list, { serial: NEW }),
  }));
  await expect(second.pay.queryOrder(account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unverified });
});

test('a merchant with nothing but a public key never asks', async () => {
  const { pay } = program(new MemoryStore());
  sign(NEW);
  await expect(pay.queryOrder(parties.account, 'T0001-abc')).rejects.toMatchObject({ code: localPayCodes.unverified });

  expect(wechat.received('/v3/certificates')).toHaveLength(0);
});

test('while WeChat migrates a number, answers by certificate and by public key are both believed', async () => {
  const { pay } = program(new MemoryStore());
  const migrating = { ...parties.account, acceptsCertificates: true };
  sign(OLD);
  await pay.queryOrder(migrating, 'T0001-abc');
  sign(parties.account.platformPublicKeyId);
  await pay.queryOrder(migrating, 'T0001-abc');

  expect(wechat.received(ORDER)[1]?.headers['wechatpay-serial']).toBe(parties.account.platformPublicKeyId);
});
