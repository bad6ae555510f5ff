import { type CompiledBase, type CompiledModule, LOOP_PARAMETER, MODULE_PARAMETERS } from '../format.js';
import { compilePackage } from './compile-package.js';

/** A package with one page and what a test adds to it or takes away (null). */
export function filesOf(changes: Readonly<Record<string, string | null>> = {}): Map<string, Uint8Array> {
  const files: Record<string, string | null> = {
    'app.json': '{"pages":["pages/home/index"]}',
    'app.js': 'App({})',
    'pages/home/index.js': 'Page({})',
    'pages/home/index.wxml': '<view>{{title}}</view>',
    ...changes,
  };
  const present = Object.entries(files).filter((entry): entry is [string, string] => entry[1] !== null);
  return new Map(present.map(([path, text]) => [path, new TextEncoder().encode(text)]));
}

/** Compiles it, and reads the script as the browser does. */
export async function compiled(changes: Readonly<Record<string, string | null>> = {}) {
  const { script, diagnostics } = await compilePackage(filesOf(changes));
  return { script, diagnostics, base: baseIn(script) };
}

export function baseIn(script: string): CompiledBase {
  let base: CompiledBase | null = null;
  // What the browser does with the script, without a browser.
  // oxlint-disable-next-line no-implied-eval
  const run = new Function('xiaopuPlayer', script) as (receive: (given: CompiledBase) => void) => void;
  run((given) => {
    base = given;
  });
  if (base === null) throw new Error('The script handed nothing over.');
  return base;
}

/** Runs a module of it and answers its exports. */
export function exportsOf(base: CompiledBase, file: string, given: Readonly<Record<string, unknown>> = {}): unknown {
  const nothing: CompiledModule = [{}, () => undefined];
  const [requires, run] = base.modules[file] ?? nothing;
  const module = { exports: {} as unknown };
  const require = (specifier: string) => exportsOf(base, requires[specifier] ?? '', given);
  const values = { [LOOP_PARAMETER]: () => undefined, ...given, require, module, exports: module.exports };
  run(...MODULE_PARAMETERS.map((name) => (values as Readonly<Record<string, unknown>>)[name]));
  return module.exports;
}
