import { decryptPayResource } from './pay-crypto.js';
import { payText } from './pay-text.js';

// Vectors (b) of `shared/wechat/wechat-pay-v3.md` §3.3.
const key = '0123456789abcdef0123456789ABCDEF';
const nonce = 'wCq51qZv4Yfg';

describe('AEAD_AES_256_GCM', () => {
  test.each([
    ['transaction', 'e4ZyMaHgtnT3DwNvVpBucbBT96X/qYqNm4If4mY0GQH7Az7iJciEiQ=='],
    ['', 'e4ZyMaHgtnT3DwNvVpBucbBT96X/qYqNamaCNd0DCnNWDg1ZPBaaMw=='],
  ])('decrypts the vector with associated data %p', (associatedData, ciphertext) => {
    expect(decryptPayResource(key, { ciphertext, nonce, associatedData })).toBe('{"out_trade_no":"T0001"}');
  });

  test('refuses another key, other associated data, a changed or truncated ciphertext', () => {
    const sealed = {
      ciphertext: 'e4ZyMaHgtnT3DwNvVpBucbBT96X/qYqNm4If4mY0GQH7Az7iJciEiQ==',
      nonce,
      associatedData: 'transaction',
    };
    expect(() => decryptPayResource(key.toLowerCase(), sealed)).toThrow();
    expect(() => decryptPayResource(key, { ...sealed, associatedData: 'refund' })).toThrow();
    expect(() => decryptPayResource(key, { ...sealed, ciphertext: `A${sealed.ciphertext.slice(1)}` })).toThrow();
    expect(() => decryptPayResource(key, { ...sealed, ciphertext: sealed.ciphertext.slice(0, 24) })).toThrow();
    expect(() => decryptPayResource(key, { ...sealed, ciphertext: 'AAAA' })).toThrow('too short');
    expect(() => decryptPayResource('testAPIv3Key0000', sealed)).toThrow('32 characters');
  });
});

describe('texts for WeChat Pay', () => {
  test('drops emoji and control characters and cuts between characters', () => {
    expect(payText('玫瑰🌹花\n束', 127)).toBe('玫瑰花束');
    expect(payText('花'.repeat(50), 127)).toBe('花'.repeat(42));
    expect(payText('a'.repeat(200), 127)).toHaveLength(127);
    expect(payText('\ud83c ok', 127)).toBe(' ok');
  });
});
