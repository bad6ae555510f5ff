import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface OverlaidSource {
  /** @param file from the package's root, as `./services/money.js` */
  readonly load: (file: string) => unknown;
  readonly remove: () => void;
}

/** A template's scripts laid over the kit's, as in a package, in a folder of their own. What they ask `wx` for must be there before `load`. */
export function overlaidSource(template: string): OverlaidSource {
  const folder = mkdtempSync(path.join(tmpdir(), `${template}-source-`));
  for (const part of ['kit', template]) {
    cpSync(`templates/${part}/src`, folder, { recursive: true, filter: (file) => !file.includes('miniprogram_npm') });
  }
  return {
    load: createRequire(path.join(folder, 'app.js')) as OverlaidSource['load'],
    remove: () => rmSync(folder, { recursive: true }),
  };
}
