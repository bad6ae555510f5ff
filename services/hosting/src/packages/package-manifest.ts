import type { FileDigest } from '../rendering/digest.js';

/** One file of a stored package. */
export interface PackageFile {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Whether the bytes are the template's or this applet's own. */
  readonly from: 'base' | 'overlay';
}

/** What a package consists of, as stored beside its overlay. */
export interface PackageManifest {
  readonly format: 1;
  /** `sha256:<hex>` */
  readonly digest: string;
  /** `sha256:<hex>` of the template files underneath. */
  readonly baseDigest: string;
  /** Sorted by path. */
  readonly files: readonly PackageFile[];
  readonly totalBytes: number;
}

export function packageManifest(
  digest: string,
  baseDigest: string,
  all: ReadonlyMap<string, FileDigest>,
  overlay: ReadonlyMap<string, Buffer>,
): PackageManifest {
  const files = [...all].map(([path, { sha256, sizeBytes }]) => {
    const from: PackageFile['from'] = overlay.has(path) ? 'overlay' : 'base';
    return { path, sha256, sizeBytes, from };
  });
  return { format: 1, digest, baseDigest, files, totalBytes: files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
}
