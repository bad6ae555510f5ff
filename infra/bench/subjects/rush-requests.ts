import { deliverySettings } from '#commerce/pricing/delivery-settings.js';
import { expressFen } from '#commerce/pricing/charges.js';
import { type LoadRequest, UNIQUE_MARK } from '../load/load-plan.js';
import type { BenchServer } from '../stage/bench-server.js';
import { RUSH_STOCK, type RushShop } from '../stage/rush-data.js';
import { shopConfig } from '../stage/shop-data.js';
import { address, post } from './shop-requests.js';

/** The same wish at a yardstick, which has no shoppers. */
export async function bareRush({ port }: BenchServer): Promise<LoadRequest[]> {
  await fetch(`http://127.0.0.1:${port}/stock/${RUSH_STOCK}`, { method: 'PUT' });
  return [post('/buys', {}, { number: UNIQUE_MARK })];
}

/** Whether a yardstick has sold what its winners were told. */
export async function isBareRushExact({ port }: BenchServer, winners: number): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${port}/stock`);
  return ((await response.json()) as { stock?: number }).stock === RUSH_STOCK - winners;
}

/** One of the sale's SKU for everybody in the crowd, who have seen its price; each sending is an order of its own. */
export async function rushOrders(rush: RushShop, port: number): Promise<LoadRequest[]> {
  const { skuId, priceFen } = await rush.nextSale();
  const expectedTotalFen = priceFen + expressFen(priceFen, deliverySettings(shopConfig()['delivery']));
  const lines = [{ skuId, quantity: 1 }];
  const [first = ''] = rush.crowd;
  const response = await fetch(`http://127.0.0.1:${port}/a/${rush.shop.appId}/quote`, {
    method: 'POST',
    headers: { authorization: first, 'content-type': 'application/json' },
    body: JSON.stringify({ lines, delivery: 'express' }),
  });
  const { totalFen } = (await response.json()) as { totalFen?: number };
  if (totalFen !== expectedTotalFen) throw new Error(`One costs ${totalFen} and not ${expectedTotalFen}.`);
  return rush.crowd.map((authorization) =>
    post(
      `/a/${rush.shop.appId}/orders`,
      { authorization, 'idempotency-key': `rush-${UNIQUE_MARK}` },
      { lines, delivery: 'express', address, expectedTotalFen },
    ),
  );
}
