import { LRUCache } from 'lru-cache';
import type { TemplateVersion } from '../templates/template-version.js';
import { packageSizes, type PackageSizes } from './checks/size-checks.js';
import type { Finding } from './finding.js';
import { lintBase, lintOverlay } from './lint.js';
import { PackageSource } from './source/package-source.js';

type LintedTemplate = Pick<TemplateVersion, 'baseDigest' | 'files' | 'manifest'>;

export interface LintReport {
  readonly findings: readonly Finding[];
  /** False when an error is among the findings. */
  readonly passed: boolean;
  readonly sizes: PackageSizes;
}

/** Lints rendered packages, the template underneath once per digest and the overlay each time. */
export class PackageLinter {
  readonly #bases = new LRUCache<string, readonly Finding[]>({ max: 32 });

  lint(template: LintedTemplate, overlay: { readonly extJson: string }): LintReport {
    const findings = [...this.#base(template), ...lintOverlay(template.files, overlay.extJson)];
    const complete = new Map([...template.files, ['ext.json', Buffer.from(overlay.extJson)]]);
    const sizes = packageSizes(complete, new PackageSource(template.files).subpackages);
    return { findings, passed: findings.every(({ severity }) => severity !== 'error'), sizes };
  }

  #base({ baseDigest, files, manifest }: LintedTemplate): readonly Finding[] {
    // The manifest is not part of the digest, so its scopes are part of the key.
    const key = `${baseDigest} ${manifest.privacyScopes.join(' ')}`;
    let findings = this.#bases.get(key);
    if (!findings) {
      findings = lintBase(files, { privacyScopes: manifest.privacyScopes });
      this.#bases.set(key, findings);
    }
    return findings;
  }
}
