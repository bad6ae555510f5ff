import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { Problem } from '#kernel/problems/problem.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { digestOf } from '../rendering/digest.js';
import type { TemplateVersion } from '../templates/template-version.js';
import { type ZipEntry, type ZipPart, zipPart } from './zip.js';

const LOCAL_HEADER_BYTES = 30;

interface BaseIndex {
  readonly format: 1;
  readonly blobName: string;
  readonly entries: readonly ZipEntry[];
}

/** A template's files as stored once for all merchants: one blob of zip parts and an index. */
export class BaseStore {
  // A handful of template versions is in use at a time; each is some hundred kilobytes.
  readonly #recent = new LRUCache<string, ZipPart>({ max: 8 });

  constructor(private readonly objects: ObjectStore) {}

  /** Stores the base unless it is there. Safe to repeat: the index is written last and marks completeness. */
  async put(template: Pick<TemplateVersion, 'baseDigest' | 'files'>): Promise<void> {
    const { baseDigest, files } = template;
    if (this.#recent.has(baseDigest)) return;
    const indexPath = basePath(baseDigest, 'index.json');
    if (await this.objects.exists(indexPath)) return;
    const part = zipPart(files);
    // The blob is named by its own bytes: two machines whose zlib differ cannot pair one's index with the other's blob.
    const blobName = `${createHash('sha256').update(part.blob).digest('hex')}.zippart`;
    await this.objects.put(basePath(baseDigest, blobName), part.blob, { contentType: 'application/octet-stream' });
    const index = Buffer.from(JSON.stringify({ format: 1, blobName, entries: part.entries } satisfies BaseIndex));
    await this.objects.put(indexPath, index, { contentType: 'application/json' });
    this.#recent.set(baseDigest, part);
  }

  /** @throws Problem package.damaged */
  async get(baseDigest: string): Promise<ZipPart | null> {
    const known = this.#recent.get(baseDigest);
    if (known) return known;
    const index = await this.objects.get(basePath(baseDigest, 'index.json'));
    if (!index) return null;
    const { blobName, entries } = JSON.parse(index.toString('utf8')) as BaseIndex;
    const blob = await this.objects.get(basePath(baseDigest, blobName));
    if (!blob) return null;
    const part = { blob, entries };
    // Checked once when it is read: packages made of it then need to look at their own files only.
    if (digestOf(filesOf(part)) !== baseDigest)
      throw new Problem('package.damaged', { params: { digest: baseDigest, file: blobName } });
    this.#recent.set(baseDigest, part);
    return part;
  }
}

/** The files of a stored base, inflated. */
export function filesOf({ blob, entries }: ZipPart): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  let offset = 0;
  for (const entry of entries) {
    const start = offset + LOCAL_HEADER_BYTES + Buffer.byteLength(entry.path);
    const data = blob.subarray(start, start + entry.storedBytes);
    files.set(entry.path, entry.method === 8 ? inflateRawSync(data) : data);
    offset += entry.localBytes;
  }
  return files;
}

function basePath(baseDigest: string, name: string): string {
  return `platform/templates/${hex(baseDigest)}/${name}`;
}

/** `sha256:<hex>` → `<hex>`: a colon is not welcome in every file system. */
export function hex(digest: string): string {
  if (!/^sha256:[0-9a-f]{64}$/.test(digest)) throw new TypeError(`Not a package digest: ${digest}`);
  return digest.slice('sha256:'.length);
}
