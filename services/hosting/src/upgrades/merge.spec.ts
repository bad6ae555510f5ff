import { isJsonObject, type JsonObject, type JsonValue } from '../templates/json.js';
import { withDefaults } from '../templates/settings-schema.js';
import { validateSettings } from '../templates/settings-validator.js';
import { merge } from './merge.js';
import { newerPreset, newerSchema, olderPreset, olderSchema, renames } from './two-versions.fixture.js';
import type { Resolution } from './upgrade-conflict.js';

const from = { settingsSchema: olderSchema, basis: olderPreset };
const to = { settingsSchema: newerSchema, basis: newerPreset };
const home = olderPreset['home'] as readonly JsonObject[];

function merged(config: JsonObject, resolutions: readonly Resolution[] = []) {
  return merge({ from, to, fallback: newerPreset, config, renames, resolutions });
}
const told = (result: ReturnType<typeof merge>) => result.conflicts.map(({ key, kind }) => `${kind} ${key}`);

/** A copy of the older preset with one thing changed. */
function edited(change: (config: Record<string, JsonValue>) => void): JsonObject {
  const copy = structuredClone(olderPreset) as Record<string, JsonValue>;
  change(copy);
  return copy;
}
function section(id: string, change: (section: Record<string, JsonValue>) => void): JsonObject {
  return edited((config) => {
    for (const item of config['home'] as Record<string, JsonValue>[]) if (item['id'] === id) change(item);
  });
}

describe('merge', () => {
  it('is the new preset for a merchant who changed nothing, and the fixture is valid on both sides', () => {
    expect(validateSettings(olderSchema, olderPreset).errors).toEqual([]);
    expect(validateSettings(newerSchema, newerPreset).errors).toEqual([]);

    const result = merged(olderPreset);

    expect(result.conflicts).toEqual([]);
    expect(result.config).toEqual(withDefaults(newerSchema, newerPreset));
  });

  it('keeps an edit, and lets what is beside it follow the new version', () => {
    const { config, conflicts } = merged(edited((mine) => (mine['theme'] = { bar: '#000000' })));

    expect(conflicts).toEqual([]);
    expect(config['theme']).toEqual({ primary: '#222222', bar: '#000000' });
    expect(config['fee']).toBe(12);
    expect(config['greeting']).toBe('Hi');
  });

  it('finds edits again under their new names: settings, sections, blocks and what is in them', () => {
    const mine = section('top', (top) => {
      top['settings'] = { seconds: 4 };
      top['blocks'] = [{ id: 'one', type: 'picture', settings: { url: 'a.png', caption: 'Mine' } }];
    });
    const { config, conflicts } = merged({ ...mine, home: [...(mine['home'] as []), notice('own', 'square')] });

    expect(conflicts.map(({ key, kind, mine: was }) => [key, kind, was])).toEqual([
      ['/home/own/settings/frame', 'invalid', 'square'],
    ]);
    const sections = config['home'] as readonly JsonObject[];
    expect(sections[0]).toMatchObject({
      id: 'top',
      type: 'banner',
      settings: { seconds: 3 },
      blocks: [{ id: 'one', type: 'slide', settings: { image: 'b.png', caption: 'Mine' } }],
    });
    expect(sections.map(({ id }) => id)).toEqual(['top', 'goods', 'own', 'news', 'place']);
  });

  it('shows what both have changed, and takes the merchant at their word', () => {
    const mine = edited((config) => (config['tagline'] = 'My words'));
    const key = '/slogan';

    const open = merged(mine);
    expect(open.conflicts).toMatchObject([
      { key, kind: 'changed', base: 'Every day', mine: 'My words', theirs: 'Every morning', choice: null },
    ]);
    expect(merged(mine, [{ key, choice: 'mine' }]).config['slogan']).toBe('My words');
    expect(merged(mine, [{ key, choice: 'theirs' }]).config['slogan']).toBe('Every morning');
    const own = merged(mine, [{ key, choice: 'value', value: 'Both' }]);
    expect(own.config['slogan']).toBe('Both');
    expect(own.conflicts[0]?.choice).toBe('value');
  });

  it('does not take a value that the new version refuses, and says why', () => {
    const mine = edited((config) => (config['tagline'] = 'My words'));

    const { config, conflicts } = merged(mine, [{ key: '/slogan', choice: 'value', value: 'x'.repeat(21) }]);

    expect(conflicts).toMatchObject([{ key: '/slogan', choice: null, detail: { en: expect.stringContaining('20') } }]);
    expect(validateSettings(newerSchema, config).valid).toBe(true);
  });

  it.each<[string, JsonObject, string[]]>([
    ['a text that is too long now', edited((mine) => (mine['name'] = 'A long name')), ['invalid /name']],
    ['a number out of bounds', edited((mine) => (mine['fee'] = 800)), ['invalid /fee']],
    ['a setting that is gone', edited((mine) => (mine['motto'] = 'Mine')), ['unknown /motto']],
    [
      'a kind of section that is gone',
      added({ id: 'f', type: 'film', settings: { address: 'x' } }),
      ['unknown /home/f'],
    ],
    [
      'a kind of section that is gone, although all its settings are defaults',
      added({ id: 'f', type: 'film', settings: {} }),
      ['unknown /home/f'],
    ],
    ['a section that is gone and was edited', section('old', (old) => (old['hidden'] = true)), ['removed /home/old']],
    [
      'a block that is gone',
      section('top', (top) => (top['blocks'] = [{ id: 'w', type: 'words', settings: { line: 'x' } }])),
      ['unknown /home/top/blocks/w'],
    ],
    ['more of a kind than there may be', added(notice('a'), notice('b'), notice('c')), ['invalid /home/c']],
    ['a list that is too long now', edited((mine) => (mine['tags'] = ['a', 'b', 'c', 'd'])), ['invalid /tags']],
    [
      'a section of another kind under an old id',
      section('goods', (goods) => {
        goods['type'] = 'film';
        goods['settings'] = { address: 'x' };
      }),
      ['unknown /home/goods'],
    ],
  ])('makes a conflict of %s', (_what, mine, expected) => {
    const result = merged(mine);

    expect(told(result)).toEqual(expected);
    expect(validateSettings(newerSchema, result.config).errors).toEqual([]);
    const settled = merged(
      mine,
      result.conflicts.map(({ key }) => ({ key, choice: 'theirs' })),
    );
    expect(settled.conflicts.every(({ choice }) => choice === 'theirs')).toBe(true);
    expect(settled.unknownResolutions).toEqual([]);
  });

  it('leaves away what the merchant took away, and the order as the merchant made it', () => {
    const [top, news, goods, old] = home as [JsonObject, JsonObject, JsonObject, JsonObject];

    const { config, conflicts } = merged({ ...olderPreset, home: [old, news, top].filter((item) => item !== goods) });

    expect(conflicts).toEqual([]);
    expect((config['home'] as JsonObject[]).map(({ id }) => id)).toEqual(['news', 'place', 'top']);
  });

  it('lets two settings exchange their names', () => {
    const swap = {
      renames: [
        { from: '/tagline', to: '/motto' },
        { from: '/motto', to: '/tagline' },
      ],
    };
    const same = { from, to: { settingsSchema: olderSchema, basis: olderPreset }, fallback: olderPreset };

    const { config, conflicts } = merge({
      ...same,
      config: { ...olderPreset, tagline: 'Edited' },
      renames: swap,
    });

    expect(conflicts.map(({ key }) => key)).toEqual(['/motto']);
    expect(config['motto']).toBe('Edited');
  });

  it('keeps aside what a renamed setting pushes out of its place', () => {
    const { config, conflicts } = merge({
      from,
      to: { settingsSchema: olderSchema, basis: olderPreset },
      fallback: olderPreset,
      config: { ...olderPreset, tagline: 'First', motto: 'Second' },
      renames: { renames: [{ from: '/tagline', to: '/motto' }] },
    });

    expect(conflicts.map(({ kind, mine }) => [kind, mine])).toContainEqual(['unknown', 'Second']);
    expect([config['motto'], ...conflicts.map(({ mine }) => mine)]).toContain('First');
  });

  it('names resolutions of what is no conflict, and choices that are none', () => {
    const mine = edited((config) => (config['motto'] = 'Mine'));

    const { unknownResolutions } = merged(mine, [
      { key: '/motto', choice: 'mine' },
      { key: '/nothing', choice: 'theirs' },
    ]);

    expect(unknownResolutions).toEqual(['/motto', '/nothing']);
  });

  it('keeps the shop as it is when the preset is gone from the new version', () => {
    const { config, conflicts } = merge({
      from,
      to: { settingsSchema: newerSchema, basis: null },
      fallback: newerPreset,
      config: olderPreset,
      renames,
    });

    expect(conflicts.map(({ key, kind, mine }) => [key, kind, mine])).toEqual([
      ['/home/goods/settings/columns', 'invalid', 3],
    ]);
    expect(config['slogan']).toBe('Every day');
    expect((config['home'] as JsonObject[]).map(({ id }) => id)).toEqual(['top', 'news', 'goods', 'old']);
  });

  it('is not led astray by keys of prototypes', () => {
    const config = JSON.parse('{"name":"A","__proto__":{"x":1},"constructor":5}') as JsonObject;

    const result = merged(config);

    expect(told(result)).toEqual(expect.arrayContaining(['unknown /constructor']));
    expect(isJsonObject(result.config)).toBe(true);
    expect(validateSettings(newerSchema, result.config).valid).toBe(true);
  });
});

function notice(id: string, shape = 'round'): JsonObject {
  return { id, type: 'notice', settings: { text: id, shape } };
}

function added(...sections: readonly JsonObject[]): JsonObject {
  return { ...olderPreset, home: [...home, ...sections] };
}
