import { createHash, verify } from 'node:crypto';
import { newPayParties, signAsPlatform } from '../testing/pay-keys.js';
import { authorizationHeader, cashierArguments, cashierMessage, requestMessage } from './pay-signer.js';
import { answerMessage, paySignatureOf, verifyPaySignature } from './pay-verifier.js';

const parties = newPayParties();
const { account, merchantPublicKey } = parties;
const timestamp = '1554208460';
const nonce = '593BEC0C930BF1AFEB40B4A08C8FB242';

function digest(message: string | Buffer): { bytes: number; sha256: string } {
  return { bytes: Buffer.byteLength(message), sha256: createHash('sha256').update(message).digest('hex') };
}

// Key-free vectors of `shared/wechat/wechat-pay-v3.md` §§2, 3, 4.1.
describe('messages that are signed', () => {
  test('a GET request', () => {
    const pathAndQuery = '/v3/pay/transactions/out-trade-no/T0001?mchid=1900000001';
    expect(digest(requestMessage({ method: 'GET', pathAndQuery, body: '' }, timestamp, nonce))).toEqual({
      bytes: 106,
      sha256: '0fa48262a0899a53bb9efa1747741f9dde411c85f5125c0119fd7b966b744d92',
    });
  });

  test('a POST request', () => {
    const body = '{"appid":"wxd678efh567hg6787"}';
    const request = { method: 'POST', pathAndQuery: '/v3/pay/transactions/jsapi', body } as const;
    expect(digest(requestMessage(request, timestamp, nonce))).toEqual({
      bytes: 107,
      sha256: 'eedd08f2bc1cb34b534dad1614fa933ec67753cd65dddd1233c0070742029fb5',
    });
  });

  test.each([
    ['{"data":[]}', 56, '4448e4e820f07471032293c50e3f126dceb166b6cbc1935ded81b31ebe4e2ce7'],
    ['', 45, 'b1cab5cc6396ec26ebb5e9a88541418a3a85febbf50e2974879049e928c54373'],
  ])('an answer with body %p', (body, bytes, sha256) => {
    const message = answerMessage('1554209980', 'c5ac7061fccab6bf3e254dcf98995b8c', Buffer.from(body));
    expect(digest(message)).toEqual({ bytes, sha256 });
  });

  test('the cashier call', () => {
    const message = cashierMessage('wx2421b1c4370ec43b', timestamp, nonce, 'wx201410272009395522657a690389285100');
    expect(digest(message)).toEqual({
      bytes: 110,
      sha256: 'bf5c0eab11b7710ea376aaa5038ad079fb8175af60d6cbf676fa3bcc4d218bcb',
    });
  });
});

describe('signing', () => {
  test('the Authorization header names merchant and certificate and verifies with the merchant public key', () => {
    const request = { method: 'POST', pathAndQuery: '/v3/pay/transactions/jsapi', body: '{"a":"中文"}' } as const;

    const header = authorizationHeader(account, request, 1_700_000_000_999);

    const values = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    expect(header).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="/);
    expect(values).toMatchObject({ mchid: account.mchId, serial_no: account.serialNo, timestamp: '1700000000' });
    const message = requestMessage(request, values['timestamp'] ?? '', values['nonce_str'] ?? '');
    expect(
      verify('sha256', Buffer.from(message), merchantPublicKey, Buffer.from(values['signature'] ?? '', 'base64')),
    ).toBe(true);
  });

  test('cashier arguments verify, and never repeat a nonce', () => {
    const first = cashierArguments(account, 'wx201410272009395522657a690389285100');
    const second = cashierArguments(account, 'wx201410272009395522657a690389285100');

    const message = cashierMessage(
      account.appId,
      first.timeStamp,
      first.nonceStr,
      'wx201410272009395522657a690389285100',
    );
    expect(verify('sha256', Buffer.from(message), merchantPublicKey, Buffer.from(first.paySign, 'base64'))).toBe(true);
    expect(first).toMatchObject({ package: 'prepay_id=wx201410272009395522657a690389285100', signType: 'RSA' });
    expect(first.nonceStr).not.toBe(second.nonceStr);
    expect(first.nonceStr.length).toBeLessThanOrEqual(32);
  });
});

describe('verifying', () => {
  const now = 1_700_000_000_000;
  const body = Buffer.from('{"data":[]}');
  const verdict = (headers: Record<string, string>, bytes = body, at = now) =>
    verifyPaySignature(
      account,
      paySignatureOf((name) => headers[name]),
      bytes,
      at,
    );

  test('accepts what WeChat Pay signed, an empty body too', () => {
    expect(verdict(signAsPlatform(parties, body, { now }))).toBeNull();
    expect(verdict(signAsPlatform(parties, '', { now }), Buffer.alloc(0))).toBeNull();
  });

  test('accepts a clock less than five minutes off, and no more', () => {
    const headers = signAsPlatform(parties, body, { now });
    expect(verdict(headers, body, now + 299_000)).toBeNull();
    expect(verdict(headers, body, now - 299_000)).toBeNull();
    expect(verdict(headers, body, now + 300_000)).toBe('timestamp');
    expect(verdict(headers, body, now - 300_000)).toBe('timestamp');
    expect(verdict({ ...headers, 'wechatpay-timestamp': 'NaN' })).toBe('timestamp');
  });

  test('refuses a changed body, another key, missing headers', () => {
    const headers = signAsPlatform(parties, body, { now });
    expect(verdict(headers, Buffer.from('{"data": []}'))).toBe('signature');
    expect(verdict({ ...headers, 'wechatpay-signature': 'AAAA' })).toBe('signature');
    expect(verdict(signAsPlatform(newPayParties(), body, { now }))).toBe('signature');
    expect(verdict({ ...headers, 'wechatpay-serial': 'PUB_KEY_ID_other' })).toBe('unknown key');
    expect(verdict({})).toBe('headers');
  });

  test('refuses the probes WeChat sends on purpose', () => {
    const headers = signAsPlatform(parties, body, { now });
    expect(verdict({ ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers['wechatpay-signature']}` })).toBe(
      'probe',
    );
  });

  test('during the migration to public keys, certificates known by serial number are accepted as well', () => {
    const older = newPayParties();
    const serialNo = '7132D72A03E93CDDF8C03BBD1F37EEDF21C59F1A';
    const certificates = [{ serialNo, pem: older.account.platformPublicKeyPem }];
    const headers = signAsPlatform(older, body, { now, serial: serialNo });

    const migrating = { ...account, platformCertificates: certificates };

    expect(
      verifyPaySignature(
        migrating,
        paySignatureOf((name) => headers[name]),
        body,
        now,
      ),
    ).toBeNull();
    expect(
      verifyPaySignature(
        account,
        paySignatureOf((name) => headers[name]),
        body,
        now,
      ),
    ).toBe('unknown key');
  });
});
