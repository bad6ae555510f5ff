import { checkColours, checkTabBar } from './checks/appearance-checks.js';
import { checkComponents } from './checks/component-checks.js';
import { checkExt } from './checks/ext-checks.js';
import { checkFiles } from './checks/file-checks.js';
import { checkJsonFiles } from './checks/json-checks.js';
import { checkLocationApis } from './checks/location-checks.js';
import { checkPages } from './checks/page-checks.js';
import { checkPrivacyScopes } from './checks/privacy-checks.js';
import { checkPackageBorders } from './checks/border-checks.js';
import { checkScripts } from './checks/script-checks.js';
import { checkSizes } from './checks/size-checks.js';
import { checkStyles } from './checks/style-checks.js';
import { checkUsage } from './checks/usage-checks.js';
import { checkWxmlFiles } from './checks/wxml-checks.js';
import type { Finding } from './finding.js';
import { PackageSource } from './source/package-source.js';

type Files = ReadonlyMap<string, Buffer>;

export interface LintOptions {
  /** The manifest's privacy scopes; left out, privacy interfaces are not compared with them. */
  readonly privacyScopes?: readonly string[];
}

/**
 * Checks a mini-program as strictly as WeChat's tools, server and audit do, and says of each fault where it is and how to mend it.
 * Pure. Findings are ordered by severity, file and line.
 * @param files the template's files; an `ext.json` among them is checked as the overlay unless `extJson` is given
 */
export function lint(
  files: Files,
  { extJson, ...options }: LintOptions & { readonly extJson?: string } = {},
): Finding[] {
  const overlay = extJson ?? files.get('ext.json')?.toString('utf8');
  return ordered([...lintBase(files, options), ...(overlay === undefined ? [] : lintOverlay(files, overlay))]);
}

/** Everything that holds for all applets of a template version; to be kept by its `baseDigest`. */
export function lintBase(files: Files, { privacyScopes }: LintOptions = {}): Finding[] {
  const base = new Map([...files].filter(([path]) => path !== 'ext.json'));
  const source = new PackageSource(base);
  const app = {
    file: 'app.json',
    config: source.app,
    lineOf: (pointer: string) => source.json('app.json').lineOf(pointer),
  };
  const pageJson = source.paths('.json').filter((file) => base.has(file.replace(/json$/, 'wxml')));
  const findings = [
    ...checkFiles(source),
    ...checkJsonFiles(source),
    ...checkPages(source),
    ...checkTabBar(source, app, source.mainPages),
    ...checkColours(source, app),
    ...pageJson.flatMap((file) =>
      checkColours(source, {
        file,
        config: source.object(file),
        lineOf: (pointer) => source.json(file).lineOf(pointer),
      }),
    ),
    ...checkComponents(source),
    ...checkWxmlFiles(source),
    ...checkUsage(source),
    ...checkStyles(source),
    ...checkScripts(source),
    ...checkPackageBorders(source),
    ...checkLocationApis(source, app),
    ...(privacyScopes ? checkPrivacyScopes(source, privacyScopes) : []),
    ...checkSizes(base, source.subpackages),
  ];
  return ordered(findings.filter(({ severity, file }) => severity === 'error' || !isVendored(file)));
}

/** What one applet's `ext_json` adds; reads little of the template, so it is cheap enough to run for every build. */
export function lintOverlay(files: Files, extJson: string): Finding[] {
  const source = new PackageSource(files);
  const complete = new Map([...files, ['ext.json', Buffer.from(extJson)]]);
  // A size the base alone already exceeds is the base's finding.
  const known = new Set(checkSizes(files, source.subpackages).map(({ rule }) => rule));
  const sizes = checkSizes(complete, source.subpackages).filter(({ rule }) => !known.has(rule));
  return ordered([...checkExt(source, extJson), ...sizes]);
}

/** Hints about a library's code are its authors' to follow. */
function isVendored(file: string): boolean {
  return /(?:^|\/)miniprogram_npm\//.test(file);
}

function ordered(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => (severity === 'error' ? 0 : 1);
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort(
    (a, b) => rank(a) - rank(b) || compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(a.rule, b.rule),
  );
}
