import { Injectable } from '@nestjs/common';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Turns } from '#kernel/data/turns.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { writeExtras } from '../dining/import-extras.js';
import { writeImages } from './import-images.js';
import type { ImportIssue } from './import-issue.js';
import { writeProducts } from './import-products.js';
import { writeSkus } from './import-skus.js';
import type { ProblemSheet } from './problem-sheet.js';
import type { ParsedProducts } from './product-file.js';
import type { ProductDraft } from './product-draft.js';

export interface ImportResult {
  readonly id: string;
  readonly dryRun: boolean;
  readonly rows: number;
  readonly products: number;
  readonly skus: number;
  readonly images: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** The first thousand, in the order of rows. */
  readonly issues: readonly ImportIssue[];
  readonly issuesTotal: number;
}

export interface ImportRequest {
  readonly dryRun: boolean;
  readonly actor: Actor;
  readonly fileName?: string | undefined;
  readonly requestId?: string | undefined;
}

const PRODUCTS_PER_BATCH = 500;
const MAX_ISSUES = 1000;

/** Carries the result out of a transaction that must leave nothing behind. */
class RolledBack extends Error {
  constructor(readonly result: ImportResult) {
    super('dry run');
  }
}

/**
 * Writes parsed products by their handle: all of them in one transaction, a few statements per 500 products. Importing the same
 * file again changes nothing. Stock is set through the ledger, so that the sum of its entries stays the balance.
 */
@Injectable()
export class ProductImporter {
  private readonly turns = new Turns();

  constructor(private readonly database: TenantDatabase) {}

  async import(tenantId: TenantId, parsed: ParsedProducts, request: ImportRequest): Promise<ImportResult> {
    return this.turns.take(tenantId, () => this.write(tenantId, parsed, request));
  }

  private async write(tenantId: TenantId, parsed: ParsedProducts, request: ImportRequest): Promise<ImportResult> {
    try {
      return await this.database.transaction(tenantId, async (tx) => {
        const result = await writeAll(tx, parsed, request.dryRun);
        if (request.dryRun) throw new RolledBack(result);
        await record(tx, result, request, parsed.sheet.of(result.issues));
        return result;
      });
    } catch (error) {
      if (!(error instanceof RolledBack)) throw error;
      await this.database.transaction(tenantId, (tx) =>
        record(tx, error.result, request, parsed.sheet.of(error.result.issues)),
      );
      return error.result;
    }
  }
}

async function writeAll(tx: TenantTransaction, parsed: ParsedProducts, dryRun: boolean): Promise<ImportResult> {
  // Two files that name the same products in another order would wait for each other's rows.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`product import ${tx.tenantId}`]);
  // In an installation whose tables are still empty, PostgreSQL would keep the plans of the first foreign key checks, which look
  // through all of a tenant's rows, while this import makes these rows ten thousand.
  await tx.execute('set local plan_cache_mode = force_custom_plan');
  const importId = newId();
  let created = 0;
  let updated = 0;
  const issues = [...parsed.issues];
  for (let start = 0; start < parsed.products.length; start += PRODUCTS_PER_BATCH) {
    const changes = await writeBatch(tx, importId, parsed.products.slice(start, start + PRODUCTS_PER_BATCH));
    issues.push(...changes.issues);
    created += changes.created;
    updated += changes.updated;
  }
  return {
    id: importId,
    dryRun,
    rows: parsed.rows,
    products: parsed.products.length,
    skus: parsed.products.reduce((sum, product) => sum + product.skus.length, 0),
    images: parsed.products.reduce((sum, product) => sum + product.images.length, 0),
    created,
    updated,
    unchanged: parsed.products.length - created - updated,
    issues: issues.sort((a, b) => a.row - b.row).slice(0, MAX_ISSUES),
    issuesTotal: issues.length,
  };
}

async function writeBatch(tx: TenantTransaction, importId: string, products: readonly ProductDraft[]) {
  const written = await writeProducts(tx, products);
  const changed = new Set(written.changed);
  const skus = await writeSkus(tx, products, written.idByHandle);
  for (const id of skus.changed) changed.add(id);
  for (const id of await writeImages(tx, importId, products, written.idByHandle)) changed.add(id);
  for (const id of await writeExtras(tx, products, written.idByHandle)) changed.add(id);
  const created = new Set(written.created);
  return { created: created.size, updated: [...changed].filter((id) => !created.has(id)).length, issues: skus.issues };
}

async function record(
  tx: TenantTransaction,
  result: ImportResult,
  request: ImportRequest,
  sheet: ProblemSheet | null,
): Promise<void> {
  await tx.execute(
    `insert into product_import (tenant_id, id, file_name, dry_run, rows, products, skus, created, updated, unchanged, issues, requested_by,
       sheet_header, problem_rows)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      tx.tenantId,
      result.id,
      request.fileName ?? null,
      result.dryRun,
      result.rows,
      result.products,
      result.skus,
      result.created,
      result.updated,
      result.unchanged,
      JSON.stringify(result.issues),
      JSON.stringify(request.actor),
      sheet?.header ?? null,
      sheet === null ? null : JSON.stringify(sheet.rows),
    ],
  );
  if (result.dryRun) return;
  const { rows, products, created, updated, unchanged, issuesTotal } = result;
  await tx.audit({
    actor: request.actor,
    action: 'products.import',
    subjectType: 'product_import',
    subjectId: result.id,
    after: { rows, products, created, updated, unchanged, issuesTotal },
    requestId: request.requestId,
  });
}
