import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ObjectStore } from '#kernel/storage/object-store.js';
import { hex } from '../packages/base-store.js';
import type { Finding } from './finding.js';
import { lintRules } from './rules/lint-rules.js';

/** What was found in a template's files, kept beside them so that a second process need not look again. */
export interface BaseReportStore {
  readonly find: (baseDigest: string, key: string) => Promise<readonly Finding[] | null>;
  readonly put: (baseDigest: string, key: string, findings: readonly Finding[]) => Promise<void>;
}

/**
 * Reports in the object store. They are a cache: what cannot be read is looked for again, and what cannot be written is not
 * missed. Another version of the linter has reports of its own.
 */
export class StoredBaseReports implements BaseReportStore {
  constructor(private readonly objects: ObjectStore) {}

  async find(baseDigest: string, key: string): Promise<readonly Finding[] | null> {
    try {
      const bytes = await this.objects.get(reportPath(baseDigest, key));
      return bytes && findingsOf(JSON.parse(bytes.toString('utf8')));
    } catch {
      return null;
    }
  }

  async put(baseDigest: string, key: string, findings: readonly Finding[]): Promise<void> {
    const bytes = Buffer.from(JSON.stringify({ format: 1, findings }));
    await this.objects
      .put(reportPath(baseDigest, key), bytes, { contentType: 'application/json' })
      .catch(() => undefined);
  }
}

function reportPath(baseDigest: string, key: string): string {
  return `platform/templates/${hex(baseDigest)}/findings-${linterVersion().slice(0, 12)}-${key.slice(0, 32)}.json`;
}

function findingsOf(document: unknown): readonly Finding[] | null {
  const { format, findings } = (document ?? {}) as { format?: unknown; findings?: unknown };
  if (format !== 1 || !Array.isArray(findings)) return null;
  return findings.every(isFinding) ? findings : null;
}

function isFinding(value: unknown): value is Finding {
  const { rule, file } = (value ?? {}) as { rule?: unknown; file?: unknown };
  return typeof rule === 'string' && Object.hasOwn(lintRules, rule) && typeof file === 'string';
}

let version: string | undefined;

/** The digest of the linter's own code: a changed rule must not be answered from an old report, and nobody remembers to count versions. */
export function linterVersion(): string {
  if (version === undefined) {
    const hash = createHash('sha256');
    const folder = import.meta.dirname;
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
      (file) => /\.[jt]s$/.test(file) && !/\.(?:fixture|spec|e2e-spec|d)\.[jt]s$/.test(file),
    );
    for (const file of files.sort())
      hash
        .update(`${file}\0`)
        .update(readFileSync(path.join(folder, file)))
        .update('\0');
    version = hash.digest('hex');
  }
  return version;
}
