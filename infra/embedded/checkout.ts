import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout: the nearest one above this file that holds `package.json`; the same from source and from dist/. */
export function checkoutFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'package.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('No package.json above this file: the checkout is incomplete.');
    folder = parent;
  }
  return folder;
}
