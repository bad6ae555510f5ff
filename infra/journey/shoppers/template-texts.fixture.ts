import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { Language } from './phone-settings.fixture.js';
import type { Vertical } from './shops.fixture.js';

interface Texts {
  readonly [key: string]: string | readonly string[] | Texts;
}

/** What a template says at a place of its texts, e.g. `checkout.submit`; `{name}` is filled from `values`. */
export type TemplateText = (place: string, values?: Readonly<Record<string, string | number>>) => string;

const load = createRequire(path.join(projectRoot(), 'templates', 'texts.js'));

/** The words a template shows in a language: its own over the kit's, the common ones beside each group. @throws Error for a place without words */
export function textsOf(template: Vertical, language: Language): TemplateText {
  const dictionaries = [`./${template}/src/i18n/own/${language}.js`, `./kit/src/i18n/${language}.js`].map(
    (file) => load(file) as Texts,
  );
  return (place, values = {}) => {
    const [, ...keys] = place.split('.');
    const common = ['common', ...keys].join('.');
    const found = [place, common].flatMap((each) => dictionaries.map((texts) => wordsAt(texts, each)));
    const words = found.find((each) => each !== null);
    if (words === undefined || words === null) throw new Error(`${template} has no words at ${place} in ${language}`);
    return words.replaceAll(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
  };
}

function wordsAt(texts: Texts, place: string): string | null {
  let at: Texts[string] | undefined = texts;
  for (const key of place.split('.')) at = typeof at === 'object' ? (at as Texts)[key] : undefined;
  return typeof at === 'string' ? at : null;
}
