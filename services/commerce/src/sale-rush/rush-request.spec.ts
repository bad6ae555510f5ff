import type { OrderRequest } from '../orders/order-placement.js';
import { rushSkuOf } from './rush-request.js';

const usual: OrderRequest = { lines: [{ skuId: 'a', quantity: 2 }], delivery: 'express', expectedTotalFen: 100 };

test.each<[string, Partial<OrderRequest>]>([
  ['of one article', {}],
  ['that is fetched', { delivery: 'pickup' }],
  ['with an address', { address: { name: 'a', phone: '13800000000', region: 'b', detail: 'c' } }],
  ['with the best coupon or none', { coupons: 'none' }],
  ['that says no to points and balance', { usePoints: false, useBalance: false, expectedPayableFen: 100 }],
  ['without extras', { lines: [{ skuId: 'a', quantity: 2, modifierIds: [] }] }],
])('an order %s can be settled with others', (_what, more) => {
  expect(rushSkuOf({ ...usual, ...more })).toBe('a');
});

test.each<[string, object]>([
  ['of nothing', { lines: [] }],
  ['of two articles', { lines: [...usual.lines, { skuId: 'b', quantity: 1 }] }],
  ['with extras', { lines: [{ skuId: 'a', quantity: 1, modifierIds: ['m'] }] }],
  ['for a table', { delivery: 'dineIn', tableId: 't' }],
  ['with a note', { note: '请送到门口' }],
  ['with a coupon of one’s choice', { coupons: ['c'] }],
  ['paid by points', { usePoints: true }],
  ['paid from a balance', { useBalance: true }],
  ['that says what nobody here knows', { giftWrap: true }],
])('an order %s takes the ordinary road', (_what, more) => {
  expect(rushSkuOf({ ...usual, ...more })).toBeNull();
});
