import { isJsonObject } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource, Subpackage } from '../source/package-source.js';
import { pathFrom, resolveComponent, resolveScript } from '../source/resolve.js';
import { attribute, elementsOf } from '../source/wxml-parser.js';
import { importsOf } from './style-checks.js';

interface Reference {
  readonly file: string;
  readonly line: number | undefined;
  readonly target: string;
}

/**
 * References that cross from one code package into another: everybody may use the main package, except independent subpackages,
 * and nobody a foreign subpackage, unless asynchronously (shared/wechat/mini-program-package.md §4.3).
 */
export function checkPackageBorders(source: PackageSource): Finding[] {
  const subpackages = source.subpackages;
  if (subpackages.length === 0) return [];
  const homeOf = (path: string): Subpackage | undefined => subpackages.find(({ root }) => path.startsWith(`${root}/`));
  return references(source)
    .filter(({ file, target }) => {
      const from = homeOf(file);
      const to = homeOf(target);
      return from !== to && (to !== undefined || from?.independent === true);
    })
    .map(({ file, line, target }) => finding('subpackage.foreign_reference', { file, line }, { path: target }));
}

function references(source: PackageSource): Reference[] {
  return [...inScripts(source), ...inMarkup(source), ...inStyles(source), ...toComponents(source)];
}

function inScripts(source: PackageSource): Reference[] {
  return source.paths('.js').flatMap((file) =>
    source.script(file).requires.flatMap(({ target: written, line, isAsync }) => {
      if (written === undefined || isAsync) return [];
      const target = resolveScript(file, written, (path) => source.has(path));
      return target === null ? [] : [{ file, line, target }];
    }),
  );
}

function inMarkup(source: PackageSource): Reference[] {
  return source.paths('.wxml').flatMap((file) =>
    [...elementsOf(source.wxml(file).root)].flatMap((element) => {
      const src = ['import', 'include', 'wxs'].includes(element.tag) ? attribute(element, 'src')?.value : undefined;
      const target = src ? pathFrom(file, src) : null;
      return target === null ? [] : [{ file, line: element.line, target }];
    }),
  );
}

function inStyles(source: PackageSource): Reference[] {
  return source.paths('.wxss').flatMap((file) =>
    importsOf(source.text(file)).flatMap(({ path, line }) => {
      const target = pathFrom(file, path);
      return target === null ? [] : [{ file, line, target }];
    }),
  );
}

function toComponents(source: PackageSource): Reference[] {
  return source.paths('.json').flatMap((file) => {
    const { usingComponents: using, componentPlaceholder: placeholders } = source.object(file);
    if (!isJsonObject(using)) return [];
    return Object.entries(using).flatMap(([name, written]) => {
      const stands = isJsonObject(placeholders) && Object.hasOwn(placeholders, name);
      const target =
        stands || typeof written !== 'string' ? null : resolveComponent(file, written, (path) => source.has(path));
      return target === null ? [] : [{ file, line: source.json(file).lineOf(`/usingComponents/${name}`), target }];
    });
  });
}
