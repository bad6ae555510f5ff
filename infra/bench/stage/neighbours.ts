import type { Client } from 'pg';
import type { AppId } from '#kernel/identity/ids.js';

// Behind those of the measured shops, which are numbered from nothing.
const FIRST_APP_ID = 'wxf';
const PRODUCTS = 3;

/**
 * So many small merchants beside the measured ones: an applet with a published storefront, three articles on sale and a shopper each. Set-based.
 * `owner` as in `makeShops`, which must have run before.
 */
export async function makeNeighbours(owner: Client, count: number): Promise<void> {
  if (count === 0) return;
  for (const sql of statements) await owner.query(sql, sql.includes('$1') ? [count] : []);
  await owner.query('vacuum analyze');
}

/** AppIDs of some of them, spread over all. */
export async function neighbourAppIds(owner: Client, most: number): Promise<AppId[]> {
  const { rows } = await owner.query<{ app_id: AppId }>(
    `select app_id from applet where app_id >= '${FIRST_APP_ID}' order by md5(app_id) limit $1`,
    [most],
  );
  return rows.map(({ app_id }) => app_id);
}

/** SQL: whether an AppID is a measured shop's. */
export const IS_MEASURED = `app_id < '${FIRST_APP_ID}'`;

const statements: readonly string[] = [
  `create temporary table neighbour as
   select n, uuidv7() as tenant_id, uuidv7() as applet_id, '${FIRST_APP_ID}' || lpad(to_hex(n), 15, '0') as app_id from generate_series(1, $1::int) n`,
  `insert into platform.merchant (id, agency_id, client_ref, name)
   select tenant_id, a.id, 'neighbour-' || n, 'Neighbour ' || n from neighbour, (select id from platform.agency limit 1) a`,
  `insert into applet (tenant_id, id, app_id, state) select tenant_id, applet_id, app_id, 'authorised' from neighbour`,
  `insert into platform.applet_route (app_id, tenant_id, applet_id) select app_id, tenant_id, applet_id from neighbour`,
  `insert into storefront (tenant_id, applet_id, template_id, template_version, draft, published_revision)
   select tenant_id, applet_id, 'retail', '1.0.0', '{}', 1 from neighbour`,
  `insert into storefront_revision (tenant_id, applet_id, revision, template_id, template_version, config, published_by)
   select tenant_id, applet_id, 1, 'retail', '1.0.0', '{"delivery": {"express": {"enabled": true, "feeFen": 1000}}}', '{"kind": "system", "name": "bench"}'
   from neighbour`,
  `insert into product (tenant_id, id, handle, title, options, price_fen, max_price_fen, position)
   select tenant_id, uuidv7(), 'product-' || p, '商品 ' || p, '[]', 1000 * p, 1000 * p, p from neighbour, generate_series(1, ${PRODUCTS}) p`,
  `insert into sku (tenant_id, id, product_id, code, price_fen, stock, position)
   select p.tenant_id, uuidv7(), p.id, p.handle, p.price_fen, 100, 1 from product p join neighbour b on b.tenant_id = p.tenant_id`,
  `insert into stock_entry (tenant_id, id, sku_id, delta, reason)
   select s.tenant_id, uuidv7(), s.id, s.stock, 'import' from sku s join neighbour b on b.tenant_id = s.tenant_id`,
  `insert into shopper (tenant_id, id, app_id, open_id) select tenant_id, uuidv7(), app_id, 'neighbour' from neighbour`,
];
