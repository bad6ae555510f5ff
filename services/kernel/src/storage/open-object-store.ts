import { DiskObjectStore } from './disk-object-store.js';
import type { MinioSettings } from './minio-object-store.js';
import type { ObjectStore } from './object-store.js';

export interface StorageSettings {
  /** Used when no S3 service is given. */
  readonly folder: string;
  readonly s3?: MinioSettings | undefined;
}

export async function openObjectStore(settings: StorageSettings): Promise<ObjectStore> {
  if (!settings.s3) return DiskObjectStore.open(settings.folder);
  // Loading the client costs a quarter of a second of every start; an installation without S3 is spared it.
  const { MinioObjectStore } = await import('./minio-object-store.js');
  return MinioObjectStore.open(settings.s3);
}
