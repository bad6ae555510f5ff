import type { Text } from '#kernel/problems/problem-table.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { pathFrom } from '../source/resolve.js';
import { readWxs } from '../source/script.js';
import { expressionFaults, mustaches } from '../source/wxml-expression.js';
import { attribute, elementsOf, type WxmlElement, type WxmlFaultKind } from '../source/wxml-parser.js';

/** What can be said of a wxml file by itself: syntax, bindings, references. */
export function checkWxmlFiles(source: PackageSource): Finding[] {
  const markup = source.paths('.wxml').flatMap((file) => {
    const { root, faults } = source.wxml(file);
    const modules = new Set(
      [...elementsOf(root)].filter(({ tag }) => tag === 'wxs').map((wxs) => attribute(wxs, 'module')?.value ?? ''),
    );
    return [
      ...faults.map(({ kind, subject, line }) =>
        finding('wxml.syntax', { file, line }, { fault: syntaxFault(kind, subject) }),
      ),
      ...checkBindings(file, root.text, root.textLine, modules),
      ...[...elementsOf(root)].flatMap((element) => [
        ...checkElement(source, file, element),
        ...(element.tag === 'wxs'
          ? checkInlineWxs(source, file, element)
          : checkBindings(file, element.text, element.textLine, modules)),
        ...element.attributes.flatMap(({ value, line }) => checkBindings(file, value ?? '', line, modules)),
      ]),
      ...checkElse(file, root),
    ];
  });
  return [...markup, ...source.paths('.wxs').flatMap((file) => checkWxs(source, file, source.text(file), 1))];
}

function syntaxFault(kind: WxmlFaultKind, subject: string): Text {
  const texts: Readonly<Record<WxmlFaultKind, Text>> = {
    too_deep: { zh: `<${subject}> 嵌套过深`, en: `<${subject}> is nested too deeply` },
    unclosed: { zh: `<${subject}> 没有结束`, en: `<${subject}> is not closed` },
    mismatched: { zh: `<${subject}> 没有对应的结束标签`, en: `<${subject}> has no end tag of its own` },
    stray_end: { zh: `</${subject}> 没有对应的开始标签`, en: `</${subject}> closes nothing` },
    malformed: { zh: `<${subject} 的写法不对`, en: `<${subject} is not well-formed` },
    unquoted: { zh: `属性 ${subject} 的值没有引号`, en: `the value of ${subject} is not quoted` },
  };
  return texts[kind];
}

function checkBindings(file: string, text: string, firstLine: number, modules: ReadonlySet<string>): Finding[] {
  if (!text.includes('{{')) return [];
  return mustaches(text).flatMap(({ expression, lineOffset }) =>
    expressionFaults(expression, modules).map(({ kind, subject }) => {
      const at = { file, line: firstLine + lineOffset };
      return kind === 'call'
        ? finding('wxml.call', at, { name: subject })
        : finding('wxml.expression', at, { expression: `{{ ${subject} }}` });
    }),
  );
}

function checkElement(source: PackageSource, file: string, element: WxmlElement): Finding[] {
  const findings: Finding[] = [];
  const src = attribute(element, 'src');
  const at = { file, line: element.line };
  if (['import', 'include', 'wxs'].includes(element.tag) && src?.value) {
    const path = pathFrom(file, src.value);
    const exists = path !== null && (source.has(path) || (element.tag !== 'wxs' && source.has(`${path}.wxml`)));
    if (!exists) findings.push(finding('wxml.reference_missing', at, { tag: element.tag, path: src.value }));
  }
  element.attributes.forEach(({ name, line }, index) => {
    const isRepeated = element.attributes.findIndex((other) => other.name === name) < index;
    if (isRepeated) findings.push(finding('wxml.repeated_attribute', { file, line }, { name }));
  });
  for (const { name, value, line } of element.attributes) {
    if (name === 'wx:key' && value?.includes('{{'))
      findings.push(finding('wxml.key_binding', { file, line }, { value }));
    if ((name === 'src' || name === 'url') && value?.startsWith('http://')) {
      findings.push(finding('wxml.insecure_address', { file, line }, { url: value }));
    }
  }
  return findings;
}

function checkInlineWxs(source: PackageSource, file: string, wxs: WxmlElement): Finding[] {
  return wxs.text.trim() === '' ? [] : checkWxs(source, file, wxs.text, wxs.textLine);
}

function checkWxs(source: PackageSource, file: string, program: string, firstLine: number): Finding[] {
  const { fault, requires } = readWxs(program);
  if (fault) return [finding('wxs.syntax', { file, line: firstLine + fault.line - 1 }, { fault: fault.message })];
  return requires.flatMap(({ target, line }) => {
    const path = target === undefined ? null : pathFrom(file, target);
    if (path !== null && source.has(path)) return [];
    return [
      finding('wxml.reference_missing', { file, line: firstLine + line - 1 }, { tag: 'wxs', path: target ?? '?' }),
    ];
  });
}

/** `wx:elif` and `wx:else` belong right after a sibling that asks. */
function checkElse(file: string, root: WxmlElement): Finding[] {
  return [root, ...elementsOf(root)].flatMap((parent) =>
    parent.children.flatMap((child, index) => {
      const name = ['wx:elif', 'wx:else'].find((candidate) => attribute(child, candidate));
      const before = parent.children[index - 1];
      const follows = before && (attribute(before, 'wx:if') ?? attribute(before, 'wx:elif'));
      return name === undefined || follows
        ? []
        : [finding('wxml.else_without_if', { file, line: child.line }, { name })];
    }),
  );
}
