import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import type { Buyer } from '../orders/order-placement.js';
import type { ChargesWish } from '../pricing/charges.js';
import { type DeliverySettings, deliverySettings } from '../pricing/delivery-settings.js';
import { emptyPriceList, type PricedSku } from '../pricing/price-list.js';
import type { PlacedBefore } from '../pricing/price-reader.js';
import { type Quote, quote } from '../pricing/quote.js';
import type { ShippingRates } from '../pricing/shipping-rates.js';
import { type GroupOffer, groupPrice, type GroupWish, type JoinedGroup } from './group-terms.js';

export interface GroupPriceList {
  /** Undefined when it is not on sale. */
  readonly sku: PricedSku | undefined;
  readonly delivery: DeliverySettings;
  readonly rates: ShippingRates | null;
  readonly offer: GroupOffer | null;
  /** The group that was named. */
  readonly joined: JoinedGroup | null;
  /** The order that this idempotency key has placed before. */
  readonly placed: PlacedBefore | null;
}

/** What an order in a group would cost, and the price of one that the offer must still have when it is placed. */
export interface GroupQuote extends Quote {
  readonly groupPriceFen: number;
}

interface GroupPriceRow {
  readonly skus: PricedSku[] | null;
  readonly delivery: unknown;
  readonly rates: ShippingRates | null;
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
  const { rates, offer, joined, placed } = row;
  return { sku: row.skus?.[0], delivery: deliverySettings(row.delivery), rates, offer, joined, placed };
}

/**
 * The group's price in place of every other: no coupon and no flash sale lowers it further. Delivery costs what it costs for goods of that price.
 * @throws Problem stock.insufficient, those of `groupPrice` and of `quote`
 */
export function quoteInGroup(
  { sku, delivery, rates, offer, joined }: GroupPriceList,
  wish: GroupWish,
  sending: Pick<ChargesWish, 'delivery' | 'region'>,
): GroupQuote {
  const groupPriceFen = groupPrice(offer, joined, wish);
  if (!sku) throw gone('/skuId', { zh: '商品已下架', en: 'is not on sale' });
  if (sku.modifierGroups?.some(({ minChoices }) => minChoices > 0)) throw gone('/skuId', HAS_CHOICES);
  if (sku.stock < wish.quantity) throw gone('/quantity', { zh: `仅剩 ${sku.stock} 件`, en: `only ${sku.stock} left` });
  // The engine leaves the list price where the merchant has lowered that below the group's since.
  const agreed = {
    kind: 'group',
    title: offer?.title ?? '',
    priceFen: groupPriceFen,
    referenceId: offer?.id ?? '',
  } as const;
  const skus = new Map([[sku.skuId, { ...sku, agreed }]]);
  const lines = [{ skuId: sku.skuId, quantity: wish.quantity }];
  return { ...quote({ ...sending, lines }, { ...emptyPriceList, skus, delivery, rates }), groupPriceFen };
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
  text: 'select skus, delivery, rates, placed, offer, joined from read_group_prices($1, $2, $3, $4, $5, $6, $7)',
};
