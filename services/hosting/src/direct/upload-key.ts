import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { Problem } from '#kernel/problems/problem.js';

export interface CheckedKey {
  /** PKCS#1 PEM with LF line ends, as WeChat hands it out. */
  readonly pem: string;
  /** `SHA256:<base64>` of the public half: enough to tell two keys apart, and nothing else. */
  readonly fingerprint: string;
}

/**
 * Reads an upload key as people paste it: with literal `\n`, CRLF, or blanks around it (`shared/wechat/miniprogram-ci.md` §1).
 * @throws Problem upload_key.invalid with a pointer to `/privateKeyPem`
 */
export function checkUploadKey(pasted: string): CheckedKey {
  const key = readKey(pasted.replaceAll('\\n', '\n').replaceAll('\r', '').trim());
  if (key.asymmetricKeyType !== 'rsa') throw invalid('是 RSA 以外的密钥', 'is not an RSA key');
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < 2048 || bits > 4096)
    throw invalid(`有 ${bits} 位，应为 2048 位`, `has ${bits} bits; WeChat makes keys of 2048`);
  const publicHalf = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return {
    pem: key.export({ type: 'pkcs1', format: 'pem' }).toString(),
    fingerprint: `SHA256:${createHash('sha256').update(publicHalf).digest('base64').replace(/=+$/, '')}`,
  };
}

function readKey(pem: string): KeyObject {
  if (/BEGIN (RSA )?PUBLIC KEY|BEGIN CERTIFICATE/.test(pem))
    throw invalid('是公钥或证书，需要的是私钥文件', 'is a public key or certificate; the private key is needed');
  try {
    return createPrivateKey(pem);
  } catch {
    throw invalid('不是完整的 PEM 私钥', 'is not a complete private key in PEM');
  }
}

function invalid(zh: string, en: string): Problem {
  return new Problem('upload_key.invalid', {
    errors: [{ pointer: '/privateKeyPem', code: 'key', detail: { zh, en } }],
  });
}
