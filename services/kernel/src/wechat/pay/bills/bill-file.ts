import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { malformed } from './bill-table.js';

const MAX_BYTES = 1024 * 1024 * 1024;
// A line is held in memory when it is read.
const MAX_LINE_BYTES = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;

/** A bill that has been downloaded and whose hash is right, on disk: a busy day has a hundred thousand rows. */
export class BillFile {
  private constructor(private readonly file: FileHandle) {}

  /**
   * Keeps what arrives, un-gzipped, and compares its hash: bills are not signed, the hash is. @throws PayError `unexpectedAnswer`
   * @param sha1 of the un-gzipped bytes, hexadecimal
   */
  static async keep(source: ReadableStream<Uint8Array>, sha1: string, maxBytes = MAX_BYTES): Promise<BillFile> {
    const name = path.join(tmpdir(), `xiaopu-bill-${randomUUID()}`);
    const bill = new BillFile(await open(name, 'wx+', 0o600));
    try {
      // Nameless from here on: whatever becomes of this process, nobody's payments are left lying about.
      await unlink(name);
      const found = await bill.write(source, maxBytes);
      if (found !== sha1.toLowerCase()) throw malformed('its hash is not the one that was signed');
      return bill;
    } catch (error) {
      await bill.discard();
      throw error;
    }
  }

  /** One line at a time. */
  async *lines(): AsyncGenerator<string> {
    // Not the file's own stream: that closes the file when it ends.
    const input = Readable.from(this.chunks());
    try {
      yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    } finally {
      input.destroy();
    }
  }

  async discard(): Promise<void> {
    await this.file.close();
  }

  private async *chunks(): AsyncGenerator<Buffer> {
    for (let position = 0; ; ) {
      const { bytesRead, buffer } = await this.file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  private async write(source: ReadableStream<Uint8Array>, maxBytes: number): Promise<string> {
    const hash = createHash('sha1');
    let size = 0;
    let lineSize = 0;
    for await (const chunk of await plain(Readable.fromWeb(source as never))) {
      size += chunk.length;
      if (size > maxBytes) throw malformed('it is larger than any bill');
      const lastBreak = chunk.lastIndexOf(0x0a);
      lineSize = lastBreak === -1 ? lineSize + chunk.length : chunk.length - lastBreak - 1;
      if (lineSize > MAX_LINE_BYTES) throw malformed('one of its lines is longer than any row');
      hash.update(chunk);
      await this.file.write(chunk);
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
