import { type FileDigest, fileDigests } from '../rendering/digest.js';

/** One file that is an applet's own. */
export interface PackageFile {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What a package consists of, as stored beside its overlay: the template's files by their digest, the applet's own one by one. */
export interface PackageManifest {
  readonly format: 2;
  /** `sha256:<hex>` */
  readonly digest: string;
  /** `sha256:<hex>` of the template files underneath. */
  readonly baseDigest: string;
  /** Sorted by path. */
  readonly overlay: readonly PackageFile[];
}

/** As it was written before: every file of the package, the template's too, some thirty kilobytes of them for each applet. */
interface FirstManifest {
  readonly format: 1;
  readonly digest: string;
  readonly baseDigest: string;
  readonly files: readonly (PackageFile & { readonly from: 'base' | 'overlay' })[];
}

export function packageManifest(
  digest: string,
  baseDigest: string,
  overlay: ReadonlyMap<string, Buffer>,
  digests: ReadonlyMap<string, FileDigest> = fileDigests(overlay),
): PackageManifest {
  const files = [...digests].map(([path, { sha256, sizeBytes }]) => ({ path, sha256, sizeBytes }));
  return { format: 2, digest, baseDigest, overlay: files };
}

export function readManifest(bytes: Buffer): PackageManifest {
  const manifest = JSON.parse(bytes.toString('utf8')) as PackageManifest | FirstManifest;
  if (manifest.format === 2) return manifest;
  const { digest, baseDigest, files } = manifest;
  const own = files.filter(({ from }) => from === 'overlay');
  return {
    format: 2,
    digest,
    baseDigest,
    overlay: own.map(({ path, sha256, sizeBytes }) => ({ path, sha256, sizeBytes })),
  };
}
