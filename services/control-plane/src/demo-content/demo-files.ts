import { ProblemRows } from '#commerce/catalogue/problem-sheet.js';
import { parseProducts, type ParsedProducts } from '#commerce/catalogue/product-file.js';
import type { BookingImport } from '#commerce/bookings/booking-importer.js';
import { PromotionFile } from '#commerce/demo-content/promotion-file.js';
import type { TableWish } from '#commerce/dining/dining-tables.js';
import { ArticleFile } from '#commerce/magazine/article-import.js';
import type { TemplatePreset, TemplateVersion } from '#hosting/templates/template-version.js';
import { toFaults, validatorCompiler } from '#kernel/http/validation.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { importBookingShop } from '../commerce/booking-setup.contract.js';
import { createTables } from '../commerce/dining.contract.js';
import { promotionFaults } from './promotion-faults.js';

/** A preset's demo content, read and checked; what the preset does not have is empty. */
export interface DemoFiles {
  readonly goods: ParsedProducts;
  readonly booking: BookingImport;
  readonly magazine: ArticleFile;
  readonly tables: readonly TableWish[];
  readonly promotions: PromotionFile;
}

/** The files of `content` in a preset, by kind, and what must be in them: the same as in the bodies of the imports. */
const contentSchemas = {
  booking: importBookingShop.body,
  articles: ArticleFile,
  tables: createTables.body,
  promotions: PromotionFile,
} as const;
type ContentKind = keyof typeof contentSchemas;

/** @throws Problem demo_content.broken naming the file when the template's author left a fault in it */
export async function readDemoFiles(template: TemplateVersion, preset: TemplatePreset): Promise<DemoFiles> {
  const content = (kind: ContentKind) => readContent(template, preset.content?.[kind], kind);
  const { tables } = (content('tables') ?? { tables: [] }) as {
    tables: (Omit<TableWish, 'area'> & { area?: string })[];
  };
  const goods = await readGoods(template, preset.products);
  const promotions = (content('promotions') ?? {}) as PromotionFile;
  const faults = promotionFaults(promotions, goods);
  if (faults.length > 0) throw broken(template, preset.content?.['promotions'] ?? '', faults);
  return {
    goods,
    booking: (content('booking') ?? { services: [], staff: [] }) as BookingImport,
    magazine: (content('articles') ?? { authors: [], articles: [] }) as ArticleFile,
    tables: tables.map(({ area = '', name, seats }) => ({ area: area.trim(), name: name.trim(), seats })),
    promotions,
  };
}

async function readGoods(template: TemplateVersion, file: string | undefined): Promise<ParsedProducts> {
  if (file === undefined) return { rows: 0, products: [], issues: [], sheet: new ProblemRows() };
  const goods = await parseProducts(assetOf(template, file));
  const [first] = goods.issues.filter(({ severity }) => severity === 'error');
  if (!first) return goods;
  const pointer = `/${first.row}/${first.column}`;
  throw broken(template, file, [{ pointer, code: first.code, detail: first.reason }]);
}

function readContent(template: TemplateVersion, file: string | undefined, kind: ContentKind): unknown {
  if (file === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(assetOf(template, file).toString('utf8'));
  } catch (error) {
    const en = error instanceof SyntaxError ? error.message : 'is no JSON';
    throw broken(template, file, [{ pointer: '', code: 'json', detail: { zh: '不是有效的 JSON', en } }]);
  }
  const check = validatorCompiler({ schema: contentSchemas[kind], method: 'POST', url: file, httpPart: 'body' });
  const verdict = check(value) as true | { readonly error: Parameters<typeof toFaults>[0] };
  if (verdict !== true) throw broken(template, file, toFaults(verdict.error, 'body'));
  return value;
}

function assetOf(template: TemplateVersion, file: string): Buffer {
  const bytes = template.assets.get(file);
  if (!bytes) {
    const detail = { zh: '文件不存在', en: 'is not in the template' };
    throw broken(template, file, [{ pointer: '', code: 'missing', detail }]);
  }
  return bytes;
}

function broken(template: TemplateVersion, file: string, errors: readonly ProblemFault[]): Problem {
  return new Problem('demo_content.broken', { params: { template: template.id, file }, errors });
}

/** What a table is known by among demo content: area and name. */
export function tableHandle({ area, name }: { readonly area: string; readonly name: string }): string {
  return `${area}\n${name}`;
}
