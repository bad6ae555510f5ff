import * as fc from 'fast-check';
import { byId, isJsonObject, jsonEquals, type JsonObject, type JsonValue, pointerTo } from '../templates/json.js';
import { withDefaults } from '../templates/settings-schema.js';
import { validateSettings } from '../templates/settings-validator.js';
import { merge, type MergeInput } from './merge.js';
import { valueOf } from './merge-tree.js';
import { renamedConfig } from './renames.js';
import { newerPreset, newerSchema, olderPreset, olderSchema, renames } from './two-versions.fixture.js';
import type { Choice, UpgradeConflict } from './upgrade-conflict.js';

const runs = { numRuns: 150 };
const short = (most: number) =>
  fc
    .string({ maxLength: most, unit: fc.constantFrom('a', '茶', ' ', '/', '~', '🌸') })
    .filter((value) => Array.from(value).length <= most);
const sometimes = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 1 });

function object(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<JsonObject> {
  return fc
    .record(fields)
    .map((value) => Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as JsonObject);
}

const shown = {
  hidden: sometimes(fc.boolean()),
  schedule: sometimes(fc.constantFrom({ from: '2026-01-01T00:00:00Z' }, { to: '2027-01-01T00:00:00Z' })),
};
const blockSettings: Record<string, fc.Arbitrary<JsonObject>> = {
  picture: object({ url: sometimes(fc.constantFrom('a.png', 'c.png')), caption: sometimes(short(12)) }),
  words: object({ line: sometimes(short(12)) }),
};
const settings: Record<string, fc.Arbitrary<JsonObject>> = {
  notice: object({ text: sometimes(short(12)), shape: sometimes(fc.constantFrom('round', 'square')) }),
  grid: object({ columns: sometimes(fc.constantFrom(2, 3)), title: sometimes(short(12)) }),
  film: object({ address: sometimes(short(20)) }),
  carousel: object({ seconds: sometimes(fc.integer({ min: 1, max: 20 })) }),
};

function elements(
  ids: readonly string[],
  kinds: Record<string, fc.Arbitrary<JsonObject>>,
  more: Record<string, fc.Arbitrary<unknown>>,
  preset: readonly JsonObject[],
) {
  const made = fc.shuffledSubarray([...ids]).chain((chosen) =>
    fc.tuple(
      ...chosen.map((id) => {
        const original = preset.find((candidate) => candidate['id'] === id);
        const fresh = fc
          .constantFrom(...Object.keys(kinds))
          .chain((type) =>
            object({ id: fc.constant(id), type: fc.constant(type), settings: kinds[type] ?? fc.constant({}), ...more }),
          )
          .chain((item) =>
            item['type'] === 'carousel' ? blocks.map((list) => ({ ...item, blocks: list })) : fc.constant(item),
          );
        return original ? fc.oneof({ weight: 3, arbitrary: fc.constant(original) }, fresh) : fresh;
      }),
    ),
  );
  return fc.oneof({ weight: 1, arbitrary: fc.constant(preset) }, { weight: 4, arbitrary: made });
}
const presetHome = olderPreset['home'] as readonly JsonObject[];
const presetPages = olderPreset['pages'] as readonly JsonObject[];
const blocks: fc.Arbitrary<readonly JsonObject[]> = elements(
  ['one', 'two', 'b/3', '4~'],
  blockSettings,
  {},
  (presetHome[0]?.['blocks'] ?? []) as JsonObject[],
);
const sections = elements(['top', 'news', 'goods', 'old', 'place', 'x-1', 'x-2'], settings, shown, presetHome);

/** Configs that a merchant of the older version may have made. */
const older = fc
  .record({
    name: fc.oneof(
      fc.constant('Tea'),
      short(12).filter((value) => value !== ''),
    ),
    tagline: sometimes(fc.oneof(fc.constant('Every day'), short(20))),
    motto: sometimes(fc.oneof(fc.constant('Slowly'), short(20))),
    fee: sometimes(fc.integer({ min: 0, max: 900 })),
    theme: sometimes(object({ primary: sometimes(fc.constantFrom('#111111', '#333333')), bar: sometimes(short(7)) })),
    tags: sometimes(fc.array(short(8), { maxLength: 5 })),
    home: sections,
    pages: fc.shuffledSubarray(['about', 'help', 'more']).chain((ids) =>
      fc.tuple(
        ...ids.map((id) => {
          const page = object({ id: fc.constant(id), title: sometimes(short(20)), sections });
          const original = presetPages.find((candidate) => candidate['id'] === id);
          return original ? fc.oneof(fc.constant(original), page) : page;
        }),
      ),
    ),
  })
  .map((value) => JSON.parse(JSON.stringify(value)) as JsonObject)
  // Ids of blocks with a slash are not for the schema; keys must bear them all the same.
  .filter((config) => validateSettings(olderSchema, config).errors.every(({ code }) => code === 'pattern'));

function input(config: JsonObject, more: Partial<MergeInput> = {}): MergeInput {
  return {
    from: { settingsSchema: olderSchema, basis: olderPreset },
    to: { settingsSchema: newerSchema, basis: newerPreset },
    fallback: newerPreset,
    config,
    renames,
    ...more,
  };
}

describe('merge, for any config', () => {
  it('is given both configs with many edits and some without', () => {
    const counts = fc.sample(older, { numRuns: 100, seed: 1 }).map((config) => merge(input(config)).conflicts.length);

    expect(Math.max(...counts)).toBeGreaterThan(5);
    expect(Math.min(...counts)).toBeLessThan(3);
  });

  it('loses nothing that was edited: it is in the result or shown in a conflict', () => {
    fc.assert(
      fc.property(older, (config) => {
        const result = merge(input(config));

        const mine = renamedConfig(withDefaults(olderSchema, config), renames);
        const base = renamedConfig(withDefaults(olderSchema, olderPreset), renames);
        const lost = leaves(mine).filter(({ key, value }) => {
          const isUntouched = jsonEquals(valueOf(base, key), value) && !isOfOtherKind(base, mine, key);
          return (
            !isUntouched &&
            !isDefault(mine, key) &&
            !jsonEquals(valueOf(result.config, key), value) &&
            !isShown(result.conflicts, key, value)
          );
        });
        expect(lost).toEqual([]);
      }),
      runs,
    );
  });

  it('is always valid, also when choices are made at random', () => {
    fc.assert(
      fc.property(
        older,
        fc.array(fc.constantFrom<Choice>('mine', 'theirs', 'value')),
        fc.jsonValue(),
        (config, choices, value) => {
          const open = merge(input(config));
          const resolutions = open.conflicts.flatMap(({ key }, index) => {
            const choice = choices[index];
            return choice === undefined ? [] : [{ key, choice, value: value as JsonValue }];
          });

          for (const result of [open, merge(input(config, { resolutions }))]) {
            expect(validateSettings(newerSchema, result.config).errors).toEqual([]);
            expect(withDefaults(newerSchema, result.config)).toEqual(result.config);
          }
        },
      ),
      runs,
    );
  });

  it('changes nothing when it is merged again', () => {
    fc.assert(
      fc.property(older, (config) => {
        const { config: once } = merge(input(config));

        const again = merge({
          ...input(once),
          from: { settingsSchema: newerSchema, basis: newerPreset },
          renames: {},
        });

        expect(again.conflicts).toEqual([]);
        expect(again.config).toEqual(once);
        expect(merge(input(config)).config).toEqual(once);
      }),
      runs,
    );
  });

  it('lets what was not touched follow the new version', () => {
    fc.assert(
      fc.property(older, (config) => {
        const result = merge(input(config));

        const mine = renamedConfig(withDefaults(olderSchema, config), renames);
        const base = renamedConfig(withDefaults(olderSchema, olderPreset), renames);
        const theirs = withDefaults(newerSchema, newerPreset);
        for (const { key, value } of leaves(theirs)) {
          const isUntouched = jsonEquals(valueOf(base, key), valueOf(mine, key)) && valueOf(mine, key) !== undefined;
          if (!isUntouched || isOfOtherKind(base, mine, key) || key.endsWith('/id')) continue;
          expect([key, valueOf(result.config, key) ?? value]).toEqual([key, value]);
        }
      }),
      runs,
    );
  });

  it('can always be settled by following the new version', () => {
    fc.assert(
      fc.property(older, (config) => {
        const open = merge(input(config));
        const resolutions = open.conflicts.map(({ key }) => ({ key, choice: 'theirs' as const }));

        const settled = merge(input(config, { resolutions }));

        expect(settled.conflicts.filter(({ choice }) => choice === null)).toEqual([]);
        expect(settled.unknownResolutions).toEqual([]);
      }),
      runs,
    );
  });
});

/** Every setting that has no settings below it, by its key. */
function leaves(value: JsonValue, key = ''): { key: string; value: JsonValue }[] {
  const elements = byId(value);
  if (elements && elements.size > 0) return [...elements].flatMap(([id, item]) => leaves(item, pointerTo(key, id)));
  if (!isJsonObject(value)) return [{ key, value }];
  return Object.entries(value).flatMap(([name, item]) => leaves(item, pointerTo(key, name)));
}

/** Whether the merchant has put a section of another kind in the place of the preset's. */
function isOfOtherKind(base: JsonObject, mine: JsonObject, key: string): boolean {
  const parts = key.split('/');
  return parts.some((_part, index) => {
    const at = parts.slice(0, index + 1).join('/');
    const [older, own] = [valueOf(base, at), valueOf(mine, at)];
    return isJsonObject(older) && isJsonObject(own) && older['type'] !== own['type'];
  });
}

/** Whether a value is the older version's default: nobody chose it. */
function isDefault(mine: JsonObject, key: string): boolean {
  if (key.endsWith('/id') || key.endsWith('/type')) return false;
  const defaults: Record<string, JsonValue> = {
    seconds: 5,
    columns: 2,
    frame: 'round',
    fee: 10,
    hidden: false,
    primary: '#111111',
    bar: '#ffffff',
  };
  const name = key.slice(key.lastIndexOf('/') + 1);
  const value = valueOf(mine, key);
  return jsonEquals(value, defaults[name] ?? '') || jsonEquals(value, []) || jsonEquals(value, {});
}

function isShown(conflicts: readonly UpgradeConflict[], key: string, value: JsonValue): boolean {
  return conflicts.some(({ key: at, mine }) => {
    if (at === key || at === `${key}~`) return jsonEquals(mine, value);
    return key.startsWith(`${at}/`) && jsonEquals(valueOf(mine, key.slice(at.length)), value);
  });
}
