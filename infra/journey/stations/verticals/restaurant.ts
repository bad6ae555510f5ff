import { randomUUID } from 'node:crypto';
import { listTables, moveTicket } from '../../../../services/control-plane/src/commerce/dining.contract.js';
import { getMenu, getTable } from '../../../../services/runtime/src/dining/dining.contract.js';
import { getOrder, placeOrder, quoteOrder } from '../../../../services/runtime/src/orders/orders.contract.js';
import type { Out } from '#kernel/http/contract.js';
import type { JourneyContext, Visit } from '../../journey-context.js';
import { expectThat, type Station, until } from '../../station.js';
import { payOrderOf, yuan } from '../shop.js';
import { openShop, type VerticalShop } from './vertical-shop.js';

const shop: VerticalShop = {
  clientRef: 'XH-V01',
  name: '巷口面馆',
  templateId: 'restaurant',
  presetId: 'noodle-house',
  data: 'products',
};

/** A guest sits down at a table, orders with extras, pays, and is called by number. */
export const restaurant: Station<JourneyContext> = {
  name: 'restaurant: dinner at a table',
  async run(context) {
    const { visit, remark } = await openShop(context, shop);
    const { merchantId } = visit.traveller;
    const { items } = await context.agency.call(listTables, { params: { merchantId } });
    const [chosen] = items.filter(({ state }) => state === 'open');
    expectThat(chosen !== undefined, `${shop.name} has no table.`);
    const { params, shopper } = visit;
    const table = await shopper.call(getTable, { params: { ...params, table: chosen.id } });
    const placed = await dine(visit, table.id);
    await payOrderOf(context, visit, placed.id);
    const called = await cookedOrder(context, visit, placed.id);
    return { count: 1, remark: `${remark}; ${called} at table ${table.name} for ${yuan(placed.totalFen)}` };
  },
};

async function dine({ params, shopper }: Visit, tableId: string) {
  const { categories, modifierGroups } = await shopper.call(getMenu, { params });
  const dishes = categories.flatMap((category) => category.dishes).filter(({ soldOut }) => !soldOut);
  const dish = dishes.find(({ groupIds }) => groupIds.length > 0) ?? dishes[0];
  const sku = dish?.skus.find(({ stock }) => stock > 0);
  expectThat(dish !== undefined && sku !== undefined, `${shop.name} has nothing to eat.`);
  const modifierIds = modifierGroups.filter(({ id }) => dish.groupIds.includes(id)).flatMap((group) => needed(group));
  const order = { lines: [{ skuId: sku.id, quantity: 1, modifierIds }], delivery: 'dineIn' as const, tableId };
  const quote = await shopper.call(quoteOrder, { params, body: order });
  const headers = { 'idempotency-key': randomUUID() };
  return shopper.call(placeOrder, { params, headers, body: { ...order, guests: 2, expectedTotalFen: quote.totalFen } });
}

/** What must be chosen, and one of what may be. */
function needed({ minChoices, modifiers }: Out<typeof getMenu>['modifierGroups'][number]): string[] {
  const left = modifiers.filter(({ soldOut }) => !soldOut);
  return left.slice(0, Math.max(minChoices, 1)).map(({ id }) => id);
}

/** The kitchen accepts, cooks and hands over. Answers the number that is called out. */
async function cookedOrder({ agency }: JourneyContext, visit: Visit, orderId: string): Promise<string> {
  const { params, shopper, traveller } = visit;
  const place = { params: { merchantId: traveller.merchantId, orderId } };
  for (const state of ['accepted', 'ready', 'done'] as const)
    await agency.call(moveTicket, { ...place, body: { state } });
  const done = await until(
    async () => {
      const current = await shopper.call(getOrder, { params: { ...params, orderId } });
      const ticket = current.dining?.ticket ?? null;
      return ticket?.state === 'done' ? ticket : null;
    },
    { seconds: 10, sentence: () => `${traveller.name}: the guest does not see that the meal is ready.` },
  );
  return done.pickupNumber;
}
