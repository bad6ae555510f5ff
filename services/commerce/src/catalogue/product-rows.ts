import { type ExtrasOfFile, parseExtras } from '../dining/extras-column.js';
import type { ModifierGroupDraft } from '../dining/write-modifier-group.js';
import type { SheetRow } from '../sheets/sheet-row.js';
import { type ImportIssue, type IssueCode, issue } from './import-issue.js';
import type { ImageDraft, ProductDraft, SkuDraft } from './product-draft.js';
import { richTextHtml } from './product-html.js';
import { isBlankVariant, readOptionNames, readVariant } from './variant-row.js';

/** Where images stand whose position no row tells. */
export const UNPLACED = 1000;

/** Gathers the rows of one handle; they need not follow each other. */
export class ProductRows {
  private title = '';
  private descriptionHtml = '';
  private vendor: string | null = null;
  private category: string | null = null;
  private tags: string[] = [];
  private hidden = false;
  private extras: readonly ModifierGroupDraft[] = [];
  private optionNames: readonly string[] | null = null;
  private refused = 0;
  private readonly skus = new Map<string, SkuDraft>();
  private readonly images = new Map<string, ImageDraft>();

  constructor(
    private readonly handle: string,
    private readonly firstRow: number,
  ) {}

  add(row: SheetRow, issues: ImportIssue[]): void {
    if (this.title === '' && row.cell('Title') !== '') this.readTexts(row, issues);
    const image = this.readImage(row, 'Image Src', issues);
    if (isBlankVariant(row)) {
      if (image === null && row.cell('Image Src') === '')
        this.refuse(issues, issue(row.row, 'Variant Price', '', 'row.empty'));
      return;
    }
    this.optionNames ??= readOptionNames(row);
    const found = readVariant(row, this.optionNames);
    if (found.issues.length > 0) {
      this.refuse(issues, ...found.issues);
      return;
    }
    const key = JSON.stringify(found.variant.optionValues);
    if (this.skus.has(key)) {
      this.refuse(issues, issue(row.row, 'Option1 Value', found.variant.optionValues.join(' / '), 'variant.repeated'));
      return;
    }
    this.skus.set(key, { ...found.variant, imageSource: this.readImage(row, 'Variant Image', issues) });
  }

  /** @returns null when nothing sellable is left; the reason is among the issues then */
  finish(issues: ImportIssue[], extrasOfFile: ExtrasOfFile): ProductDraft | null {
    if (this.title === '') return this.drop(issues, 'Title', 'title.missing');
    if (this.skus.size === 0) return this.refused > 0 ? null : this.drop(issues, 'Variant Price', 'variant.none');
    const conflict = extrasOfFile.conflict(this.extras);
    if (conflict !== null) issues.push(issue(this.firstRow, 'Extras', conflict, 'extras.conflict'));
    const skus = [...this.skus.values()];
    const options = (this.optionNames ?? []).map((name, index) => ({
      name,
      values: [...new Set(skus.map((sku) => sku.optionValues[index] ?? ''))],
    }));
    return {
      handle: this.handle,
      title: this.title,
      descriptionHtml: this.descriptionHtml,
      vendor: this.vendor,
      category: this.category,
      tags: this.tags,
      state: this.hidden ? 'hidden' : 'active',
      options,
      skus,
      extras: conflict === null ? this.extras : [],
      images: [...this.images.values()].sort((a, b) => a.position - b.position),
      partial: this.refused > 0,
    };
  }

  private readTexts(row: SheetRow, issues: ImportIssue[]): void {
    const title = row.cell('Title');
    if (title.length > 200) issues.push(issue(row.row, 'Title', title, 'title.too_long'));
    this.title = title.slice(0, 200);
    this.descriptionHtml = richTextHtml(row.cell('Body (HTML)'));
    this.vendor = row.cell('Vendor').slice(0, 200) || null;
    this.category = row.cell('Type').slice(0, 100) || null;
    this.tags = [
      ...new Set(
        row
          .cell('Tags')
          .split(',')
          .map((tag) => tag.trim())
          .filter(Boolean),
      ),
    ].slice(0, 50);
    const extras = row.cell('Extras');
    this.extras = (extras === '' ? [] : parseExtras(extras)) ?? [];
    if (extras !== '' && this.extras.length === 0) issues.push(issue(row.row, 'Extras', extras, 'extras.invalid'));
    this.hidden = /^(false|no|0)$/i.test(row.cell('Published')) || /^(draft|archived)$/i.test(row.cell('Status'));
  }

  /** Remembers the image of a row; an address that cannot be one is a warning, and the row goes in without it. */
  private readImage(row: SheetRow, column: 'Image Src' | 'Variant Image', issues: ImportIssue[]): string | null {
    const source = row.cell(column);
    if (source === '') return null;
    if (!isImageSource(source)) {
      issues.push(issue(row.row, column, source, 'image.address_invalid'));
      return null;
    }
    const given = column === 'Image Src' ? Number(row.cell('Image Position')) : 0;
    const isPlaced = Number.isInteger(given) && given > 0;
    const before = this.images.get(source);
    // A variant may have named it before its own row says where it stands.
    if (!before || (isPlaced && before.position >= UNPLACED)) {
      this.images.set(source, {
        source,
        position: isPlaced ? given : UNPLACED + this.images.size,
        alt: row.cell('Image Alt Text').slice(0, 300) || null,
        row: row.row,
      });
    }
    return source;
  }

  private refuse(issues: ImportIssue[], ...found: readonly ImportIssue[]): void {
    this.refused += 1;
    issues.push(...found);
  }

  private drop(issues: ImportIssue[], column: string, code: IssueCode): null {
    issues.push(issue(this.firstRow, column, '', code));
    return null;
  }
}

/** `http(s)` addresses, or `template:<template>/<path>` for the pictures that a template brings with it. */
function isImageSource(source: string): boolean {
  if (source.length > 2000) return false;
  if (/^template:[a-z0-9-]+(\/[A-Za-z0-9_][A-Za-z0-9._-]*)+$/.test(source)) return true;
  return /^https?:\/\//i.test(source) && URL.canParse(source);
}
