import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { builtInTags } from '../source/built-in-tags.js';
import type { PackageSource } from '../source/package-source.js';
import { pathFrom, resolveScript } from '../source/resolve.js';
import { attribute, elementsOf } from '../source/wxml-parser.js';
import { declaredTags } from './component-checks.js';

const EVENT = /^(?:capture-)?(?:mut-)?(?:bind|catch):?[a-z][\w-]*$/i;
/** Written on purpose where an event is to be swallowed and nothing done. */
const swallowing = new Set(['', 'true', 'false', 'noop']);

/**
 * What depends on who uses a wxml file: tags against the owner's `usingComponents`, handlers against the owner's script, templates
 * against the files it imports. Imported and included files are checked as part of each page or component that uses them.
 */
export function checkUsage(source: PackageSource): Finding[] {
  const findings = owners(source).flatMap((owner) => {
    // Where the json cannot be read nobody knows what it declares.
    const tags = isReadable(source, `${owner}.json`) ? declaredTags(source, owner) : null;
    const handlers = source.has(`${owner}.js`) ? memberNames(source, `${owner}.js`) : null;
    return wxmlClosure(source, `${owner}.wxml`).flatMap((file) => [
      ...(tags ? checkTags(source, file, owner, tags) : []),
      ...(handlers ? checkHandlers(source, file, `${owner}.js`, handlers) : []),
      ...checkTemplates(source, file),
    ]);
  });
  return distinct(findings);
}

function isReadable(source: PackageSource, json: string): boolean {
  return !source.has(json) || source.json(json).fault === undefined;
}

/** Pages, and components: whatever has a json and a wxml of one name. */
function owners(source: PackageSource): string[] {
  const components = source
    .paths('.wxml')
    .map((file) => file.slice(0, -'.wxml'.length))
    .filter((path) => source.has(`${path}.json`));
  return [...new Set([...source.pages.filter((page) => source.has(`${page}.wxml`)), ...components])];
}

function wxmlClosure(source: PackageSource, start: string): string[] {
  const found = new Set<string>();
  const visit = (file: string): void => {
    if (found.has(file) || !source.has(file)) return;
    found.add(file);
    for (const path of referencedWxml(source, file, 'import', 'include')) visit(path);
  };
  visit(start);
  return [...found];
}

function referencedWxml(source: PackageSource, file: string, ...tags: readonly string[]): string[] {
  return [...elementsOf(source.wxml(file).root)].flatMap((element) => {
    const src = tags.includes(element.tag) ? attribute(element, 'src')?.value : undefined;
    const path = src ? pathFrom(file, src) : null;
    if (path === null) return [];
    return [path, `${path}.wxml`].filter((candidate) => source.has(candidate)).slice(0, 1);
  });
}

function checkTags(source: PackageSource, file: string, owner: string, declared: ReadonlySet<string>): Finding[] {
  return [...elementsOf(source.wxml(file).root)]
    .filter(({ tag }) => !builtInTags.has(tag) && !declared.has(tag))
    .map(({ tag, line }) => finding('wxml.unknown_tag', { file, line }, { tag, user: `${owner}.json` }));
}

function checkHandlers(source: PackageSource, file: string, script: string, names: ReadonlySet<string>): Finding[] {
  return [...elementsOf(source.wxml(file).root)].flatMap(({ attributes }) =>
    attributes
      .filter(
        ({ name, value }) => EVENT.test(name) && value !== null && !value.includes('{{') && !swallowing.has(value),
      )
      .filter(({ value }) => !names.has(value ?? ''))
      .map(({ value, line }) => finding('wxml.handler_missing', { file, line }, { name: value ?? '', script })),
  );
}

/** Names the script and the package's own modules below it define: handlers may come from a behavior or a mix-in. */
function memberNames(source: PackageSource, script: string): Set<string> {
  const names = new Set<string>();
  const visited = new Set<string>();
  const visit = (file: string): void => {
    if (visited.has(file)) return;
    visited.add(file);
    const { memberNames: own, requires } = source.script(file);
    for (const name of own) names.add(name);
    for (const { target } of requires) {
      const next = target === undefined ? null : resolveScript(file, target, (path) => source.has(path));
      if (next) visit(next);
    }
  };
  visit(script);
  return names;
}

function checkTemplates(source: PackageSource, file: string): Finding[] {
  const defined = new Set(
    [file, ...referencedWxml(source, file, 'import')].flatMap((path) => templateNames(source, path)),
  );
  return [...elementsOf(source.wxml(file).root)].flatMap((element) => {
    const name = element.tag === 'template' ? attribute(element, 'is')?.value : undefined;
    if (!name || name.includes('{{') || defined.has(name)) return [];
    return [finding('wxml.template_undefined', { file, line: element.line }, { name })];
  });
}

function templateNames(source: PackageSource, file: string): string[] {
  return [...elementsOf(source.wxml(file).root)].flatMap((element) =>
    element.tag === 'template' ? (attribute(element, 'name')?.value ?? []) : [],
  );
}

/** A shared file used by many pages is reported once for each fault, not once for each page. */
function distinct(findings: readonly Finding[]): Finding[] {
  const key = ({ rule, file, line, message }: Finding): string =>
    rule === 'wxml.template_undefined'
      ? `${rule} ${file} ${line ?? ''}`
      : `${rule} ${file} ${line ?? ''} ${message.en}`;
  return [...new Map(findings.map((found) => [key(found), found])).values()];
}
