import { randomInt } from 'node:crypto';
import { type LoadRequest, UNIQUE_MARK } from '../load/load-plan.js';
import { ITEMS_PER_SHOP } from '../stage/yardstick-data.js';
import { get, post } from './shop-requests.js';

// What the yardsticks are asked: the same kind of work over the lean schema.

const HALF = ITEMS_PER_SHOP / 2;
const address = { name: 'A B', city: 'Hangzhou', line: '1 West Lake' };

export function hellos(): LoadRequest[] {
  return Array.from({ length: 1000 }, (_, index) => get(`/hello/${index}`));
}

/** Full pages of twenty. */
export function lists(shops: number, count: number): LoadRequest[] {
  return repeat(count, () => get(`/shops/${shopOf(shops)}/items/after/${randomInt(ITEMS_PER_SHOP - 20 + 1)}`));
}

export function items(shops: number, count: number): LoadRequest[] {
  return repeat(count, () => get(`/shops/${shopOf(shops)}/items/${1 + randomInt(ITEMS_PER_SHOP)}`));
}

export function cartLines(shops: number, count: number): LoadRequest[] {
  return repeat(count, () =>
    post(
      '/cart',
      {},
      { shop: shopOf(shops), buyer: 1 + randomInt(5), item: 1 + randomInt(ITEMS_PER_SHOP), quantity: 1 },
    ),
  );
}

/** The first item is always the smaller one, so that two purchases cannot wait for each other. */
export function purchases(shops: number, count: number): LoadRequest[] {
  return repeat(count, () =>
    post(
      '/purchases',
      {},
      {
        shop: shopOf(shops),
        buyer: 1 + randomInt(5),
        number: UNIQUE_MARK,
        items: [1 + randomInt(HALF), HALF + 1 + randomInt(HALF)],
        quantities: [1, 1],
        address,
      },
    ),
  );
}

function shopOf(shops: number): number {
  return 1 + randomInt(shops);
}

function repeat(count: number, make: () => LoadRequest): LoadRequest[] {
  return Array.from({ length: count }, make);
}
