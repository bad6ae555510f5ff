import type { TenantId } from '#kernel/identity/ids.js';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';

export const MAX_AVATAR_BYTES = 2 * 1024 * 1024;

/** 32 random hexadecimal digits: until WeChat has judged it, knowing the name is what shows a picture. */
export const AVATAR_FILE_PATTERN = '^[0-9a-f]{32}\\.(png|jpg|gif|webp)$';

export function avatarPath(tenantId: TenantId, file: string): string {
  return tenantPath(tenantId, 'avatars', file);
}

export async function deleteAvatars(objects: ObjectStore, tenantId: TenantId, files: readonly string[]): Promise<void> {
  for (const file of files) await objects.delete(avatarPath(tenantId, file));
}
