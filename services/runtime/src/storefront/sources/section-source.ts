import type { SectionSourceName } from '#hosting/templates/section-sources.js';

/** What some sections show besides their settings, as part of the one statement that reads a page. */
export interface SectionSource {
  /** The section's member that holds it; which types of section have it is said by `typePatternOf`. */
  readonly name: SectionSourceName;
  /**
   * An SQL expression for one jsonb value. `$1` is the tenant, `want` the section's row (`id text, settings jsonb`) and
   * `(select categories from catalogue)` all categories as a jsonb array. Row-level security does not replace `tenant_id = $1`.
   */
  readonly sql: string;
}
