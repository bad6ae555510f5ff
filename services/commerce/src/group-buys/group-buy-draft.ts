import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { requireReferencePrices } from '../promotion-guard/reference-prices.js';

export interface GroupBuyDraft {
  readonly title: string;
  readonly productId: string;
  /** How many shoppers make a group. */
  readonly size: number;
  /** How long a group has to become complete. */
  readonly hours: number;
  /** When groups can be opened. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** Articles one shopper may have, in all groups together. */
  readonly perShopper: number;
  /** How many articles are sold so; null: as many as there are. */
  readonly total: number | null;
  /** SKUs of the product. */
  readonly items: readonly { readonly skuId: string; readonly priceFen: number }[];
}

/** What a schema cannot say of an offer's goods. @throws Problem request.invalid, promotion.reference_price, both with a pointer to each fault */
export async function requireGroupItems(tx: TenantTransaction, draft: GroupBuyDraft): Promise<void> {
  const { productId, items, size, total } = draft;
  const rows = await tx.query<{ id: string; price_fen: number; has_choices: boolean }>(
    `select s.id, s.price_fen, exists (
       select from product_modifier_group c join modifier_group g on g.tenant_id = c.tenant_id and g.id = c.group_id
       where c.tenant_id = $1 and c.product_id = p.id and g.min_choices > 0) as has_choices
     from sku s join product p on p.tenant_id = s.tenant_id and p.id = s.product_id
     where s.tenant_id = $1 and s.product_id = $2 and s.active and p.state = 'active'`,
    [tx.tenantId, productId],
  );
  if (rows.length === 0) throw new Problem('request.invalid', { errors: [fault('/productId', 'unknown', NO_PRODUCT)] });
  if (rows.some((row) => row.has_choices))
    throw new Problem('request.invalid', { errors: [fault('/productId', 'choices', HAS_CHOICES)] });
  const known = new Map(rows.map(({ id, price_fen }) => [id, price_fen]));
  const ids = items.map(({ skuId }) => skuId.toLowerCase());
  const faults = items.flatMap(({ priceFen }, index) => {
    const id = ids[index] ?? '';
    const listPriceFen = known.get(id);
    if (ids.indexOf(id) < index) return [fault(`/items/${index}/skuId`, 'repeated', REPEATED)];
    if (listPriceFen === undefined) return [fault(`/items/${index}/skuId`, 'unknown', NO_SKU)];
    return priceFen < listPriceFen ? [] : [fault(`/items/${index}/priceFen`, 'range', dearer(listPriceFen))];
  });
  if (total !== null && total < size) faults.push(fault('/total', 'minimum', enoughFor(size)));
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
  await requireReferencePrices(tx, items, draft.startsAt);
}

const NO_PRODUCT: Text = { zh: '店铺没有该商品，或已下架', en: 'is no product on sale in this shop' };
const HAS_CHOICES: Text = {
  zh: '该商品下单时须选择做法或加料，不能用于拼团；请换一个商品，或把选项改为可不选',
  en: 'has options that must be chosen, which an order in a group cannot do: take another product, or let its options be left out',
};
const NO_SKU: Text = { zh: '该商品没有此规格，或已下架', en: 'is no article of this product on sale' };
const REPEATED: Text = { zh: '同一规格只能出现一次', en: 'names an article that an earlier item has already' };

function dearer(listPriceFen: number): Text {
  return { zh: `必须低于原价 ${listPriceFen} 分`, en: `must be less than the usual ${listPriceFen} fen` };
}

function enoughFor(size: number): Text {
  return { zh: `至少够一个团：${size} 件`, en: `must do for one group: at least ${size}` };
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
