import { ApiError } from '../protocol/api-error.js';
import type { TemplateSource } from '../state/model.js';
import { requiredPrivateApis } from './privacy-apis.js';
import { pagesOf, subPackagesOf } from './source-inspection.js';

type Json = Record<string, unknown>;

/** How ext_json changes the template's app.json; code-management.md §4.3. */
const REPLACED = [
  'ext',
  'pages',
  'plugins',
  'functionPages',
  'customOpen',
  'navigateToMiniProgramAppIdList',
  'requiredPrivateInfos',
  'sitemap',
];
const MERGED = ['window', 'tabBar', 'networkTimeout'];
const IGNORED = ['extEnable', 'directCommit'];
const OTHER = ['extAppid', 'extPages', 'subPackages', 'subpackages', 'lazyCodeLoading'];
const HEX_COLOUR = /^#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;
const WINDOW_COLOURS = [
  'navigationBarBackgroundColor',
  'backgroundColor',
  'backgroundColorTop',
  'backgroundColorBottom',
  'backgroundColorContent',
];
const TAB_BAR_COLOURS = ['color', 'selectedColor', 'backgroundColor'];
const FUZZY_EXCLUDES = ['getLocation', 'onLocationChange', 'startLocationUpdate', 'startLocationUpdateBackground'];

export interface MergedApp {
  appJson: Json;
  pages: string[];
  /** Things that WeChat accepts silently and that surprise later. */
  warnings: string[];
}

/** Checks and merges. Throws ApiError: 85048 no JSON, 85013 wrong value, 85045 unknown path, 85046, 85047, 85310, 85311, 85312. */
export function mergeExtJson(
  template: TemplateSource,
  extJson: string,
  account: { appid: string; privateApis: readonly string[] },
  rules: { checkExtAppid: boolean; unknownKeys: 'ignore' | 'reject' },
): MergedApp {
  const ext = parse(extJson);
  const warnings = checkKeys(ext, rules.unknownKeys);
  if (rules.checkExtAppid && ext['extAppid'] !== undefined && ext['extAppid'] !== account.appid) {
    throw new ApiError(85013, `extAppid ${JSON.stringify(ext['extAppid'])} is not the authorizer ${account.appid}`);
  }
  const appJson = merge(template.appJson, ext);
  if (template.appJson['lazyCodeLoading'] !== undefined && ext['lazyCodeLoading'] === undefined) {
    warnings.push('lazyCodeLoading of the template is lost: ext_json does not repeat it');
  }
  const pages = checkPages(template, ext, appJson);
  checkWindows(ext, pages);
  checkTabBar(appJson, ext);
  checkPlugins(appJson);
  checkPrivateInfos(appJson, account.privateApis);
  return { appJson, pages, warnings };
}

function parse(text: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError(85048);
  }
  return object(value, 'ext_json');
}

function checkKeys(ext: Json, unknownKeys: 'ignore' | 'reject'): string[] {
  const known = new Set([...REPLACED, ...MERGED, ...IGNORED, ...OTHER]);
  const unknown = Object.keys(ext).filter((key) => !known.has(key));
  if (unknown.length > 0 && unknownKeys === 'reject')
    throw new ApiError(85013, `ext_json does not support ${unknown.join(', ')}`);
  return unknown.map((key) => `${key} is not documented for ext_json and has no effect`);
}

function merge(template: Json, ext: Json): Json {
  const merged: Json = { ...template };
  delete merged['lazyCodeLoading'];
  for (const key of [...REPLACED, 'extAppid', 'lazyCodeLoading']) if (ext[key] !== undefined) merged[key] = ext[key];
  for (const key of MERGED) {
    if (ext[key] !== undefined) merged[key] = { ...(template[key] as Json | undefined), ...object(ext[key], key) };
  }
  const subPackages = ext['subPackages'] ?? ext['subpackages'];
  if (subPackages !== undefined) {
    delete merged['subpackages'];
    merged['subPackages'] = subPackages;
  }
  return merged;
}

function checkPages(template: TemplateSource, ext: Json, appJson: Json): string[] {
  for (const key of ['pages', 'subPackages', 'subpackages']) {
    if (ext[key] !== undefined && !Array.isArray(ext[key])) throw new ApiError(85013, `${key} is not a list`);
  }
  const main = pagesOf(appJson);
  if (main.length === 0) throw new ApiError(85047);
  const subPackages = subPackagesOf(appJson);
  const pages = [...main, ...subPackages.flatMap(({ root, pages: list }) => list.map((page) => root + page))];
  if (pages.some((page) => page.startsWith('/'))) throw new ApiError(85013, 'a page path begins with /');
  const templateRoots = subPackagesOf(template.appJson).map(({ root }) => root);
  const missing =
    pages.find((page) => !template.pages.includes(page)) ??
    subPackages.find(({ root }) => !templateRoots.includes(root))?.root;
  if (missing !== undefined) throw new ApiError(85045, `${missing} not exist in template`);
  return pages;
}

function checkWindows(ext: Json, pages: readonly string[]): void {
  if (ext['window'] !== undefined) checkColours(object(ext['window'], 'window'), WINDOW_COLOURS);
  if (ext['ext'] !== undefined) object(ext['ext'], 'ext');
  if (ext['extPages'] === undefined) return;
  for (const [path, settings] of Object.entries(object(ext['extPages'], 'extPages'))) {
    if (!pages.includes(path)) throw new ApiError(85045, `extPages ${path} not exist in template`);
    checkColours(object(settings, path), WINDOW_COLOURS);
  }
}

function checkTabBar(appJson: Json, ext: Json): void {
  if (appJson['tabBar'] === undefined) return;
  const tabBar = object(appJson['tabBar'], 'tabBar');
  if (ext['tabBar'] !== undefined) checkColours(tabBar, TAB_BAR_COLOURS);
  const { list } = tabBar;
  if (!Array.isArray(list) || list.length < 2 || list.length > 5)
    throw new ApiError(85013, 'tabBar.list must have 2 to 5 items');
  const main = pagesOf(appJson);
  for (const item of list) {
    const { pagePath } = object(item, 'tabBar.list item');
    if (typeof pagePath !== 'string' || pagePath === '') throw new ApiError(85046);
    if (!main.includes(pagePath)) throw new ApiError(85045, `tabBar ${pagePath} not in pages`);
  }
}

function checkPlugins(appJson: Json): void {
  if (appJson['plugins'] === undefined) return;
  for (const plugin of Object.values(object(appJson['plugins'], 'plugins'))) {
    const { version, provider } = object(plugin, 'plugin');
    if (typeof provider !== 'string' || !/^wx[0-9a-f]{16}$/.test(provider)) throw new ApiError(80067);
    if (typeof version !== 'string' || !/^(\d{1,3}\.\d{1,3}\.\d{1,3}|latest|dev-\w+)$/.test(version))
      throw new ApiError(80066);
  }
}

function checkPrivateInfos(appJson: Json, granted: readonly string[]): void {
  const declared = appJson['requiredPrivateInfos'];
  if (declared === undefined) return;
  if (!Array.isArray(declared) || declared.some((api) => !requiredPrivateApis.includes(api as string)))
    throw new ApiError(85310);
  if (declared.includes('getFuzzyLocation') && declared.some((api) => FUZZY_EXCLUDES.includes(api as string)))
    throw new ApiError(85311);
  const forbidden = declared.find((api) => !granted.includes(api as string));
  if (forbidden !== undefined) throw new ApiError(85312, `${String(forbidden)} is not permitted for this appid`);
}

function checkColours(settings: Json, names: readonly string[]): void {
  for (const name of names) {
    const value = settings[name];
    if (value === undefined || (typeof value === 'string' && (HEX_COLOUR.test(value) || value.startsWith('@'))))
      continue;
    throw new ApiError(85013, `${name} is not a hex colour`);
  }
}

function object(value: unknown, name: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError(85013, `${name} is not an object`);
  return value as Json;
}
