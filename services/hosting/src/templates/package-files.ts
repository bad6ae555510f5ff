import type { Text } from '#kernel/problems/problem-table.js';
import { PackageSource } from '../linting/source/package-source.js';
import { byPath } from '../rendering/digest.js';
import { extPictures } from './ext-template.js';
import { FoundFaults } from './found-faults.js';
import type { JsonObject } from './json.js';
import { type PackageReference, referencesOf, type ReferenceKind } from './package-references.js';
import { findCycle } from './reference-cycles.js';
import { TemplateFault } from './template-fault.js';

type Files = ReadonlyMap<string, Buffer>;

export interface PackageParts {
  /** The template's source, path inside the package → bytes. All of it is packed. */
  readonly own: Files;
  /** The kit's source. What the template has too is the template's; of the rest only what is used is packed. */
  readonly kit: Files;
  readonly ext: JsonObject;
  /** How a path of the package is called in a message. */
  readonly fileName: (path: string) => string;
}

/** Kit files that a package has although nothing refers to them: WeChat looks for them by name. */
const ROOTS = ['app.js', 'app.json', 'app.wxss', 'project.config.json', 'sitemap.json', 'theme.json'];
const noFile: Text = { zh: '没有这个文件', en: 'there is no such file' };
const missing: Readonly<Record<ReferenceKind, Text>> = {
  page: { zh: '该页面没有 .js 或 .wxml 文件', en: 'the page has no .js or no .wxml file' },
  component: { zh: '组件需要 .json 和 .wxml 文件', en: 'a component needs a .json and a .wxml file' },
  module: { zh: '没有这个脚本', en: 'there is no such script' },
  markup: noFile,
  wxs: noFile,
  style: noFile,
  picture: { zh: '没有这张图片', en: 'there is no such picture' },
  data: noFile,
};

/**
 * A template's files laid over the kit's: every file of the template and, of the kit, what can be reached from them.
 * @throws TemplateFault when a reference leads nowhere or out of the package, or when files use each other in a circle
 */
export function packageFiles({ own, kit, ext, fileName }: PackageParts): Map<string, Buffer> {
  const source = new PackageSource(new Map([...kit, ...own]));
  const references = new Map<string, readonly PackageReference[]>();
  const queue = [...own.keys(), ...ROOTS, ...extPictures(ext)].filter((path) => source.has(path));
  const packed = new Set<string>(queue);
  const faults = new FoundFaults();
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const found = referencesOf(source, path);
    references.set(path, found);
    for (const reference of found) faults.add(...targetFaults(reference, fileName(path)));
    for (const target of [...found.flatMap(({ targets }) => targets), ...licenceOf(source, path)]) {
      if (packed.has(target)) continue;
      packed.add(target);
      queue.push(target);
    }
  }
  faults.add(...cycleFaults(references, fileName));
  faults.refuse();
  return new Map([...packed].sort(byPath).map((path) => [path, source.files.get(path) ?? Buffer.alloc(0)]));
}

function targetFaults({ kind, written, line, targets }: PackageReference, file: string): TemplateFault[] {
  if (targets.length > 0) return [];
  return [new TemplateFault(file, 'source.reference', { written, why: missing[kind] }, line)];
}

/** What is copied from a library goes along with the library's licence. */
function licenceOf(source: PackageSource, path: string): string[] {
  const library = /^(.*?miniprogram_npm\/[^/]+\/)/.exec(path)?.[1];
  return library === undefined ? [] : [`${library}LICENSE`].filter((licence) => source.has(licence));
}

/**
 * Scripts may use each other, and a component may use itself (a tree of comments does). Everything else that goes round
 * would have WeChat's compiler or the page include itself without end.
 */
function cycleFaults(
  all: ReadonlyMap<string, readonly PackageReference[]>,
  fileName: (path: string) => string,
): TemplateFault[] {
  return (['markup', 'style', 'wxs', 'component'] as const).flatMap((kind) => {
    const edges = new Map<string, readonly { target: string; line: number | undefined }[]>();
    for (const [path, references] of all) {
      const own = references.filter((reference) => reference.kind === kind);
      if (own.length === 0) continue;
      edges.set(
        kind === 'component' ? unitOf(path) : path,
        own.flatMap(({ targets: [target], line }) => {
          const to = target === undefined ? undefined : kind === 'component' ? unitOf(target) : target;
          return to === undefined || (kind === 'component' && to === unitOf(path)) ? [] : [{ target: to, line }];
        }),
      );
    }
    const cycle = findCycle(edges);
    if (!cycle) return [];
    const first = kind === 'component' ? `${cycle.path[0]}.json` : (cycle.path[0] ?? '');
    return [new TemplateFault(fileName(first), 'source.cycle', { way: cycle.path.join(' → ') }, cycle.line)];
  });
}

function unitOf(path: string): string {
  return path.replace(/\.(?:json|wxml)$/, '');
}
