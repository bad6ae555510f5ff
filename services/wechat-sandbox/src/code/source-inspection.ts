import { createHash } from 'node:crypto';
import { strFromU8, unzipSync } from 'fflate';
import { KnobError } from '../protocol/knob-error.js';
import type { TemplateSource } from '../state/model.js';
import { findPrivacyApis } from './privacy-apis.js';

/** Everything else is silently not uploaded (mini-program-package.md §2). */
const PACKED =
  /\.(wxml|wxss|wxs|png|jpe?g|gif|svg|js|json|cer|crt|cert|mp3|aac|m4a|mp4|wav|ogg|silk|wasm|br|cur|ico|skel)$/i;
const IGNORED = /(^|\/)(node_modules|\.git|\.svn)\/|\.DS_Store$|\.js\.map$|(^|\/)project\.(private\.)?config\.json$/;

/** Reads a zip of a mini-program source as DevTools would. Throws KnobError with the sentence DevTools would show. */
export function inspectSource(zip: Buffer): TemplateSource {
  return inspectFiles(unzip(zip), createHash('sha256').update(zip).digest('hex'));
}

/** The same of files that came another way: path → bytes. */
export function inspectFiles(files: Record<string, Uint8Array>, sha256 = digestOf(files)): TemplateSource {
  const root = findRoot(files);
  const inside = Object.entries(files).flatMap(([name, bytes]) =>
    name.startsWith(root) && !name.endsWith('/') && !IGNORED.test(name)
      ? [{ name: name.slice(root.length), bytes }]
      : [],
  );
  const packed = inside.filter(({ name }) => PACKED.test(name));
  const names = new Set(packed.map(({ name }) => name));
  const appJson = readJson(files[`${root}app.json`], 'app.json');
  const subPackages = subPackagesOf(appJson);
  const pages = [
    ...pagesOf(appJson),
    ...subPackages.flatMap(({ root: sub, pages: list }) => list.map((page) => sub + page)),
  ];
  requirePages(pages, names);
  requireTabBarIcons(appJson, packed);
  return {
    appJson,
    pages,
    sizes: measure(
      packed,
      subPackages.map((sub) => sub.root),
    ),
    privacyApis: [
      ...new Set(packed.flatMap(({ name, bytes }) => findPrivacyApis(name, isText(name) ? strFromU8(bytes) : ''))),
    ].sort(),
    ignoredFiles: inside.filter(({ name }) => !PACKED.test(name)).map(({ name }) => name),
    sha256,
  };
}

function digestOf(files: Record<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(files).sort())
    hash.update(`${name}\0${files[name]?.length}\0`).update(files[name] ?? '');
  return hash.digest('hex');
}

/** Roots end in `/`. */
export function subPackagesOf(appJson: Record<string, unknown>): { root: string; pages: string[] }[] {
  const list = appJson['subPackages'] ?? appJson['subpackages'];
  if (!Array.isArray(list)) return [];
  return list.map((entry: { root?: unknown; pages?: unknown } | null) => ({
    root: `${textOf(entry?.root).replace(/^\/|\/$/g, '')}/`,
    pages: Array.isArray(entry?.pages) ? entry.pages.map(textOf) : [],
  }));
}

export const pagesOf = (appJson: Record<string, unknown>): string[] =>
  Array.isArray(appJson['pages']) ? (appJson['pages'] as unknown[]).map(textOf) : [];

/** What is no text names no file, and is then reported as one that is not there. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

function unzip(zip: Buffer): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch {
    throw new KnobError(400, 'The body is not a zip file.');
  }
}

/** The folder of app.json, ending in `/`; `` when it is at the top. */
function findRoot(files: Record<string, Uint8Array>): string {
  const candidates = Object.keys(files)
    .filter((name) => /(^|\/)project\.config\.json$/.test(name))
    .sort((a, b) => a.length - b.length);
  for (const name of candidates) {
    const folder = name.slice(0, -'project.config.json'.length);
    const { miniprogramRoot = '' } = readJson(files[name], name) as { miniprogramRoot?: string };
    const inner = miniprogramRoot.replace(/^\.?\//, '').replace(/\/?$/, '/');
    const root = folder + (inner === '/' ? '' : inner);
    if (files[`${root}app.json`]) return root;
  }
  const [shortest] = Object.keys(files)
    .filter((name) => /^([^/]+\/)?app\.json$/.test(name))
    .sort((a, b) => a.length - b.length);
  if (shortest === undefined) throw new KnobError(400, 'app.json is not found.');
  return shortest.slice(0, -'app.json'.length);
}

function readJson(bytes: Uint8Array | undefined, name: string): Record<string, unknown> {
  if (bytes === undefined) throw new KnobError(400, `${name} is not found.`);
  try {
    const value: unknown = JSON.parse(strFromU8(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // Falls through: both faults have the same remedy.
  }
  throw new KnobError(400, `${name} is not valid JSON (10006).`);
}

function requirePages(pages: readonly string[], names: ReadonlySet<string>): void {
  if (pages.length === 0) throw new KnobError(400, 'app.json has no pages (10009).');
  if (new Set(pages).size !== pages.length) throw new KnobError(400, 'app.json names a page twice (10009).');
  for (const page of pages) {
    for (const kind of ['.wxml', '.js']) {
      if (!names.has(page + kind)) throw new KnobError(400, `The page ${page} has no ${page}${kind} (10005).`);
    }
  }
}

function requireTabBarIcons(
  appJson: Record<string, unknown>,
  packed: readonly { name: string; bytes: Uint8Array }[],
): void {
  const { list } = (appJson['tabBar'] ?? {}) as {
    list?: ({ iconPath?: unknown; selectedIconPath?: unknown } | null)[];
  };
  const items = Array.isArray(list) ? list : [];
  for (const path of items.flatMap((item) => [item?.iconPath, item?.selectedIconPath])) {
    if (!path) continue;
    const icon = textOf(path);
    const file = packed.find(({ name }) => name === icon.replace(/^\.?\//, ''));
    if (!file) throw new KnobError(400, `The tabBar icon ${icon} is not found (10009).`);
    if (!/\.(png|jpe?g)$/i.test(icon)) throw new KnobError(400, `The tabBar icon ${icon} must be png or jpg (10009).`);
    if (file.bytes.length > 40 * 1024)
      throw new KnobError(400, `The tabBar icon ${icon} is larger than 40 KB (10009).`);
  }
}

/** Counted on names and contents, as the official uploader does (miniprogram-ci.md §5). */
function measure(
  packed: readonly { name: string; bytes: Uint8Array }[],
  roots: readonly string[],
): TemplateSource['sizes'] {
  const sizes: TemplateSource['sizes'] = {
    main: 0,
    subPackages: Object.fromEntries(roots.map((root) => [root, 0])),
    total: 0,
  };
  for (const { name, bytes } of packed) {
    const size = bytes.length + Buffer.byteLength(name);
    const root = roots.find((candidate) => name.startsWith(candidate));
    if (root === undefined) sizes.main += size;
    else sizes.subPackages[root] = (sizes.subPackages[root] ?? 0) + size;
    sizes.total += size;
  }
  return sizes;
}

const isText = (name: string): boolean => /\.(js|wxs|wxml)$/.test(name);
