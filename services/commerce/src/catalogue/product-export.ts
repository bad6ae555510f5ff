import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { extrasText } from '../dining/extras-column.js';
import type { ModifierGroupDraft } from '../dining/write-modifier-group.js';
import { yuan } from '../pricing/yuan.js';
import type { SheetCell } from '../sheets/xlsx-file.js';

/** The columns of Shopify's product export that an import reads, and `Extras`. */
export const exportColumns = [
  'Handle',
  'Title',
  'Body (HTML)',
  'Vendor',
  'Type',
  'Tags',
  'Published',
  'Option1 Name',
  'Option1 Value',
  'Option2 Name',
  'Option2 Value',
  'Option3 Name',
  'Option3 Value',
  'Variant SKU',
  'Variant Inventory Qty',
  'Variant Price',
  'Variant Compare At Price',
  'Image Src',
  'Image Position',
  'Image Alt Text',
  'Variant Image',
  'Extras',
] as const;

type Column = (typeof exportColumns)[number];
type ExportRow = Partial<Record<Column, SheetCell>>;

interface ExportedProduct {
  readonly id: string;
  readonly handle: string;
  readonly title: string;
  readonly description_html: string;
  readonly vendor: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly state: 'active' | 'hidden';
  readonly options: readonly { readonly name: string }[];
  readonly skus: readonly ExportedSku[];
  readonly images: readonly { readonly source: string; readonly position: number; readonly alt: string | null }[];
  readonly extras: readonly ModifierGroupDraft[];
}

interface ExportedSku {
  readonly code: string | null;
  readonly optionValues: readonly string[];
  readonly priceFen: number;
  readonly compareAtPriceFen: number | null;
  readonly stock: number;
  readonly imageSource: string | null;
}

const PRODUCTS_AT_A_TIME = 200;

/** A shop's products as a file that an import reads back without changing anything. */
@Injectable()
export class ProductExport {
  constructor(private readonly database: TenantDatabase) {}

  /** Rows below the header, cells in the order of {@link exportColumns}; a few products are read at a time. */
  async *rows(tenantId: TenantId): AsyncGenerator<SheetCell[]> {
    for (let after: string | null = null; ; ) {
      const products: ExportedProduct[] = await this.database.transaction(tenantId, (tx) =>
        tx.query<ExportedProduct>(SELECT, [tenantId, after, PRODUCTS_AT_A_TIME]),
      );
      for (const product of products)
        for (const row of rowsOf(product)) yield exportColumns.map((column) => row[column] ?? null);
      if (products.length < PRODUCTS_AT_A_TIME) return;
      after = products.at(-1)?.id ?? null;
    }
  }
}

/** The first row carries the texts; every SKU and every image has a row, the same ones as far as they go. */
function rowsOf(product: ExportedProduct): ExportRow[] {
  const { handle, skus, images } = product;
  const length = Math.max(skus.length, images.length);
  return Array.from({ length }, (_, index) => ({
    Handle: handle,
    ...(index === 0 && textsOf(product)),
    ...skuCells(product, skus[index]),
    ...imageCells(images[index]),
  }));
}

function textsOf({ title, description_html, vendor, category, tags, state, extras }: ExportedProduct): ExportRow {
  return {
    Title: title,
    'Body (HTML)': description_html,
    Vendor: vendor,
    Type: category,
    Tags: tags.join(', '),
    Published: state === 'active' ? 'TRUE' : 'FALSE',
    Extras: extras.length === 0 ? null : extrasText(extras),
  };
}

function skuCells({ options }: ExportedProduct, sku: ExportedSku | undefined): ExportRow {
  if (!sku) return {};
  const cells: ExportRow = {
    'Variant SKU': sku.code,
    'Variant Inventory Qty': sku.stock,
    'Variant Price': yuan(sku.priceFen),
    'Variant Compare At Price': sku.compareAtPriceFen === null ? null : yuan(sku.compareAtPriceFen),
    'Variant Image': sku.imageSource,
  };
  if (options.length === 0) return { ...cells, 'Option1 Name': 'Title', 'Option1 Value': 'Default Title' };
  const columns = ['Option1', 'Option2', 'Option3'] as const;
  for (const [index, { name }] of options.entries()) {
    const column = columns[index];
    if (column === undefined) break;
    cells[`${column} Name`] = name;
    cells[`${column} Value`] = sku.optionValues[index] ?? null;
  }
  return cells;
}

function imageCells(image: ExportedProduct['images'][number] | undefined): ExportRow {
  if (!image) return {};
  return { 'Image Src': image.source, 'Image Position': image.position, 'Image Alt Text': image.alt };
}

const SELECT = `
  select p.id, p.handle, p.title, p.description_html, p.vendor, c.name as category, p.tags, p.state, p.options,
    (select coalesce(jsonb_agg(jsonb_build_object('code', s.code, 'optionValues', s.option_values, 'priceFen', s.price_fen,
        'compareAtPriceFen', s.compare_at_price_fen, 'stock', s.stock, 'imageSource', s.image_source) order by s.position, s.id), '[]')
      from sku s where s.tenant_id = $1 and s.product_id = p.id and s.active) as skus,
    (select coalesce(jsonb_agg(jsonb_build_object('source', i.source, 'position', i.position, 'alt', i.alt) order by i.position, i.id), '[]')
      from product_image i where i.tenant_id = $1 and i.product_id = p.id) as images,
    (select coalesce(jsonb_agg(jsonb_build_object('name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
        'modifiers', (select jsonb_agg(jsonb_build_object('name', m.name, 'priceFen', m.price_fen) order by m.position, m.id)
          from modifier m where m.tenant_id = $1 and m.group_id = g.id)) order by pg.position, g.id), '[]')
      from product_modifier_group pg join modifier_group g on g.tenant_id = pg.tenant_id and g.id = pg.group_id
      where pg.tenant_id = $1 and pg.product_id = p.id) as extras
  from product p left join category c on c.tenant_id = p.tenant_id and c.id = p.category_id
  where p.tenant_id = $1 and ($2::uuid is null or p.id > $2) order by p.id limit $3`;
