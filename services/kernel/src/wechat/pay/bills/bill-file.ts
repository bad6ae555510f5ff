import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { malformed } from './bill-table.js';

const MAX_BYTES = 1024 * 1024 * 1024;

/** A bill that has been downloaded and whose hash is right, on disk: a busy day has a hundred thousand rows. */
export class BillFile {
  private constructor(private readonly folder: string) {}

  /**
   * Keeps what arrives, un-gzipped, and compares its hash: bills are not signed, the hash is. @throws PayError `unexpectedAnswer`
   * @param sha1 of the un-gzipped bytes, hexadecimal
   */
  static async keep(source: ReadableStream<Uint8Array>, sha1: string): Promise<BillFile> {
    const file = new BillFile(await mkdtemp(path.join(tmpdir(), 'xiaopu-bill-')));
    try {
      const found = await file.write(source);
      if (found !== sha1.toLowerCase()) throw malformed('its hash is not the one that was signed');
      return file;
    } catch (error) {
      await file.discard();
      throw error;
    }
  }

  /** One line at a time. */
  lines(): AsyncIterable<string> {
    return createInterface({ input: createReadStream(this.path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  }

  async discard(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  private get path(): string {
    return path.join(this.folder, 'bill.csv');
  }

  private async write(source: ReadableStream<Uint8Array>): Promise<string> {
    const hash = createHash('sha1');
    const target = await open(this.path, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of await plain(Readable.fromWeb(source as never))) {
        size += chunk.length;
        if (size > MAX_BYTES) throw malformed('it is larger than any bill');
        hash.update(chunk);
        await target.write(chunk);
      }
    } finally {
      await target.close();
    }
    return hash.digest('hex');
  }
}

/** Un-gzips what is gzipped: a proxy on the way may have done it already. */
async function plain(source: Readable): Promise<AsyncIterable<Buffer>> {
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const first = await iterator.next();
  const all = (async function* () {
    if (first.done !== true) yield first.value;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  })();
  const isGzip = first.done !== true && first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!isGzip) return all;
  const unzipped = createGunzip();
  // Its own errors come out of the iteration below; the callback only keeps them from being thrown a second time.
  pipeline(Readable.from(all), unzipped, () => undefined);
  return (async function* () {
    try {
      for await (const chunk of unzipped) yield chunk as Buffer;
    } catch (error) {
      // Cut off, or not gzip after all.
      if (String((error as { code?: unknown } | null)?.code).startsWith('Z_')) throw malformed('it cannot be unzipped');
      throw error;
    }
  })();
}
