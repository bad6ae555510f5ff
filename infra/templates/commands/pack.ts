import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { writeZip, zipPart } from '#hosting/packages/zip.js';
import { assemblePackage } from '../assembled-package.js';
import { CommandFault, type CommandInput } from '../command-fault.js';

/** Written into every folder that was packed, so that only such a folder is emptied before it is packed again. */
const MARK = '.packed-by-xiaopu';

/** Writes the assembled package as a folder, or as a zip when the name ends so. */
export async function pack(input: CommandInput & { readonly out?: string | undefined }): Promise<boolean> {
  if (input.out === undefined) throw new CommandFault('Say where to: --out DIR, or --out FILE.zip.');
  const { template, preset, files } = assemblePackage(input);
  const out = path.resolve(input.out);
  if (out.endsWith('.zip')) {
    mkdirSync(path.dirname(out), { recursive: true });
    writeFileSync(out, writeZip(zipPart(files), zipPart(new Map())));
  } else writeFolder(out, files);
  input.say(`${template.id} ${template.version}, preset ${preset.id}: ${files.size} files in ${out}`);
  return true;
}

/** @throws CommandFault when the folder holds something else */
export function writeFolder(folder: string, files: ReadonlyMap<string, Buffer>): void {
  const found = existsSync(folder) ? readdirSync(folder) : [];
  if (found.length > 0 && !found.includes(MARK)) {
    throw new CommandFault(`${folder} is not empty and was not made by this command. Name another folder.`);
  }
  for (const name of found) rmSync(path.join(folder, name), { recursive: true });
  mkdirSync(folder, { recursive: true });
  // First of all: a folder that was only half written may be written again.
  writeFileSync(path.join(folder, MARK), '');
  for (const [name, bytes] of files) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}
