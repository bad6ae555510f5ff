import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { fileInvalid } from './client-list.js';

export interface CsvRecord {
  /** As a spreadsheet counts, empty rows included: the first is 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

interface RecordWithInfo {
  readonly record: string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
}

// No row of a client list comes near this; a quote that is never closed would otherwise swallow the rest of the file.
const MAX_ROW_LENGTH = 20_000;

/** The rows of a comma-separated text, one at a time. @throws Problem import.file_invalid */
export async function* csvRecords(text: AsyncIterable<string>): AsyncGenerator<CsvRecord> {
  const parser = Readable.from(text).pipe(
    parse({
      bom: true,
      info: true,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_LENGTH,
    }),
  );
  try {
    for await (const item of parser) {
      const { record, info } = item as RecordWithInfo;
      yield { row: info.records + info.empty_lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? notCsv(error) : error;
  }
}

function notCsv(error: CsvError): Error {
  const line = (error as unknown as { lines?: number }).lines ?? 0;
  return fileInvalid('csv', null, {
    zh: `第 ${line} 行附近不是有效的 CSV：请检查双引号是否成对，引号内的双引号须写成两个。`,
    en: `Near line ${line} this is not valid CSV: check that quotes come in pairs, and that a quote inside a value is doubled.`,
  });
}
