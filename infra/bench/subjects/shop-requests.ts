import { randomInt } from 'node:crypto';
import { deliverySettings } from '#commerce/pricing/delivery-settings.js';
import { expressFen } from '#commerce/pricing/charges.js';
import { encodeCursor } from '#kernel/http/cursor.js';
import { newId } from '#kernel/identity/ids.js';
import { type LoadRequest, UNIQUE_MARK } from '../load/load-plan.js';
import { createdAtOf, priceFenAt, PRODUCTS_PER_SHOP, shopConfig } from '../stage/shop-data.js';
import type { BenchSku, Shop } from '../stage/shops.js';

// What the runtime is asked, by kind of request. Each takes as many shops as there are, so that no row and no cache entry is hot.

const LIST_LIMIT = 20;

export function storefrontPath({ appId }: Shop): string {
  return `/a/${appId}/storefront`;
}

export function listPath({ appId }: Shop): string {
  return `/a/${appId}/products?limit=${LIST_LIMIT}`;
}

export function productPath({ appId, productIds }: Shop): string {
  return `/a/${appId}/products/${productIds[0]}`;
}

/** Lists that nobody has asked for before: full pages, behind a cursor that names no product there is. */
export function freshLists(shops: readonly Shop[], count: number): LoadRequest[] {
  return Array.from({ length: count }, () => {
    const { appId } = pick(shops);
    const [sort, key] = freshKey(randomInt(PRODUCTS_PER_SHOP - LIST_LIMIT - 1));
    const cursor = encodeCursor([key, newId<string>()]);
    return get(`/a/${appId}/products?limit=${LIST_LIMIT}&sort=${sort}&cursor=${cursor}`);
  });
}

/** A sort order and a sort key with at least a page of products behind it; `skipped` products lie before it. */
function freshKey(skipped: number): [sort: string, key: string | number] {
  switch (randomInt(4)) {
    case 0:
      return ['position', skipped];
    case 1:
      return ['priceAsc', priceFenAt(skipped)];
    case 2:
      return ['priceDesc', priceFenAt(PRODUCTS_PER_SHOP + 1 - skipped)];
    default:
      return ['newest', createdAtOf(PRODUCTS_PER_SHOP + 1 - skipped)];
  }
}

/** Every product once, in random order. */
export function everyProduct(shops: readonly Shop[]): LoadRequest[] {
  const paths = shops.flatMap(({ appId, productIds }) => productIds.map((id) => `/a/${appId}/products/${id}`));
  return shuffled(paths).map(get);
}

/** Three articles into the cart of each shopper, over and over. */
export function cartAdditions(shops: readonly Shop[]): LoadRequest[] {
  const additions = shops.flatMap(({ appId, shoppers, skus }) =>
    shoppers.flatMap((authorization) =>
      pickSeveral(skus, 3).map(({ skuId }) =>
        post(`/a/${appId}/cart/lines`, { authorization }, { skuId, quantity: 1 }),
      ),
    ),
  );
  return shuffled(additions);
}

/** Two articles, by express. */
export function quotes(shops: readonly Shop[], count: number): LoadRequest[] {
  return Array.from({ length: count }, () => {
    const { appId, shoppers, skus } = pick(shops);
    const lines = pickSeveral(skus, 2).map(({ skuId }) => ({ skuId, quantity: 1 }));
    return post(`/a/${appId}/quote`, { authorization: pick(shoppers) }, { lines, delivery: 'express' });
  });
}

export const address = { name: '陈晓', phone: '13800000000', region: '浙江省杭州市西湖区', detail: '龙井路 1 号' };

/** Two articles, by express, at the price that the shop will find; each sending is an order of its own. */
export function orders(shops: readonly Shop[], count: number): LoadRequest[] {
  const delivery = deliverySettings(shopConfig()['delivery']);
  return Array.from({ length: count }, () => {
    const { appId, shoppers, skus } = pick(shops);
    const bought = pickSeveral(skus, 2);
    const subtotalFen = bought.reduce((sum, { priceFen }) => sum + priceFen, 0);
    const headers = { authorization: pick(shoppers), 'idempotency-key': `bench-${UNIQUE_MARK}` };
    return post(`/a/${appId}/orders`, headers, {
      lines: bought.map(({ skuId }) => ({ skuId, quantity: 1 })),
      delivery: 'express',
      address,
      expectedTotalFen: subtotalFen + expressFen(subtotalFen, delivery),
    });
  });
}

export function get(path: string): LoadRequest {
  return { method: 'GET', path };
}

export function post(path: string, headers: Record<string, string>, body: unknown): LoadRequest {
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}

function pick<T>(all: readonly T[]): T {
  const one = all[randomInt(Math.max(1, all.length))];
  if (one === undefined) throw new Error('There is nothing to pick from.');
  return one;
}

function pickSeveral(skus: readonly BenchSku[], count: number): BenchSku[] {
  const chosen = new Set<BenchSku>();
  while (chosen.size < count) chosen.add(pick(skus));
  return [...chosen];
}

function shuffled<T>(items: readonly T[]): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
