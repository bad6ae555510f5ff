import type { Readable } from 'node:stream';

export interface StoredObject {
  /** Must be read to its end or destroyed. */
  readonly body: Readable;
  readonly sizeBytes: number;
  readonly contentType: string;
}

/**
 * Files by path. Paths come from `tenantPath(…)` or begin with `platform/`, so that no tenant's file can be named without its tenant.
 * Every method throws Problem storage.path_invalid for a path that `checkObjectPath` refuses, and storage.unavailable when the store is away.
 */
export abstract class ObjectStore {
  /**
   * Replaces what was there. Readers see the old object or the new one, never half of it; when the promise settles it is durable.
   * @throws Problem storage.full
   */
  abstract put(path: string, body: Uint8Array | Readable, options: { readonly contentType: string }): Promise<void>;

  abstract get(path: string): Promise<Buffer | null>;

  abstract stream(path: string): Promise<StoredObject | null>;

  abstract exists(path: string): Promise<boolean>;

  /** Deleting what is not there succeeds. */
  abstract delete(path: string): Promise<void>;

  /**
   * Paths of all objects below a folder, at any depth, in no particular order.
   * @param prefix ends with "/": without it the folder of one tenant would take in another whose id begins alike
   */
  abstract list(prefix: string): AsyncIterable<string>;
}
