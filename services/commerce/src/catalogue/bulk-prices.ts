import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ProductId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

/** By so many fen, or by so many percent of what it costs, rounded to a fen; negative makes cheaper. */
export interface PriceStep {
  readonly by: 'fen' | 'percent';
  readonly amount: number;
}

const MAX_FEN = 100_000_000;

/**
 * Prices of all SKUs of these products. A struck-through price that is not above the price any more goes.
 * @returns how many are other than before
 * @throws Problem product_bulk.refused for a price that would not be one, or that a promotion refers to
 */
export async function changePrices(
  tx: TenantTransaction,
  productIds: readonly ProductId[],
  { by, amount }: PriceStep,
): Promise<number> {
  // In the order of ids, as orders lock them.
  const skus = await tx.query<{
    id: string;
    product_id: ProductId;
    price_fen: number;
    title: string;
    is_fixed: boolean;
  }>(
    `select s.id, s.product_id, s.price_fen, p.title, sku_in_promotion(s.tenant_id, s.id) as is_fixed
     from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
     where s.tenant_id = $1 and s.product_id = any($2) and s.active order by s.id for no key update of s`,
    [tx.tenantId, productIds],
  );
  const changed = skus
    .map((sku) => ({ ...sku, newFen: stepped(sku.price_fen, by, amount) }))
    .filter(({ price_fen, newFen }) => newFen !== price_fen);
  const impossible = changed.filter(({ newFen }) => newFen < 0 || newFen > MAX_FEN);
  const fixed = changed.filter(({ price_fen, newFen, is_fixed }) => is_fixed && newFen > price_fen);
  const errors = [
    ...impossible.map(({ product_id, title, newFen }) =>
      fault(product_id, 'price', `${title}：价格将为 ${newFen} 分`, `${title}: it would cost ${newFen} fen`),
    ),
    ...fixed.map(({ product_id, title }) =>
      fault(
        product_id,
        'promotion',
        `${title}：活动以此价划线，期间不能涨价`,
        `${title}: a promotion strikes its price through; it cannot rise meanwhile`,
      ),
    ),
  ];
  if (errors.length > 0) throw new Problem('product_bulk.refused', { errors: errors.slice(0, 100) });
  await tx.execute(
    `update sku set price_fen = own.price_fen, compare_at_price_fen = case when sku.compare_at_price_fen > own.price_fen
       then sku.compare_at_price_fen end, updated_at = now()
     from unnest($2::uuid[], $3::int[]) as own(id, price_fen)
     where sku.tenant_id = $1 and sku.id = own.id`,
    [tx.tenantId, changed.map(({ id }) => id), changed.map(({ newFen }) => newFen)],
  );
  return changed.length;
}

/** Half a fen goes up. The product of two integers below 2⁵³ is exact. */
export function stepped(priceFen: number, by: PriceStep['by'], amount: number): number {
  return by === 'fen' ? priceFen + amount : Math.floor((priceFen * (100 + amount) + 50) / 100);
}

function fault(productId: ProductId, code: string, zh: string, en: string) {
  return { pointer: `/products/${productId}`, code, detail: { zh, en } };
}
