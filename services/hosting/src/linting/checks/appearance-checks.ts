import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { PackageSource } from '../source/package-source.js';

export interface ConfigFile {
  readonly file: string;
  readonly config: JsonObject;
  readonly lineOf: (pointer: string) => number | undefined;
}

const ICON_LIMIT_BYTES = 40 * 1024;
const colourKeys = /^(?:color|selectedColor|navigationBarBackgroundColor|backgroundColor(?:Top|Bottom|Content)?)$/;
const HEX = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The tab bar of app.json, or app.json's with ext_json's on top (shared/wechat/mini-program-package.md §4.2). */
export function checkTabBar(
  source: PackageSource,
  { file, config, lineOf }: ConfigFile,
  mainPages: readonly string[],
): Finding[] {
  const tabBar = config['tabBar'];
  const list = isJsonObject(tabBar) ? tabBar['list'] : undefined;
  if (!isJsonObject(tabBar) || !Array.isArray(list)) return [];
  const findings: Finding[] = [];
  const at = (pointer: string) => ({ file, line: lineOf(pointer) });
  if (list.length < 2 || list.length > 5)
    findings.push(finding('tabbar.count', at('/tabBar/list'), { count: list.length }));
  const seen = new Set<string>();
  list.forEach((tab: JsonValue, index) => {
    if (!isJsonObject(tab)) return;
    const pointer = `/tabBar/list/${index}`;
    const page = typeof tab['pagePath'] === 'string' ? tab['pagePath'] : '';
    if (!mainPages.includes(page)) findings.push(finding('tabbar.page', at(`${pointer}/pagePath`), { page }));
    if (seen.has(page)) findings.push(finding('tabbar.repeated', at(`${pointer}/pagePath`), { page }));
    seen.add(page);
    for (const key of ['iconPath', 'selectedIconPath']) {
      const icon = tab[key];
      if (typeof icon === 'string' && icon !== '' && !icon.startsWith('@'))
        findings.push(...checkIcon(source, icon, at(`${pointer}/${key}`)));
    }
  });
  if (tabBar['custom'] === true) {
    for (const extension of ['js', 'json', 'wxml']) {
      const path = `custom-tab-bar/index.${extension}`;
      if (!source.has(path)) findings.push(finding('file.missing', at('/tabBar/custom'), { path }));
    }
  }
  return findings;
}

function checkIcon(source: PackageSource, written: string, at: { file: string; line: number | undefined }): Finding[] {
  const path = written.replace(/^\.?\//, '');
  if (!/\.(?:png|jpe?g)$/.test(path)) return [finding('tabbar.icon_type', at, { path: written })];
  const bytes = source.files.get(path);
  if (!bytes) return [finding('tabbar.icon_missing', at, { path })];
  if (!isPicture(bytes)) return [finding('tabbar.icon_type', at, { path })];
  return bytes.length > ICON_LIMIT_BYTES
    ? [finding('tabbar.icon_size', at, { path, size: Math.ceil(bytes.length / 1024) })]
    : [];
}

/** Begins as a PNG or a JPEG does, whatever its name says. */
function isPicture(bytes: Buffer): boolean {
  return (
    bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47])) ||
    bytes.subarray(0, 2).equals(Buffer.from([0xff, 0xd8]))
  );
}

/** Colours of windows, tab bars and pages: hexadecimal, or an `@name` that both themes define (§4.1). */
export function checkColours(source: PackageSource, { file, config, lineOf }: ConfigFile): Finding[] {
  const theme = source.object('theme.json');
  // A theme that cannot be read is another check's finding.
  const isBroken = source.has('theme.json') && source.json('theme.json').fault !== undefined;
  const isDefined = (name: string) =>
    isBroken || ['light', 'dark'].every((kind) => isJsonObject(theme[kind]) && Object.hasOwn(theme[kind], name));
  return coloursIn(config, '').flatMap(({ pointer, value }) => {
    const at = { file, line: lineOf(pointer) };
    if (value.startsWith('@'))
      return isDefined(value.slice(1)) ? [] : [finding('theme.variable_missing', at, { pointer, value })];
    return HEX.test(value) ? [] : [finding('colour.hex', at, { pointer, value })];
  });
}

function coloursIn(config: JsonObject, at: string): { pointer: string; value: string }[] {
  return Object.entries(config).flatMap(([key, value]) => {
    const pointer = pointerTo(at, key);
    if (typeof value === 'string' && colourKeys.test(key)) return [{ pointer, value }];
    // `ext` is the template's own data and components have names of their own choosing.
    return isJsonObject(value) && pointer !== '/ext' && key !== 'usingComponents' ? coloursIn(value, pointer) : [];
  });
}
