import { PackageSource } from '../linting/source/package-source.js';
import { byPath } from '../rendering/digest.js';
import { extPictures } from './ext-template.js';
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
const missing: Readonly<Record<ReferenceKind, string>> = {
  page: 'the page has no .js or no .wxml file',
  component: 'a component needs a .json and a .wxml file',
  module: 'there is no such script',
  markup: 'there is no such file',
  wxs: 'there is no such file',
  style: 'there is no such file',
  picture: 'there is no such picture',
  data: 'there is no such file',
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
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    const found = referencesOf(source, path);
    references.set(path, found);
    for (const reference of found) requireTarget(reference, fileName(path));
    for (const target of [...found.flatMap(({ targets }) => targets), ...licenceOf(source, path)]) {
      if (packed.has(target)) continue;
      packed.add(target);
      queue.push(target);
    }
  }
  refuseCycles(references, fileName);
  return new Map([...packed].sort(byPath).map((path) => [path, source.files.get(path) ?? Buffer.alloc(0)]));
}

function requireTarget({ kind, written, line, targets }: PackageReference, file: string): void {
  if (targets.length > 0) return;
  throw new TemplateFault(
    file,
    `refers to "${written}", but ${missing[kind]}`,
    'Add the file to the template or the kit, or correct the path; a path may not lead out of the package.',
    line,
  );
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
function refuseCycles(all: ReadonlyMap<string, readonly PackageReference[]>, fileName: (path: string) => string): void {
  for (const kind of ['markup', 'style', 'wxs', 'component'] as const) {
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
    if (!cycle) continue;
    const first = kind === 'component' ? `${cycle.path[0]}.json` : (cycle.path[0] ?? '');
    throw new TemplateFault(
      fileName(first),
      `uses itself by way of ${cycle.path.join(' → ')}`,
      'Take one of these references out.',
      cycle.line,
    );
  }
}

function unitOf(path: string): string {
  return path.replace(/\.(?:json|wxml)$/, '');
}
