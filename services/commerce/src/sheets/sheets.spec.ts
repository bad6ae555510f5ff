import { zipSync, strToU8 } from 'fflate';
import type { Problem } from '#kernel/problems/problem.js';
import { CSV_BEGINNING, csvLine } from './csv-text.js';
import { readSheet } from './read-sheet.js';
import { xlsxFile } from './xlsx-file.js';

const COLUMNS = ['Handle', 'Title', 'Variant Price'];

async function read(bytes: Uint8Array, required: readonly string[] = COLUMNS) {
  const rows: { row: number; values: string[] }[] = [];
  for await (const row of readSheet(bytes, required))
    rows.push({ row: row.row, values: required.map((name) => row.cell(name)) });
  return rows;
}

async function refusal(bytes: Uint8Array) {
  const problem = (await read(bytes).then(
    () => new Error('it was read'),
    (error: unknown) => error,
  )) as Problem;
  return problem.options?.errors?.map(({ pointer, code }) => [pointer, code]);
}

/** The least that makes a workbook, around a sheet's XML. */
function workbook(sheetData: string, path = 'worksheets/sheet1.xml'): Uint8Array {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return zipSync({
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Goods" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="${path}"/></Relationships>`,
    ),
    [`xl/${path}`]: strToU8(`<worksheet xmlns="${main}"><sheetData>${sheetData}</sheetData></worksheet>`),
  });
}

const text = (cell: string, value: string) => `<c r="${cell}" t="inlineStr"><is><t>${value}</t></is></c>`;
const header = `<row r="1">${text('A1', 'Handle')}${text('B1', 'Title')}${text('C1', 'Variant Price')}</row>`;

describe('a sheet', () => {
  test('reads the same from CSV and from XLSX: numbers as shown, empty lines counted, order of columns free', async () => {
    const cells = [
      ['tea', '龙井 "一级", 明前', 19.99],
      [null, null, null],
      ['cup', '杯 😀 مرحبا', 5],
    ];
    const xlsx = await xlsxFile('Goods', COLUMNS, cells);
    const csv = Buffer.from(CSV_BEGINNING + [COLUMNS, ...cells].map((row) => csvLine(row)).join(''));

    const expected = [
      { row: 2, values: ['tea', '龙井 "一级", 明前', '19.99'] },
      { row: 4, values: ['cup', '杯 😀 مرحبا', '5'] },
    ];
    expect(await read(xlsx)).toEqual(expected);
    expect((await read(csv)).map(({ values }) => values.join('')).filter(Boolean)).toEqual(
      expected.map(({ values }) => values.join('')),
    );
  });

  test.each([
    ['19.989999999999998', '19.99'],
    ['1E3', '1000'],
    ['0.1', '0.1'],
    ['1000000', '1000000'],
  ])('shows the number %s as a spreadsheet does', async (stored, shown) => {
    const sheet = workbook(
      `${header}<row r="2">${text('A2', 'tea')}${text('B2', 'Tea')}<c r="C2"><v>${stored}</v></c></row>`,
    );
    expect(await read(sheet)).toEqual([{ row: 2, values: ['tea', 'Tea', shown] }]);
  });

  test('brings a formula-like text out harmless, and back as it was', async () => {
    const odd = ['=1+1', '+86', '-5 off', '@cmd', '＝1+1', '＠cmd'];
    const rows = odd.map((value) => ['x', value, 1]);
    expect(csvLine(['x', '=HYPERLINK("http://example.com")', -5])).toBe(
      'x,"\'=HYPERLINK(""http://example.com"")",-5\r\n',
    );
    expect(csvLine(['＝1+1', '\n=1+1'])).toBe('\'＝1+1,"\'\n=1+1"\r\n');
    for (const file of [
      await xlsxFile('S', COLUMNS, rows),
      Buffer.from([COLUMNS, ...rows].map((row) => csvLine(row)).join('')),
    ])
      expect((await read(file)).map(({ values }) => values[1])).toEqual(odd);
  });

  test.each([
    ['a ZIP file that is no workbook', zipSync({ 'a.txt': strToU8('x') }), 'xlsx'],
    ['half a workbook', workbook(header).subarray(0, 300), 'xlsx'],
    ['a workbook without rows', workbook(''), 'empty'],
    ['a cell far to the right', workbook(`${header}<row r="2">${text('XFD2', 'x')}</row>`), 'too_many_columns'],
    ['a cell far down', workbook(`${header}<row r="1048576">${text('A1048576', 'x')}</row>`), 'too_many_rows'],
    ['a row in other quotes', workbook(`${header}<row r='20000'>${text('A20000', 'x')}</row>`), 'too_many_rows'],
    ['a cell in other quotes', workbook(`${header}<row r="2"><c r = 'ZZ2'><v>1</v></c></row>`), 'too_many_columns'],
    [
      'a row far down in another notation',
      workbook(`${header}<row r="1e5">${text('A1e5', 'x')}</row>`),
      'too_many_rows',
    ],
    ['a row whose number is written in entities', workbook(`${header}<row r="&#50;0000"></row>`), 'too_many_rows'],
    ['a cell with a longer address', workbook(`${header}<row r="2">${text('AAAA2', 'x')}</row>`), 'too_many_columns'],
    ['a row with more digits', workbook(`${header}<row r="00000020000">${text('A20000', 'x')}</row>`), 'too_many_rows'],
    [
      'a sheet at another place',
      workbook(`${header}<row r="20000">${text('A20000', 'x')}</row>`, 'a.xml'),
      'too_many_rows',
    ],
    ['very many rows without numbers', workbook(header + '<row/>'.repeat(20_000)), 'too_many_rows'],
    ['what unpacks to very much', zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(80_000_000) }), 'too_many_rows'],
    ['bytes that are no text', new Uint8Array([0x41, 0, 0x42]), 'encoding'],
  ])('refuses %s', async (_name, bytes, code) => {
    expect(await refusal(bytes)).toEqual([['', code]]);
  });

  test('names the column that a workbook lacks', async () => {
    const sheet = workbook(`<row r="1">${text('A1', 'Handle')}${text('B1', 'Title')}</row>`);
    expect(await refusal(sheet)).toEqual([['/header/Variant Price', 'column_missing']]);
  });
});
