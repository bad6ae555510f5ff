import { createHash, randomInt } from 'node:crypto';
import type { TenantId } from '#kernel/identity/ids.js';

// Without 0, 1, I and O, which people take for each other: 32 characters, 80 bits in sixteen of them.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const LENGTH = 16;

/** `K7QF-…`: nobody guesses one. */
export function newCardCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)));
  return letters.join('').replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** As it is typed, spoken or pasted: letters of any width and case, with whatever stands between them. */
export function readCardCode(typed: string): string {
  return typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '');
}

/** What is kept of a code. A shop's digests say nothing about another's. */
export function cardCodeHash(tenantId: TenantId, code: string): Buffer {
  return createHash('sha256')
    .update(`${tenantId}:${readCardCode(code)}`)
    .digest();
}

/** The end of a code, for people who talk about a card. */
export function cardCodeTail(code: string): string {
  return readCardCode(code).slice(-4);
}
