import { posix } from 'node:path';
import {
  type AppJson,
  type BaseConfig,
  COMPILED_FORMAT,
  type ModulePlace,
  RECEIVER,
  TEMPLATE_PARAMETERS,
} from '../format.js';
import { readComponents } from './component-graph.js';
import { type Diagnostic, Diagnostics } from './diagnostics.js';
import { isObject, type Json, PackageFiles, textsOf } from './package-files.js';
import { compileScripts, type ScriptText } from './scripts.js';
import { compileStyle } from './styles.js';
import { compileTemplates } from './templates.js';

/** Rises with every change of what comes out for the same files: what was stored by an older compiler is compiled anew. */
export const COMPILER_VERSION = 3;

/** What the browser side runs. */
export interface Compiled {
  /** One script that calls `xiaopuPlayer(…)` once; see format.ts. */
  readonly script: string;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Compiles the files of a package (path → bytes) for the browser. Pure: the same files give the same script. A faulty file is
 * reported and left out or made to throw where it is used; whatever the files hold, the script itself parses.
 */
export async function compilePackage(packageFiles: ReadonlyMap<string, Uint8Array>): Promise<Compiled> {
  const diagnostics = new Diagnostics();
  const files = new PackageFiles(packageFiles, diagnostics);
  const app = appJson(files);
  const routes = routesOf(app);
  if (routes.length === 0) diagnostics.error('app.json', 'It lists no pages: name at least one in "pages".');
  const components = readComponents(files, app, routes);
  for (const path of components.keys()) {
    if (!files.has(`${path}.js`))
      diagnostics.error(`${path}.js`, 'This file is missing: a page or component needs it.');
  }
  const templates = compileTemplates(files, components.keys());
  const styles = new Map<string, string>();
  if (files.has('app.wxss')) styles.set('app', compileStyle(files, 'app.wxss', ''));
  for (const [path, { scope }] of components) {
    if (files.has(`${path}.wxss`)) styles.set(path, compileStyle(files, `${path}.wxss`, scope));
  }
  const modules = await compileScripts(files, ['app.js', ...[...components.keys()].map((path) => `${path}.js`)]);
  const config: BaseConfig = {
    app: app as unknown as AppJson,
    themes: themesOf(files, app),
    routes,
    components: Object.fromEntries(components),
    styles: Object.fromEntries(styles),
  };
  return { script: scriptText(config, templates, modules), diagnostics: diagnostics.list() };
}

function scriptText(config: BaseConfig, templates: string, modules: ReadonlyMap<string, ScriptText>): string {
  // As text, not as a literal: a member named __proto__ stays a member.
  const configText = `JSON.parse(${JSON.stringify(JSON.stringify(config))})`;
  const head = [
    `${RECEIVER}({format:${COMPILED_FORMAT},config:${configText},`,
    `templates:function(${TEMPLATE_PARAMETERS.join(',')}){return ${templates}},`,
    'modules:{\n',
  ].join('\n');
  let line = linesIn(head);
  const places: ModulePlace[] = [];
  const texts: string[] = [];
  for (const [file, { text, lines }] of modules) {
    places.push(lines ? [file, line, lines] : [file, line]);
    texts.push(`[${JSON.stringify(file)}]:${text}`);
    line += linesIn(text);
  }
  return `${head}${texts.join(',\n')}},\nplaces:${JSON.stringify(places)}});\n`;
}

const linesIn = (text: string): number => text.split('\n').length;

function appJson(files: PackageFiles): Json {
  if (!files.has('app.json')) files.diagnostics.error('app.json', 'This file is missing.');
  const app = files.json('app.json') ?? {};
  return { ...app, pages: pagesOf(app['pages']) };
}

function routesOf(app: Json): string[] {
  const packages: unknown = app['subPackages'] ?? app['subpackages'];
  const inPackages = (Array.isArray(packages) ? packages.filter(isObject) : []).flatMap(({ root, pages }) =>
    typeof root === 'string' ? pagesOf(pages).map((page) => posix.join(root, page)) : [],
  );
  return [...new Set([...pagesOf(app['pages']), ...inPackages])];
}

function pagesOf(pages: unknown): string[] {
  return Array.isArray(pages) ? pages.filter((page): page is string => typeof page === 'string' && page !== '') : [];
}

function themesOf(files: PackageFiles, app: Json): BaseConfig['themes'] {
  const location = app['themeLocation'];
  const themes = typeof location === 'string' ? files.json(location) : null;
  if (themes === null) return null;
  return { light: Object.fromEntries(textsOf(themes['light'])), dark: Object.fromEntries(textsOf(themes['dark'])) };
}
