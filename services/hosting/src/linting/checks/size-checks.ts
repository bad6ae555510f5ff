import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { Subpackage } from '../source/package-source.js';
import { isUploaded } from './file-checks.js';

const KB = 1024;
/** shared/wechat/mini-program-package.md §3; the total is that of programs developed by a service provider. */
const limits = { package: 2048 * KB, total: 20_480 * KB, advisedMain: 1536 * KB, advisedMedia: 200 * KB };
const PICTURE = /\.(?:png|jpe?g|gif|svg)$/;
const MEDIA = /\.(?:png|jpe?g|gif|svg|mp3|aac|m4a|wav|ogg|silk)$/;

/** Bytes that count towards WeChat's limits, before its compiler. */
export interface PackageSizes {
  readonly mainBytes: number;
  /** Root folder → bytes. */
  readonly subpackageBytes: Readonly<Record<string, number>>;
  readonly totalBytes: number;
}

type Files = ReadonlyMap<string, Buffer>;

export function packageSizes(files: Files, subpackages: readonly Subpackage[]): PackageSizes {
  const bytes = new Map<string, number>(subpackages.map(({ root }) => [root, 0]));
  let main = 0;
  for (const [path, { length }] of files) {
    if (!isUploaded(path)) continue;
    const root = rootOf(path, subpackages);
    if (root === null) main += length;
    else bytes.set(root, (bytes.get(root) ?? 0) + length);
  }
  const total = [...bytes.values()].reduce((sum, size) => sum + size, main);
  return { mainBytes: main, subpackageBytes: Object.fromEntries(bytes), totalBytes: total };
}

/** The same package with a few more bytes in its main part, as an overlay brings them. */
export function withMainBytes(sizes: PackageSizes, bytes: number): PackageSizes {
  return { ...sizes, mainBytes: sizes.mainBytes + bytes, totalBytes: sizes.totalBytes + bytes };
}

/** Whether the bytes that make `after` of `before` go over a limit: only then is it worth looking for the largest files. */
export function crossesLimit(before: PackageSizes, after: PackageSizes): boolean {
  const crosses = (limit: number, from: number, to: number): boolean => from <= limit && to > limit;
  return (
    crosses(limits.package, before.mainBytes, after.mainBytes) ||
    crosses(limits.advisedMain, before.mainBytes, after.mainBytes) ||
    crosses(limits.total, before.totalBytes, after.totalBytes)
  );
}

export function checkSizes(files: Files, subpackages: readonly Subpackage[]): Finding[] {
  const sizes = packageSizes(files, subpackages);
  const findings: Finding[] = [];
  const main = { size: inKb(sizes.mainBytes), largest: largest(files, subpackages, null) };
  if (sizes.mainBytes > limits.package) findings.push(finding('size.main', { file: 'app.json' }, main));
  else if (sizes.mainBytes > limits.advisedMain) findings.push(finding('size.main_large', { file: 'app.json' }, main));
  for (const [root, bytes] of Object.entries(sizes.subpackageBytes)) {
    if (bytes <= limits.package) continue;
    const params = { root, size: inKb(bytes), largest: largest(files, subpackages, root) };
    findings.push(finding('size.subpackage', { file: 'app.json' }, params));
  }
  findings.push(...checkMedia(files));
  if (sizes.totalBytes > limits.total)
    findings.push(finding('size.total', { file: 'app.json' }, { size: inKb(sizes.totalBytes) }));
  return findings;
}

/** WeChat's quality hint: pictures and sounds together (shared/wechat/mini-program-package.md §3). */
function checkMedia(files: Files): Finding[] {
  const inPackage = [...files].filter(([path]) => MEDIA.test(path));
  const bytes = inPackage.reduce((sum, [, { length }]) => sum + length, 0);
  if (bytes <= limits.advisedMedia) return [];
  const heaviest = inPackage.sort(([, a], [, b]) => b.length - a.length).slice(0, 3);
  const [[file] = ['app.json']] = heaviest;
  const largest = heaviest.map(([path, { length }]) => `${path} (${inKb(length)} KB)`).join(', ');
  const heavy = inPackage.filter(([path, { length }]) => PICTURE.test(path) && length > limits.advisedMedia);
  return [
    finding('size.media', { file }, { size: inKb(bytes), largest }),
    ...heavy.map(([path, { length }]) => finding('size.picture', { file: path }, { size: inKb(length) })),
  ];
}

function rootOf(path: string, subpackages: readonly Subpackage[]): string | null {
  return subpackages.find(({ root }) => path.startsWith(`${root}/`))?.root ?? null;
}

function largest(files: Files, subpackages: readonly Subpackage[], root: string | null): string {
  return [...files]
    .filter(([path]) => isUploaded(path) && rootOf(path, subpackages) === root)
    .sort(([, a], [, b]) => b.length - a.length)
    .slice(0, 3)
    .map(([path, { length }]) => `${path} (${inKb(length)} KB)`)
    .join(', ');
}

function inKb(bytes: number): number {
  return Math.ceil(bytes / KB);
}
