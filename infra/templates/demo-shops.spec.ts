import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const templates = join(process.cwd(), 'templates');
const FEWEST_CHARACTERS = 300;
/** Appointments are placed without coupons. */
const WITH_PROMOTIONS = ['retail', 'restaurant', 'magazine'];

interface Section {
  readonly type: string;
}
interface Preset {
  readonly config: { readonly home: { readonly sections: Section[] } };
  readonly content?: Readonly<Record<string, string>>;
}
interface Articles {
  readonly articles: { readonly handle: string; readonly body: Readonly<Record<string, unknown>>[] }[];
}

const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(templates, ...path), 'utf8')) as T;
const presetsOf = (template: string): [string, string, Preset][] =>
  readdirSync(join(templates, template, 'presets')).map((file) => [
    template,
    file,
    read<Preset>(template, 'presets', file),
  ]);
const withPromotions = WITH_PROMOTIONS.flatMap(presetsOf);

test.each(withPromotions)(
  '%s/%s has a promotions file, and its home page shows what is in it',
  (template, _file, preset) => {
    const promotions = read<Record<string, unknown[]>>(template, preset.content?.['promotions'] ?? '');
    const shown = new Set(preset.config.home.sections.map(({ type }) => type));

    expect(promotions['coupons']?.length).toBeGreaterThanOrEqual(3);
    expect(shown).toContain('couponStrip');
    for (const [type, kind] of [
      ['flashSale', 'flashSales'],
      ['groupBuy', 'groupBuys'],
      ['luckyDraw', 'draws'],
    ] as const) {
      expect([type, shown.has(type)]).toEqual([type, (promotions[kind] ?? []).length > 0]);
    }
    expect(shown.has('flashSale')).toBe(template !== 'restaurant');
  },
);

test.each(presetsOf('magazine'))('%s/%s has articles somebody would read', (template, _file, preset) => {
  const { articles } = read<Articles>(template, preset.content?.['articles'] ?? '');
  const short = articles.filter(({ body }) => lettersOf(body) < FEWEST_CHARACTERS);

  expect(articles.length).toBeGreaterThan(4);
  expect(short.map(({ handle }) => handle)).toEqual([]);
  expect(JSON.stringify(articles)).not.toMatch(/lorem|ipsum|占位|测试/i);
});

/** Of all that is read: text, headings, quotations. */
function lettersOf(body: Articles['articles'][number]['body']): number {
  const words = body
    .flatMap(({ type: _type, ...block }) => Object.values(block))
    .filter((value) => typeof value === 'string');
  return words
    .filter((word) => !word.startsWith('template:'))
    .join('')
    .replace(/<[^>]*>|\s/g, '').length;
}
