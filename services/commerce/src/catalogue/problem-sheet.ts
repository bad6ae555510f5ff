import type { SheetRow } from '../sheets/sheet-row.js';
import type { ImportIssue } from './import-issue.js';

/** The part of an import file that has to be mended: all rows of the products with a problem, since a product is imported whole. */
export interface ProblemSheet {
  readonly header: readonly string[];
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[];
}

// A file with more problems than this has one that repeats itself.
const MOST_ROWS = 2_000;

/** Keeps a file's rows by handle until it is known which of them have a problem. */
export class ProblemRows {
  private header: readonly string[] = [];
  private readonly rows: { readonly handle: string | null; readonly row: number; readonly cells: readonly string[] }[] =
    [];

  add({ row, cells, header }: SheetRow, handle: string | null): void {
    this.header = header;
    this.rows.push({ handle, row, cells });
  }

  /** @returns null when there is no problem */
  of(issues: readonly ImportIssue[]): ProblemSheet | null {
    const faulty = new Set(issues.map(({ row }) => row));
    if (faulty.size === 0) return null;
    const handles = new Set(this.rows.filter(({ row }) => faulty.has(row)).map(({ handle }) => handle));
    const concerned = this.rows.filter(
      ({ row, handle }) => faulty.has(row) || (handle !== null && handles.has(handle)),
    );
    return { header: this.header, rows: concerned.slice(0, MOST_ROWS).map(({ row, cells }) => ({ row, cells })) };
  }
}
