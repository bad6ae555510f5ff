import { constants, createPublicKey, publicDecrypt, randomBytes } from 'node:crypto';
import type { CiAccount } from '../state/ci.model.js';
import { SPENT_TICKET, WRONG_KEY } from './ci-error.js';

const RANDOM_STRING_LIFE_MS = 5 * 60_000;
/** Whoever only asks and never signs must not fill the memory. */
const MAX_WAITING = 200;

/** A string to be signed once, within five minutes; miniprogram-ci.md §3.1, §5. */
export function issueRandomString(account: CiAccount): string {
  const value = randomBytes(16).toString('hex');
  const now = Date.now();
  const waiting = account.randomStrings.filter(({ expiresAt }) => expiresAt > now).slice(-MAX_WAITING + 1);
  account.randomStrings = [...waiting, { value, expiresAt: now + RANDOM_STRING_LIFE_MS }];
  return value;
}

/**
 * The signature is a raw private-key operation (PKCS#1 v1.5 block type 1, no digest) over `{"appid","rand_str"}`. Uses up the
 * random string. Throws CiError.
 */
export function verifySignature(account: CiAccount, appid: string, signature: unknown): void {
  const said = open(account.publicKeyPem, signature);
  const found = account.randomStrings.find(({ value }) => value === said['rand_str']);
  if (said['appid'] !== appid || !found) throw SPENT_TICKET;
  account.randomStrings = account.randomStrings.filter((other) => other !== found);
  if (found.expiresAt <= Date.now()) throw SPENT_TICKET;
}

function open(publicKeyPem: string | null, signature: unknown): Record<string, unknown> {
  if (publicKeyPem === null || typeof signature !== 'string' || signature.length > 4096) throw WRONG_KEY;
  try {
    const key = { key: createPublicKey(publicKeyPem), padding: constants.RSA_PKCS1_PADDING };
    const value: unknown = JSON.parse(publicDecrypt(key, Buffer.from(signature, 'base64')).toString('utf8'));
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Of another key, or no signature at all: WeChat says the same to both.
  }
  throw WRONG_KEY;
}
