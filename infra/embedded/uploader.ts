import { existsSync } from 'node:fs';
import path from 'node:path';

/** `npm run uploader:install` writes it last: a half-made installation does not count. */
export function isUploaderInstalled(checkout: string): boolean {
  const folder = path.join(checkout, 'services', 'uploader', 'node_modules');
  return (
    existsSync(path.join(folder, '.package-lock.json')) &&
    existsSync(path.join(folder, 'miniprogram-ci', 'package.json'))
  );
}
