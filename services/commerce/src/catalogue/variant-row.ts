import type { SheetRow } from '../sheets/sheet-row.js';
import { type ImportIssue, issue } from './import-issue.js';
import { parseFen } from './price.js';
import type { SkuDraft } from './product-draft.js';

type Variant = Omit<SkuDraft, 'imageSource'>;

const MAX_STOCK = 1_000_000;

/** A row of an image alone has neither a price nor an option value. */
export function isBlankVariant(row: SheetRow): boolean {
  return row.cell('Variant Price') === '' && row.cell('Option1 Value') === '' && row.cell('Variant SKU') === '';
}

/** The option names stand on a product's first variant row. Shopify writes "Title / Default Title" for a product without choices. */
export function readOptionNames(row: SheetRow): readonly string[] {
  const names = ['Option1 Name', 'Option2 Name', 'Option3 Name'].map((column) => row.cell(column).slice(0, 50));
  if (names[0] === 'Title' && row.cell('Option1 Value') === 'Default Title') return [];
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

/** Reads price, stock and option values of one row; with issues the row is refused. */
export function readVariant(
  row: SheetRow,
  optionNames: readonly string[],
): { readonly variant: Variant; readonly issues: readonly ImportIssue[] } {
  const issues: ImportIssue[] = [];
  const report = (column: string, code: ImportIssue['code']) =>
    issues.push(issue(row.row, column, row.cell(column), code));
  const optionValues = readOptionValues(row, optionNames, report);
  const price = row.cell('Variant Price');
  const priceFen = parseFen(price);
  if (priceFen === null) report('Variant Price', price === '' ? 'price.missing' : 'price.invalid');
  const compareAt = row.cell('Variant Compare At Price');
  const compareAtFen = compareAt === '' ? 0 : parseFen(compareAt);
  if (compareAtFen === null) report('Variant Compare At Price', 'price.invalid');
  const stock = readStock(row.cell('Variant Inventory Qty'));
  if (stock === null) report('Variant Inventory Qty', 'stock.invalid');
  const variant = {
    code: row.cell('Variant SKU').slice(0, 100) || null,
    optionValues,
    priceFen: priceFen ?? 0,
    // A struck-through price that is not above the price would be a lie.
    compareAtPriceFen: (compareAtFen ?? 0) > (priceFen ?? 0) ? compareAtFen : null,
    stock: stock ?? 0,
    row: row.row,
  };
  return { variant, issues };
}

function readOptionValues(
  row: SheetRow,
  optionNames: readonly string[],
  report: (column: string, code: ImportIssue['code']) => void,
): string[] {
  const values: string[] = [];
  for (const [index, name] of optionNames.entries()) {
    const column = `Option${index + 1} Value`;
    const value = row.cell(column);
    if (name === '') report(`Option${index + 1} Name`, 'option.name_missing');
    if (value === '') report(column, 'option.value_missing');
    else if (value.length > 100) report(column, 'option.value_too_long');
    values.push(value);
  }
  // A product without choices repeats Shopify's placeholder in its one row, or leaves the cell empty.
  const first = optionNames.length === 0 ? 1 : optionNames.length;
  for (let index = first; index < 3; index += 1) {
    if (row.cell(`Option${index + 1} Value`) !== '') report(`Option${index + 1} Value`, 'option.name_missing');
  }
  if (row.cell('Option4 Value') !== '') report('Option4 Value', 'option.too_many');
  return values;
}

function readStock(text: string): number | null {
  if (text === '') return 0;
  const stock = Number(text);
  return /^\d{1,7}$/.test(text) && stock <= MAX_STOCK ? stock : null;
}
