import { generateKeyPairSync } from 'node:crypto';
import { Problem } from '#kernel/problems/problem.js';
import { checkUploadKey } from './upload-key.js';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pkcs1 = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

it('takes a key however it was pasted, and keeps it in one form', () => {
  const pasted = [pkcs1, pkcs8, pkcs1.replaceAll('\n', '\\n'), `\n  ${pkcs1.replaceAll('\n', '\r\n')} `];

  for (const pem of pasted) expect(checkUploadKey(pem).pem).toBe(pkcs1);
  expect(new Set(pasted.map((pem) => checkUploadKey(pem).fingerprint)).size).toBe(1);
  expect(checkUploadKey(pkcs1).fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}$/);
});

it.each([
  ['nothing', ''],
  ['a text', 'private key'],
  ['half a key', pkcs1.slice(0, 300)],
  ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
  [
    'a key that is locked',
    privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
  ],
  [
    'another kind of key',
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  ],
  [
    'a weak key',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  ],
])('refuses %s and says why in both languages', (_, pem) => {
  let problem: unknown;
  try {
    checkUploadKey(pem);
  } catch (error) {
    problem = error;
  }

  expect(problem).toBeInstanceOf(Problem);
  const { code, options } = problem as Problem;
  expect([code, options.errors?.[0]?.pointer]).toEqual(['upload_key.invalid', '/privateKeyPem']);
  expect(JSON.stringify(options.errors)).toMatch(/[\u4e00-\u9fff]/);
});
