import {
  type AtRule,
  type CssSyntaxError,
  type Declaration,
  parse,
  root as emptyRoot,
  type Root,
  type Rule,
} from 'postcss';
import selectorParser from 'postcss-selector-parser';
import { joinPath, type PackageFiles } from './package-files.js';
import { rpxToVw } from './rpx.js';
import { builtInTags } from './built-in-tags.js';

/**
 * A WXSS file as CSS for a page of its own: imports are in, `rpx` are `vw`, `page` is `body`, tags are `wx-…`.
 * @param scope prefix of the classes, empty when they are shared
 */
export function compileStyle(files: PackageFiles, file: string, scope: string): string {
  const root = withImports(files, file, new Set(), []);
  root.walkDecls((declaration: Declaration) => {
    declaration.value = rpxToVw(declaration.value);
  });
  root.walkAtRules((rule: AtRule) => {
    rule.params = rpxToVw(rule.params);
  });
  root.walkRules((rule: Rule) => {
    if (rule.parent?.type === 'atrule' && /keyframes$/i.test((rule.parent as AtRule).name)) return;
    try {
      rule.selector = rewritten(rule.selector, scope);
    } catch {
      const start = rule.source?.start;
      files.diagnostics.error(file, `The selector "${rule.selector.slice(0, 80)}" cannot be read.`, start);
      rule.remove();
    }
  });
  return root.toString();
}

function withImports(files: PackageFiles, file: string, seen: Set<string>, open: readonly string[]): Root {
  seen.add(file);
  const root = parsed(files, file);
  root.walkAtRules('import', (rule) => {
    const start = rule.source?.start;
    const reference = /["']([^"']+)["']/.exec(rule.params)?.[1];
    const target = reference === undefined || /^(https?:)?\/\//.test(reference) ? null : joinPath(file, reference);
    const path = [...open, file];
    if (target === null || !files.has(target)) {
      const message = `@import ${rule.params} names no file of the package; remote styles are not allowed.`;
      files.diagnostics.error(file, message, start);
      rule.remove();
    } else if (path.includes(target)) {
      const cycle = [...path.slice(path.indexOf(target)), target].join(' → ');
      files.diagnostics.error(file, `Its imports go in a circle: ${cycle}.`, start);
      rule.remove();
    } else if (seen.has(target)) rule.remove();
    else rule.replaceWith(withImports(files, target, seen, path).nodes);
  });
  return root;
}

function parsed(files: PackageFiles, file: string): Root {
  try {
    return parse(files.text(file) ?? '', { from: file, map: false });
  } catch (error) {
    const { reason, line, column } = error as CssSyntaxError;
    files.diagnostics.error(file, `WXSS: ${reason}.`, { line, column });
    return emptyRoot();
  }
}

function rewritten(selector: string, scope: string): string {
  return selectorParser((selectors) => {
    selectors.walk((node) => {
      if (node.type === 'class') {
        if (scope !== '') node.value = `${scope}--${node.value}`;
      } else if (node.type === 'tag') {
        if (node.value === 'page') node.value = 'body';
        else if (builtInTags.has(node.value)) node.value = `wx-${node.value}`;
      } else if (node.type === 'pseudo' && node.value === ':host') {
        node.replaceWith(selectorParser.tag({ value: `[wx-host="${scope}"]` }));
      }
    });
  }).processSync(selector);
}
