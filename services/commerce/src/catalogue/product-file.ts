import type { Readable } from 'node:stream';
import { ExtrasOfFile } from '../dining/extras-column.js';
import { readSheet } from '../sheets/read-sheet.js';
import type { SheetRow } from '../sheets/sheet-row.js';
import { type ImportIssue, issue } from './import-issue.js';
import { ProblemRows } from './problem-sheet.js';
import { ProductRows } from './product-rows.js';
import type { ProductDraft } from './product-draft.js';

export interface ParsedProducts {
  readonly rows: number;
  readonly products: readonly ProductDraft[];
  readonly issues: readonly ImportIssue[];
  /** Its rows, for those that will have to be mended. */
  readonly sheet: ProblemRows;
}

/**
 * Reads a product file, CSV or XLSX, with the columns of Shopify's product export: rows of one Handle make one product, the first carries title and texts, further ones
 * add variants and images. Good products go in whole; a broken row becomes an issue and the rest of its product goes in.
 * @throws Problem import.file_invalid, request.too_large
 */
export async function parseProducts(file: Readable | Uint8Array): Promise<ParsedProducts> {
  const issues: ImportIssue[] = [];
  const byHandle = new Map<string, ProductRows>();
  let rows = 0;
  const sheet = new ProblemRows();
  for await (const row of readSheet(file, ['Handle', 'Title', 'Variant Price'])) {
    rows += 1;
    const handle = readHandle(row, issues);
    sheet.add(row, handle);
    if (handle === null) continue;
    const product = byHandle.get(handle) ?? new ProductRows(handle, row.row);
    byHandle.set(handle, product);
    product.add(row, issues);
  }
  const extras = new ExtrasOfFile();
  const products = [...byHandle.values()]
    .map((product) => product.finish(issues, extras))
    .filter((product) => product !== null);
  issues.sort((a, b) => a.row - b.row);
  return { rows, products, issues, sheet };
}

function readHandle(row: SheetRow, issues: ImportIssue[]): string | null {
  const handle = row.cell('Handle').toLowerCase();
  if (handle === '') issues.push(issue(row.row, 'Handle', '', 'handle.missing'));
  else if (handle.length > 255) issues.push(issue(row.row, 'Handle', handle, 'handle.too_long'));
  else return handle;
  return null;
}
