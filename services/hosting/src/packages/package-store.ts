import { createHash } from 'node:crypto';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import { fileDigests, overlaid, packageDigest, sortedByPath } from '../rendering/digest.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { BaseStore, filesOf, hex } from './base-store.js';
import { type PackageManifest, packageManifest } from './package-manifest.js';
import { writeZip, type ZipPart, zipPart } from './zip.js';

/**
 * Rendered packages, addressed by digest. A template's files are stored once for the platform, a merchant's package is a
 * manifest and the few files of its overlay; whole trees and zips are put together when asked for.
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
    const all = overlaid(template.fileDigests, fileDigests(overlay));
    const manifest = packageManifest(packageDigest(all), template.baseDigest, all, overlay);
    await this.#bases.put(template);
    for (const [path, bytes] of overlay) {
      await this.objects.put(this.#path(tenantId, manifest.digest, 'overlay', path), bytes, {
        contentType: contentType(path),
      });
    }
    // Last, so that a package with a manifest is a complete package.
    const bytes = Buffer.from(JSON.stringify(manifest));
    await this.objects.put(this.#path(tenantId, manifest.digest, 'manifest.json'), bytes, {
      contentType: 'application/json',
    });
    return manifest;
  }

  /** The manifest, or `null` when this merchant has no such package. */
  async findManifest(tenantId: TenantId, digest: string): Promise<PackageManifest | null> {
    const bytes = await this.objects.get(this.#path(tenantId, digest, 'manifest.json'));
    return bytes && (JSON.parse(bytes.toString('utf8')) as PackageManifest);
  }

  /**
   * The whole file tree, sorted by path, each file checked against the manifest.
   * @throws Problem package.not_found, package.damaged
   */
  async getFiles(tenantId: TenantId, digest: string): Promise<Map<string, Buffer>> {
    const { manifest, base, overlay } = await this.#parts(tenantId, digest);
    const files = sortedByPath(overlaid(filesOf(base), overlay));
    for (const { path, sha256 } of manifest.files) {
      const bytes = files.get(path);
      if (!bytes || createHash('sha256').update(bytes).digest('hex') !== sha256) {
        throw new Problem('package.damaged', { params: { digest, file: path } });
      }
    }
    return files;
  }

  /**
   * One file, e.g. the `ext.json` that a commit sends; `null` when the package has no such file.
   * @throws Problem package.not_found, package.damaged
   */
  async findFile(tenantId: TenantId, digest: string, path: string): Promise<Buffer | null> {
    const manifest = await this.#getManifest(tenantId, digest);
    const file = manifest.files.find((candidate) => candidate.path === path);
    if (!file) return null;
    if (file.from === 'overlay') return this.#getOverlayFile(tenantId, digest, path);
    return filesOf(await this.#getBase(manifest)).get(path) ?? null;
  }

  /**
   * The package as a zip: always the same bytes for the same package.
   * @throws Problem package.not_found, package.damaged
   */
  async getZip(tenantId: TenantId, digest: string): Promise<Buffer> {
    const { base, overlay } = await this.#parts(tenantId, digest);
    return writeZip(base, zipPart(overlay));
  }

  async #parts(tenantId: TenantId, digest: string) {
    const manifest = await this.#getManifest(tenantId, digest);
    const base = await this.#getBase(manifest);
    const overlay = new Map<string, Buffer>();
    for (const { path, from } of manifest.files) {
      if (from === 'overlay') overlay.set(path, await this.#getOverlayFile(tenantId, digest, path));
    }
    return { manifest, base, overlay };
  }

  async #getManifest(tenantId: TenantId, digest: string): Promise<PackageManifest> {
    const manifest = await this.findManifest(tenantId, digest);
    if (!manifest) throw new Problem('package.not_found', { params: { digest } });
    return manifest;
  }

  async #getBase({ digest, baseDigest }: PackageManifest): Promise<ZipPart> {
    const base = await this.#bases.get(baseDigest);
    if (!base) throw new Problem('package.damaged', { params: { digest, file: baseDigest } });
    return base;
  }

  async #getOverlayFile(tenantId: TenantId, digest: string, path: string): Promise<Buffer> {
    const bytes = await this.objects.get(this.#path(tenantId, digest, 'overlay', path));
    if (!bytes) throw new Problem('package.damaged', { params: { digest, file: path } });
    return bytes;
  }

  #path(tenantId: TenantId, digest: string, ...rest: readonly string[]): string {
    return tenantPath(tenantId, 'packages', hex(digest), ...rest);
  }
}

function contentType(path: string): string {
  return path.endsWith('.json') ? 'application/json' : 'application/octet-stream';
}
