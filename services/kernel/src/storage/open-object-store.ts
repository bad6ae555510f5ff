import { DiskObjectStore } from './disk-object-store.js';
import { type MinioSettings, MinioObjectStore } from './minio-object-store.js';
import type { ObjectStore } from './object-store.js';

export interface StorageSettings {
  /** Used when no S3 service is given. */
  readonly folder: string;
  readonly s3?: MinioSettings | undefined;
}

export async function openObjectStore(settings: StorageSettings): Promise<ObjectStore> {
  return settings.s3 ? await MinioObjectStore.open(settings.s3) : await DiskObjectStore.open(settings.folder);
}
