import type { TemplateVersion } from '../../templates/template-version.js';
import type { PackageSource } from '../source/package-source.js';

/** What the audit rules look at: a template's code beside what its manifest says about it. */
export interface AuditSubject {
  readonly source: PackageSource;
  readonly manifest: AuditedManifest;
  readonly settingsSchema: TemplateVersion['settingsSchema'];
}

export type AuditedManifest = Pick<
  TemplateVersion['manifest'],
  'features' | 'sections' | 'serviceCategories' | 'privacyScopes'
>;

/** A library's code is its authors' own; what WeChat's audit asks is asked of ours. */
export function ownPaths(source: PackageSource, ...extensions: readonly string[]): string[] {
  return source.paths(...extensions).filter((path) => !isVendored(path));
}

export function isVendored(file: string): boolean {
  return /(?:^|\/)miniprogram_npm\//.test(file);
}
