import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { prizeAt, rollOf, seedHashOf } from '#commerce/draws/draw-roll.js';

interface Sha256 {
  sha256(bytes: number[]): number[];
  hmacSha256(key: number[], message: number[]): number[];
  hexBytes(hex: string): number[] | null;
  hexOf(bytes: number[]): string;
}
interface Entry {
  number: number;
  roll: number;
  rolled: number;
  prize: number;
}
interface Prize {
  position: number;
  kind: string;
  oddsPpm: number;
  count: number | null;
}
interface DrawCheck {
  drawCheck(
    draw: { id: string; seedHash: string; prizes: Prize[] },
    seed: string,
  ): {
    take(entry: Entry): void;
    checked(): number;
    faults(): { kind: string; number: number }[];
    awarded(): Record<number, number>;
  };
  rollOf(key: number[], drawId: string, number: number): number;
}

const load = createRequire(join(process.cwd(), 'templates/kit/src/app.js'));
const phone = load('./services/sha256.js') as Sha256;
const check = load('./services/draw-check.js') as DrawCheck;

const DRAW_ID = '018f4d5a-7c1e-7a2b-9c3d-0123456789ab';
const prizes: Prize[] = [
  { position: 1, kind: 'goods', oddsPpm: 100_000, count: 2 },
  { position: 2, kind: 'coupon', oddsPpm: 300_000, count: 1000 },
  { position: 3, kind: 'thanks', oddsPpm: 600_000, count: null },
];

/** A draw held as the rules say. */
function held(seed: Buffer, count: number): Entry[] {
  const left = prizes.map((prize) => prize.count ?? Infinity);
  return Array.from({ length: count }, (_, index) => {
    const roll = rollOf(seed, DRAW_ID, index + 1);
    const place = prizeAt(
      roll,
      prizes.map(({ oddsPpm }) => oddsPpm),
    );
    const got = left[place]! > 0 ? place : 2;
    left[got]! -= 1;
    return { number: index + 1, roll, rolled: place + 1, prize: got + 1 };
  });
}

function verdict(seed: Buffer, entries: readonly Entry[], hash = seedHashOf(seed).toString('hex'), list = prizes) {
  const checking = check.drawCheck({ id: DRAW_ID, seedHash: hash, prizes: list }, seed.toString('hex'));
  for (const entry of entries) checking.take(entry);
  return checking;
}

describe('SHA-256 on the phone', () => {
  test('and its HMAC are those of Node for bytes and keys of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 150 }), (bytes, key) => {
        expect(phone.hexOf(phone.sha256([...bytes]))).toBe(createHash('sha256').update(bytes).digest('hex'));
        const mac = createHmac('sha256', key).update(bytes).digest('hex');
        expect(phone.hexOf(phone.hmacSha256([...key], [...bytes]))).toBe(mac);
      }),
      { numRuns: 300 },
    );
  });

  test('knows the published vectors (FIPS 180-4, RFC 4231 case 2)', () => {
    const ascii = (text: string) => [...Buffer.from(text)];
    expect(phone.hexOf(phone.sha256(ascii('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(phone.hexOf(phone.hmacSha256(ascii('Jefe'), ascii('what do ya want for nothing?')))).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });
});

describe('a draw checked on the phone', () => {
  test('rolls as the server does', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        fc.uuid(),
        fc.integer({ min: 1, max: 2 ** 31 - 1 }),
        (seed, drawId, number) => {
          expect(check.rollOf([...seed], drawId, number)).toBe(rollOf(Buffer.from(seed), drawId, number));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('that was held by its rules has no fault, also where a prize was used up', () => {
    const seed = randomBytes(32);
    const entries = held(seed, 400);
    const checking = verdict(seed, entries);

    expect(entries.some(({ rolled, prize }) => rolled !== prize)).toBe(true);
    expect(checking.faults()).toEqual([]);
    expect(checking.checked()).toBe(400);
    expect(checking.awarded()[1]).toBe(2);
  });

  test.each<[string, (entries: Entry[]) => Entry[], string]>([
    ['an entry is missing', (entries) => entries.filter(({ number }) => number !== 7), 'number'],
    ['a roll is another', (entries) => changed(entries, 7, ({ roll }) => ({ roll: (roll + 1) % 1e6 })), 'roll'],
    [
      'a win went to a friend',
      (entries) => changed(entries, 7, ({ prize }) => ({ prize: prize === 1 ? 3 : 1 })),
      'prize',
    ],
    ['two have changed places', (entries) => [entries[1]!, entries[0]!, ...entries.slice(2)], 'number'],
  ])('in which %s is found out', (_name, forge, kind) => {
    const seed = randomBytes(32);
    expect(verdict(seed, forge(held(seed, 50))).faults()).toContainEqual(expect.objectContaining({ kind }));
  });

  test('with another seed than was promised, or other odds, is found out', () => {
    const seed = randomBytes(32);
    const entries = held(seed, 5);
    const dearer = prizes.map((prize) => (prize.position === 1 ? { ...prize, oddsPpm: 90_000 } : prize));

    const other = seedHashOf(randomBytes(32)).toString('hex');
    expect(verdict(seed, entries, other).faults()).toEqual([{ kind: 'seed', number: 0 }]);
    expect(verdict(seed, entries, undefined, dearer).faults()).toContainEqual({ kind: 'odds', number: 0 });
  });
});

function changed(entries: readonly Entry[], number: number, change: (entry: Entry) => Partial<Entry>): Entry[] {
  return entries.map((entry) => (entry.number === number ? { ...entry, ...change(entry) } : entry));
}
