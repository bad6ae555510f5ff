import { posix } from 'node:path';
import { TmplGroup } from 'glass-easel-template-compiler';
import { joinPath, type PackageFiles } from './package-files.js';
import { checkedWxs, wxsRequires } from './wxs-dialect.js';

interface TemplateRemark {
  readonly isError: boolean;
  readonly message: string;
  /** From 0. */
  readonly startLine: number;
  readonly startColumn: number;
}

/**
 * All WXML that the components need, and its WXS, as one JavaScript expression.
 * @param components paths without suffix
 */
export function compileTemplates(files: PackageFiles, components: Iterable<string>): string {
  const group = new TmplGroup();
  try {
    new TemplateCompiler(files, group).add(components);
    return group.getTmplGenObjectGroups();
  } finally {
    group.free();
  }
}

class TemplateCompiler {
  private readonly scripts = new Set<string>();
  private readonly templates = new Set<string>();
  /** Who includes whom; the compiler's list of dependencies does not tell an include from an import. */
  private readonly includes = new Map<string, string[]>();

  constructor(
    private readonly files: PackageFiles,
    private readonly group: TmplGroup,
  ) {}

  add(components: Iterable<string>): void {
    for (const path of components) this.addTemplate(path, `${path}.wxml`);
    this.reportIncludeCycle();
  }

  private addTemplate(path: string, askedBy: string): void {
    if (this.templates.has(path)) return;
    this.templates.add(path);
    const file = `${path}.wxml`;
    const text = this.files.text(file);
    if (text === null) {
      const asked = askedBy === file ? '' : ` (used by ${askedBy})`;
      this.files.diagnostics.error(file, `This file is missing${asked}: add it, or take out what refers to it.`);
      return;
    }
    for (const remark of this.group.addTmpl(path, text) as TemplateRemark[]) {
      const place = { line: remark.startLine + 1, column: remark.startColumn + 1 };
      this.files.diagnostics[remark.isError ? 'error' : 'warning'](file, remark.message, place);
    }
    for (const name of this.group.getInlineScriptModuleNames(path) as string[]) this.takeInlineScript(path, name);
    const included = includedBy(path, text);
    this.includes.set(path, included);
    for (const used of this.group.getDirectDependencies(path) as string[]) this.addTemplate(used, file);
    for (const used of this.group.getScriptDependencies(path) as string[]) this.addScript(used, file);
  }

  private takeInlineScript(path: string, name: string): void {
    const source = this.group.getInlineScript(path, name);
    const firstLine = this.group.getInlineScriptStartLine(path, name) + 1;
    for (const required of wxsRequires(source)) this.addScriptOf(`${path}.wxml`, required);
    const script = checkedWxs(source, `${path}.wxml`, this.files.diagnostics, firstLine);
    this.group.setInlineScript(path, name, contained(script, `${path}.wxml`));
  }

  private addScriptOf(file: string, reference: string): void {
    const target = joinPath(file, reference);
    if (target !== null) {
      this.addScript(target, file);
      return;
    }
    this.files.diagnostics.error(file, `require("${reference}") leads out of the package.`);
    // Where it ends up when the browser resolves it.
    const place = posix.normalize(`/${posix.dirname(file)}/${reference}`).slice(1);
    this.group.addScript(place.replace(/\.wxs$/, ''), '');
  }

  private addScript(target: string, askedBy: string): void {
    const path = target.replace(/\.wxs$/, '');
    if (this.scripts.has(path)) return;
    this.scripts.add(path);
    const file = `${path}.wxs`;
    const source = this.files.text(file);
    if (source === null) {
      this.files.diagnostics.error(askedBy, `It uses ${file}, which is missing.`);
      this.group.addScript(path, '');
      return;
    }
    for (const required of wxsRequires(source)) this.addScriptOf(file, required);
    this.group.addScript(path, contained(checkedWxs(source, file, this.files.diagnostics), file));
  }

  /** An include is put in place while rendering: a cycle of them would never end. */
  private reportIncludeCycle(): void {
    const done = new Set<string>();
    const open: string[] = [];
    const visit = (path: string): void => {
      if (open.includes(path)) {
        const cycle = [...open.slice(open.indexOf(path)), path].map((one) => `${one}.wxml`);
        this.files.diagnostics.error(`${path}.wxml`, `Its includes go in a circle: ${cycle.join(' → ')}.`);
        this.group.addTmpl(path, '');
        return;
      }
      if (done.has(path)) return;
      open.push(path);
      for (const next of this.includes.get(path) ?? []) visit(next);
      open.pop();
      done.add(path);
    };
    for (const path of this.includes.keys()) visit(path);
  }
}

/** All modules run when the templates are made: one that throws would take every page with it. */
function contained(script: string, file: string): string {
  return `try{${script}\n}catch(nv_error){console.error(${JSON.stringify(`${file}: `)}+nv_error.message)}`;
}

function includedBy(path: string, text: string): string[] {
  // Comments that never end and tags without an end are bounded: looking for it from each of them would take for ever.
  const matches = text
    .replaceAll(/<!--[\s\S]*?(?:-->|$)/g, '')
    .matchAll(/<include\b[^>]{0,1000}?\bsrc\s*=\s*["']([^"']{1,500})["']/g);
  return [...matches]
    .map((match) => joinPath(path, match[1] as string)?.replace(/\.wxml$/, ''))
    .filter((target) => target !== undefined);
}
