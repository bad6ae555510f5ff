import { isJsonObject, type JsonObject, pointerTo } from '../../templates/json.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { type PackageSource, strings } from '../source/package-source.js';

const APP = 'app.json';

/** Pages and subpackages of app.json, and whether their files are there. */
export function checkPages(source: PackageSource): Finding[] {
  if (!source.has(APP)) return [finding('file.missing', { file: APP }, { path: APP })];
  const app = source.app;
  const lineOf = (pointer: string) => ({ file: APP, line: source.json(APP).lineOf(pointer) });
  const findings: Finding[] = [];
  if (!source.has('app.js')) findings.push(finding('file.missing', { file: 'app.js' }, { path: 'app.js' }));

  const seen = new Set<string>();
  const listed = [
    ...source.mainPages.map((page, index) => ({ page, written: page, pointer: `/pages/${index}` })),
    ...source.subpackages.flatMap(({ root, pages, pointer }) =>
      pages.map((page, index) => ({
        page,
        written: page.slice(root.length + 1),
        pointer: `${pointer}/pages/${index}`,
      })),
    ),
  ];
  for (const { page, written, pointer } of listed) {
    if (!wellFormed(written)) findings.push(finding('page.path', lineOf(pointer), { page: written }));
    else if (seen.has(page)) findings.push(finding('page.repeated', lineOf(pointer), { page }));
    else {
      for (const extension of ['.wxml', '.js']) {
        if (!source.has(page + extension))
          findings.push(finding('page.file_missing', lineOf(pointer), { page, extension }));
      }
    }
    seen.add(page);
  }
  findings.push(...checkSubpackages(source, lineOf), ...checkPreload(source, app, lineOf));
  const entry = app['entryPagePath'];
  if (typeof entry === 'string' && !seen.has(entry)) {
    findings.push(finding('page.unknown', lineOf('/entryPagePath'), { pointer: 'entryPagePath', page: entry }));
  }
  return findings;
}

type At = (pointer: string) => { file: string; line: number | undefined };

/** shared/wechat/mini-program-package.md §4.3 */
function checkSubpackages(source: PackageSource, at: At): Finding[] {
  const findings: Finding[] = [];
  if (source.app['subPackages'] !== undefined && source.app['subpackages'] !== undefined) {
    findings.push(finding('subpackage.spellings', at('/subpackages')));
  }
  const packages = source.subpackages;
  const names = new Set<string>(['__APP__']);
  packages.forEach(({ root, name, pointer }, index) => {
    const others = packages.filter((_other, position) => position !== index);
    const fault = rootFault(
      source,
      root,
      others.map((other) => other.root),
    );
    if (fault) findings.push(finding('subpackage.root', at(`${pointer}/root`), { root, fault }));
    const page = source.mainPages.find((candidate) => candidate.startsWith(`${root}/`));
    if (page)
      findings.push(finding('page.under_subpackage', at(`/pages/${source.mainPages.indexOf(page)}`), { page, root }));
    if (name === undefined) return;
    if (names.has(name)) findings.push(finding('subpackage.repeated_name', at(`${pointer}/name`), { name }));
    names.add(name);
  });
  return findings;
}

function rootFault(source: PackageSource, root: string, others: readonly string[]) {
  if (!wellFormed(root) || root === '__APP__') return { zh: '写法不对', en: 'is not well-formed' };
  if (others.includes(root)) return { zh: '被两个分包使用', en: 'is used by two subpackages' };
  if (others.some((other) => root.startsWith(`${other}/`)))
    return { zh: '位于另一个分包之内', en: 'lies inside another subpackage' };
  const exists = [...source.files.keys()].some((path) => path.startsWith(`${root}/`));
  return exists ? null : { zh: '不存在', en: 'does not exist' };
}

function checkPreload(source: PackageSource, app: JsonObject, at: At): Finding[] {
  const rules = app['preloadRule'];
  if (!isJsonObject(rules)) return [];
  const packages = new Set(['__APP__', ...source.subpackages.flatMap(({ root, name }) => [root, name ?? root])]);
  return Object.entries(rules).flatMap(([page, rule]) => {
    const pointer = pointerTo('/preloadRule', page);
    const unknown = isJsonObject(rule)
      ? strings(rule['packages']).filter((name) => !packages.has(name.replace(/\/+$/, '')))
      : [];
    if (!source.pages.includes(page)) unknown.push(page);
    return unknown.map((name) => finding('preload.unknown', at(pointer), { pointer, name }));
  });
}

/** Path rules of app.json (§1): no leading `.`, `/` or space, no `\`, `//` or `../`. */
function wellFormed(path: string): boolean {
  return path !== '' && !/^[./ ]|\\|\/\/|\.\.\/|[?#]|\.(?:wxml|js|html)$/.test(path);
}
