import { isIPv4 } from 'node:net';
import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { extSchema } from '../schemas/app-schema.js';
import { parseJson } from '../source/json-document.js';
import { type PackageSource, strings, subpackagesOf } from '../source/package-source.js';
import { checkColours, checkTabBar, type ConfigFile } from './appearance-checks.js';
import { checkJsonText } from './json-checks.js';
import { checkLocationApis } from './location-checks.js';

const FILE = 'ext.json';
const APP_ID = /^wx[0-9a-f]{16}$/;

/** The `ext_json` of one applet against the template underneath: WeChat's subset rules (shared/wechat/code-management.md §4.3). */
export function checkExt(source: PackageSource, extJson: string): Finding[] {
  const document = parseJson(extJson);
  const syntax = checkJsonText(FILE, extJson, document, extSchema);
  if (!isJsonObject(document.value)) return syntax;
  const ext = document.value;
  const own: ConfigFile = { file: FILE, config: ext, lineOf: document.lineOf };
  const merged: ConfigFile = { ...own, config: { ...source.app, ...ext, tabBar: mergedTabBar(source.app, ext) } };
  const ownPages = strings(ext['pages']);
  // An empty list is a fault of its own; nothing would be left to compare with.
  const mainPages = ownPages.length === 0 ? source.mainPages : ownPages;
  return [
    ...syntax,
    ...checkRequiredKeys(source.app, own),
    ...checkPagesExist(source, own),
    ...(ext['tabBar'] === undefined && ext['pages'] === undefined ? [] : checkTabBar(source, merged, mainPages)),
    ...checkColours(source, own),
    ...(ext['requiredPrivateInfos'] === undefined ? [] : checkLocationApis(source, own)),
    ...checkAddresses(own),
  ];
}

function checkRequiredKeys(app: JsonObject, { config: ext, lineOf }: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  const appId = ext['extAppid'];
  if (typeof appId === 'string' && !APP_ID.test(appId)) {
    findings.push(finding('ext.app_id', { file: FILE, line: lineOf('/extAppid') }, { value: appId }));
  }
  if (ext['directCommit'] !== undefined)
    findings.push(finding('ext.direct_commit', { file: FILE, line: lineOf('/directCommit') }));
  const lazy = app['lazyCodeLoading'];
  if (typeof lazy === 'string' && ext['lazyCodeLoading'] !== lazy) {
    findings.push(finding('ext.lazy_code_loading', { file: FILE }, { value: lazy }));
  }
  return findings;
}

function checkPagesExist(source: PackageSource, { config: ext, lineOf }: ConfigFile): Finding[] {
  const unknown = (pointer: string, page: string) =>
    finding('ext.page_not_in_template', { file: FILE, line: lineOf(pointer) }, { pointer, page });
  const extPages = isJsonObject(ext['extPages']) ? Object.keys(ext['extPages']) : [];
  const pages = strings(ext['pages']);
  const roots = source.subpackages.map(({ root }) => root);
  const empty = Array.isArray(ext['pages']) && pages.length === 0;
  return [
    ...(empty ? [finding('ext.pages_empty', { file: FILE, line: lineOf('/pages') })] : []),
    ...extPages
      .filter((page) => !source.pages.includes(page))
      .map((page) => unknown(pointerTo('/extPages', page), page)),
    ...pages.flatMap((page, index) => (source.mainPages.includes(page) ? [] : [unknown(`/pages/${index}`, page)])),
    ...subpackagesOf(ext).flatMap(({ root, pages: below, pointer }) => {
      if (!roots.includes(root)) return [unknown(`${pointer}/root`, root)];
      return below.flatMap((page, index) =>
        source.pages.includes(page) ? [] : [unknown(`${pointer}/pages/${index}`, page)],
      );
    }),
  ];
}

/** WeChat merges `tabBar` key by key, so a colour alone keeps the template's list. */
function mergedTabBar(app: JsonObject, ext: JsonObject): JsonValue {
  const base = isJsonObject(app['tabBar']) ? app['tabBar'] : {};
  return { ...base, ...(isJsonObject(ext['tabBar']) ? ext['tabBar'] : {}) };
}

/** Addresses the code will call: https in public, and plain http only where WeChat's domain check is not in the way. */
function checkAddresses({ config, lineOf }: ConfigFile): Finding[] {
  const ext = isJsonObject(config['ext']) ? config['ext'] : {};
  return Object.entries(ext).flatMap(([key, value]) => {
    if (typeof value !== 'string') return [];
    const host = /^(?:http|ws):\/\/(\[[^\]]*\]|[^/:?#]*)/.exec(value)?.[1];
    if (host === undefined) return [];
    const pointer = pointerTo('/ext', key);
    const at = { file: FILE, line: lineOf(pointer) };
    return [finding(isLocal(host) ? 'ext.api_address_local' : 'ext.api_address', at, { pointer, url: value })];
  });
}

function isLocal(host: string): boolean {
  if (host.startsWith('[')) return /^\[(?:::1|f[cd]|fe80)/i.test(host);
  if (isIPv4(host)) return /^(?:127|10|192\.168|172\.(?:1[6-9]|2\d|3[01])|169\.254)\./.test(host);
  // A name without a dot is a machine or container of this network.
  return !host.includes('.') || /\.(?:local|localhost|internal|test)$/.test(host);
}
