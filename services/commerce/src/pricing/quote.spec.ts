import { Problem } from '#kernel/problems/problem.js';
import { deliverySettings } from './delivery-settings.js';
import { heldCoupon, pricedSku, priceListOf } from './price-list.fixture.js';
import { quote } from './quote.js';

const prices = priceListOf([
  pricedSku('a', 1999, { stock: 10 }),
  pricedSku('b', 17_901),
  pricedSku('c', 5, { stock: 1 }),
  pricedSku('free', 0),
]);
const flashSale = { id: 'sale', title: '整点抢', priceFen: 1000, left: 5, perShopper: 2, bought: 0 };
const gold = { id: 'gold', name: '金卡', percentOff: 10 };
const express = { delivery: 'express' } as const;
const pickup = { delivery: 'pickup' } as const;

describe('a quote', () => {
  test('adds up in integer fen and charges the shipping fee', () => {
    expect(quote({ ...express, lines: [{ skuId: 'a', quantity: 3 }] }, prices)).toMatchObject({
      lines: [{ skuId: 'a', priceFen: 1999, quantity: 3, totalFen: 5997, netFen: 5997, adjustments: [] }],
      subtotalFen: 5997,
      shippingFen: 1000,
      totalFen: 6997,
      listTotalFen: 6997,
      payableFen: 6997,
      adjustments: [],
      missed: [{ kind: 'shipping', missingFen: 13_903, savesFen: 1000 }],
    });
  });

  test('ships free from the threshold on, and not one fen below; the waived fee is told', () => {
    const lines = [
      { skuId: 'a', quantity: 1 },
      { skuId: 'b', quantity: 1 },
    ];
    const cheaper = priceListOf([pricedSku('a', 1999), pricedSku('b', 17_900)]);

    expect(quote({ ...express, lines }, prices)).toMatchObject({
      shippingFen: 0,
      adjustments: [{ kind: 'shipping', title: '', amountFen: -1000, referenceId: null }],
      missed: [],
    });
    expect(quote({ ...express, lines }, cheaper)).toMatchObject({ shippingFen: 1000, missed: [{ missingFen: 1 }] });
  });

  test('charges nothing for pickup', () => {
    expect(quote({ ...pickup, lines: [{ skuId: 'a', quantity: 1 }] }, prices).totalFen).toBe(1999);
  });

  test('says of every line and of the order why they cost less', () => {
    const list = priceListOf([pricedSku('tea', 3000, { flashSale }), pricedSku('cup', 2000)], {
      coupons: [heldCoupon('ten', { kind: 'percent', amountFen: 0, percentOff: 50 })],
      account: { points: 500, pointsRule: { pointsPerYuanOff: 100, mostPercent: 50 }, tier: gold },
    });
    const lines = [
      { skuId: 'tea', quantity: 2 },
      { skuId: 'cup', quantity: 1 },
    ];

    expect(quote({ ...pickup, lines, usePoints: true }, list)).toMatchObject({
      lines: [
        {
          priceFen: 1000,
          flashSaleId: 'sale',
          // The sale's goods take no coupon, but their share of the points.
          adjustments: [
            { kind: 'flash_sale', title: '整点抢', amountFen: -4000, referenceId: 'sale' },
            { kind: 'points', amountFen: -345 },
          ],
          netFen: 1655,
        },
        {
          priceFen: 1800,
          adjustments: [
            { kind: 'member', title: '金卡', amountFen: -200, referenceId: 'gold' },
            { kind: 'coupon', title: 'ten', amountFen: -900, referenceId: 'ten' },
            { kind: 'points', amountFen: -155 },
          ],
          netFen: 745,
        },
      ],
      subtotalFen: 3800,
      discountFen: 1400,
      pointsSpent: 500,
      pointsFen: 500,
      totalFen: 2400,
      listTotalFen: 8000,
      adjustments: [
        { kind: 'flash_sale', amountFen: -4000 },
        { kind: 'member', amountFen: -200 },
        { kind: 'coupon', amountFen: -900 },
        { kind: 'points', amountFen: -500 },
      ],
      coupons: [{ claimId: 'ten', couponId: 'of-ten', title: 'ten', discountFen: 900 }],
    });
  });

  test('says why goods in a sale cost the usual price', () => {
    const list = priceListOf([pricedSku('tea', 3000, { flashSale })]);

    expect(quote({ ...pickup, lines: [{ skuId: 'tea', quantity: 3 }] }, list)).toMatchObject({
      totalFen: 9000,
      notices: [{ code: 'flash_sale.limit', skuId: 'tea', title: 'tea', perShopper: 2, left: 2 }],
    });
  });

  test('leaves a fen to pay', () => {
    const list = priceListOf([pricedSku('cup', 2000)], { coupons: [heldCoupon('a', { amountFen: 5000 })] });

    expect(quote({ ...pickup, lines: [{ skuId: 'cup', quantity: 1 }] }, list)).toMatchObject({
      discountFen: 1999,
      totalFen: 1,
    });
  });

  test('offers what the shopper has, and takes it only when asked to', () => {
    const account = { balance: 1500, bonus: 300, points: 999, pointsRule: { pointsPerYuanOff: 100, mostPercent: 30 } };
    const list = priceListOf([pricedSku('cup', 2000)], { account });
    const lines = [{ skuId: 'cup', quantity: 1 }];

    expect(quote({ ...pickup, lines }, list)).toMatchObject({
      totalFen: 2000,
      payableFen: 2000,
      account: { balanceFen: 1500, bonusFen: 300, points: 999, pointsUsable: 600, pointsUsableFen: 600 },
    });
    expect(quote({ ...pickup, lines, useBalance: true, usePoints: true }, list)).toMatchObject({
      pointsSpent: 600,
      totalFen: 1400,
      balanceFen: 1400,
      bonusFen: 0,
      payableFen: 0,
    });
    expect(quote({ ...pickup, lines, useBalance: true }, list)).toMatchObject({
      totalFen: 2000,
      balanceFen: 1500,
      bonusFen: 300,
      payableFen: 200,
    });
  });

  test('offers a coupon that could be collected, unless the shopper has chosen', () => {
    const claimable = [{ ...heldCoupon('x'), couponId: 'free', title: '新人券', amountFen: 700 }];
    const list = priceListOf([pricedSku('cup', 2000)], { claimable });
    const lines = [{ skuId: 'cup', quantity: 1 }];

    expect(quote({ ...pickup, lines }, list)).toMatchObject({
      totalFen: 2000,
      missed: [{ kind: 'claim', title: '新人券', savesFen: 700, referenceId: 'free' }],
    });
    expect(quote({ ...pickup, lines, coupons: 'none' }, list).missed).toEqual([]);
  });
});

describe('a quote is refused', () => {
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
  ] as const)('and points at %s', (_name, lines, code, pointer) => {
    const problem = refusalOf(() => quote({ ...express, lines }, prices));

    expect(problem.code).toBe(code);
    expect(problem.options.errors?.map((fault) => fault.pointer)).toEqual([pointer]);
  });

  test('for a delivery that is not offered, and for an order that costs nothing or too much', () => {
    const closed = { ...prices, delivery: deliverySettings({}) };
    const dear = priceListOf([pricedSku('a', 900_000_000)]);

    expect(refusalOf(() => quote({ ...pickup, lines: [{ skuId: 'a', quantity: 1 }] }, closed)).code).toBe(
      'order.delivery_unavailable',
    );
    for (const [list, skuId, quantity] of [
      [closed, 'free', 1],
      [dear, 'a', 2],
    ] as const)
      expect(refusalOf(() => quote({ ...express, lines: [{ skuId, quantity }] }, list)).code).toBe(
        'order.total_out_of_range',
      );
  });

  test('for goods that are sent beside goods that are not', () => {
    const list = priceListOf([pricedSku('cup', 2000), pricedSku('ticket', 900, { isVirtual: true })]);
    const lines = [
      { skuId: 'cup', quantity: 1 },
      { skuId: 'ticket', quantity: 1 },
    ];
    const pointers = (delivery: 'express' | 'virtual') =>
      refusalOf(() => quote({ delivery, lines }, list)).options.errors?.map(({ pointer }) => pointer);

    expect(pointers('express')).toEqual(['/lines/1/skuId']);
    expect(pointers('virtual')).toEqual(['/lines/0/skuId']);
    expect(quote({ delivery: 'virtual', lines: lines.slice(1) }, list).totalFen).toBe(900);
  });
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
