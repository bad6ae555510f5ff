import { type FileDigest, fileDigests, sortedByPath } from '../rendering/digest.js';

/** One file that is an applet's own. */
export interface PackageFile {
  readonly path: string;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What a package consists of: the template's files by their digest, the applet's own one by one. */
export interface PackageManifest {
  /** `sha256:<hex>` */
  readonly digest: string;
  /** `sha256:<hex>` of the template files underneath. */
  readonly baseDigest: string;
  /** Sorted by path. */
  readonly overlay: readonly PackageFile[];
}

/** A manifest with what is stored inside it. */
export interface StoredManifest extends PackageManifest {
  /** The applet's own files; `null` when they are objects beside the manifest. */
  readonly contents: ReadonlyMap<string, Buffer> | null;
}

/**
 * As it is written: the applet's own files are some hundred bytes of ext.json, so they lie inside, in base64. One object is written
 * for a package and one is read, which is most of what a zip on demand costs.
 */
interface ManifestDocument extends PackageManifest {
  readonly format: 3;
  readonly contents: Readonly<Record<string, string>> | null;
}

/** As it was written before, the applet's own files beside it. */
interface SecondManifest extends PackageManifest {
  readonly format: 2;
}

/** As it was written at first: every file of the package, the template's too, some thirty kilobytes of them for each applet. */
interface FirstManifest {
  readonly format: 1;
  readonly digest: string;
  readonly baseDigest: string;
  readonly files: readonly (PackageFile & { readonly from: 'base' | 'overlay' })[];
}

/** An overlay with more than this lies beside its manifest: whoever asks for one file need not read all. */
const MOST_BYTES_INSIDE = 64 * 1024;

export function packageManifest(
  digest: string,
  baseDigest: string,
  overlay: ReadonlyMap<string, Buffer>,
  digests: ReadonlyMap<string, FileDigest> = fileDigests(overlay),
): PackageManifest {
  const files = [...digests].map(([path, { sha256, sizeBytes }]) => ({ path, sha256, sizeBytes }));
  return { digest, baseDigest, overlay: files };
}

/** @returns what is to be stored, and whether the files are inside */
export function writeManifest(
  { digest, baseDigest, overlay }: PackageManifest,
  files: ReadonlyMap<string, Buffer>,
): { readonly bytes: Buffer; readonly isWhole: boolean } {
  const isWhole = overlay.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) <= MOST_BYTES_INSIDE;
  // Sorted, like `overlay`: the same package is the same bytes, whatever order its files come in.
  const inside = [...sortedByPath(files)].map(([path, bytes]) => [path, bytes.toString('base64')]);
  const contents = isWhole ? (Object.fromEntries(inside) as Record<string, string>) : null;
  const document: ManifestDocument = { format: 3, digest, baseDigest, overlay, contents };
  return { bytes: Buffer.from(JSON.stringify(document)), isWhole };
}

/** @throws Error when it is no manifest */
export function readManifest(bytes: Buffer): StoredManifest {
  const document = JSON.parse(bytes.toString('utf8')) as ManifestDocument | SecondManifest | FirstManifest;
  const { digest, baseDigest } = document;
  switch (document.format) {
    case 3:
      return {
        digest,
        baseDigest,
        overlay: document.overlay,
        contents: document.contents && decoded(document.contents),
      };
    case 2:
      return { digest, baseDigest, overlay: document.overlay, contents: null };
    case 1: {
      const own = document.files.filter(({ from }) => from === 'overlay');
      const overlay = own.map(({ path, sha256, sizeBytes }) => ({ path, sha256, sizeBytes }));
      return { digest, baseDigest, overlay, contents: null };
    }
    default:
      throw new TypeError('a manifest of an unknown format');
  }
}

function decoded(contents: Readonly<Record<string, string>>): Map<string, Buffer> {
  return new Map(Object.entries(contents).map(([path, text]) => [path, Buffer.from(text, 'base64')]));
}
