import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import pixelmatch from 'pixelmatch';

const ROOT = path.resolve(__dirname, '../../..');
const FOLDER = path.join(ROOT, 'services', 'player', 'golden', 'pictures');
/** How far a pixel's colour may be off, 0 to 1; edges that a rasteriser softens differently are left out altogether. */
const COLOUR_TOLERANCE = 0.15;
/**
 * Pixels that may differ: fewer than a 60 × 40 box leaves behind when it is moved by one pixel (about 200), so a broken
 * layout fails. Pages with letters beside the grid of pixels or with scaled pictures get `soft`.
 */
export const ALLOWED_PIXELS = { exact: 60, soft: 300 } as const;

export type Sharpness = keyof typeof ALLOWED_PIXELS;

/** Where the picture that was taken and the marked difference lie when a comparison fails. */
const FAILED = path.join(ROOT, '.data', 'golden');

/** Compares with `golden/pictures/NAME.png`, or writes it when RENEW_GOLDEN=1. Throws with the figures and where to look. */
export function comparePicture(name: string, taken: Buffer, sharpness: Sharpness): void {
  const file = path.join(FOLDER, `${name}.png`);
  if (process.env['RENEW_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, PNG.sync.write(PNG.sync.read(taken), { deflateLevel: 9 }));
    return;
  }
  const { differing, size, marked } = difference(readFileSync(file), taken);
  if (size && differing <= ALLOWED_PIXELS[sharpness]) return;
  mkdirSync(FAILED, { recursive: true });
  writeFileSync(path.join(FAILED, `${name}.taken.png`), taken);
  if (marked) writeFileSync(path.join(FAILED, `${name}.difference.png`), marked);
  const what = size ? `${differing} pixels differ, ${ALLOWED_PIXELS[sharpness]} may` : 'the size differs';
  throw new Error(`${name}.png: ${what}. See ${FAILED}; if it is right now: RENEW_GOLDEN=1.`);
}

/** @returns pixels that differ and a picture that marks them; `size` is false when the two cannot be laid over each other */
export function difference(
  expected: Buffer,
  taken: Buffer,
): { readonly size: boolean; readonly differing: number; readonly marked: Buffer | null } {
  const [one, other] = [PNG.sync.read(expected), PNG.sync.read(taken)];
  if (one.width !== other.width || one.height !== other.height)
    return { size: false, differing: Number.POSITIVE_INFINITY, marked: null };
  const marked = new PNG({ width: one.width, height: one.height });
  const differing = pixelmatch(one.data, other.data, marked.data, one.width, one.height, {
    threshold: COLOUR_TOLERANCE,
  });
  return { size: true, differing, marked: PNG.sync.write(marked) };
}
