import { createRequire } from 'node:module';
import { join } from 'node:path';
import * as fc from 'fast-check';

type Palette = Readonly<Record<string, string>>;
interface Theme {
  readonly primaryColor: string;
  readonly priceColor: string;
  readonly backgroundColor: string;
}

// The mini-program's own modules, taken as WeChat would: CommonJS files of the package.
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/palette.js'));
const { paletteOf } = service('./palette.js') as {
  paletteOf: (theme: Partial<Theme> | undefined, dark: boolean) => Palette;
};
const { contrast, mixed, readableOn } = service('./colours.js') as {
  contrast: (one: string, other: string) => number;
  mixed: (colour: string, other: string, share: number) => string;
  readableOn: (colour: string) => string;
};

/** Words → the grounds they stand on. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  ink: ['page', 'surface'],
  'ink-2': ['page', 'surface'],
  'ink-3': ['page', 'surface'],
  'brand-ink': ['page', 'surface', 'brand-soft'],
  price: ['page', 'surface'],
  'on-brand': ['brand'],
  'on-price': ['price'],
};

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);

test('contrast is the ratio of WCAG: 21 for black on white, 1 for a colour on itself', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#c8452d', '#c8452d')).toBe(1);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

test('whatever colours a merchant picks, every word can be read, by day and by night', () => {
  fc.assert(
    fc.property(colour, colour, colour, fc.boolean(), (primaryColor, priceColor, backgroundColor, dark) => {
      const palette = paletteOf({ primaryColor, priceColor, backgroundColor }, dark);
      for (const [words, grounds] of Object.entries(WORDS)) {
        for (const ground of grounds) {
          const ratio = contrast(palette[words] ?? '', palette[ground] ?? '');
          if (ratio < 4.5) throw new Error(`${words} on ${ground}: ${ratio.toFixed(2)} in ${JSON.stringify(palette)}`);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('colours that can be read already stay as the merchant picked them', () => {
  const theme = { primaryColor: '#2f5d4a', priceColor: '#b5482f', backgroundColor: '#f5f3ee' };

  expect(paletteOf(theme, false)).toMatchObject({
    brand: theme.primaryColor,
    'brand-ink': theme.primaryColor,
    price: theme.priceColor,
    page: theme.backgroundColor,
    'on-brand': '#ffffff',
  });
});

test('a colour that nearly bears white words is darkened until it does', () => {
  const { brand, 'on-brand': words } = paletteOf({ primaryColor: '#b4623d' }, false);

  expect(words).toBe('#ffffff');
  expect(contrast(brand ?? '', '#ffffff')).toBeGreaterThanOrEqual(4.5);
});

test('a dark phone gets a dark page, and a shop without settings has colours too', () => {
  expect(contrast(paletteOf({}, true)['page'] ?? '', '#ffffff')).toBeGreaterThan(15);
  expect(paletteOf(undefined, false)['page']).toBe('#f6f5f2');
});

test.each([
  ['#ffee58', '#1f2421'],
  ['#1f6f54', '#ffffff'],
  ['#777777', '#000000'],
])('words on %s are %s', (ground, words) => {
  expect(readableOn(ground)).toBe(words);
});

test('mixing keeps six digits', () => {
  expect(mixed('#000000', '#0a0a0a', 1)).toBe('#0a0a0a');
});
