import { posix } from 'node:path';
import { parse, type Program } from 'acorn';
import { transform, type TransformFailure } from 'esbuild';
import { MODULE_PARAMETERS } from '../format.js';
import { watchedLoops } from './loops.js';
import { linesOf } from './source-lines.js';
import { foldersUpwards, joinPath, type PackageFiles } from './package-files.js';
import { nodesOf } from './syntax-tree.js';

/** A module's entry in the script; `lines` as in `ModulePlace`. */
export interface ScriptText {
  readonly text: string;
  readonly lines?: readonly number[];
}

interface CompiledScript {
  readonly code: string;
  readonly lines?: readonly number[];
  /** `require('…')` as written → file. */
  readonly requires: ReadonlyMap<string, string>;
}

/** All JavaScript that can be reached from these files: file → one entry of `CompiledBase.modules`. */
export async function compileScripts(files: PackageFiles, entries: Iterable<string>): Promise<Map<string, ScriptText>> {
  const compiled = new Map<string, ScriptText>();
  let waiting = [...new Set(entries)].filter((file) => files.has(file));
  const known = new Set(waiting);
  while (waiting.length > 0) {
    const results = await Promise.all(waiting.map((file) => compileScript(files, file)));
    const next: string[] = [];
    for (const [index, { code, lines, requires }] of results.entries()) {
      compiled.set(waiting[index] as string, { text: moduleText(code, requires), ...(lines && { lines }) });
      for (const file of requires.values()) {
        if (known.has(file)) continue;
        known.add(file);
        next.push(file);
      }
    }
    waiting = next;
  }
  return new Map([...compiled].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Strict, as WeChat's tools make it; in a block of its own, so that a module may call a constant `location` or `open`. */
function moduleText(code: string, requires: ReadonlyMap<string, string>): string {
  return `[${JSON.stringify(Object.fromEntries(requires))},function(${MODULE_PARAMETERS.join(',')}){'use strict';{${code}\n}}]`;
}

async function compileScript(files: PackageFiles, file: string): Promise<CompiledScript> {
  const text = files.text(file) ?? '';
  try {
    const { code, lines }: Omit<CompiledScript, 'requires'> = isEsModule(text)
      ? await asCommonJs(text, file)
      : { code: text };
    const program = strictProgram(code);
    const watched = watchedLoops(code, program, STRICT.length);
    return { code: watched, ...(lines && { lines }), requires: requiresOf(files, file, program) };
  } catch (error) {
    const { line, column, message } = syntaxFault(error);
    files.diagnostics.error(file, `JavaScript: ${message}`, { line, column });
    const said = `${file}${line === null ? '' : `:${line}`}: ${message}`;
    return { code: `throw new SyntaxError(${JSON.stringify(said)});`, requires: new Map() };
  }
}

/** What only parses as a module is one: minified files have their `export` anywhere in the line. */
function isEsModule(text: string): boolean {
  if (!/\b(import|export)\b/.test(text)) return false;
  try {
    strictProgram(text);
    return false;
  } catch {
    return true;
  }
}

async function asCommonJs(text: string, file: string) {
  const options = { format: 'cjs', target: 'es2022', loader: 'js', sourcefile: file, logLevel: 'silent' } as const;
  const { code, map } = await transform(text, { ...options, sourcemap: 'external', sourcesContent: false });
  return { code, lines: linesOf((JSON.parse(map) as { mappings: string }).mappings) };
}

const STRICT = "'use strict';";

/** Parsed by itself, so that a text which closes its function and goes on outside is refused. */
function strictProgram(code: string): Program {
  return parse(STRICT + code, {
    ecmaVersion: 'latest',
    sourceType: 'script',
    allowReturnOutsideFunction: true,
    allowHashBang: false,
    locations: true,
  });
}

function requiresOf(files: PackageFiles, file: string, program: Program): Map<string, string> {
  const requires = new Map<string, string>();
  for (const { specifier, line } of requireCalls(program)) {
    if (requires.has(specifier)) continue;
    const target = resolveScript(files, file, specifier);
    if (target !== null) requires.set(specifier, target);
    else files.diagnostics.error(file, `require("${specifier}") names no file of the package.`, { line });
  }
  return requires;
}

/** WeChat's rules: the path, with `.js`, as a folder's `index.js`; a bare name also below each `miniprogram_npm` upwards. */
export function resolveScript(files: PackageFiles, from: string, specifier: string): string | null {
  const places: (string | null)[] = [joinPath(from, specifier)];
  if (!/^[./]/.test(specifier)) {
    for (const folder of foldersUpwards(posix.dirname(from))) {
      places.push(posix.join(folder, 'miniprogram_npm', specifier));
    }
  }
  for (const place of places) {
    if (place === null) continue;
    for (const path of [place, `${place}.js`, posix.join(place, 'index.js')]) {
      if (path.endsWith('.js') && files.has(path)) return path;
    }
  }
  return null;
}

interface Call {
  readonly type: string;
  readonly callee?: { readonly type: string; readonly name?: string };
  readonly arguments?: readonly { readonly type: string; readonly value?: unknown }[];
  readonly loc?: { readonly start: { readonly line: number } } | null;
}

/** Calls of `require` with one literal text. */
function requireCalls(program: Program): { readonly specifier: string; readonly line: number | undefined }[] {
  const found: { specifier: string; line: number | undefined }[] = [];
  for (const node of nodesOf(program)) {
    const { type, callee, arguments: given, loc } = node as unknown as Call;
    if (type === 'CallExpression' && callee?.type === 'Identifier' && callee.name === 'require') {
      const [first] = given ?? [];
      if (first?.type === 'Literal' && typeof first.value === 'string') {
        found.push({ specifier: first.value, line: loc?.start.line });
      }
    }
  }
  return found;
}

function syntaxFault(error: unknown): { line: number | null; column: number | null; message: string } {
  const [first] = (error as Partial<TransformFailure>).errors ?? [];
  if (first) {
    const { location, text } = first;
    return { line: location?.line ?? null, column: location ? location.column + 1 : null, message: `${text}.` };
  }
  const { message, loc } = error as Error & { loc?: { line: number; column: number } };
  const shift = loc?.line === 1 ? STRICT.length : 0;
  return {
    line: loc?.line ?? null,
    column: loc ? Math.max(1, loc.column + 1 - shift) : null,
    message: `${message.replace(/ \(\d+:\d+\)$/, '')}.`,
  };
}
