import { isJsonObject, type JsonValue } from './json.js';
import { importsOf } from '../linting/checks/style-checks.js';
import type { PackageSource } from '../linting/source/package-source.js';
import { pathFrom, resolveComponent, resolveScript } from '../linting/source/resolve.js';
import { readWxs } from '../linting/source/script.js';
import { attribute, elementsOf } from '../linting/source/wxml-parser.js';

export type ReferenceKind = 'page' | 'component' | 'module' | 'markup' | 'wxs' | 'style' | 'picture' | 'data';

/** What one file of a mini-program says about another. */
export interface PackageReference {
  readonly kind: ReferenceKind;
  readonly written: string;
  readonly line: number | undefined;
  /** Files it stands for, the one that names it first; empty when it leads nowhere. */
  readonly targets: readonly string[];
}

const PICTURE = /\.(?:png|jpe?g|gif|webp|svg)$/i;
const PICTURE_TEXT = /["'`](\/?(?:\.{1,2}\/)*[\w@.-]+(?:\/[\w@.-]+)*\.(?:png|jpe?g|gif|webp|svg))["'`]/gi;
/** `'/icons/' + name` and `/icons/${name}`: which picture it is shows only when the program runs. */
const PICTURE_FOLDER = /["'`](\/[\w@.-]+(?:\/[\w@.-]+)*\/)(?:["'`]\s*\+|[\w@.-]*\$\{)/g;

/** Every reference of a file, as WeChat resolves it (shared/wechat/mini-program-package.md §4.4, §6). */
export function referencesOf(source: PackageSource, file: string): PackageReference[] {
  if (file.endsWith('.json')) return inJson(source, file);
  if (file.endsWith('.js')) return inScript(source, file);
  if (file.endsWith('.wxml')) return inMarkup(source, file);
  if (file.endsWith('.wxs')) return inWxs(source, file, source.text(file), 1);
  if (file.endsWith('.wxss')) return inStyle(source, file);
  return [];
}

function inJson(source: PackageSource, file: string): PackageReference[] {
  const json = source.object(file);
  const lineOf = (pointer: string) => source.json(file).lineOf(pointer);
  const isOwner = file === 'app.json' || source.has(file.replace(/json$/, 'wxml'));
  const components = isOwner ? componentsIn(json).filter(({ written }) => !written.includes('://')) : [];
  return [
    ...components.map(({ pointer, written }): PackageReference => {
      const found = resolveComponent(file, written, (path) => source.has(path));
      return { kind: 'component', written, line: lineOf(pointer), targets: unitFiles(source, found) };
    }),
    ...(file === 'app.json' ? inAppJson(source, lineOf) : []),
    ...picturesIn(source, file, source.text(file)),
  ];
}

function inAppJson(source: PackageSource, lineOf: (pointer: string) => number | undefined): PackageReference[] {
  const { app } = source;
  const pages = source.pages.map((page): PackageReference => {
    const index = source.mainPages.indexOf(page);
    const home = source.subpackages.find(({ pages: own }) => own.includes(page));
    const line = index >= 0 ? lineOf(`/pages/${index}`) : lineOf(home?.pointer ?? '');
    const exists = source.has(`${page}.wxml`) && source.has(`${page}.js`);
    return { kind: 'page', written: page, line, targets: exists ? unitFiles(source, page) : [] };
  });
  const tabBar = app['tabBar'];
  const drawn = isJsonObject(tabBar) && tabBar['custom'] === true ? unitFiles(source, 'custom-tab-bar/index') : [];
  const named = ['sitemapLocation', 'themeLocation'].flatMap((key): PackageReference[] => {
    const written = app[key];
    if (typeof written !== 'string') return [];
    return [
      { kind: 'data', written, line: lineOf(`/${key}`), targets: existing(source, pathFrom('app.json', written)) },
    ];
  });
  const bar: PackageReference = { kind: 'component', written: 'custom-tab-bar/index', line: undefined, targets: drawn };
  return [...pages, ...named, ...(drawn.length > 0 ? [bar] : [])];
}

function componentsIn(json: Readonly<Record<string, JsonValue>>): { pointer: string; written: string }[] {
  const { usingComponents: using, componentGenerics: generics } = json;
  const named = isJsonObject(using) ? Object.entries(using) : [];
  const defaults = isJsonObject(generics) ? Object.entries(generics) : [];
  return [
    ...named.map(([name, written]) => ({ pointer: `/usingComponents/${name}`, written })),
    ...defaults.map(([name, generic]) => ({
      pointer: `/componentGenerics/${name}`,
      written: isJsonObject(generic) ? generic['default'] : undefined,
    })),
  ].filter((entry): entry is { pointer: string; written: string } => typeof entry.written === 'string');
}

function inScript(source: PackageSource, file: string): PackageReference[] {
  const modules = source.script(file).requires.flatMap(({ target, line }): PackageReference[] => {
    if (target === undefined || target.includes('://')) return [];
    const found = resolveScript(file, target, (path) => source.has(path));
    return [{ kind: 'module', written: target, line, targets: found === null ? [] : [found] }];
  });
  return [...modules, ...picturesIn(source, file, source.text(file))];
}

function inMarkup(source: PackageSource, file: string): PackageReference[] {
  const elements = [...elementsOf(source.wxml(file).root)];
  return elements.flatMap((element): PackageReference[] => {
    const { tag, line } = element;
    const src = attribute(element, 'src')?.value;
    if (tag === 'import' || tag === 'include') {
      if (!src) return [];
      const path = pathFrom(file, src);
      const targets = existing(source, path, path === null ? null : `${path}.wxml`);
      return [{ kind: 'markup', written: src, line, targets }];
    }
    if (tag !== 'wxs') return element.attributes.flatMap(({ value }) => picturesInAttribute(source, file, value ?? ''));
    if (!src) return inWxs(source, file, element.text, element.textLine);
    return [{ kind: 'wxs', written: src, line, targets: existing(source, pathFrom(file, src)) }];
  });
}

function inWxs(source: PackageSource, file: string, program: string, firstLine: number): PackageReference[] {
  return readWxs(program).requires.flatMap(({ target, line }): PackageReference[] =>
    target === undefined
      ? []
      : [
          {
            kind: 'wxs',
            written: target,
            line: line + firstLine - 1,
            targets: existing(source, pathFrom(file, target)),
          },
        ],
  );
}

function inStyle(source: PackageSource, file: string): PackageReference[] {
  const text = source.text(file).replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  return importsOf(text)
    .filter(({ path }) => !/^(?:https?:)?\/\//.test(path))
    .map(({ path, line }) => ({
      kind: 'style',
      written: path,
      line,
      targets: existing(source, pathFrom(file, path)),
    }));
}

/** A picture's path is only a text to WeChat, so one that leads nowhere is no fault here. */
function picturesIn(source: PackageSource, file: string, text: string): PackageReference[] {
  const named = [...text.matchAll(PICTURE_TEXT)].flatMap(([, path = '']) => picture(source, file, path));
  const folders = [...text.matchAll(PICTURE_FOLDER)].flatMap(([, folder = '']) => picturesBelow(source, folder));
  return [...named, ...folders];
}

function picturesInAttribute(source: PackageSource, file: string, value: string): PackageReference[] {
  const folder = /^(\/[\w@./-]*\/)[\w@.-]*\{\{/.exec(value)?.[1];
  if (folder !== undefined) return picturesBelow(source, folder);
  return PICTURE.test(value) && !value.includes('{{') ? picture(source, file, value) : picturesIn(source, file, value);
}

function picture(source: PackageSource, file: string, written: string): PackageReference[] {
  const fromRoot = existing(source, pathFrom('app.json', written));
  const targets = fromRoot.length > 0 ? fromRoot : existing(source, pathFrom(file, written));
  return targets.length > 0 ? [{ kind: 'picture', written, line: undefined, targets }] : [];
}

function picturesBelow(source: PackageSource, folder: string): PackageReference[] {
  const targets = [...source.files.keys()].filter((path) => `/${path}`.startsWith(folder) && PICTURE.test(path));
  return targets.length > 0 ? [{ kind: 'picture', written: folder, line: undefined, targets }] : [];
}

/** The files of a page or component, its markup first. */
function unitFiles(source: PackageSource, unit: string | null): string[] {
  return ['.wxml', '.json', '.js', '.wxss'].flatMap((extension) => existing(source, unit && `${unit}${extension}`));
}

function existing(source: PackageSource, ...candidates: readonly (string | null)[]): string[] {
  return candidates.filter((path): path is string => path !== null && source.has(path)).slice(0, 1);
}
