import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem } from '#kernel/problems/problem.js';

const MOST_DAYS = 366;

/** What a schema cannot say of a promotion's time. @throws Problem request.invalid */
export function requirePeriod({ startsAt, endsAt }: { startsAt: string; endsAt: string }, now: Date): void {
  const [from, to] = [Date.parse(startsAt), Date.parse(endsAt)];
  const detail =
    to <= from
      ? { zh: '结束时间必须晚于开始时间', en: 'must be after startsAt' }
      : to <= now.getTime()
        ? { zh: '结束时间已过', en: 'lies in the past' }
        : to - from > MOST_DAYS * 86_400_000
          ? { zh: `最长 ${MOST_DAYS} 天`, en: `must be within ${MOST_DAYS} days of startsAt` }
          : null;
  if (detail) throw new Problem('request.invalid', { errors: [{ pointer: '/endsAt', code: 'range', detail }] });
}

/** @throws Problem request.invalid pointing at each product that the shop does not have */
export async function requireProducts(tx: TenantTransaction, productIds: readonly string[] | null): Promise<void> {
  if (productIds === null) return;
  const known = await tx.query<{ id: string }>('select id from product where tenant_id = $1 and id = any($2::uuid[])', [
    tx.tenantId,
    productIds,
  ]);
  const detail = { zh: '店铺没有该商品', en: 'is no product of this shop' };
  const errors = productIds.flatMap((id, index) =>
    known.some((product) => product.id === id) ? [] : [{ pointer: `/productIds/${index}`, code: 'unknown', detail }],
  );
  if (errors.length > 0) throw new Problem('request.invalid', { errors });
}

/** @throws Problem request.invalid for a category the shop does not have */
export async function requireCategory(tx: TenantTransaction, categoryId: string | null): Promise<void> {
  if (categoryId === null) return;
  const known = await tx.query('select from category where tenant_id = $1 and id = $2', [tx.tenantId, categoryId]);
  if (known.length > 0) return;
  const detail = { zh: '店铺没有该分类', en: 'is no category of this shop' };
  throw new Problem('request.invalid', { errors: [{ pointer: '/categoryId', code: 'unknown', detail }] });
}
