import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathPattern } from './paths.mjs';

/** All specs, to be asked which of them speak of a path or a push. */
export class Specs {
  constructor(root) {
    this.files = walk(root, 'services')
      .concat(walk(root, 'infra'))
      .sort()
      .map((name) => ({ name, side: sideOf(name), text: withConstants(readFileSync(path.join(root, name), 'utf8')) }));
  }

  /** File names by side: of the sandbox, of the client. */
  about(row) {
    const fits = row.path ? aboutPath(row.path) : aboutName(row.push ?? row.notice);
    const found = this.files.filter(({ text }) => fits(text));
    const names = (side) => found.filter((file) => file.side === side).map(({ name }) => path.basename(name));
    return { sandbox: names('sandbox'), client: names('client') };
  }
}

/** `${BASE}/orders` reads as the path it stands for, twice over for constants made of constants. */
function withConstants(text) {
  let expanded = text;
  for (let turn = 0; turn < 2; turn += 1) {
    for (const [, name, value] of expanded.matchAll(/const (\w+) = ['"`](\/[^'"`\n]*)['"`]/g))
      expanded = expanded.replaceAll(`\${${name}}`, value);
  }
  return expanded;
}

function aboutPath(wechatPath) {
  const pattern = pathPattern(wechatPath);
  const last = wechatPath.split('/').at(-1) ?? '';
  // Specs of one family name its beginning once and then the last part only.
  const short = last.length >= 10 && last.includes('_') ? new RegExp(`['"\`]${last}['"\`]`) : null;
  return (text) => pattern.test(text) || short?.test(text) === true;
}

/** A name like `text` is a word of every other spec too: it must stand in quotes, beside what calls it a push. */
const aboutName = (name) => {
  const escaped = name.replaceAll('.', '\\.');
  const isTelling = name.includes('_') || name.includes('.');
  const pattern = new RegExp(
    isTelling
      ? `(?<![\\w.])${escaped}(?!\\w)`
      : `\\b(?:MsgType|InfoType|[Ee]vents?|pushed|received|authorisation)\\b.{0,60}['"\`>\\[]${escaped}['"\`<\\]]`,
  );
  return (text) => pattern.test(text);
};

function sideOf(name) {
  return name.startsWith('services/wechat-sandbox/') ? 'sandbox' : 'client';
}

function walk(root, folder) {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = path.posix.join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : walk(root, name);
    return /spec\.ts$/.test(name) ? [name] : [];
  });
}
