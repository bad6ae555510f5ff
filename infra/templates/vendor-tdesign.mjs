/**
 * Copies the part of TDesign that the templates use into `templates/kit/src/miniprogram_npm/tdesign-miniprogram`.
 *
 *   node infra/templates/vendor-tdesign.mjs           write the copy
 *   node infra/templates/vendor-tdesign.mjs --check   exit 1 when the committed copy is stale
 *
 * What is used is read from the `usingComponents` of the kit and of every template; a package then takes only what its own
 * template reaches. Modules are turned into CommonJS, so that the package runs without WeChat's ES6 transform; the CDN icon
 * font is replaced by the kit's `icons/*.svg`.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { componentClosure, moduleSpecifiers, resolveReference, usedComponents } from './component-closure.mjs';
import { iconNames, iconStylesheet } from './icon-stylesheet.mjs';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const library = path.join(repository, 'node_modules/tdesign-miniprogram');
const distribution = path.join(library, 'miniprogram_dist');

const [mode, ...more] = process.argv.slice(2);
if (more.length > 0 || (mode !== undefined && mode !== '--check')) {
  fail('usage: node infra/templates/vendor-tdesign.mjs [--check]');
}
const templates = path.join(repository, 'templates');
const icons = path.join(templates, 'kit/icons');
const target = path.join(templates, 'kit/src/miniprogram_npm/tdesign-miniprogram');

const copy = vendoredFiles();
if (mode === '--check') reportStale();
else write();

/** @returns {Map<string, string>} path below the target → text */
function vendoredFiles() {
  const files = componentClosure(distribution, componentsUsed());
  const contents = new Map(files.map((file) => [file, adapted(file)]));
  contents.set('LICENSE', fs.readFileSync(path.join(library, 'LICENSE'), 'utf8'));
  requireIcons(files);
  return contents;
}

function adapted(file) {
  const text = fs.readFileSync(path.join(distribution, file), 'utf8');
  if (file === 'icon/icon.wxss') return iconStylesheet(text, icons);
  if (file.endsWith('.js')) return commonJs(file, text);
  if (!file.endsWith('.json')) return text;
  return `${JSON.stringify({ ...JSON.parse(text), usingComponents: usedComponents(distribution, file, text) })}\n`;
}

function commonJs(file, text) {
  const isModule = /(?:^|[;}\s])(?:import|export)[\s{*"']/.test(text);
  const output = isModule
    ? ts.transpileModule(text, {
        compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2018, esModuleInterop: true },
      }).outputText
    : text;
  const isFile = (candidate) => fs.existsSync(path.join(distribution, candidate)) && candidate.endsWith('.js');
  return moduleSpecifiers(output).reduce((result, specifier) => {
    const found = path.posix.relative(path.posix.dirname(file), resolveReference(file, specifier, isFile));
    const relative = found.startsWith('.') ? found : `./${found}`;
    return result.replaceAll(`require("${specifier}")`, `require("${relative.replace(/\.js$/, '')}")`);
  }, output);
}

function componentsUsed() {
  const prefix = 'tdesign-miniprogram/';
  const used = new Set();
  for (const file of ownFiles('.json')) {
    const components = JSON.parse(fs.readFileSync(file, 'utf8')).usingComponents ?? {};
    for (const component of Object.values(components)) {
      if (component.startsWith(prefix)) used.add(component.slice(prefix.length));
    }
  }
  return [...used].sort();
}

/** A name without a drawing would show nothing at all, so it stops the copy. */
function requireIcons(libraryFiles) {
  const drawn = new Set(iconNames(icons));
  const markup = [
    ...libraryFiles.filter((file) => file.endsWith('.wxml')).map((file) => path.join(distribution, file)),
    ...ownFiles('.wxml'),
  ];
  for (const file of markup) {
    for (const [, name] of fs.readFileSync(file, 'utf8').matchAll(/<t-icon\b[^>]*?\bname="([\w-]+)"/g)) {
      if (!drawn.has(name))
        fail(`${path.relative(repository, file)} shows the icon "${name}": draw templates/kit/icons/${name}.svg`);
    }
  }
}

function ownFiles(extension) {
  return fs
    .readdirSync(templates, { withFileTypes: true })
    .map((entry) => path.join(templates, entry.name, 'src'))
    .filter((source) => fs.existsSync(source))
    .flatMap((source) => fs.readdirSync(source, { recursive: true }).map((file) => path.join(source, file)))
    .filter((file) => file.endsWith(extension) && !file.split(path.sep).includes('miniprogram_npm'));
}

function write() {
  fs.rmSync(target, { recursive: true, force: true });
  for (const [file, text] of copy) {
    fs.mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    fs.writeFileSync(path.join(target, file), text);
  }
  const bytes = [...copy.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  console.log(`${copy.size} files, ${Math.ceil(bytes / 1024)} KB of tdesign-miniprogram copied into the kit`);
}

function reportStale() {
  const committed = fs.existsSync(target)
    ? fs.readdirSync(target, { recursive: true }).filter((file) => fs.statSync(path.join(target, file)).isFile())
    : [];
  const stale = [
    ...committed.filter((file) => !copy.has(file.split(path.sep).join('/'))),
    ...[...copy.keys()].filter(
      (file) =>
        !fs.existsSync(path.join(target, file)) || fs.readFileSync(path.join(target, file), 'utf8') !== copy.get(file),
    ),
  ];
  if (stale.length > 0) {
    fail(`stale copy of tdesign-miniprogram in the kit: ${stale.join(', ')}\nrun it again without --check`);
  }
  console.log(`tdesign-miniprogram in the kit is up to date (${copy.size} files)`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
