import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';

export interface FlashSaleDraft {
  readonly title: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly items: readonly {
    readonly skuId: string;
    readonly priceFen: number;
    /** How many are sold at this price. */
    readonly total: number;
    /** Null: as many as there are. */
    readonly perShopper: number | null;
  }[];
}

interface KnownSku {
  readonly id: string;
  readonly price_fen: number;
  /** Title of another sale it is in at that time. */
  readonly rival: string | null;
}

/** What a schema cannot say of a sale's goods. @throws Problem request.invalid, flash_sale.overlap, both with a pointer to the item */
export async function requireItems(
  tx: TenantTransaction,
  saleId: string,
  { items, startsAt, endsAt }: FlashSaleDraft,
): Promise<void> {
  const rows = await tx.query<KnownSku>(
    `select s.id, s.price_fen, (
       select v.title from flash_sale_item o join flash_sale v on v.tenant_id = o.tenant_id and v.id = o.sale_id
       where o.tenant_id = $1 and o.sku_id = s.id and o.sale_id <> $3 and o.starts_at < $5 and o.ends_at > $4 limit 1) as rival
     from sku s where s.tenant_id = $1 and s.id = any($2) and s.active`,
    [tx.tenantId, items.map(({ skuId }) => skuId), saleId, startsAt, endsAt],
  );
  const known = new Map(rows.map((row) => [row.id, row]));
  const faults = items.flatMap(({ skuId, priceFen }, index) => {
    const sku = known.get(skuId.toLowerCase());
    const isRepeated = items.findIndex((other) => other.skuId.toLowerCase() === skuId.toLowerCase()) < index;
    if (isRepeated) return [fault(`/items/${index}/skuId`, 'repeated', REPEATED)];
    if (!sku) return [fault(`/items/${index}/skuId`, 'unknown', UNKNOWN)];
    return priceFen < sku.price_fen ? [] : [fault(`/items/${index}/priceFen`, 'range', dearer(sku.price_fen))];
  });
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
  const rivals = items.flatMap(({ skuId }, index) => {
    const rival = known.get(skuId.toLowerCase())?.rival ?? null;
    return rival === null ? [] : [fault(`/items/${index}/skuId`, 'overlap', overlapping(rival))];
  });
  if (rivals.length > 0) throw new Problem('flash_sale.overlap', { errors: rivals });
}

const REPEATED = { zh: '同一规格只能出现一次', en: 'names an article that an earlier item has already' };
const UNKNOWN = { zh: '店铺没有该规格，或已下架', en: 'is no article on sale in this shop' };

function dearer(listPriceFen: number): Text {
  return { zh: `必须低于原价 ${listPriceFen} 分`, en: `must be less than the usual ${listPriceFen} fen` };
}

function overlapping(title: string): Text {
  return { zh: `该时间段已参加“${title}”`, en: `is in "${title}" at that time` };
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
