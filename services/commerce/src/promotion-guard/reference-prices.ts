import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { yuan } from '../pricing/yuan.js';
import { chinaDay } from '../reconciliation/china-day.js';

/** What a SKU's usual price may be at most, so that a promotion may strike it through. Amounts are fen. */
export interface ReferencePrice {
  readonly skuId: string;
  /** The lowest of the seven days before the promotion. */
  readonly priceFen: number;
  /** `list`: it cost that in these days; `deal`: somebody paid that. */
  readonly source: 'list' | 'deal';
  readonly at: Date;
  /** When nothing of these days is lower any more than what it costs now; null when nothing is. */
  readonly freeAt: Date | null;
}

/** The same for the merchant who plans a promotion. */
export interface ReferenceOfSku {
  /** What it usually costs now. */
  readonly priceFen: number;
  readonly lowestFen: number;
  readonly source: ReferencePrice['source'];
  readonly at: Date;
  readonly freeAt: Date | null;
  /** A promotion that runs or is planned refers to its price. */
  readonly isFixed: boolean;
}

@Injectable()
export class ReferencePrices {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem sku.not_found */
  of(tenantId: TenantId, skuId: string, startsAt: string): Promise<ReferenceOfSku> {
    return this.database.transaction(tenantId, async (tx) => {
      const [sku] = await tx.query<{ price_fen: number; is_fixed: boolean; updated_at: Date }>(
        'select price_fen, sku_in_promotion(tenant_id, id) as is_fixed, updated_at from sku where tenant_id = $1 and id = $2',
        [tenantId, skuId],
      );
      if (!sku) throw new Problem('sku.not_found');
      const [lowest] = await referencePrices(tx, [skuId], startsAt);
      const { priceFen: lowestFen, source, at, freeAt } = lowest ?? unknownBefore(sku.price_fen, sku.updated_at);
      return { priceFen: sku.price_fen, lowestFen, source, at, freeAt, isFixed: sku.is_fixed };
    });
  }
}

/** Goods older than the record of prices, unchanged since: what they cost is all that is known of them. */
function unknownBefore(priceFen: number, at: Date): Omit<ReferencePrice, 'skuId'> {
  return { priceFen, source: 'list', at, freeAt: null };
}

/** As of the promotion's beginning, or of now when it begins at once. SKUs nothing is known of are missing. */
export async function referencePrices(
  tx: TenantTransaction,
  skuIds: readonly string[],
  startsAt: string,
): Promise<ReferencePrice[]> {
  return tx.query<ReferencePrice>(
    `select sku_id as "skuId", price_fen as "priceFen", source, at, free_at as "freeAt"
     from reference_prices($1, $2, greatest($3::timestamptz, clock_timestamp()))`,
    [tx.tenantId, skuIds, startsAt],
  );
}

/**
 * Stands between a promotion and its announcement: the price it strikes through must not be above the lowest of the seven days before it
 * (国家市场监督管理总局《规范促销行为暂行规定》, 2020). [U]: from the regulation, not from the shared facts.
 * @throws Problem promotion.reference_price pointing at each item, with the day from which it may begin
 */
export async function requireReferencePrices(
  tx: TenantTransaction,
  items: readonly { readonly skuId: string }[],
  startsAt: string,
): Promise<void> {
  const skuIds = items.map(({ skuId }) => skuId);
  const references = await referencePrices(tx, skuIds, startsAt);
  const usual = await tx.query<{ id: string; price_fen: number }>(
    'select id, price_fen from sku where tenant_id = $1 and id = any($2)',
    [tx.tenantId, skuIds],
  );
  const priceOf = new Map(usual.map(({ id, price_fen }) => [id, price_fen]));
  const referenceOf = new Map(references.map((reference) => [reference.skuId, reference]));
  const errors = items.flatMap(({ skuId }, index): ProblemFault[] => {
    const id = skuId.toLowerCase();
    const reference = referenceOf.get(id);
    const listPriceFen = priceOf.get(id) ?? 0;
    if (!reference || listPriceFen <= reference.priceFen) return [];
    return [{ pointer: `/items/${index}/skuId`, code: 'reference_price', detail: tooDear(listPriceFen, reference) }];
  });
  if (errors.length > 0) throw new Problem('promotion.reference_price', { errors });
}

/** Whoever raises a usual price asks this first. @throws Problem promotion.price_stands */
export async function requireUnreferenced(tx: TenantTransaction, skuId: string): Promise<void> {
  const [row] = await tx.query<{ stands: boolean }>('select sku_in_promotion($1, $2) as stands', [tx.tenantId, skuId]);
  if (row?.stands === true) throw new Problem('promotion.price_stands');
}

function tooDear(listPriceFen: number, { priceFen, source, at, freeAt }: ReferencePrice): Text {
  const lowest = yuan(priceFen);
  const list = yuan(listPriceFen);
  const day = chinaDay(at);
  const from = freeAt === null ? null : chinaDay(freeAt);
  return {
    zh: `活动前七日内最低${source === 'deal' ? '成交价' : '售价'}为 ${lowest} 元（${day}），划线的原价 ${list} 元高于它：请把原价调到 ${lowest} 元以内${from === null ? '' : `，或在 ${from} 之后开始`}`,
    en: `${source === 'deal' ? 'was bought' : 'was offered'} at ${lowest} yuan on ${day}, within the seven days before: ${list} yuan may not be struck through. Lower the usual price to ${lowest} yuan${from === null ? '' : `, or begin after ${from}`}`,
  };
}
