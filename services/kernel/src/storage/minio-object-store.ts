import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { Client, S3Error } from 'minio';
import { Problem } from '../problems/problem.js';
import { checkObjectPath, checkObjectPrefix } from './object-path.js';
import { ObjectStore, type StoredObject } from './object-store.js';

export interface MinioSettings {
  /** e.g. http://127.0.0.1:9000 */
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly bucket: string;
}

/** Objects in one bucket of MinIO or another S3 service, under their paths as keys. */
export class MinioObjectStore extends ObjectStore {
  private constructor(
    private readonly client: Client,
    private readonly bucket: string,
  ) {
    super();
  }

  /** Makes the bucket when it is missing. @throws Problem storage.unavailable */
  static async open(settings: MinioSettings): Promise<MinioObjectStore> {
    const url = new URL(settings.endpoint);
    const client = new Client({
      endPoint: url.hostname,
      port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
      useSSL: url.protocol === 'https:',
      accessKey: settings.accessKey,
      secretKey: settings.secretKey,
    });
    try {
      if (!(await client.bucketExists(settings.bucket))) await makeBucket(client, settings.bucket);
    } catch (error) {
      const text = `The object store at S3_ENDPOINT ${settings.endpoint} refused or did not answer: ${messageOf(error)}`;
      throw new Problem('storage.unavailable', { detail: { zh: text, en: text }, cause: error });
    }
    return new MinioObjectStore(client, settings.bucket);
  }

  override async put(
    path: string,
    body: Uint8Array | Readable,
    options: { readonly contentType: string },
  ): Promise<void> {
    const key = checkObjectPath(path);
    const bytes = body instanceof Readable ? await buffer(body) : bufferOver(body);
    try {
      // In one request, since that is what S3 makes atomic. A stream of unknown length would go up in parts, and the client continues
      // whatever unfinished upload of the same key it finds, be it another process's. The largest object here is a package of 20 MB.
      await this.client.putObject(this.bucket, key, bytes, bytes.length, { 'Content-Type': options.contentType });
    } catch (error) {
      throw asProblem(error, path);
    }
  }

  override async get(path: string): Promise<Buffer | null> {
    const key = checkObjectPath(path);
    return await unlessMissing(path, async () => await buffer(await this.client.getObject(this.bucket, key)));
  }

  override async stream(path: string): Promise<StoredObject | null> {
    const key = checkObjectPath(path);
    return await unlessMissing(path, async () => {
      const body = await this.client.getObject(this.bucket, key);
      // The answer itself, so that size and type are those of this very body.
      const headers = (body as Readable & { readonly headers?: Readonly<Record<string, string>> }).headers ?? {};
      const contentType = headers['content-type'] ?? 'application/octet-stream';
      return { body, sizeBytes: Number(headers['content-length']), contentType };
    });
  }

  override async exists(path: string): Promise<boolean> {
    const key = checkObjectPath(path);
    return (await unlessMissing(path, () => this.client.statObject(this.bucket, key))) !== null;
  }

  override async delete(path: string): Promise<void> {
    const key = checkObjectPath(path);
    await unlessMissing(path, () => this.client.removeObject(this.bucket, key));
  }

  override async *list(prefix: string): AsyncIterable<string> {
    const folder = checkObjectPrefix(prefix);
    try {
      for await (const item of this.client.listObjectsV2(this.bucket, folder, true)) {
        const { name } = item as { readonly name?: string };
        if (name !== undefined) yield name;
      }
    } catch (error) {
      throw asProblem(error, prefix);
    }
  }
}

function bufferOver(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Two programs that start together both try; the one that comes second finds what it wanted. */
async function makeBucket(client: Client, bucket: string): Promise<void> {
  try {
    await client.makeBucket(bucket);
  } catch (error) {
    if (!(error instanceof S3Error && error.code === 'BucketAlreadyOwnedByYou')) throw error;
  }
}

async function unlessMissing<T>(path: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof S3Error && (error.code === 'NoSuchKey' || error.code === 'NotFound')) return null;
    throw asProblem(error, path);
  }
}

function asProblem(error: unknown, path: string): unknown {
  if (error instanceof Problem) return error;
  if (error instanceof S3Error) {
    const full = error.code === 'XMinioStorageFull' || error.code === 'QuotaExceeded';
    return new Problem(full ? 'storage.full' : 'storage.unavailable', { params: { path }, cause: error });
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (typeof code === 'string' && /^(ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EPIPE|EHOST|ENETUN)/.test(code)) {
    return new Problem('storage.unavailable', { cause: error });
  }
  return error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
