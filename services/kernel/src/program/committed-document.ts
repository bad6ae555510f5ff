import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '../config/project-root.js';

/** JSON as it is committed. */
export function documentText(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Writes a generated file that is committed; with --check on the command line it says on stderr that the file is stale and how to mend
 * that, and lets the program end with exit code 1.
 * @param file path inside the checkout
 */
export async function writeOrCheck(file: string, text: string): Promise<void> {
  const target = path.join(projectRoot(), file);
  if (!process.argv.includes('--check')) {
    await writeFile(target, text);
    return;
  }
  const committed = await readFile(target, 'utf8').catch(() => '');
  if (committed === text) return;
  process.stderr.write(`${file} is stale. Run: npm run openapi\n`);
  process.exitCode = 1;
}
