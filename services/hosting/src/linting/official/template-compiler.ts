import { TmplGroup } from 'glass-easel-template-compiler';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';
import { isVendored } from '../audit/audit-subject.js';

interface Remark {
  readonly isError: boolean;
  readonly code: number;
  readonly message: string;
  /** From 0. */
  readonly startLine: number;
  readonly startColumn: number;
}

/** Unclosed tags and attributes in the wrong place: the compiler goes on, a phone shows something else than meant. */
const graveRemarks = new Set([65543, 65545, 65548, 65567]);

/** What the compiler said of a file is kept as long as the file's bytes, as the parsed forms are. */
const remarksOfBytes = new WeakMap<Buffer, readonly Remark[]>();

/**
 * WXML as WeChat's own template compiler (glass-easel) sees it, which DevTools uses. Runs in this process; a file too deep for it is left
 * out, because a crash would leave the compiler unusable for good.
 */
export function compileTemplates(source: PackageSource): Finding[] {
  return source.paths('.wxml').flatMap((file) => {
    const bytes = source.files.get(file);
    if (!bytes) return [];
    let remarks = remarksOfBytes.get(bytes);
    if (!remarks) {
      remarks = isTooDeep(source, file) ? [] : remarksOn(source.text(file));
      remarksOfBytes.set(bytes, remarks);
    }
    return remarks
      .filter(({ isError, code }) => isError || (graveRemarks.has(code) && !isVendored(file)))
      .map(({ isError, message, startLine, startColumn }) => {
        const at = { file, line: startLine + 1, column: startColumn + 1 };
        return finding(isError ? 'official.wxml' : 'official.wxml_remark', at, { fault: message });
      });
  });
}

/** Whether the compiler still answers; once it has crashed it says nothing right any more. */
export function templateCompilerWorks(): boolean {
  return remarksOn('<view>{{ ( }}</view>').some(({ isError }) => isError);
}

function remarksOn(text: string): readonly Remark[] {
  try {
    const group = TmplGroup.newDev();
    try {
      return group.addTmpl('file', text) as Remark[];
    } finally {
      group.free();
    }
  } catch {
    // A crash of the compiler is no fault of the file's that could be named; our own parser has read it already.
    return [];
  }
}

function isTooDeep(source: PackageSource, file: string): boolean {
  if (source.wxml(file).faults.some(({ kind }) => kind === 'too_deep')) return true;
  let depth = 0;
  for (const character of source.text(file)) {
    if ('([{'.includes(character)) depth += 1;
    else if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    if (depth > 150) return true;
  }
  return false;
}
