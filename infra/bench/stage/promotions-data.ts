import type { Client } from 'pg';
import type { Shop } from './shops.js';

/** Shops of their own, so that promotions change no price anywhere else. */
export const PROMOTED_SHOPS = 20;

// Enough for any run: a quote takes nothing.
const TOTAL = 1_000_000;

/** In each of these shops a flash sale with every fifth SKU, and two coupons in every wallet. `owner` as in `makeShops`. */
export async function makePromotions(owner: Client, shops: readonly Shop[]): Promise<void> {
  const tenants = shops.map(({ tenantId }) => tenantId);
  for (const sql of statements) await owner.query(sql, sql.includes('$2') ? [tenants, TOTAL] : [tenants]);
  await owner.query('vacuum analyze flash_sale, flash_sale_item, coupon, coupon_claim');
}

const statements: readonly string[] = [
  `insert into flash_sale (tenant_id, id, title, starts_at, ends_at)
   select id, uuidv7(), '限时特卖', now() - interval '1 hour', now() + interval '1 day' from unnest($1::uuid[]) as shop (id)`,
  `insert into flash_sale_item (tenant_id, sale_id, sku_id, price_fen, total, per_shopper, position, starts_at, ends_at)
   select v.tenant_id, v.id, s.id, s.price_fen - 100, $2::int, 5, s.place, v.starts_at, v.ends_at
   from unnest($1::uuid[]) as shop (id) join flash_sale v on v.tenant_id = shop.id
   join (select *, row_number() over (partition by tenant_id order by id) as place from sku) s on s.tenant_id = v.tenant_id and s.place % 5 = 0`,
  `insert into coupon (tenant_id, id, title, kind, amount_fen, starts_at, ends_at)
   select shop.id, uuidv7(), '满减券', 'amount', n * 100, now() - interval '1 hour', now() + interval '1 day'
   from unnest($1::uuid[]) as shop (id), generate_series(1, 2) n`,
  `insert into coupon_claim (tenant_id, id, coupon_id, shopper_id, idempotency_key, expires_at)
   select c.tenant_id, uuidv7(), c.id, b.id, c.id::text, c.ends_at
   from unnest($1::uuid[]) as shop (id) join coupon c on c.tenant_id = shop.id join shopper b on b.tenant_id = c.tenant_id`,
];
