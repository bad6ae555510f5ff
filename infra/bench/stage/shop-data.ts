import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Client } from 'pg';
import { projectRoot } from '#kernel/config/project-root.js';

export const PRODUCTS_PER_SHOP = 50;
const SHOPPERS_PER_SHOP = 5;
/** The SKU's first stock, as one row of the ledger: enough for any run. */
export const STOCK = 1_000_000;

interface Preset {
  readonly config: Record<string, unknown>;
}

/** The config that every shop has published: one that the template ships, so that the home page is a real one. */
export function shopConfig(): Record<string, unknown> {
  const file = path.join(projectRoot(), 'templates', 'retail', 'presets', 'tea-house.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as Preset).config;
}

/** The product's price and age are read off its position, so that cursors can be made without asking. */
export function priceFenAt(position: number): number {
  return 1000 + position * 100;
}

export function createdAtOf(position: number): string {
  return `2026-01-01 00:${String(position).padStart(2, '0')}:00+00`;
}

/**
 * Merchants with an authorised applet, a published storefront, 6 categories, 50 products of 2 SKUs and 3 images each, and 5 shoppers.
 * Set-based: 200 shops take a few seconds. `owner` must be the superuser of the server, past row-level security.
 */
export async function makeShops(owner: Client, shops: number): Promise<void> {
  for (const [sql, values] of statements(shops)) await owner.query(sql, values);
}

function statements(shops: number): (readonly [sql: string, values: unknown[]])[] {
  const config = JSON.stringify(shopConfig());
  const author = JSON.stringify({ kind: 'system', name: 'bench' });
  return [
    [`insert into platform.agency (id, name) values (uuidv7(), 'Bench')`, []],
    [
      `insert into platform.merchant (id, agency_id, client_ref, name)
       select uuidv7(), a.id, 'shop-' || n, 'Shop ' || n from platform.agency a, generate_series(1, $1::int) n`,
      [shops],
    ],
    [
      `insert into applet (tenant_id, id, app_id, state)
       select id, uuidv7(), 'wx' || lpad(to_hex(row_number() over (order by id)), 16, '0'), 'authorised' from platform.merchant`,
      [],
    ],
    ['insert into platform.applet_route (app_id, tenant_id, applet_id) select app_id, tenant_id, id from applet', []],
    [
      `insert into storefront (tenant_id, applet_id, template_id, template_version, draft, published_revision)
       select tenant_id, id, 'retail', '1.0.0', $1::jsonb, 1 from applet`,
      [config],
    ],
    [
      `insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, published_by)
       select tenant_id, id, 1, 'retail', '1.0.0', $1::jsonb, $2::jsonb from applet`,
      [config, author],
    ],
    [
      `insert into category (tenant_id, id, name, position)
       select tenant_id, uuidv7(), '分类 ' || n, n from applet, generate_series(1, 6) n`,
      [],
    ],
    [
      `insert into product (tenant_id, id, handle, title, description_html, vendor, category_id, tags, options, price_fen,
         max_price_fen, compare_at_price_fen, image_url, position, created_at)
       select c.tenant_id, uuidv7(), 'product-' || n, '商品 ' || n || ' · 当季新采', repeat('<p>产地、采摘时间与冲泡建议。</p>', 10), '岭上',
         c.id, '{春茶,新品}', '[{"name":"规格","values":["一","二"]}]', ($1::int[])[n], ($1::int[])[n] + 500,
         ($1::int[])[n] + 900, 'media/' || md5(c.id::text || n) || '.jpg', n, ($2::timestamptz[])[n]
       from generate_series(1, $3::int) n join category c on c.position = n % 6 + 1`,
      [positions.map(priceFenAt), positions.map(createdAtOf), PRODUCTS_PER_SHOP],
    ],
    [
      `insert into sku (tenant_id, id, product_id, code, option_values, price_fen, stock, position)
       select tenant_id, uuidv7(), id, handle || '-' || n, array[(array['一', '二'])[n]], price_fen + (n - 1) * 500, $1::int, n
       from product, generate_series(1, 2) n`,
      [STOCK],
    ],
    [
      `insert into stock_entry (tenant_id, id, sku_id, delta, reason)
       select tenant_id, uuidv7(), id, stock, 'import' from sku`,
      [],
    ],
    [
      `insert into product_image (tenant_id, id, product_id, source, position, state, url)
       select tenant_id, uuidv7(), id, 'https://img.example.com/' || handle || '/' || n, n, 'stored', 'media/' || md5(id::text || n) || '.jpg'
       from product, generate_series(1, 3) n`,
      [],
    ],
    [
      `insert into shopper (tenant_id, id, app_id, open_id)
       select tenant_id, uuidv7(), app_id, 'bench-' || n from applet, generate_series(1, $1::int) n`,
      [SHOPPERS_PER_SHOP],
    ],
    // Not the tables that are still empty: told that they are, PostgreSQL would plan to read them whole, and keep the plan while they grow.
    [`vacuum analyze ${filledTables}`, []],
  ];
}

const filledTables = `platform.agency, platform.merchant, platform.applet_route, applet, storefront, storefront_revision, category,
  product, product_document, sku, stock_entry, product_image, shopper`;

const positions = Array.from({ length: PRODUCTS_PER_SHOP }, (_, index) => index + 1);
