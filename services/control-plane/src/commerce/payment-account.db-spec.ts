import { generateKeyPairSync } from 'node:crypto';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { ApiClient } from '#kernel/http/client.js';
import type { In } from '#kernel/http/contract.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { encryptAsPlatform, newPayParties, signAsPlatform } from '#kernel/wechat/testing/pay-keys.js';
import { type RecordedAnswer, RecordedWechat } from '#kernel/wechat/testing/recorded-wechat.js';
import { refusal } from '#testing/refusal.js';
import { World, type WorldAgency } from '#testing/world.js';
import { getPayPartner, savePayPartner } from './pay-partner.contract.js';
import { closePaymentAccount, getPaymentAccount, savePaymentAccount } from './payment-account.contract.js';

const parties = newPayParties();
const { mchId, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem } = parties.account;
const account = { mchId, serialNo, privateKeyPem, apiV3Key, platformPublicKeyId, platformPublicKeyPem };
const invalid = (...pointers: string[]) => ({ status: 422, code: 'payment_account.invalid', pointers });

let wechat: RecordedWechat;
let world: World;
let tenants: TenantDatabase;
let agency: WorldAgency;
let api: ApiClient;
let merchantId: string;

/** As WeChat Pay refuses: signed, and without an order of that number. */
const refusing =
  (status: number, code: string, requestId = '0000-1'): (() => RecordedAnswer) =>
  () => {
    const text = JSON.stringify({ code, message: '…' });
    return { status, body: text, headers: { 'request-id': requestId, ...signAsPlatform(parties, text) } };
  };
const noSuchOrder = refusing(404, 'ORDER_NOT_EXIST', '0000-268512771');

beforeAll(async () => {
  wechat = await RecordedWechat.start();
  world = await World.start({ env: { WECHAT_PAY_URL: wechat.url } });
  tenants = await TenantDatabase.connect(world.database.access);
  agency = await world.agency();
  api = agency.api;
  merchantId = (await world.merchant(agency)).id;
});
beforeEach(() => {
  wechat.reset();
  wechat.onOthers(noSuchOrder);
});
afterAll(async () => {
  await Promise.all([tenants.close(), wechat.stop()]);
  await world.stop();
});

async function rows<Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> {
  return tenants.transaction(asId<TenantId>(merchantId), (tx) => tx.query<Row>(sql, values));
}

let applets = 0;
async function applet(owner = merchantId): Promise<string> {
  applets += 1;
  const appId = `wx${String(applets).padStart(16, '0')}`;
  await tenants.transaction(asId<TenantId>(owner), (tx) =>
    tx.execute(`insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised')`, [
      owner,
      newId(),
      appId,
    ]),
  );
  return appId;
}
const save = (appId: string, body: In<typeof savePaymentAccount>['body']) =>
  api.call(savePaymentAccount, { params: { merchantId, appId }, body });

describe('a merchant’s own account', () => {
  test('is proven by a call that changes nothing, sealed, and shown without its secrets', async () => {
    const appId = await applet();
    const saved = await save(appId, account);
    const read = await api.call(getPaymentAccount, { params: { merchantId, appId } });

    expect(read).toEqual(saved);
    expect(saved).toMatchObject({
      mode: 'direct',
      mchId,
      subMchId: null,
      acceptsCertificates: false,
      formerMchIds: [],
    });
    expect(JSON.stringify(saved)).not.toContain(apiV3Key);
    expect(wechat.calls.map(({ method }) => method)).toEqual(['GET']);
    const [sealed] = await rows<{ text: string }>(
      'select private_key_sealed::text || api_v3_key_sealed::text as text from payment_account where app_id = $1',
      [appId],
    );
    expect(sealed?.text).not.toContain(Buffer.from(apiV3Key).toString('hex'));
    const [audited] = await rows<{ after: object }>(`select after from audit_entry where subject_id = $1`, [appId]);
    expect(JSON.stringify(audited)).not.toContain('PRIVATE KEY');
  });

  test.each([
    ['a signature WeChat refuses', refusing(401, 'SIGN_ERROR'), {}, ['/privateKeyPem', '/serialNo', '/mchId']],
    ['a number WeChat does not know', refusing(400, 'MCH_NOT_EXISTS'), {}, ['/mchId']],
    [
      'a public key that is not the one of its id',
      noSuchOrder,
      { platformPublicKeyPem: newPayParties().account.platformPublicKeyPem },
      ['/platformPublicKeyPem'],
    ],
  ])('with %s points at the field and keeps what was there', async (_name, answer, change, pointers) => {
    const appId = await applet();
    await save(appId, account);
    wechat.onOthers(answer);

    expect(await refusal(save(appId, { ...account, ...change }))).toEqual(invalid(...pointers));
    expect(await api.call(getPaymentAccount, { params: { merchantId, appId } })).toMatchObject({ mchId });
  });

  test.each([
    [
      'keys that are none',
      { ...account, privateKeyPem: 'x', apiV3Key: 'short', platformPublicKeyPem: 'y' },
      ['/privateKeyPem', '/platformPublicKeyPem', '/apiV3Key'],
    ],
    ['nothing at all', {}, ['/mchId', '/serialNo', '/privateKeyPem', '/apiV3Key']],
    ['half a public key', { ...account, platformPublicKeyId: undefined }, ['/platformPublicKeyId']],
    [
      'a key that is not RSA',
      {
        ...account,
        privateKeyPem: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
      },
      ['/privateKeyPem'],
    ],
    ['a sub merchant', { ...account, subMchId: '1900000777' }, ['/subMchId']],
  ])('with %s is refused before WeChat is asked', async (_name, body, pointers) => {
    expect(
      await refusal(save(await applet(), JSON.parse(JSON.stringify(body)) as In<typeof savePaymentAccount>['body'])),
    ).toEqual(invalid(...pointers));
    expect(wechat.calls).toEqual([]);
  });

  test('in certificate mode downloads them first, which proves the APIv3 key; one without certificates is told so', async () => {
    const { platformPublicKeyId: _id, platformPublicKeyPem: pem, ...withoutKey } = account;
    const serial = '7132D72A03E93CDDF8C03BBD1F37EEDF21C59F1A';
    const offer = (key: string) => () => {
      const sealed = encryptAsPlatform(key, pem, 'certificate');
      const text = JSON.stringify({
        data: [
          {
            serial_no: serial,
            effective_time: '2026-01-01T00:00:00+08:00',
            expire_time: '2031-01-01T00:00:00+08:00',
            encrypt_certificate: sealed,
          },
        ],
      });
      return { body: text, headers: signAsPlatform(parties, text, { serial }) };
    };
    const appId = await applet();
    wechat.on('/v3/certificates', offer('f'.repeat(32)));
    expect(await refusal(save(appId, withoutKey))).toEqual(invalid('/apiV3Key'));
    wechat.on('/v3/certificates', refusing(404, 'RESOURCE_NOT_EXISTS'));
    expect(await refusal(save(appId, withoutKey))).toEqual(invalid('/acceptsCertificates'));
    wechat.on('/v3/certificates', offer(apiV3Key));

    expect(await save(appId, withoutKey)).toMatchObject({ platformPublicKeyId: null, acceptsCertificates: true });
    expect(wechat.calls.at(-1)?.headers['wechatpay-serial']).toBe(serial);
  });

  test('is not kept while WeChat Pay cannot be asked', async () => {
    const appId = await applet();
    wechat.onOthers(() => ({ status: 500, body: { code: 'SYSTEM_ERROR', message: '' } }));

    expect(await refusal(save(appId, account))).toMatchObject({ status: 503, code: 'wechat_pay.unavailable' });
    expect(await refusal(api.call(getPaymentAccount, { params: { merchantId, appId } }))).toMatchObject({
      code: 'payment_account.missing',
    });
  });

  test('may be followed by another number; the former one goes on with what it began', async () => {
    const appId = await applet();
    await save(appId, account);
    const other = await save(appId, { ...account, mchId: '1900000002' });
    const renewed = await save(appId, {
      ...account,
      mchId: '1900000002',
      serialNo: 'AAAAF09EFDC096DE15EBE81A47057A72',
      apiV3Key: 'f'.repeat(32),
    });

    expect([other.formerMchIds, renewed.formerMchIds]).toEqual([[mchId], [mchId]]);
    expect(
      await rows(
        'select mch_id, active, previous_api_v3_key_sealed is not null as previous from payment_account where app_id = $1 order by active',
        [appId],
      ),
    ).toEqual([
      { mch_id: mchId, active: false, previous: false },
      { mch_id: '1900000002', active: true, previous: true },
    ]);
  });

  test('saved by several people at once is one of them', async () => {
    const appId = await applet();
    const numbers = ['1900000021', '1900000022', '1900000023', '1900000024'];

    await Promise.all(numbers.map((number) => save(appId, { ...account, mchId: number })));

    const kept = await rows<{ mch_id: string; active: boolean }>(
      'select mch_id, active from payment_account where app_id = $1 order by mch_id',
      [appId],
    );
    expect(kept.map((row) => row.mch_id)).toEqual(numbers);
    expect(kept.filter((row) => row.active)).toHaveLength(1);
  });

  test('may be closed, once: nothing is paid any more, and the keys stay for what is under way', async () => {
    const appId = await applet();
    const close = (client: ApiClient, owner = merchantId) =>
      client.call(closePaymentAccount, { params: { merchantId: owner, appId } });
    await save(appId, account);
    const neighbour = (await world.agency()).api;

    expect(await refusal(close(neighbour))).toMatchObject({ status: 404 });
    expect(await refusal(close(world.stranger))).toMatchObject({ status: 401 });
    await close(api);
    expect(await refusal(close(api))).toMatchObject({ status: 409, code: 'payment_account.missing' });
    expect(await refusal(api.call(getPaymentAccount, { params: { merchantId, appId } }))).toMatchObject({
      code: 'payment_account.missing',
    });
    expect(
      await rows('select private_key_sealed is not null as kept from payment_account where app_id = $1', [appId]),
    ).toEqual([{ kept: true }]);
    expect(await save(appId, account)).toMatchObject({ mchId, formerMchIds: [] });
  });

  test('of an AppID that is not the merchant’s is refused', async () => {
    expect(await refusal(save('wxffffffffffffffff', account))).toMatchObject({ status: 404, code: 'applet.unknown' });
  });
});

describe('the platform as a partner', () => {
  const partner = { appId: 'wxaaaaaaaaaaaaaaaa', ...account, mchId: '1900000109' };

  test('has no account until an operator enters it; sub merchants then need nothing but their number', async () => {
    const appId = await applet();
    const sub = { mode: 'partner', subMchId: '1900000777' } as const;
    expect(await refusal(save(appId, sub))).toMatchObject({ status: 409, code: 'pay_partner.missing' });
    expect(await refusal(world.operator.call(getPayPartner))).toMatchObject({ code: 'pay_partner.missing' });

    const saved = await world.operator.call(savePayPartner, { body: partner });
    expect(await world.operator.call(getPayPartner)).toEqual(saved);
    expect(JSON.stringify(saved)).not.toContain(apiV3Key);

    wechat.reset();
    expect(await save(appId, sub)).toMatchObject({
      mode: 'partner',
      mchId: '1900000109',
      subMchId: '1900000777',
      hasPrivateKey: false,
    });
    expect(wechat.calls[0]?.query).toEqual({ sp_mchid: '1900000109', sub_mchid: '1900000777' });
    wechat.onOthers(refusing(403, 'NO_AUTH', '0000-268443701'));
    expect(await refusal(save(appId, { ...sub, subMchId: '1900000778' }))).toEqual(invalid('/subMchId'));
  });

  test('a sub merchant is one merchant’s: no other gets its money, bills and complaints by naming it, not even at the same moment', async () => {
    await world.operator.call(savePayPartner, { body: partner });
    const sub = { mode: 'partner', subMchId: '1900000790' } as const;
    const [first, second] = [await applet(), await applet()];
    await save(first, sub);
    // Of several applets of one merchant each may be paid through it.
    await save(second, sub);
    const other = (await world.merchant(agency)).id;
    const theirs = await applet(other);
    const saveTheirs = (body: In<typeof savePaymentAccount>['body']) =>
      api.call(savePaymentAccount, { params: { merchantId: other, appId: theirs }, body });

    expect(await refusal(saveTheirs(sub))).toEqual(invalid('/subMchId'));
    await save(first, account);
    await api.call(closePaymentAccount, { params: { merchantId, appId: second } });
    expect(await saveTheirs(sub)).toMatchObject({ subMchId: sub.subMchId });

    const race = { mode: 'partner', subMchId: '1900000791' } as const;
    const outcomes = await Promise.allSettled([save(first, race), saveTheirs(race)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test.each([
    [
      'keys of one’s own',
      { mode: 'partner', subMchId: '1900000777', ...account } as const,
      ['/mchId', '/serialNo', '/privateKeyPem', '/apiV3Key', '/platformPublicKeyId', '/platformPublicKeyPem'],
    ],
    ['no sub merchant', { mode: 'partner' } as const, ['/subMchId']],
    ['the platform’s own number', { mode: 'partner', subMchId: '1900000109' } as const, ['/subMchId']],
  ])('refuses %s', async (_name, body, pointers) => {
    expect(await refusal(save(await applet(), body))).toEqual(invalid(...pointers));
  });

  test('is nobody’s business but the operator’s', async () => {
    for (const call of [
      (client: ApiClient) => client.call(getPayPartner),
      (client: ApiClient) => client.call(savePayPartner, { body: partner }),
    ]) {
      expect(await refusal(call(api))).toMatchObject({ status: 403 });
      expect(await refusal(call(world.stranger))).toMatchObject({ status: 401 });
    }
    expect(await refusal(world.operator.call(savePayPartner, { body: { ...partner, apiV3Key: 'x' } }))).toEqual(
      invalid('/apiV3Key'),
    );
  });
});
