import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  cashierMessage,
  decryptField,
  encryptField,
  requestMessage,
  responseMessage,
  seal,
  signRsa,
  unseal,
  verifyRsa,
} from './pay-signing.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const TIMESTAMP = '1554208460';
const NONCE = '593BEC0C930BF1AFEB40B4A08C8FB242';

describe('WeChat Pay messages', () => {
  it('repeat the request vectors', () => {
    const get = requestMessage('GET', '/v3/pay/transactions/out-trade-no/T0001?mchid=1900000001', TIMESTAMP, NONCE, '');
    const post = requestMessage(
      'POST',
      '/v3/pay/transactions/jsapi',
      TIMESTAMP,
      NONCE,
      '{"appid":"wxd678efh567hg6787"}',
    );

    expect([get.length, sha256(get)]).toEqual([
      106,
      '0fa48262a0899a53bb9efa1747741f9dde411c85f5125c0119fd7b966b744d92',
    ]);
    expect([post.length, sha256(post)]).toEqual([
      107,
      'eedd08f2bc1cb34b534dad1614fa933ec67753cd65dddd1233c0070742029fb5',
    ]);
  });

  it('repeat the answer vectors, with and without a body', () => {
    const nonce = 'c5ac7061fccab6bf3e254dcf98995b8c';
    const full = responseMessage('1554209980', nonce, '{"data":[]}');
    const empty = responseMessage('1554209980', nonce, '');

    expect([full.length, sha256(full)]).toEqual([
      56,
      '4448e4e820f07471032293c50e3f126dceb166b6cbc1935ded81b31ebe4e2ce7',
    ]);
    expect([empty.length, sha256(empty)]).toEqual([
      45,
      'b1cab5cc6396ec26ebb5e9a88541418a3a85febbf50e2974879049e928c54373',
    ]);
  });

  it('repeat the cashier vector', () => {
    const message = cashierMessage(
      'wx2421b1c4370ec43b',
      TIMESTAMP,
      NONCE,
      'prepay_id=wx201410272009395522657a690389285100',
    );

    expect([message.length, sha256(message)]).toEqual([
      110,
      'bf5c0eab11b7710ea376aaa5038ad079fb8175af60d6cbf676fa3bcc4d218bcb',
    ]);
  });

  it('are signed and verified with RSA-SHA256', () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const signature = signRsa('source', privateKey);

    expect(verifyRsa('source', signature, publicKey)).toBe(true);
    expect(verifyRsa('sourcE', signature, publicKey)).toBe(false);
  });
});

describe('AEAD_AES_256_GCM', () => {
  const key = '0123456789abcdef0123456789ABCDEF';
  const nonce = 'wCq51qZv4Yfg';

  it('repeats the vector of the official Go SDK', () => {
    const resource = {
      nonce,
      associated_data: 'Dl56FrqWQJF1t9LtC3vEUsniZKvbqdR8',
      ciphertext: 'FsdXzxryWfKwvLJKf8LG/ToRPTRh8RN9wROC',
    };

    expect(unseal(resource, 'testAPIv3Key0000')).toBe('Hello World');
  });

  it('repeats the AES-256 vectors with and without associated data', () => {
    const plaintext = '{"out_trade_no":"T0001"}';

    expect(seal(plaintext, key, 'transaction', nonce).ciphertext).toBe(
      'e4ZyMaHgtnT3DwNvVpBucbBT96X/qYqNm4If4mY0GQH7Az7iJciEiQ==',
    );
    expect(seal(plaintext, key, '', nonce).ciphertext).toBe('e4ZyMaHgtnT3DwNvVpBucbBT96X/qYqNamaCNd0DCnNWDg1ZPBaaMw==');
  });

  it('refuses what was changed on the way', () => {
    const sealed = seal('secret', key, 'transaction');

    expect(unseal(sealed, key)).toBe('secret');
    expect(() => unseal({ ...sealed, associated_data: 'refund' }, key)).toThrow();
  });
});

describe('a sensitive field', () => {
  const pair = () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    return {
      publicKeyPem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      privateKeyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  };

  it('is opened by the key it was sealed for and by no other', () => {
    const ours = pair();
    const sealed = encryptField('张三', ours.publicKeyPem);

    expect(decryptField(sealed, ours.privateKeyPem)).toBe('张三');
    expect(encryptField('张三', ours.publicKeyPem)).not.toBe(sealed);
    expect(() => decryptField(sealed, pair().privateKeyPem)).toThrow();
    expect(() => decryptField('AAAA', ours.privateKeyPem)).toThrow();
  });
});
