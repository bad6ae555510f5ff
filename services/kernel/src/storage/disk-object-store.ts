import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Problem } from '../problems/problem.js';
import { checkObjectPath, checkObjectPrefix } from './object-path.js';
import { ObjectStore, type StoredObject } from './object-store.js';

/**
 * Objects as files below one folder. `a/b` lies in `a/b~`, its content type in `a/b~type`: no path can mean either, and an object `a/b`
 * can stand beside an object `a/b/c`. Writing goes through a temporary file, fsync and rename, so a crash leaves the old object or the new one.
 */
export class DiskObjectStore extends ObjectStore {
  private constructor(private readonly root: string) {
    super();
  }

  /** Makes the folder when it is missing, and clears away what interrupted writes left in it. */
  static async open(root: string): Promise<DiskObjectStore> {
    const store = new DiskObjectStore(root);
    await mkdir(store.#draftFolder, { recursive: true });
    await store.#removeAbandonedDrafts();
    return store;
  }

  override async put(
    path: string,
    body: Uint8Array | Readable,
    options: { readonly contentType: string },
  ): Promise<void> {
    const file = this.#file(path);
    try {
      await mkdir(dirname(file), { recursive: true });
      // The type first: an object must never be served without one.
      await this.#replace(`${file}type`, Buffer.from(options.contentType));
      await this.#replace(file, body);
      await syncFolder(dirname(file));
    } catch (error) {
      throw asProblem(error, path);
    }
  }

  override async get(path: string): Promise<Buffer | null> {
    const file = this.#file(path);
    return await unlessMissing(path, () => readFile(file));
  }

  override async stream(path: string): Promise<StoredObject | null> {
    const file = this.#file(path);
    return await unlessMissing(path, async () => {
      const contentType = await readFile(`${file}type`, 'utf8');
      const handle = await open(file);
      try {
        // Size and content come from the same open file, whatever is renamed over it meanwhile.
        const { size } = await handle.stat();
        return { body: handle.createReadStream(), sizeBytes: size, contentType };
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  override async exists(path: string): Promise<boolean> {
    const file = this.#file(path);
    return (await unlessMissing(path, () => stat(file))) !== null;
  }

  override async delete(path: string): Promise<void> {
    const file = this.#file(path);
    try {
      await rm(file, { force: true });
      await rm(`${file}type`, { force: true });
    } catch (error) {
      throw asProblem(error, path);
    }
  }

  override async *list(prefix: string): AsyncIterable<string> {
    const folder = checkObjectPrefix(prefix);
    const entries =
      (await unlessMissing(prefix, () => readdir(join(this.root, folder), { withFileTypes: true }))) ?? [];
    for (const entry of entries) {
      if (entry.isDirectory()) yield* this.list(`${folder}${entry.name}/`);
      else if (entry.name.endsWith('~')) yield `${folder}${entry.name.slice(0, -1)}`;
    }
  }

  get #draftFolder(): string {
    return join(this.root, '.drafts');
  }

  #file(path: string): string {
    return join(this.root, `${checkObjectPath(path)}~`);
  }

  async #replace(file: string, body: Uint8Array | Readable): Promise<void> {
    const draft = join(this.#draftFolder, randomUUID());
    try {
      const source = body instanceof Readable ? body : Readable.from([body], { objectMode: false });
      await pipeline(source, createWriteStream(draft, { flags: 'wx', flush: true }));
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  /** A draft an hour old belongs to a process that died; a younger one may be on its way in another process. */
  async #removeAbandonedDrafts(): Promise<void> {
    for (const name of await readdir(this.#draftFolder)) {
      const draft = join(this.#draftFolder, name);
      const found = await unlessMissing(name, () => stat(draft));
      if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(draft, { force: true });
    }
  }
}

/** A rename is durable only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function unlessMissing<T>(path: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw asProblem(error, path);
  }
}

function asProblem(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Problem('storage.full', { params: { path }, cause: error });
  if (code === 'EIO' || code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'EMFILE') {
    return new Problem('storage.unavailable', { cause: error });
  }
  return error;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
