import { createHash } from 'node:crypto';

export interface FileDigest {
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** Orders paths by code unit, so that the order is the same under every locale. */
export function byPath(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same files, sorted by path. */
export function sortedByPath<T>(files: ReadonlyMap<string, T>): Map<string, T> {
  return new Map([...files].sort(([a], [b]) => byPath(a, b)));
}

/** Lower-case hexadecimal. */
export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The manifest of a file tree: path → sha256 and size, sorted by path. */
export function fileDigests(files: ReadonlyMap<string, Buffer>): Map<string, FileDigest> {
  const digests = new Map<string, FileDigest>();
  for (const [path, bytes] of sortedByPath(files)) {
    digests.set(path, { sha256: sha256Of(bytes), sizeBytes: bytes.length });
  }
  return digests;
}

/** A base tree with an overlay on top: a file of the overlay replaces the base's file of the same path. */
export function overlaid<T>(base: ReadonlyMap<string, T>, overlay: ReadonlyMap<string, T>): Map<string, T> {
  return sortedByPath(new Map([...base, ...overlay]));
}

/**
 * Identity of a package: `sha256:` and the hash over its manifest lines `<path>\0<sha256>\n` in path order.
 * Zips are not hashed: their bytes depend on the zlib that made them, this does not.
 */
export function packageDigest(manifest: ReadonlyMap<string, FileDigest>): string {
  const hash = createHash('sha256');
  for (const [path, { sha256 }] of sortedByPath(manifest)) hash.update(`${path}\0${sha256}\n`);
  return `sha256:${hash.digest('hex')}`;
}

export function digestOf(files: ReadonlyMap<string, Buffer>): string {
  return packageDigest(fileDigests(files));
}
