import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { type AppId, newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import type { ChosenModifier } from '../dining/modifier-choice.js';
import type { QuoteLine } from '../pricing/quote.js';
import { isNumberTaken } from './order-number.js';
import type { OrderView } from './order-view.js';

/** Whose order it is. */
interface Buying {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly shopperId: ShopperId;
}

/** `sold_out`: placed, and something is gone now. Anything but these two has left nothing, and the order is priced again. */
export type WritingOutcome = 'placed' | 'sold_out' | 'repeated' | 'again';

/** Writes an order with everything it takes: goods, contingents, coupons, accounts; in one statement, together or not at all. */
export async function writeOrder(
  pool: TenantPool,
  buyer: Buying,
  key: string,
  requestHash: Buffer,
  order: OrderView,
): Promise<WritingOutcome> {
  try {
    const values = argumentsOf(buyer, key, requestHash, order);
    const [row] = await pool.call<{ outcome: WritingOutcome }>(buyer.tenantId, PLACE_ORDER, values);
    return row?.outcome ?? 'repeated';
  } catch (error) {
    if (isOvertaken(error)) return 'again';
    throw error;
  }
}

const GOODS_GONE = 'XP001';
const ACCOUNT_SHORT = 'XP003';
const DEADLOCK = '40P01';

/** Something has changed between reading and writing. */
function isOvertaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  // PostgreSQL ends one of two transactions that wait for each other; nothing of it is kept.
  if (code === GOODS_GONE || code === ACCOUNT_SHORT || code === DEADLOCK) return true;
  // The table was taken away.
  if (code === '23503' && constraint?.includes('table') === true) return true;
  return isNumberTaken(error);
}

function argumentsOf(buyer: Buying, key: string, requestHash: Buffer, order: OrderView): unknown[] {
  const goods = goodsOf(order.lines);
  const modifiers = modifiersOf(order.lines);
  const inSale = goods.filter(isInSale);
  const { ticket: _, ...facts } = order.dining ?? { ticket: null };
  return [
    order.id,
    order.number,
    buyer.appId,
    buyer.shopperId,
    key,
    requestHash,
    JSON.stringify(order.lines),
    order.subtotalFen,
    order.packingFen,
    order.shippingFen,
    order.totalFen,
    order.delivery,
    order.address === null ? null : JSON.stringify(order.address),
    order.note,
    order.createdAt,
    order.expiresAt,
    goods.map((sku) => sku.skuId),
    goods.map((sku) => sku.quantity),
    goods.map((sku) => sku.listPriceFen),
    goods.map(() => newId()),
    newId(),
    order.dining?.table?.id ?? null,
    order.dining === null ? null : JSON.stringify(facts),
    modifiers.map((modifier) => modifier.id),
    modifiers.map((modifier) => modifier.priceFen),
    order.discountFen,
    JSON.stringify(order.coupons),
    order.coupons.map((coupon) => coupon.claimId),
    inSale.map((sku) => sku.flashSaleId),
    inSale.map((sku) => sku.skuId),
    inSale.map((sku) => sku.quantity),
    inSale.map((sku) => sku.priceFen),
    JSON.stringify(order.adjustments),
    order.balanceFen,
    order.bonusFen,
    order.pointsSpent,
    order.pointsFen,
  ];
}

const PLACE_ORDER: Statement = {
  name: 'place_order',
  text: `select place_order(${Array.from({ length: 38 }, (_, index) => `$${index + 1}`).join(', ')}) as outcome`,
};

/** What is taken from stock: one entry per SKU, sorted, so that orders for the same goods lock them in the same order. */
function goodsOf(lines: readonly QuoteLine[]): Goods[] {
  const bySku = new Map<string, Goods>();
  for (const { skuId, quantity, priceFen, listPriceFen, flashSaleId, modifiers } of lines) {
    const extrasFen = modifiers.reduce((sum, modifier) => sum + modifier.priceFen, 0);
    bySku.set(skuId, {
      skuId,
      quantity: (bySku.get(skuId)?.quantity ?? 0) + quantity,
      priceFen: priceFen - extrasFen,
      listPriceFen: listPriceFen - extrasFen,
      flashSaleId,
    });
  }
  return [...bySku.values()].sort((a, b) => (a.skuId < b.skuId ? -1 : 1));
}

/** Of one SKU; prices without extras. */
type Goods = Pick<QuoteLine, 'skuId' | 'quantity' | 'priceFen' | 'listPriceFen' | 'flashSaleId'>;

function isInSale(goods: Goods): goods is Goods & { readonly flashSaleId: string } {
  return goods.flashSaleId !== null;
}

function modifiersOf(lines: readonly QuoteLine[]): ChosenModifier[] {
  return [...new Map(lines.flatMap((line) => line.modifiers).map((modifier) => [modifier.id, modifier])).values()];
}
