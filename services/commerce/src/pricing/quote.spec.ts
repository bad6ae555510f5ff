import { Problem } from '#kernel/problems/problem.js';
import { deliverySettings } from './delivery-settings.js';
import { type PricedSku, quote } from './quote.js';

const delivery = deliverySettings({ express: { feeFen: 1000, freeFromFen: 19_900 }, pickup: { enabled: true } });

function sku(skuId: string, priceFen: number, stock = 10): [string, PricedSku] {
  return [skuId, { skuId, productId: `p-${skuId}`, title: skuId, optionValues: [], imageUrl: null, priceFen, stock }];
}

const skus = new Map([sku('a', 1999), sku('b', 17_901), sku('c', 5, 1), sku('free', 0)]);

test('adds up in integer fen and charges the shipping fee', () => {
  expect(quote([{ skuId: 'a', quantity: 3 }], skus, delivery, 'express')).toMatchObject({
    lines: [{ skuId: 'a', priceFen: 1999, quantity: 3, totalFen: 5997 }],
    subtotalFen: 5997,
    shippingFen: 1000,
    totalFen: 6997,
  });
});

test('ships free from the threshold on, and not one fen below', () => {
  const lines = [
    { skuId: 'a', quantity: 1 },
    { skuId: 'b', quantity: 1 },
  ];
  expect(quote(lines, skus, delivery, 'express').shippingFen).toBe(0);
  const cheaper = new Map([...skus, sku('b', 17_900)]);
  expect(quote(lines, cheaper, delivery, 'express').shippingFen).toBe(1000);
});

test('charges nothing for pickup', () => {
  expect(quote([{ skuId: 'a', quantity: 1 }], skus, delivery, 'pickup').totalFen).toBe(1999);
});

test.each([
  ['what is short', [{ skuId: 'c', quantity: 2 }], 'stock.insufficient', '/lines/0/quantity'],
  ['what is not sold', [{ skuId: 'x', quantity: 1 }], 'stock.insufficient', '/lines/0/skuId'],
  [
    'what is named twice',
    [
      { skuId: 'a', quantity: 1 },
      { skuId: 'a', quantity: 1 },
    ],
    'request.invalid',
    '/lines/1/skuId',
  ],
] as const)('points at %s', (_name, lines, code, pointer) => {
  const problem = refusalOf(() => quote(lines, skus, delivery, 'express'));

  expect(problem.code).toBe(code);
  expect(problem.options.errors?.map((fault) => fault.pointer)).toEqual([pointer]);
});

test('refuses a delivery that is not offered, and an order that costs nothing', () => {
  const shop = deliverySettings({});

  expect(refusalOf(() => quote([{ skuId: 'a', quantity: 1 }], skus, shop, 'pickup')).code).toBe(
    'order.delivery_unavailable',
  );
  expect(refusalOf(() => quote([{ skuId: 'free', quantity: 1 }], skus, shop, 'express')).code).toBe(
    'order.total_out_of_range',
  );
});

test.each([null, 'x', { express: { feeFen: -5, freeFromFen: 'x' } }, { express: null }])(
  'takes %j for no fee',
  (config) => {
    expect(deliverySettings(config)).toEqual({
      express: { enabled: true, feeFen: 0, freeFromFen: 0 },
      pickup: { enabled: false },
    });
  },
);

function refusalOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('nothing was refused');
}
