import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits; with so many, a plain SHA-256 is enough to store them safely. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
