import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { ImportIssue } from './import-issue.js';
import type { ProblemSheet } from './problem-sheet.js';

/** A past import, and how its images are doing now. */
export interface ImportView {
  readonly id: string;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly products: number;
  readonly skus: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly issues: readonly ImportIssue[];
  readonly images: { readonly pending: number; readonly stored: number; readonly unreachable: number };
  /** Images that could not be fetched, by the row that named them; they are tried again by themselves. */
  readonly imageWarnings: readonly {
    readonly row: number;
    readonly source: string;
    readonly error: string;
    readonly attempts: number;
    readonly nextAttemptAt: string | null;
  }[];
  readonly createdAt: Date;
}

export interface ImportProblems {
  readonly sheet: ProblemSheet;
  readonly issues: readonly ImportIssue[];
}

interface ProblemRow {
  readonly header: string[] | null;
  readonly rows: ProblemSheet['rows'] | null;
  readonly issues: readonly ImportIssue[];
}

@Injectable()
export class ImportReader {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem product_import.not_found */
  async get(tenantId: TenantId, importId: string): Promise<ImportView> {
    const [row] = await this.database.transaction(tenantId, (tx) => tx.query<ImportView>(SELECT, [tenantId, importId]));
    if (!row) throw new Problem('product_import.not_found');
    return row;
  }

  /** What has to be mended, row by row, with the reasons. @throws Problem product_import.not_found, product_import.no_problems */
  async problems(tenantId: TenantId, importId: string): Promise<ImportProblems> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<ProblemRow>(SELECT_PROBLEMS, [tenantId, importId]),
    );
    if (!row) throw new Problem('product_import.not_found');
    const { header, rows, issues } = row;
    if (header === null || rows === null) throw new Problem('product_import.no_problems');
    return { sheet: { header, rows }, issues };
  }
}

const SELECT_PROBLEMS = `
  select sheet_header as header, problem_rows as rows, issues from product_import where tenant_id = $1 and id = $2`;

const SELECT = `
  select m.id, m.dry_run as "dryRun", m.rows, m.products, m.skus, m.created, m.updated, m.unchanged, m.issues, m.created_at as "createdAt",
    (select jsonb_build_object('pending', count(*) filter (where state = 'pending'), 'stored', count(*) filter (where state = 'stored'),
        'unreachable', count(*) filter (where state = 'unreachable'))
      from product_image i where i.tenant_id = $1 and i.import_id = m.id) as images,
    (select coalesce(jsonb_agg(warning order by warning.row), '[]') from (
      select i.import_row as row, i.source, coalesce(i.error, '') as error, i.attempts, i.next_attempt_at as "nextAttemptAt"
      from product_image i where i.tenant_id = $1 and i.import_id = m.id and i.state = 'unreachable' order by i.import_row limit 1000
    ) warning) as "imageWarnings"
  from product_import m where m.tenant_id = $1 and m.id = $2`;
