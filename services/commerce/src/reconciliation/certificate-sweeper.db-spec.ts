import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { CertificatesAcrossTenants } from '#kernel/wechat/pay/certificate.repository.js';
import type { PayAccount } from '#kernel/wechat/pay/pay-account.js';
import { PayTransport } from '#kernel/wechat/pay/pay-transport.js';
import { PlatformCertificates } from '#kernel/wechat/pay/platform-certificates.js';
import { encryptAsPlatform, newPayParties, signAsPlatform } from '#kernel/wechat/testing/pay-keys.js';
import type { ReceivedCall, RecordedAnswer } from '#kernel/wechat/testing/recorded-wechat.js';
import { TEST_MASTER_KEY } from '#testing/database.js';
import { PaymentAccounts } from '../payments/payment-accounts.js';
import { ReconciliationPlanAcrossTenants } from './reconciliation-plan.repository.js';
import { CertificateSweeper } from './reconciliation-sweepers.js';
import { BillWorld } from './testing/bill-world.js';

const PATH = '/v3/certificates';
const OLD = '7132D72A03E93CDDF8C03BBD1F37EEDF21C59F1A';
const NEW = '5157F09EFDC096DE15EBE81A47057A7232F1B8E1';
const STALE_HOURS = 13;

let world: BillWorld;
let store: CertificatesAcrossTenants;
beforeEach(async () => {
  world = await BillWorld.start();
  store = new CertificatesAcrossTenants(world.fleet);
});
afterEach(() => world.stop());

/** What a process has of its own; the database is all it shares with others. */
function program() {
  const transport = new PayTransport(world.wechat.settings, { backoffMs: 1, timeoutMs: 5_000 });
  const certificates = new PlatformCertificates(transport, store);
  const accounts = new PaymentAccounts(new Vault([TEST_MASTER_KEY]), world.partners, certificates);
  const plan = new ReconciliationPlanAcrossTenants(world.fleet);
  const sweeper = new CertificateSweeper(store, certificates, plan, world.partners, world.tenants, accounts);
  return { accounts, sweeper };
}

/** An account whose answers are signed with certificates. */
function byCertificate(mchId: string, appId: string): PayAccount {
  const { platformPublicKeyId: _id, platformPublicKeyPem: _pem, ...keys } = world.parties.account;
  return { ...keys, mchId, appId, acceptsCertificates: true };
}

async function merchant(mchId: string, appId: string) {
  const tenantId = newId<TenantId>();
  await world.saveAccount(tenantId, byCertificate(mchId, appId));
  return { tenantId, appId };
}

/** The number's only certificate was downloaded hours ago. */
async function downloadedBefore(mchId: string, hours: number): Promise<void> {
  await store.claimDownload(mchId, 0);
  await store.save(mchId, [
    {
      serialNo: OLD,
      pem: world.parties.account.platformPublicKeyPem,
      effectiveAt: new Date('2026-01-01'),
      expiresAt: new Date('2100-01-01'),
    },
  ]);
  await world.fleet.execute(
    `update platform.pay_certificate_download set attempted_at = now() - make_interval(hours => $2), succeeded_at = now() - make_interval(hours => $2)
     where mch_id = $1`,
    [mchId, hours],
  );
}

/** WeChat's list: the old certificate, and a new one that lasts longer. */
function offered(by = world.parties): RecordedAnswer {
  const { apiV3Key, platformPublicKeyPem } = world.parties.account;
  const data = [OLD, NEW].map((serial_no) => ({
    serial_no,
    effective_time: '2026-01-01T00:00:00+08:00',
    expire_time: serial_no === NEW ? '2105-01-01T00:00:00+08:00' : '2100-01-01T00:00:00+08:00',
    encrypt_certificate: encryptAsPlatform(apiV3Key, platformPublicKeyPem, 'certificate'),
  }));
  const body = JSON.stringify({ data });
  return { body, headers: signAsPlatform(by, body, { serial: NEW }) };
}

const serialsOf = async (mchId: string) => (await store.list(mchId)).map(({ serialNo }) => serialNo);
const asksFor = ({ headers }: ReceivedCall, mchId: string) => headers.authorization?.includes(`mchid="${mchId}"`);

test('what was downloaded half a day ago is downloaded once more, and kept for every account and process of the number', async () => {
  const mchId = '1900000201';
  const shops = [await merchant(mchId, 'wx00000000000000a1'), await merchant(mchId, 'wx00000000000000a2')];
  await downloadedBefore(mchId, STALE_HOURS);
  world.wechat.on(PATH, () => offered());

  expect(await program().sweeper.sweep()).toBe(1);
  expect(await program().sweeper.sweep()).toBe(0);

  expect(world.wechat.received(PATH)).toHaveLength(1);
  const { accounts } = program();
  for (const { tenantId, appId } of shops) {
    const account = await world.tenants.transaction(tenantId, (tx) => accounts.find(tx, appId));
    expect(account?.platformCertificates?.map(({ serialNo }) => serialNo)).toEqual([NEW, OLD]);
  }
});

test('the process that downloaded forgets what it knew before', async () => {
  const mchId = '1900000201';
  const { tenantId, appId } = await merchant(mchId, 'wx00000000000000a1');
  await downloadedBefore(mchId, STALE_HOURS);
  world.wechat.on(PATH, () => offered());
  const { accounts, sweeper } = program();
  const known = async () =>
    (await world.tenants.transaction(tenantId, (tx) => accounts.find(tx, appId)))?.platformCertificates?.length;

  expect(await known()).toBe(1);
  await sweeper.sweep();
  expect(await known()).toBe(2);
});

test('a partner’s number is asked for with the partner’s keys, once for all its sub merchants', async () => {
  const { appId: _app, ...sp } = byCertificate('1900000109', '');
  await world.partners.save({ ...sp, appId: 'wxaaaaaaaaaaaaaaaa' });
  for (const subMchId of ['1900000301', '1900000302'])
    await world.saveAccount(newId<TenantId>(), {
      ...byCertificate(sp.mchId, `wx${subMchId.padStart(16, '0')}`),
      partner: { appId: 'wxaaaaaaaaaaaaaaaa', subMchId },
    });
  await downloadedBefore(sp.mchId, STALE_HOURS);
  world.wechat.on(PATH, () => offered());

  expect(await program().sweeper.sweep()).toBe(1);

  expect(world.wechat.received(PATH).map((call) => asksFor(call, sp.mchId))).toEqual([true]);
  expect(await serialsOf(sp.mchId)).toEqual([NEW, OLD]);
});

test('nobody asks for what is fresh, what has no account any more, or a number that moved to a public key', async () => {
  await merchant('1900000201', 'wx00000000000000a1');
  await downloadedBefore('1900000201', 11);
  await downloadedBefore('1900000202', STALE_HOURS);
  await downloadedBefore(world.parties.account.mchId, STALE_HOURS);

  expect(await program().sweeper.sweep()).toBe(0);
  expect(world.wechat.calls).toHaveLength(0);
});

test('numbers that nobody can ask for any more do not keep the others from their turn', async () => {
  const mchId = '1900000201';
  await merchant(mchId, 'wx00000000000000a1');
  await downloadedBefore(mchId, STALE_HOURS);
  await world.fleet.execute(
    `insert into platform.pay_certificate_download (mch_id, attempted_at, succeeded_at)
     select 'gone' || n, now() - interval '30 days', now() - interval '30 days' from generate_series(1, 150) n`,
  );
  world.wechat.on(PATH, () => offered());
  const { sweeper } = program();

  expect((await sweeper.sweep()) + (await sweeper.sweep())).toBe(1);
  expect(await serialsOf(mchId)).toEqual([NEW, OLD]);
});

test.each<[string, () => RecordedAnswer]>([
  ['refuses', () => ({ status: 401, body: { code: 'SIGN_ERROR', message: '…' } })],
  ['is broken', () => ({ status: 500, body: 'oops' })],
  ['cuts the connection', () => ({ drop: true })],
  ['signs with a key that is not in the list', () => offered(newPayParties())],
  ['sends what cannot be read', () => ({ body: '<html>' })],
])(
  'when WeChat %s the old ones stay, other numbers are renewed, and the next round asks again',
  async (_how, fault) => {
    const [broken, sound] = ['1900000201', '1900000202'];
    await merchant(broken, 'wx00000000000000a1');
    await merchant(sound, 'wx00000000000000a2');
    // The broken one is the older one, so it is asked for first.
    await downloadedBefore(broken, STALE_HOURS + 1);
    await downloadedBefore(sound, STALE_HOURS);
    world.wechat.on(PATH, (call) => (asksFor(call, broken) === true ? fault() : offered()));
    const { sweeper } = program();

    expect(await sweeper.sweep()).toBe(1);
    expect(await serialsOf(broken)).toEqual([OLD]);
    expect(await serialsOf(sound)).toEqual([NEW, OLD]);
    expect(await store.stale(12)).toEqual([broken]);

    world.wechat.on(PATH, () => offered());
    expect(await sweeper.sweep()).toBe(1);
    expect(await serialsOf(broken)).toEqual([NEW, OLD]);
    expect(await store.stale(12)).toEqual([]);
  },
);
