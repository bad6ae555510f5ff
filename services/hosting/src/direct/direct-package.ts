import path from 'node:path';
import { parse } from 'acorn';
import type { AppId } from '#kernel/identity/ids.js';
import type { JsonObject } from '../templates/json.js';

const EXT_MODULE = 'ext-config.js';

/**
 * A stored package as the official uploader takes it for an AppID of one's own. WeChat honours ext.json only when a third-party
 * platform uploads (`shared/wechat/miniprogram-ci.md` §1), so what it says is worked into the files: same-named keys go over
 * app.json and the pages' JSON (`mini-program-package.md` §9), and `wx.getExtConfigSync()` becomes a file of the package.
 * Pure: the same package gives the same files.
 */
export function directPackage(files: ReadonlyMap<string, Buffer>, appId: AppId): Map<string, Buffer> {
  const result = new Map(files);
  result.delete('ext.json');
  result.set('project.config.json', json(projectConfig(readJson(files, 'project.config.json'), appId)));
  const ext = readJson(files, 'ext.json');
  if (ext['extEnable'] !== true) return result;
  result.set('app.json', json(overlaidApp(readJson(files, 'app.json'), ext)));
  for (const [page, settings] of Object.entries((ext['extPages'] ?? {}) as Record<string, JsonObject>)) {
    const file = `${page}.json`;
    result.set(file, json({ ...readJson(files, file), ...settings }));
  }
  inlineExtConfig(result, (ext['ext'] ?? {}) as JsonObject);
  return result;
}

/** A template's own source for the draft box: as it is, under the development mini-program's AppID. */
export function templatePackage(files: ReadonlyMap<string, Buffer>, appId: AppId): Map<string, Buffer> {
  const config = projectConfig(readJson(files, 'project.config.json'), appId);
  return new Map(files).set('project.config.json', json(config));
}

/** Pages of the main package and of every subpackage, as app.json names them. */
export function pagesOf(appJson: JsonObject): string[] {
  const own = (appJson['pages'] ?? []) as string[];
  const subpackages = (appJson['subPackages'] ?? appJson['subpackages'] ?? []) as { root: string; pages: string[] }[];
  return [...own, ...subpackages.flatMap(({ root, pages }) => pages.map((page) => path.posix.join(root, page)))];
}

/** The package was checked file by file: nothing of it may be left out as unused, and nothing compiled. */
function projectConfig(config: JsonObject, appId: AppId): JsonObject {
  const setting = {
    ...(config['setting'] as JsonObject | undefined),
    es6: false,
    enhance: false,
    minified: false,
    minifyWXSS: false,
    minifyWXML: false,
    ignoreUploadUnusedFiles: false,
  };
  return { ...config, appid: appId, setting };
}

const NOT_FOR_APP_JSON = new Set(['extEnable', 'extAppid', 'directCommit', 'ext', 'extPages']);

function overlaidApp(appJson: JsonObject, ext: JsonObject): JsonObject {
  const app: Record<string, unknown> = { ...appJson };
  for (const [key, value] of Object.entries(ext)) {
    if (NOT_FOR_APP_JSON.has(key)) continue;
    // Both spellings name one thing.
    if (key.toLowerCase() === 'subpackages') delete app[key === 'subPackages' ? 'subpackages' : 'subPackages'];
    app[key] = isObject(value) && isObject(app[key]) ? { ...app[key], ...value } : value;
  }
  return app as JsonObject;
}

/** Every `wx.getExtConfigSync()` becomes a `require` of one generated file, found by parsing and not by searching text. */
function inlineExtConfig(files: Map<string, Buffer>, ext: JsonObject): void {
  let isUsed = false;
  for (const [file, bytes] of files) {
    if (!file.endsWith('.js') || !bytes.includes('getExtConfigSync')) continue;
    const calls = extConfigCalls(bytes.toString('utf8'));
    if (calls.length === 0) continue;
    isUsed = true;
    const relative = path.posix.relative(path.posix.dirname(file), EXT_MODULE);
    const target = relative.startsWith('.') ? relative : `./${relative}`;
    let code = bytes.toString('utf8');
    for (const { start, end } of calls.toReversed())
      code = `${code.slice(0, start)}require(${JSON.stringify(target)})${code.slice(end)}`;
    files.set(file, Buffer.from(code));
  }
  if (isUsed) files.set(EXT_MODULE, Buffer.from(`module.exports = ${JSON.stringify(ext)};\n`));
}

interface Span {
  readonly start: number;
  readonly end: number;
}

function extConfigCalls(code: string): Span[] {
  const found: Span[] = [];
  visit(parse(code, { ecmaVersion: 'latest', sourceType: 'script', allowReturnOutsideFunction: true }), (node) => {
    if (node['type'] !== 'CallExpression') return;
    const callee = node['callee'] as Record<string, Record<string, unknown>>;
    if (callee['object']?.['name'] !== 'wx' || callee['property']?.['name'] !== 'getExtConfigSync') return;
    found.push({ start: node['start'] as number, end: node['end'] as number });
  });
  return found.sort((a, b) => a.start - b.start);
}

function visit(value: unknown, look: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) for (const item of value) visit(item, look);
  else if (isObject(value)) {
    if (typeof value['type'] === 'string') look(value);
    for (const child of Object.values(value)) visit(child, look);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readJson(files: ReadonlyMap<string, Buffer>, file: string): JsonObject {
  const bytes = files.get(file);
  return bytes ? (JSON.parse(bytes.toString('utf8')) as JsonObject) : {};
}

function json(value: JsonObject): Buffer {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}
