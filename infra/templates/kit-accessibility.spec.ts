import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const templates = join(process.cwd(), 'templates');
const folders = readdirSync(templates).filter((name) => existsSync(join(templates, name, 'src')));

/** Tags that tell a screen reader what they are by themselves. */
const SPEAKING = new Set([
  'button',
  'navigator',
  'input',
  'textarea',
  'picker',
  'switch',
  'slider',
  'checkbox',
  'radio',
  'label',
]);
/** Components whose words stand on pictures, which are the same by day and by night. */
const ON_PICTURES = /section-banner\/|app\.wxss$/;
const COVERING = /(?:^|-)(?:mask|backdrop|overlay|shade)\b/;

interface Tag {
  readonly name: string;
  readonly attributes: string;
  readonly place: string;
}

function filesOf(folder: string, extension: string): string[] {
  return (readdirSync(join(templates, folder, 'src'), { recursive: true }) as string[])
    .filter((file) => file.endsWith(extension) && !file.includes('miniprogram_npm'))
    .map((file) => join(folder, 'src', file));
}

function tagsOf(folder: string): Tag[] {
  return filesOf(folder, '.wxml').flatMap((file) => {
    const markup = readFileSync(join(templates, file), 'utf8').replace(/<!--[\s\S]*?-->/g, '');
    return [...markup.matchAll(/<([a-z][\w-]*)((?:\s+[\w:-]+(?:=(?:"[^"]*"|'[^']*'))?)*)\s*\/?>/g)].map((match) => ({
      name: match[1] ?? '',
      attributes: match[2] ?? '',
      place: `${file}: <${match[1]}${(match[2] ?? '').replace(/\s+/g, ' ').slice(0, 80)}`,
    }));
  });
}

const has = (tag: Tag, ...names: string[]): boolean =>
  names.some((name) => new RegExp(`\\s${name}=`).test(tag.attributes));
const places = (tags: readonly Tag[]): string[] => tags.map(({ place }) => place);

describe.each(folders)('%s', (folder) => {
  const tags = tagsOf(folder);

  test('whatever can be tapped says what it is', () => {
    const silent = tags.filter(
      (tag) =>
        has(tag, 'bindtap', 'bind:tap', 'catchtap', 'catch:tap') &&
        !SPEAKING.has(tag.name) &&
        !tag.name.includes('-') &&
        !has(tag, 'aria-role', 'aria-hidden') &&
        !COVERING.test(tag.attributes),
    );

    expect(places(silent)).toEqual([]);
  });

  test('pictures have words or are hidden from readers', () => {
    expect(places(tags.filter((tag) => tag.name === 'image' && !has(tag, 'aria-label', 'aria-hidden')))).toEqual([]);
    expect(places(tags.filter((tag) => tag.name === 'shop-picture' && !has(tag, 'alt')))).toEqual([]);
  });

  test('fields have a name beside their placeholder', () => {
    const nameless = tags.filter((tag) => ['input', 'textarea'].includes(tag.name) && !has(tag, 'aria-label'));

    expect(places(nameless)).toEqual([]);
  });

  test('letters grow with the size chosen in WeChat', () => {
    const fixed = filesOf(folder, '.wxss').flatMap((file) =>
      [...readFileSync(join(templates, file), 'utf8').matchAll(/font-size:\s*([^;]+);/g)]
        .filter(([, size]) => !/var\(--font/.test(size ?? '') && /\d(?:rpx|px)/.test(size ?? ''))
        .map(([rule]) => `${file}: ${rule}`),
    );

    expect(fixed).toEqual([]);
  });

  test('lines are as high as their letters, so that large ones are not cut', () => {
    const cut = filesOf(folder, '.wxss').flatMap((file) =>
      [...readFileSync(join(templates, file), 'utf8').matchAll(/line-height:\s*\d+(?:rpx|px);/g)].map(
        ([rule]) => `${file}: ${rule}`,
      ),
    );

    expect(cut).toEqual([]);
  });
});

describe.each(['kit', 'retail'])('%s', (folder) => {
  test('colours come from the palette, so that a dark phone and any brand can be read', () => {
    const own = filesOf(folder, '.wxss').flatMap((file) =>
      ON_PICTURES.test(file)
        ? []
        : [
            ...readFileSync(join(templates, file), 'utf8').matchAll(
              /(?<![-\w])(?:background|border(?:-\w+)?|color):\s*([^;]*#[0-9a-fA-F]{3,8}[^;]*);/g,
            ),
          ]
            .filter(([, value]) => !/var\(/.test(value ?? '') && !/^#fff(?:fff)?$/i.test(value ?? ''))
            .map(([rule]) => `${file}: ${rule}`),
    );

    expect(own).toEqual([]);
  });
});
