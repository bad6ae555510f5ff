import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { FoundFaults } from './found-faults.js';
import { TemplateFault } from './template-fault.js';

const MAX_FILES = 5_000;
const MAX_BYTES = 64 * 1024 * 1024;
/** What editors and tools leave behind. */
const ignored = new Set(['.DS_Store', '.git', 'node_modules', 'Thumbs.db']);

/**
 * The files below a template's folder: path inside it → bytes. A link is refused, whatever it leads to: what a template
 * consists of must lie inside its folder.
 * @throws TemplateFault
 */
export function readTemplateFolder(templatesDir: string, name: string): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const faults = new FoundFaults();
  let bytes = 0;
  const visit = (below: string): void => {
    for (const entry of readdirSync(join(templatesDir, name, below), { withFileTypes: true })) {
      if (ignored.has(entry.name)) continue;
      const path = posix.join(below, entry.name);
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) {
        bytes += statSync(join(templatesDir, name, path)).size;
        refuseTooMuch(`${name}/${path}`, files.size + 1, bytes);
        files.set(path, readTemplateFile(templatesDir, `${name}/${path}`));
      } else {
        faults.add(new TemplateFault(`${name}/${path}`, entry.isSymbolicLink() ? 'file.link' : 'file.special'));
      }
    }
  };
  visit('');
  faults.refuse();
  return files;
}

/** @throws TemplateFault */
export function readTemplateFile(templatesDir: string, name: string): Buffer {
  try {
    return readFileSync(join(templatesDir, name));
  } catch (cause) {
    throw new TemplateFault(name, 'file.unreadable', { reason: (cause as Error).message });
  }
}

function refuseTooMuch(file: string, count: number, bytes: number): void {
  if (count <= MAX_FILES && bytes <= MAX_BYTES) return;
  throw new TemplateFault(file, 'folder.too_large', { files: MAX_FILES, megabytes: MAX_BYTES / 1024 / 1024 });
}
