import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { digestOf, fileDigests, overlaid, packageDigest, sha256Of } from '../rendering/digest.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { BaseStore, filesOf, hex } from './base-store.js';
import {
  type PackageFile,
  type PackageManifest,
  packageManifest,
  readManifest,
  type StoredManifest,
  writeManifest,
} from './package-manifest.js';
import { storedZipPart, writeZip, type ZipPart } from './zip.js';

/**
 * Rendered packages, addressed by digest. A template's files are stored once for the platform, a merchant's package is a
 * manifest with the few files of its overlay; whole trees and zips are put together when asked for.
 */
export class PackageStore {
  readonly #bases: BaseStore;

  constructor(private readonly objects: ObjectStore) {
    this.#bases = new BaseStore(objects);
  }

  /** Stores a package and answers its manifest. Storing the same package again changes nothing. */
  async put(
    tenantId: TenantId,
    template: Pick<TemplateVersion, 'baseDigest' | 'files' | 'fileDigests'>,
    overlay: ReadonlyMap<string, Buffer>,
  ): Promise<PackageManifest> {
    const digests = fileDigests(overlay);
    const digest = packageDigest(overlaid(template.fileDigests, digests));
    const manifest = packageManifest(digest, template.baseDigest, overlay, digests);
    await this.putBase(template);
    await this.putOverlay(tenantId, manifest, overlay);
    return manifest;
  }

  /** Stores a template's files unless they are there. */
  async putBase(template: Pick<TemplateVersion, 'baseDigest' | 'files'>): Promise<void> {
    await this.#bases.put(template);
  }

  /** A template's files by their digest, or `null`. @throws Problem package.damaged */
  async findBase(baseDigest: string): Promise<Map<string, Buffer> | null> {
    const base = await this.#bases.get(baseDigest);
    return base && filesOf(base);
  }

  /** Stores what is an applet's own; the base must be there. Storing the same package again changes nothing. */
  async putOverlay(tenantId: TenantId, manifest: PackageManifest, overlay: ReadonlyMap<string, Buffer>): Promise<void> {
    const { bytes, isWhole } = writeManifest(manifest, overlay);
    for (const [path, file] of isWhole ? [] : overlay) {
      await this.objects.put(this.#path(tenantId, manifest.digest, 'overlay', path), file, {
        contentType: contentType(path),
      });
    }
    // Last, so that a package with a manifest is a complete package.
    await this.objects.put(this.#path(tenantId, manifest.digest, 'manifest.json'), bytes, {
      contentType: 'application/json',
    });
  }

  /** The manifest, or `null` when this merchant has no such package. @throws Problem package.damaged */
  async findManifest(tenantId: TenantId, digest: string): Promise<StoredManifest | null> {
    const bytes = await this.objects.get(this.#path(tenantId, digest, 'manifest.json'));
    if (!bytes) return null;
    try {
      return readManifest(bytes);
    } catch (cause) {
      throw new Problem('package.damaged', { params: { digest, file: 'manifest.json' }, cause });
    }
  }

  /**
   * The whole file tree, sorted by path, checked against the digest.
   * @throws Problem package.not_found, package.damaged
   */
  async getFiles(tenantId: TenantId, digest: string): Promise<Map<string, Buffer>> {
    const { base, overlay } = await this.#parts(tenantId, digest);
    const files = overlaid(filesOf(base), overlay);
    if (digestOf(files) !== digest) throw new Problem('package.damaged', { params: { digest, file: 'manifest.json' } });
    return files;
  }

  /**
   * One file, e.g. the `ext.json` that a commit sends; `null` when the package has no such file.
   * @throws Problem package.not_found, package.damaged
   */
  async findFile(tenantId: TenantId, digest: string, path: string): Promise<Buffer | null> {
    const manifest = await this.#getManifest(tenantId, digest);
    const own = manifest.overlay.find((candidate) => candidate.path === path);
    if (own) return this.#getOverlayFile(tenantId, manifest, own);
    return filesOf(await this.#getBase(manifest)).get(path) ?? null;
  }

  /**
   * The package as a zip: always the same bytes for the same package.
   * @throws Problem package.not_found, package.damaged
   */
  async getZip(tenantId: TenantId, digest: string): Promise<Buffer> {
    const { base, overlay } = await this.#parts(tenantId, digest);
    return writeZip(base, storedZipPart(overlay));
  }

  async #parts(tenantId: TenantId, digest: string) {
    const manifest = await this.#getManifest(tenantId, digest);
    const base = await this.#getBase(manifest);
    const overlay = new Map<string, Buffer>();
    for (const file of manifest.overlay) overlay.set(file.path, await this.#getOverlayFile(tenantId, manifest, file));
    return { base, overlay };
  }

  async #getManifest(tenantId: TenantId, digest: string): Promise<StoredManifest> {
    const manifest = await this.findManifest(tenantId, digest);
    if (!manifest) throw new Problem('package.not_found', { params: { digest } });
    return manifest;
  }

  async #getBase({ digest, baseDigest }: PackageManifest): Promise<ZipPart> {
    const base = await this.#bases.get(baseDigest);
    if (!base) throw new Problem('package.damaged', { params: { digest, file: baseDigest } });
    return base;
  }

  async #getOverlayFile(
    tenantId: TenantId,
    { digest, contents }: StoredManifest,
    { path, sha256 }: PackageFile,
  ): Promise<Buffer> {
    const bytes = contents ? contents.get(path) : await this.objects.get(this.#path(tenantId, digest, 'overlay', path));
    if (!bytes || sha256Of(bytes) !== sha256) {
      throw new Problem('package.damaged', { params: { digest, file: path } });
    }
    return bytes;
  }

  #path(tenantId: TenantId, digest: string, ...rest: readonly string[]): string {
    return tenantPath(tenantId, 'packages', hex(digest), ...rest);
  }
}

function contentType(path: string): string {
  return path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
