import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Turns } from '#kernel/data/turns.js';
import type { AgencyId } from '#kernel/identity/ids.js';
import type { Author } from '../../access/caller.js';
import { ClientList, type ClientRow, fileInvalid, isEmptyRow, type RowIssue } from './client-list.js';
import { csvRecords } from './csv-records.js';
import { MerchantImportAcrossTenants, type WriteBatch } from './merchant-import.repository.js';
import { UploadedFile } from './uploaded-file.js';

const BATCH_ROWS = 500;
const MAX_ROWS = 10_000;
const MAX_ISSUES_SHOWN = 1_000;

export interface ImportReport {
  readonly dryRun: boolean;
  /** Rows with anything in them, the header aside. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  /** At most the first 1,000. */
  readonly issues: readonly RowIssue[];
  readonly issuesTotal: number;
}

/** Takes an agency's client list: good rows go in, bad ones come back; a file that cannot be understood changes nothing. */
@Injectable()
export class MerchantImporter {
  private readonly turns = new Turns();

  constructor(private readonly merchants: MerchantImportAcrossTenants) {}

  /** @throws Problem import.file_invalid, request.too_large; nothing is written then */
  async import(agencyId: AgencyId, upload: Readable, isDryRun: boolean, author: Author): Promise<ImportReport> {
    const file = await UploadedFile.receive(upload);
    try {
      return await this.turns.take(agencyId, () =>
        this.merchants.run(agencyId, author, isDryRun, async (write) => {
          const tally = new ImportTally(write);
          for await (const { row, cells } of csvRecords(file.text())) await tally.take(row, cells);
          return tally.finish(isDryRun);
        }),
      );
    } finally {
      await file.remove();
    }
  }
}

/** One pass over a file. Holds one batch of rows at a time. */
class ImportTally {
  private list: ClientList | null = null;
  private batch: ClientRow[] = [];
  private readonly issues: RowIssue[] = [];
  private issuesTotal = 0;
  private rows = 0;
  private rejected = 0;
  private created = 0;
  private updated = 0;

  constructor(private readonly write: WriteBatch) {}

  async take(row: number, cells: readonly string[]): Promise<void> {
    if (isEmptyRow(cells)) return;
    if (!this.list) {
      this.list = ClientList.fromHeader(cells);
      return;
    }
    this.rows += 1;
    if (this.rows > MAX_ROWS) throw tooManyRows();
    const client = this.list.read(row, cells);
    if (!Array.isArray(client)) {
      this.batch.push(client);
      if (this.batch.length === BATCH_ROWS) await this.flush(this.list);
      return;
    }
    this.rejected += 1;
    this.issuesTotal += client.length;
    this.issues.push(...client.slice(0, MAX_ISSUES_SHOWN - this.issues.length));
  }

  async finish(dryRun: boolean): Promise<ImportReport> {
    if (!this.list) throw noHeader();
    await this.flush(this.list);
    const { rows, created, updated, rejected, issues, issuesTotal } = this;
    const unchanged = rows - created - updated - rejected;
    return { dryRun, rows, created, updated, unchanged, rejected, issues, issuesTotal };
  }

  private async flush(list: ClientList): Promise<void> {
    if (this.batch.length === 0) return;
    const { created, updated } = await this.write(list.fields, this.batch);
    this.created += created;
    this.updated += updated;
    this.batch = [];
  }
}

function tooManyRows(): Error {
  return fileInvalid('too_many_rows', null, {
    zh: `文件超过 ${MAX_ROWS} 行。请拆分后分次导入；重复导入不会产生重复商户。`,
    en: `The file has more than ${MAX_ROWS} rows. Split it and import the parts; importing twice does no harm.`,
  });
}

function noHeader(): Error {
  return fileInvalid('empty', null, {
    zh: '文件为空。首行应为列名，至少包含 client_ref（客户编号）与 name（商户名称）。',
    en: 'The file is empty. Its first row names the columns, at least client_ref and name.',
  });
}
