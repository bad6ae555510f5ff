import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { Author } from '../catalogue/product-admin.js';
import { createGroupBuy } from '../group-buys/group-buy-admin.js';
import type { DemoGroupBuy, Timed } from './promotion-file.js';

/** @returns null when none of its articles is on sale for more, or the product is in another group buy at the time */
export async function bringGroupBuy(
  tx: TenantTransaction,
  wish: Timed<DemoGroupBuy>,
  author: Author,
): Promise<string | null> {
  const { title, size, hours, startsAt, endsAt, perShopper = 1, total = null } = wish;
  const rows = await tx.query<{ product_id: string; sku_id: string; options: string; price_fen: number }>(
    `select p.id as product_id, s.id as sku_id, to_json(s.option_values)::text as options, s.price_fen
     from product p join sku s on s.tenant_id = p.tenant_id and s.product_id = p.id
     where p.tenant_id = $1 and p.handle = $2 and p.state = 'active' and s.active and not exists (select from group_buy b
       where b.tenant_id = $1 and b.product_id = p.id and b.starts_at < $4 and b.ends_at > $3)`,
    [tx.tenantId, wish.product, startsAt, endsAt],
  );
  const items = wish.items.flatMap(({ options = [], priceFen }) => {
    const sku = rows.find((row) => row.options === JSON.stringify(options) && priceFen < row.price_fen);
    return sku ? [{ skuId: sku.sku_id, priceFen }] : [];
  });
  const productId = rows[0]?.product_id;
  if (productId === undefined || items.length === 0) return null;
  const draft = { title, productId, size, hours, startsAt, endsAt, perShopper, total, items };
  return (await createGroupBuy(tx, draft, author)).id;
}
