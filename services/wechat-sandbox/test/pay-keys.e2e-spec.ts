import { X509Certificate } from 'node:crypto';

import { unseal } from '../src/crypto/pay-signing.js';
import { headersOf, isSignedBy, noticeHeaders, PayWorld } from './pay-world.js';
import type { Json } from './started-sandbox.js';

const world = new PayWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

type Sealed = Parameters<typeof unseal>[0];
const ask = (who: Json, serial: string) =>
  world.sandbox.pay(who, 'GET', '/v3/certificates', undefined, { wechatpaySerial: serial });
/** Serial numbers and public keys that /v3/certificates gives. */
async function certificatesOf(who: Json): Promise<Map<string, string>> {
  const { data } = (await (await ask(who, '')).json()) as {
    data: { serial_no: string; encrypt_certificate: Sealed }[];
  };
  return new Map(
    data.map(({ serial_no: serial, encrypt_certificate: sealed }) => {
      const certificate = new X509Certificate(unseal(sealed, String(who['apiV3Key'])));
      expect(certificate.serialNumber).toBe(serial);
      return [serial, certificate.publicKey.export({ type: 'spki', format: 'pem' }).toString()];
    }),
  );
}
const knob = (method: string, who: Json, path: string, body?: Json) =>
  world.sandbox.knob(method, `/sandbox/pay/merchants/${String(who['mchid'])}${path}`, body);
/** Asks something harmless and gives the answer. */
const harmless = (who: Json, serial: string) =>
  world.sandbox.pay(who, 'POST', '/v3/pay/transactions/jsapi', world.newOrder({ mchid: who['mchid'] }), {
    wechatpaySerial: serial,
  });

it('a merchant in migration is answered with the key that Wechatpay-Serial names', async () => {
  const who = await world.open({ appids: [world.appid], mode: 'migration' });
  const [serial = '', publicKey = ''] = [...(await certificatesOf(who))][0] ?? [];

  const byCertificate = await ask(who, serial);
  const byPublicKey = await ask(who, String(who['platformPublicKeyId']));

  expect(byCertificate.headers.get('wechatpay-serial')).toBe(who['platformCertificateSerial']);
  expect(isSignedBy(headersOf(byCertificate), await byCertificate.text(), publicKey)).toBe(true);
  expect(isSignedBy(headersOf(byPublicKey), await byPublicKey.text(), String(who['platformPublicKeyPem']))).toBe(true);
});

it('a merchant with certificates is answered with one, whatever public key it names', async () => {
  const who = await world.open({ appids: [world.appid], mode: 'certificate' });

  const answer = await harmless(who, String(who['platformPublicKeyId']));

  expect(answer.headers.get('wechatpay-serial')).toBe(who['platformCertificateSerial']);
});

it('a merchant in public-key mode gets no certificates', async () => {
  expect((await world.sandbox.pay(world.merchant, 'GET', '/v3/certificates')).status).toBe(404);
});

it('an unknown serial is refused, and let through where certificates are fetched or the setting says so', async () => {
  const who = await world.open({ appids: [world.appid], mode: 'certificate' });

  const refused = await harmless(who, 'ABCDEF');
  expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'PARAM_ERROR' }]);
  expect((await ask(who, 'ABCDEF')).status).toBe(200);
  expect((await harmless(world.merchant, String(who['platformCertificateSerial']))).status).toBe(400);
  await world.settings({ payRefuseUnknownSerial: false });
  expect((await harmless(who, 'ABCDEF')).status).toBe(200);
  await world.settings({ payRefuseUnknownSerial: true });
});

it('after a rotation the new certificate signs, the old one is valid for a while and then gone', async () => {
  const who = await world.open({ appids: [world.appid], mode: 'certificate' });
  const old = String(who['platformCertificateSerial']);

  await knob('POST', who, '/rotate', { activeAfterSeconds: 3600, oldValidSeconds: 3600 });

  const both = await certificatesOf(who);
  expect([both.size, both.has(old)]).toEqual([2, true]);
  expect((await harmless(who, '')).headers.get('wechatpay-serial')).toBe(old);
  await world.advance(3700);
  const answer = await harmless(who, '');
  const serial = answer.headers.get('wechatpay-serial') ?? '';
  expect(serial).not.toBe(old);
  expect(isSignedBy(headersOf(answer), await answer.text(), both.get(serial) ?? '')).toBe(true);
  expect((await harmless(who, old)).headers.get('wechatpay-serial')).toBe(old);
  await world.advance(3700);
  expect([...(await certificatesOf(who)).keys()]).toEqual([serial]);
  expect((await harmless(who, old)).status).toBe(400);
  expect((await harmless(world.merchant, String(world.merchant['platformPublicKeyId']))).status).toBe(200);
});

it('notices move to the public key from day to day of a migration, or at the share that was set', async () => {
  const who = await world.open({ appids: [world.appid], mode: 'certificate' });
  await knob('PATCH', who, '', { mode: 'migration', noticePublicKeyPercent: 50 });
  const serials = async (count: number): Promise<string[]> => {
    const seen: string[] = [];
    for (let at = 0; at < count; at++) {
      const order = world.newOrder({ mchid: who['mchid'] });
      const { prepay_id: id } = (await (await world.prepay(order, { wechatpaySerial: '' }, who)).json()) as Json;
      await world.sandbox.knob('POST', `/sandbox/pay/transactions/${String(id)}/pay-now`, {});
      const notice = await world.noticeAt(order['notify_url']);
      seen.push(noticeHeaders(notice)('wechatpay-serial'));
    }
    return seen;
  };
  const isPublic = (serial: string): boolean => serial === who['platformPublicKeyId'];

  expect((await serials(4)).filter(isPublic)).toHaveLength(2);
  await knob('PATCH', who, '', { noticePublicKeyPercent: null });
  expect((await serials(3)).filter(isPublic)).toHaveLength(0);
  await world.advance(6 * 86_400);
  expect((await serials(3)).filter(isPublic)).toHaveLength(3);
});

it.each<[string, string, string, Json]>([
  ['a key of 31 characters', 'PUT', '/apiv3-key', { apiV3Key: 'a'.repeat(31) }],
  ['a negative balance', 'PATCH', '', { balanceFen: -1 }],
  ['a fraction of a fen', 'PATCH', '', { balanceFen: 0.5 }],
  ['an unknown mode', 'PATCH', '', { mode: 'none' }],
  ['an unknown field', 'PATCH', '', { privateKey: 'x' }],
  ['a text for seconds', 'POST', '/rotate', { activeAfterSeconds: 'soon' }],
  ['an unknown certificate', 'POST', '/certificates/ABC/revoke', {}],
])('a knob refuses %s', async (_name, method, path, body) => {
  expect(await knob(method, world.merchant, path, body)).toEqual({ error: expect.any(String) });
});

it('opens no merchant twice, nor a sub merchant without a partner', async () => {
  expect(await world.open({ mchid: world.merchant['mchid'] })).toHaveProperty('error');
  expect(await world.open({ kind: 'sub' })).toHaveProperty('error');
  expect(await world.open({ kind: 'sub', partners: [world.merchant['mchid']] })).toHaveProperty('error');
  expect(await world.open({ mchid: 'abc' })).toHaveProperty('error');
});
