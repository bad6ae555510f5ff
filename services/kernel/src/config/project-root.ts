import { existsSync } from 'node:fs';
import path from 'node:path';

/** The checkout's folder, found from where the program was started: compiled code and sources lie at different depths below it. */
export function projectRoot(): string {
  let folder = process.cwd();
  while (!existsSync(path.join(folder, 'nest-cli.json'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('Start the program inside the Xiaopu folder: nest-cli.json was not found.');
    folder = parent;
  }
  return folder;
}

/** The folder that holds the templates. */
export function templatesDirOf({ TEMPLATES_DIR: folder }: { readonly TEMPLATES_DIR?: string }): string {
  return folder ?? path.join(projectRoot(), 'templates');
}
