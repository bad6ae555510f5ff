import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

type Texts = { readonly [key: string]: string | readonly string[] | Texts };

const templates = join(process.cwd(), 'templates');
const load = createRequire(join(templates, 'texts.js'));
const owners = readdirSync(templates).filter((name) => existsSync(join(templates, name, 'src/i18n/own/zh.js')));
const kit = { zh: load('./kit/src/i18n/zh.js') as Texts, en: load('./kit/src/i18n/en.js') as Texts };
const own = (name: string, language: string): Texts => load(`./${name}/src/i18n/own/${language}.js`) as Texts;

/** Every text by its path, as `order.reasons.0` → words. */
function flat(texts: Texts | readonly string[], above = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]) =>
      typeof value === 'string' ? [[above + key, value] as const] : [...flat(value, `${above}${key}.`)],
    ),
  );
}

const places = (words: string): string => (words.match(/\{\w+\}/g) ?? []).toSorted().join(' ');

describe.each(['kit dictionary', ...owners])('texts of %s', (name) => {
  const [zh, en] =
    name === 'kit dictionary' ? [flat(kit.zh), flat(kit.en)] : [flat(own(name, 'zh')), flat(own(name, 'en'))];

  test('are complete in zh and en', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  });

  test('have the same places to fill in both languages', () => {
    // A percentage is said by what is taken off in English and by what is left in Chinese.
    const differing = [...zh].filter(
      ([path, words]) => path !== 'section.percentOff' && places(words) !== places(en.get(path) ?? ''),
    );

    expect(differing).toEqual([]);
  });
});

describe.each(owners.filter((name) => name !== 'kit'))('template %s', (name) => {
  const groups = new Map(Object.entries({ ...kit.zh, ...own(name, 'zh') }));
  const keysOf = (group: string): Set<string> =>
    new Set(
      [kit.zh['common'], kit.zh[group], own(name, 'zh')['common'], own(name, 'zh')[group]].flatMap((texts) =>
        Object.keys(texts ?? {}),
      ),
    );
  const units = ['kit', name]
    .map((folder) => join(templates, folder, 'src'))
    .flatMap((folder) =>
      (readdirSync(folder, { recursive: true }) as string[])
        .filter((file) => file.endsWith('.wxml') && !file.includes('miniprogram_npm'))
        .map((file) => join(folder, file)),
    );

  test('shows no text that its dictionary does not have', () => {
    const missing = units.flatMap((file) => {
      const scriptFile = file.replace(/\.wxml$/, '.js');
      // A template may lay its own markup over a component of the kit and leave the script.
      const script = readFileSync(
        existsSync(scriptFile) ? scriptFile : scriptFile.replace(join(templates, name), join(templates, 'kit')),
        'utf8',
      );
      const group = /(?:texts\(|dress\(this, )'(\w+)'/.exec(script)?.[1];
      if (group === undefined || (file.includes(`${templates}/kit/`) && !groups.has(group))) return [];
      const used = [...readFileSync(file, 'utf8').matchAll(/\bt\.(\w+)/g)].map((match) => match[1] ?? '');
      return used
        .filter((key) => !keysOf(group).has(key))
        .map((key) => `${file.slice(templates.length + 1)}: ${group}.${key}`);
    });

    expect(missing).toEqual([]);
  });
});
