import { auditTemplate } from './audit/audit.js';
import { type AuditSubject, isVendored } from './audit/audit-subject.js';
import { checkAccess } from './checks/access-checks.js';
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
import { checkSizes, crossesLimit, packageSizes, type PackageSizes, withMainBytes } from './checks/size-checks.js';
import { checkStyles } from './checks/style-checks.js';
import { checkUsage } from './checks/usage-checks.js';
import { checkWxmlFiles } from './checks/wxml-checks.js';
import type { Finding } from './finding.js';
import { compileTemplates } from './official/template-compiler.js';
import type { Severity } from './rules/rule-table.js';
import { PackageSource } from './source/package-source.js';

type Files = ReadonlyMap<string, Buffer>;

export interface LintOptions {
  /** The manifest's privacy scopes; left out, privacy interfaces are not compared with them. */
  readonly privacyScopes?: readonly string[];
  /** The template around the files; left out, what WeChat's reviewers look at is not checked. */
  readonly audit?: Omit<AuditSubject, 'source'>;
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
export function lintBase(files: Files, { privacyScopes, audit }: LintOptions = {}): Finding[] {
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
    ...checkAccess(source),
    ...(audit ? auditTemplate({ source, ...audit }) : []),
  ];
  const official = notToldBefore(compileTemplates(source), findings);
  return ordered([...findings, ...official].filter(({ severity, file }) => severity === 'error' || !isVendored(file)));
}

/** One fault makes several complaints: where ours speak of a file's markup already, the official ones are left out. */
function notToldBefore(official: readonly Finding[], own: readonly Finding[]): Finding[] {
  const told = new Set(own.filter(({ rule }) => rule.startsWith('wxml.')).map(({ file }) => file));
  return official.filter(({ file }) => !told.has(file));
}

/** What one applet's `ext_json` adds; reads little of the template, so it is cheap enough to run for every build. */
export function lintOverlay(files: Files, extJson: string): Finding[] {
  const { source, sizes } = baseOf(files);
  return ordered([...checkExt(source, extJson), ...newSizeFindings(files, source, sizes, extJson)]);
}

/** Sizes of the whole package. */
export function overlaidSizes(files: Files, extJson: string): PackageSizes {
  return withMainBytes(baseOf(files).sizes, Buffer.byteLength(extJson));
}

/** A size the base alone already exceeds is the base's finding. */
function newSizeFindings(files: Files, source: PackageSource, sizes: PackageSizes, extJson: string): Finding[] {
  if (!crossesLimit(sizes, withMainBytes(sizes, Buffer.byteLength(extJson)))) return [];
  const known = new Set(checkSizes(files, source.subpackages).map(({ rule }) => rule));
  const complete = new Map([...files, ['ext.json', Buffer.from(extJson)]]);
  return checkSizes(complete, source.subpackages).filter(({ rule }) => !known.has(rule));
}

interface Base {
  readonly source: PackageSource;
  readonly sizes: PackageSizes;
}

const bases = new WeakMap<Files, Base>();

/** A template's files never change, so that what many merchants' checks read of them is read once. */
function baseOf(files: Files): Base {
  let base = bases.get(files);
  if (!base) {
    const without = files.has('ext.json') ? new Map([...files].filter(([path]) => path !== 'ext.json')) : files;
    const source = new PackageSource(without);
    base = { source, sizes: packageSizes(without, source.subpackages) };
    bases.set(files, base);
  }
  return base;
}

const ranks: Readonly<Record<Severity, number>> = { error: 0, warning: 1, hint: 2 };

/** Worst first, then by file and line. */
export function ordered(findings: readonly Finding[]): Finding[] {
  const rank = ({ severity }: Finding): number => ranks[severity];
  const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...findings].sort(
    (a, b) => rank(a) - rank(b) || compare(a.file, b.file) || (a.line ?? 0) - (b.line ?? 0) || compare(a.rule, b.rule),
  );
}
