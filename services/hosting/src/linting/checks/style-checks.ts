import type { Text } from '#kernel/problems/problem-table.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { pathFrom } from '../source/resolve.js';

/** Every wxss file: braces, imports, addresses; in components also selectors. */
export function checkStyles(source: PackageSource): Finding[] {
  return source.paths('.wxss').flatMap((file) => {
    const { text, fault } = withoutComments(source.text(file));
    const isComponent = source.object(file.replace(/wxss$/, 'json'))['component'] === true;
    return [
      ...(fault ? [finding('wxss.syntax', { file, line: fault.line }, { fault: fault.message })] : []),
      ...checkImports(source, file, text),
      ...checkAddresses(file, text),
      ...(isComponent ? checkSelectors(file, text) : []),
    ];
  });
}

interface StyleFault {
  readonly line: number;
  readonly message: Text;
}

/** The same text with comments blanked out, so that lines and columns stay; and the first fault of its nesting. */
function withoutComments(source: string): { text: string; fault: StyleFault | undefined } {
  const text = source.replaceAll(/\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  const unclosed = text.indexOf('/*');
  if (unclosed >= 0) {
    return {
      text,
      fault: { line: lineAt(text, unclosed), message: { zh: '注释没有结束', en: 'a comment is not closed' } },
    };
  }
  const bare = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|url\([^)"']*\)/g, (quoted) =>
    quoted.replaceAll(/[^\n]/g, ' '),
  );
  const open: number[] = [];
  for (const match of bare.matchAll(/[{}]/g)) {
    if (match[0] === '{') open.push(match.index);
    else if (open.pop() === undefined) {
      return {
        text,
        fault: { line: lineAt(text, match.index), message: { zh: '多余的 }', en: 'there is a } too many' } },
      };
    }
  }
  const left = open.at(-1);
  if (left === undefined) return { text, fault: undefined };
  return { text, fault: { line: lineAt(text, left), message: { zh: '{ 没有对应的 }', en: '{ has no matching }' } } };
}

function checkImports(source: PackageSource, file: string, text: string): Finding[] {
  return importsOf(text).flatMap(({ path, line }) => {
    if (/^(?:https?:)?\/\//.test(path)) return [finding('wxss.import_remote', { file, line }, { path })];
    const target = pathFrom(file, path);
    return target !== null && source.has(target) ? [] : [finding('wxss.import_missing', { file, line }, { path })];
  });
}

/** What a style sheet imports, as written. */
export function importsOf(text: string): { path: string; line: number }[] {
  return [...text.matchAll(/@import\s+(?:url\(\s*)?["']?([^"')\s;]+)["']?/g)].map((match) => ({
    path: match[1] ?? '',
    line: lineAt(text, match.index),
  }));
}

function checkAddresses(file: string, text: string): Finding[] {
  return [...text.matchAll(/(@import\s+)?url\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)/g)].flatMap((match) => {
    const path = (match[2] ?? match[3] ?? match[4] ?? '').trim();
    if (match[1] || path === '' || /^(?:data:|https:|\/\/|#)/.test(path)) return [];
    const at = { file, line: lineAt(text, match.index) };
    return [finding(path.startsWith('http:') ? 'wxss.insecure_address' : 'wxss.local_url', at, { path })];
  });
}

function checkSelectors(file: string, text: string): Finding[] {
  return [...text.matchAll(/(?<=^|[{};])([^{};@]+)\{/g)].flatMap((match) => {
    const selector = (match[1] ?? '').trim();
    const kind = selectorKind(selector);
    const line = lineAt(text, match.index + ((match[1] ?? '').length - (match[1] ?? '').trimStart().length));
    return kind ? [finding('wxss.component_selector', { file, line }, { kind, selector })] : [];
  });
}

function selectorKind(selector: string): Text | null {
  const plain = selector.replaceAll(/\([^)]*\)|::?[\w-]+/g, '');
  if (/(?:^|[\s,>+~])(?:from|to|\d+(?:\.\d+)?%)(?:$|[\s,])/.test(plain)) return null;
  if (plain.includes('#')) return { zh: ' id ', en: 'id' };
  if (plain.includes('[')) return { zh: '属性', en: 'attribute' };
  return /(?:^|[\s,>+~])[a-z][\w-]*/i.test(plain) ? { zh: '标签', en: 'tag' } : null;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let index = text.indexOf('\n'); index >= 0 && index < offset; index = text.indexOf('\n', index + 1)) line += 1;
  return line;
}
