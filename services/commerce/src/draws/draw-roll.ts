import { createHash, createHmac } from 'node:crypto';

/** A draw's odds are counted in parts of a million. */
export const WHOLE_PPM = 1_000_000;

/** Words from here on up are left out: 4,294 × 1,000,000 is the largest multiple of a million that 32 bits hold. */
const FAIR_BELOW = 4_294_000_000;
const WORDS = 8;
const BLOCK_BYTES = 64;

/** What a database function needs to roll without an extension for HMAC (RFC 2104). */
export interface SeedKey {
  readonly seed: Buffer;
  /** The seed, filled with noughts to 64 bytes, combined with 0x36. */
  readonly inner: Buffer;
  /** The same with 0x5c. */
  readonly outer: Buffer;
}

/**
 * The roll of entry `number`: HMAC-SHA256 with the seed as key and `<drawId>:<number>` as message, drawId in lower case. The digest
 * is read as eight big-endian 32-bit words; the first below 4,294,000,000 counts, modulo 1,000,000. Should none be below (about once
 * in 10^29), the message is rolled again with `:1` behind it, then `:2` …
 *
 * @param seed 32 bytes
 * @param number 1, 2, 3 …
 * @returns 0…999,999, each as likely as any other
 */
export function rollOf(seed: Buffer, drawId: string, number: number): number {
  const message = `${drawId.toLowerCase()}:${number}`;
  for (let round = 0; ; round += 1) {
    const digest = createHmac('sha256', seed)
      .update(round === 0 ? message : `${message}:${round}`)
      .digest();
    const roll = firstFairWord(digest);
    if (roll !== null) return roll;
  }
}

/** @returns null when all eight words are left out */
export function firstFairWord(digest: Buffer): number | null {
  for (let place = 0; place < WORDS; place += 1) {
    const word = digest.readUInt32BE(place * 4);
    if (word < FAIR_BELOW) return word % WHOLE_PPM;
  }
  return null;
}

/**
 * Whose part of the million a roll falls into: the first prize has the rolls from 0 up to its weight, the next those behind them.
 * @param weightsPpm in the published order; they come to 1,000,000
 * @returns the place in that order, from 0
 */
export function prizeAt(roll: number, weightsPpm: readonly number[]): number {
  let upTo = 0;
  const place = weightsPpm.findIndex((weight) => {
    upTo += weight;
    return roll < upTo;
  });
  if (place < 0) throw new Error(`The weights come to ${upTo}, which does not hold the roll ${roll}.`);
  return place;
}

/** What is published with the terms: SHA-256 of the seed's bytes. */
export function seedHashOf(seed: Buffer): Buffer {
  return createHash('sha256').update(seed).digest();
}

export function seedKeyOf(seed: Buffer): SeedKey {
  const block = Buffer.concat([seed, Buffer.alloc(BLOCK_BYTES - seed.length)]);
  return { seed, inner: block.map((byte) => byte ^ 0x36) as Buffer, outer: block.map((byte) => byte ^ 0x5c) as Buffer };
}
