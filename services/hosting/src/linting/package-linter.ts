import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { JsonObject } from '../templates/json.js';
import type { TemplateVersion } from '../templates/template-version.js';
import type { BaseReportStore } from './base-reports.js';
import type { PackageSizes } from './checks/size-checks.js';
import { lintConfig } from './content/config-checks.js';
import type { Finding } from './finding.js';
import { lintBase, lintOverlay, ordered, overlaidSizes } from './lint.js';

type LintedTemplate = Pick<TemplateVersion, 'baseDigest' | 'files' | 'manifest' | 'sections' | 'settingsSchema'>;

export interface LintReport {
  readonly findings: readonly Finding[];
  /** False when an error is among the findings. */
  readonly passed: boolean;
  readonly sizes: PackageSizes;
}

/**
 * Lints rendered packages: the template underneath once, and for each merchant only what is the merchant's, the overlay and the
 * config. Given a store, the template's part is also read from and left to other processes.
 */
export class PackageLinter {
  readonly #bases = new LRUCache<string, readonly Finding[]>({ max: 32 });

  constructor(private readonly reports: BaseReportStore | null = null) {}

  /** Fetches the template's part if another process has made it, or makes and shares it. `lint` works without, only slower once. */
  async prepare(template: LintedTemplate): Promise<void> {
    const key = baseKey(template);
    if (this.#bases.has(key) || !this.reports) return;
    const stored = await this.reports.find(template.baseDigest, key);
    if (stored) {
      this.#bases.set(key, stored);
      return;
    }
    await this.reports.put(template.baseDigest, key, this.#base(template));
  }

  /** @param config the merchant's settings; left out, only the package is looked at */
  lint(template: LintedTemplate, overlay: { readonly extJson: string }, config?: JsonObject): LintReport {
    const findings = ordered([
      ...this.#base(template),
      ...lintOverlay(template.files, overlay.extJson),
      ...(config ? lintConfig(template, config) : []),
    ]);
    const sizes = overlaidSizes(template.files, overlay.extJson);
    return { findings, passed: findings.every(({ severity }) => severity !== 'error'), sizes };
  }

  #base(template: LintedTemplate): readonly Finding[] {
    const key = baseKey(template);
    let findings = this.#bases.get(key);
    if (!findings) {
      const { files, manifest, settingsSchema } = template;
      findings = lintBase(files, { privacyScopes: manifest.privacyScopes, audit: { manifest, settingsSchema } });
      this.#bases.set(key, findings);
    }
    return findings;
  }
}

const keys = new WeakMap<LintedTemplate, string>();

/** The manifest and the schema are not part of the base's digest, so what is read of them is part of the key. */
function baseKey(template: LintedTemplate): string {
  let key = keys.get(template);
  if (key === undefined) {
    const { features, sections, serviceCategories, privacyScopes } = template.manifest;
    const read = [template.baseDigest, features, sections, serviceCategories, privacyScopes, template.settingsSchema];
    key = createHash('sha256').update(JSON.stringify(read)).digest('hex');
    keys.set(template, key);
  }
  return key;
}
