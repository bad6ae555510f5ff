import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Section {
  readonly id: string;
  readonly type: string;
  readonly settings?: object;
  readonly blocks?: readonly { readonly id: string; readonly type: string; readonly settings?: object }[];
}

const kit = join(process.cwd(), 'templates/kit');
const { drawn, blocksOf } = createRequire(join(kit, 'src/app.js'))('./services/section-view.js') as {
  drawn: (sections: readonly Section[]) => Section[];
  blocksOf: (section: Section, type: string) => Record<string, unknown>[];
};
const types = readdirSync(join(kit, 'sections')).map((file) => file.replace(/\.json$/, ''));
const list = readFileSync(join(kit, 'src/components/section-list/index.wxml'), 'utf8');

test('the kit has at least sixteen types of section', () => {
  expect(types.length).toBeGreaterThanOrEqual(16);
});

test.each(types)('a section of type %s is drawn', (type) => {
  expect(list).toContain(`item.type === '${type}'`);
});

test('every section stands behind the question for its type, so that one this version does not know is not drawn', () => {
  const sections = list.match(/<section-.*/g) ?? [];

  expect(sections.filter((section) => !/wx:(?:el)?if="\{\{item\.type === /.test(section))).toEqual([]);
});

test('a section without settings or blocks is drawn with empty ones', () => {
  expect(drawn([{ id: 'a', type: 'title' }])).toMatchObject([{ settings: {}, blocks: [] }]);
});

test('blocks are told apart by type and say whether they lead somewhere', () => {
  const section: Section = {
    id: 'a',
    type: 'bannerCarousel',
    blocks: [
      { id: 's1', type: 'slide', settings: { title: 'one', link: { kind: 'orders' } } },
      { id: 'x', type: 'other' },
      { id: 's2', type: 'slide' },
    ],
  };

  expect(blocksOf(section, 'slide')).toEqual([
    { id: 's1', title: 'one', link: { kind: 'orders' }, linked: true },
    { id: 's2', linked: false },
  ]);
  expect(blocksOf({ id: 'b', type: 'bannerCarousel' }, 'slide')).toEqual([]);
});
