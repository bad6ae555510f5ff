import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { templatesDirOf } from '#kernel/config/project-root.js';
import { goldenOf, goldenText } from '#hosting/rendering/golden.js';
import { loadTemplate } from '#hosting/templates/template-catalogue.js';
import { CommandFault, type CommandInput } from '../command-fault.js';

/** Makes a folder of the starter's files with the template's name in place. The folder appears whole or not at all. */
export async function create({ name, templatesDir, root, say }: CommandInput): Promise<boolean> {
  if (!/^[a-z][a-z0-9-]{1,39}$/.test(name) || name === 'kit') {
    throw new CommandFault(
      `"${name}" cannot be a template's name. Use 2 to 40 small letters, digits and hyphens, beginning with a letter.`,
    );
  }
  const target = path.join(templatesDir, name);
  if (existsSync(target)) throw new CommandFault(`${target} exists. Choose another name, or change what is there.`);
  const draft = mkdtempSync(path.join(templatesDir, '.new-'));
  try {
    cpSync(path.join(root, 'infra/templates/starter'), draft, { recursive: true });
    for (const file of readdirSync(draft, { recursive: true, encoding: 'utf8' })) named(path.join(draft, file), name);
    // A folder as any other; what is only being made is its maker's alone.
    chmodSync(draft, 0o777 & ~process.umask());
    renameSync(draft, target);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  const template = loadTemplate(templatesDir, name);
  writeFileSync(path.join(target, 'golden.json'), goldenText(goldenOf(template)));
  say(`Made ${target}.`);
  const elsewhere = templatesDir === templatesDirOf({}) ? '' : ` --templates ${templatesDir}`;
  say(`  npm run template -- preview ${name}${elsewhere}`);
  say(`  npm run template -- check ${name}${elsewhere}`);
  say('templates/README.md describes what may be changed.');
  return true;
}

function named(file: string, name: string): void {
  if (!statSync(file).isFile()) return;
  const text = readFileSync(file, 'utf8');
  if (text.includes('__NAME__')) writeFileSync(file, text.replaceAll('__NAME__', name));
}
