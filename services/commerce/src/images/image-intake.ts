import { LRUCache } from 'lru-cache';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { TenantId } from '#kernel/identity/ids.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import type { CommerceSettings } from '../commerce-settings.js';
import { downloadImage, ImageUnreachable } from './image-download.js';
import { sniffImage } from './image-type.js';

// How long a host that did not answer is left alone; every image's own retry comes later than that.
const SILENCE_MS = 50_000;
// Waits after the first, second, … failure; the last one repeats.
const RETRY_MINUTES: readonly number[] = [1, 10, 60, 360, 1440];

/** Brings pictures into a tenant's own storage, named by their digest. */
export class ImageIntake {
  // A shop's pictures often lie on one host: when it is away, hundreds of them must not each wait for it.
  private readonly silentHosts = new LRUCache<string, string>({ max: 1_000, ttl: SILENCE_MS });

  constructor(
    private readonly store: ObjectStore,
    private readonly settings: CommerceSettings,
  ) {}

  /**
   * @returns the path below the applet's address, `media/<sha256>.<ext>`
   * @throws ImageUnreachable
   */
  async bring(tenantId: TenantId, source: string, signal: AbortSignal): Promise<string> {
    const own = source.startsWith('template:');
    const bytes = own ? await this.readTemplate(source) : await this.download(source, signal);
    const type = sniffImage(bytes);
    if (type === null) throw new ImageUnreachable('this is not a PNG, JPEG, GIF or WebP image');
    // An SVG may carry scripts: only those that came with a template are known to be harmless.
    if (type.extension === 'svg' && !own) throw new ImageUnreachable('SVG images are not accepted from other servers');
    const file = `${createHash('sha256').update(bytes).digest('hex')}.${type.extension}`;
    await this.store.put(tenantPath(tenantId, 'media', file), bytes, { contentType: type.contentType });
    return `media/${file}`;
  }

  private async download(source: string, signal: AbortSignal): Promise<Buffer> {
    const { host } = new URL(source);
    const silence = this.silentHosts.get(host);
    if (silence !== undefined) throw new ImageUnreachable(silence);
    try {
      return await downloadImage(source, this.settings.imageAddresses, signal);
    } catch (error) {
      if (error instanceof ImageUnreachable && error.isHostSilent && !signal.aborted)
        this.silentHosts.set(host, error.message);
      throw error;
    }
  }

  private async readTemplate(source: string): Promise<Buffer> {
    const root = path.resolve(this.settings.templatesDir);
    const file = path.resolve(root, source.slice('template:'.length));
    if (!file.startsWith(root + path.sep)) throw new ImageUnreachable('the path leaves the template');
    return readFile(file).catch(() => {
      throw new ImageUnreachable(`the template has no file ${source}`);
    });
  }
}

/** @param attempts how often it has been tried before */
export function retryMinutes(attempts: number): number {
  return RETRY_MINUTES[Math.min(attempts, RETRY_MINUTES.length - 1)] ?? 0;
}
