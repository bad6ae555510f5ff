import { createHash } from 'node:crypto';

const BLOCKS = 25;
const DARK = -64;
const LIGHT = 63;

/**
 * A real grey JPEG of 25 × 25 black and white blocks derived from `seed`: something to show where WeChat would send the picture
 * of a code or a screenshot. Flat blocks need only DC values, so one tiny Huffman table suffices (ITU T.81).
 */
export function mosaicJpeg(seed: string): Buffer {
  return blocksJpeg(patternBits(seed), BLOCKS);
}

/** The same of given blocks: a square of `side` × `side`, rows from the top, true = dark; 8 pixels each. */
export function blocksJpeg(isDarkBlocks: readonly boolean[], side: number): Buffer {
  const writer = new BitWriter();
  let previous = 0;
  for (const isDark of isDarkBlocks) {
    const value = isDark ? DARK : LIGHT;
    writer.dc(value - previous);
    previous = value;
  }
  return Buffer.concat([header(side * 8), writer.finish(), Buffer.from([0xff, 0xd9])]);
}

function patternBits(seed: string): boolean[] {
  const bytes: number[] = [];
  for (let round = 0; bytes.length * 8 < BLOCKS * BLOCKS; round++)
    bytes.push(...createHash('sha256').update(`${round}${seed}`).digest());
  return Array.from({ length: BLOCKS * BLOCKS }, (_, index) => {
    const [x, y] = [index % BLOCKS, Math.floor(index / BLOCKS)];
    const isFrame = x === 0 || y === 0 || x === BLOCKS - 1 || y === BLOCKS - 1;
    return !isFrame && (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1;
  });
}

/** Writes DC differences and "end of block"; every DC category has a 4-bit code equal to its number, EOB is one 0 bit. */
class BitWriter {
  private readonly bytes: number[] = [];
  private current = 0;
  private filled = 0;

  dc(difference: number): void {
    const magnitude = Math.abs(difference);
    const category = magnitude === 0 ? 0 : Math.floor(Math.log2(magnitude)) + 1;
    this.put(category, 4);
    this.put(difference >= 0 ? difference : difference + (1 << category) - 1, category);
    this.put(0, 1);
  }

  finish(): Buffer {
    while (this.filled !== 0) this.put(1, 1);
    return Buffer.from(this.bytes);
  }

  private put(value: number, count: number): void {
    for (let bit = count - 1; bit >= 0; bit--) {
      this.current = (this.current << 1) | ((value >> bit) & 1);
      if (++this.filled < 8) continue;
      this.bytes.push(this.current);
      if (this.current === 0xff) this.bytes.push(0);
      this.current = 0;
      this.filled = 0;
    }
  }
}

const segment = (marker: number, content: number[]): number[] => {
  const length = content.length + 2;
  return [0xff, marker, length >> 8, length & 0xff, ...content];
};

const header = (pixels: number): Buffer =>
  Buffer.from([
    0xff,
    0xd8,
    ...segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    // Quantisation 16 for DC: the value ±64 then means 128 ± 128.
    ...segment(0xdb, [0, 16, ...Array<number>(63).fill(1)]),
    ...segment(0xc0, [8, pixels >> 8, pixels & 0xff, pixels >> 8, pixels & 0xff, 1, 1, 0x11, 0]),
    ...segment(0xc4, [
      0x00,
      0,
      0,
      0,
      12,
      ...Array<number>(12).fill(0),
      ...Array.from({ length: 12 }, (_, index) => index),
    ]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [1, 1, 0x00, 0, 63, 0]),
  ]);
