import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import type { Buyer } from '../orders/order-placement.js';
import { type DeliveryMethod, type DeliverySettings, deliverySettings } from '../pricing/delivery-settings.js';
import { type PricedSku, type Quote, quote } from '../pricing/quote.js';
import { type GroupOffer, groupPrice, type GroupWish, type JoinedGroup } from './group-terms.js';

export interface GroupPriceList {
  /** Undefined when it is not on sale. */
  readonly sku: PricedSku | undefined;
  readonly delivery: DeliverySettings;
  readonly offer: GroupOffer | null;
  /** The group that was named. */
  readonly joined: JoinedGroup | null;
  /** The order that this idempotency key has placed before. */
  readonly placed: { readonly id: string; readonly requestHash: string } | null;
}

/** What an order in a group would cost, and the price of one that the offer must still have when it is placed. */
export interface GroupQuote extends Quote {
  readonly groupPriceFen: number;
}

interface GroupPriceRow {
  readonly skus: PricedSku[] | null;
  readonly delivery: unknown;
  readonly placed: GroupPriceList['placed'];
  readonly offer: GroupOffer | null;
  readonly joined: JoinedGroup | null;
}

/** All that pricing an order in a group needs, in one statement. @throws Problem storefront.not_published */
export async function readGroupPrices(
  pool: TenantPool,
  { tenantId, appId, shopperId }: Buyer,
  groupBuyId: string,
  { skuId, groupId = null, key = null }: { skuId: string; groupId?: string | null; key?: string | null },
): Promise<GroupPriceList> {
  const values = [[skuId], appId, shopperId, key, groupBuyId, groupId];
  const [row] = await pool.call<GroupPriceRow>(tenantId, READ, values);
  if (!row || row.delivery === null) throw new Problem('storefront.not_published');
  const { offer, joined, placed } = row;
  return { sku: row.skus?.[0], delivery: deliverySettings(row.delivery), offer, joined, placed };
}

/**
 * The group's price in place of every other: no coupon and no flash sale lowers it further. Delivery costs what it costs for goods of that price.
 * @throws Problem stock.insufficient, those of `groupPrice` and of `quote`
 */
export function quoteInGroup(
  { sku, delivery, offer, joined }: GroupPriceList,
  wish: GroupWish,
  method: DeliveryMethod,
): GroupQuote {
  const groupPriceFen = groupPrice(offer, joined, wish);
  if (!sku) throw gone('/skuId', { zh: '商品已下架', en: 'is not on sale' });
  if (sku.modifierGroups?.some(({ minChoices }) => minChoices > 0)) throw gone('/skuId', HAS_CHOICES);
  if (sku.stock < wish.quantity) throw gone('/quantity', { zh: `仅剩 ${sku.stock} 件`, en: `only ${sku.stock} left` });
  // Never dearer than without a group, should the merchant have lowered the usual price since.
  const priced = { ...sku, priceFen: Math.min(groupPriceFen, sku.priceFen), flashSale: null };
  const line = { skuId: sku.skuId, quantity: wish.quantity };
  const quoted = quote([line], new Map([[sku.skuId, priced]]), delivery, method);
  const lines = quoted.lines.map((one) => ({ ...one, listPriceFen: sku.priceFen }));
  return { ...quoted, lines, groupPriceFen };
}

const HAS_CHOICES: Text = {
  zh: '该商品须选择做法，请单独购买',
  en: 'has options to choose: it can be bought without a group',
};

function gone(pointer: string, detail: Text): Problem {
  return new Problem('stock.insufficient', { errors: [{ pointer, code: 'stock.insufficient', detail }] });
}

const READ: Statement = {
  name: 'read_group_prices',
  text: 'select skus, delivery, placed, offer, joined from read_group_prices($1, $2, $3, $4, $5, $6, $7)',
};
