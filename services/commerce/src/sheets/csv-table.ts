import { CsvError, parse } from 'csv-parse';
import iconv from 'iconv-lite';
import { fileProblem, SheetHeader, type SheetRow } from './sheet-row.js';

/**
 * Reads a CSV file with a header row: UTF-8 with or without BOM, else GBK; quoted fields may hold line breaks.
 * @throws Problem import.file_invalid naming what is wrong and what to do
 */
export async function* csvRows(bytes: Buffer, required: readonly string[]): AsyncGenerator<SheetRow> {
  const parser = parse({ bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, trim: true });
  parser.end(decode(bytes));
  const header = new SheetHeader(required);
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const row = header.take(record);
      if (row) yield row;
    }
  } catch (error) {
    throw error instanceof CsvError
      ? fileProblem(
          'csv',
          `第 ${header.next} 行附近的 CSV 格式有误（引号未闭合？）`,
          `The CSV is malformed near row ${header.next} (${error.code}); check its quotes`,
        )
      : error;
  }
  header.finish();
}

function decode(bytes: Buffer): string {
  if (bytes.includes(0))
    throw fileProblem(
      'encoding',
      '这不是 CSV 文本文件，也不是 XLSX 文件',
      'This is neither a CSV text file nor an XLSX file; export it as one of them',
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = iconv.decode(bytes, 'gbk');
    if (text.includes('\uFFFD'))
      throw fileProblem(
        'encoding',
        '文件编码无法识别，请另存为 UTF-8 CSV',
        'The encoding is neither UTF-8 nor GBK; save the file as UTF-8',
      );
    return text;
  }
}
