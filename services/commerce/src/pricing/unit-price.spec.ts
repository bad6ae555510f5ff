import { unitPrice } from './unit-price.js';

const flashSale = { id: 'sale', title: 'Sale', priceFen: 2000, left: 3, perShopper: null, bought: 0 };
const sku = { skuId: 's', title: 'Tea', priceFen: 2999 };
const tier = (percentOff: number) => ({ id: 't', name: '金卡', percentOff });

test.each([
  ['the list price', sku, 1, null, 2999, null],
  ['the tier’s part off, rounded down', sku, 1, tier(5), 2850, 'member'],
  ['the price set for members', { ...sku, memberPriceFen: 2500 }, 1, tier(5), 2500, 'member'],
  ['the tier’s price when that is less', { ...sku, memberPriceFen: 2900 }, 1, tier(5), 2850, 'member'],
  ['never more for members', { ...sku, memberPriceFen: 9900 }, 1, tier(0), 2999, null],
  ['nothing of that to others', { ...sku, memberPriceFen: 2500 }, 1, null, 2999, null],
  ['the sale’s price', { ...sku, flashSale }, 1, tier(5), 2000, 'flash_sale'],
  ['the members’ price when the sale is dearer', { ...sku, flashSale }, 1, tier(50), 1500, 'member'],
  [
    'the members’ price when both are the same',
    { ...sku, flashSale, memberPriceFen: 2000 },
    1,
    tier(0),
    2000,
    'member',
  ],
  ['the members’ price when the sale has too few', { ...sku, flashSale }, 4, tier(5), 2850, 'member'],
  ['an agreed price', { ...sku, flashSale, agreed: agreed(2500) }, 1, tier(50), 2500, 'group'],
  ['the list price when the agreed one is more', { ...sku, agreed: agreed(3500) }, 1, null, 2999, null],
])('is %s', (_name, goods, quantity, member, priceFen, kind) => {
  const price = unitPrice(goods, quantity, member);

  expect([price.priceFen, price.reason?.kind ?? null]).toEqual([priceFen, kind]);
});

test('says why the sale’s price does not hold, whatever holds instead', () => {
  expect(unitPrice({ ...sku, flashSale }, 4, tier(5)).notice).toMatchObject({ code: 'flash_sale.sold_out', left: 3 });
  expect(unitPrice({ ...sku, flashSale }, 1, tier(50)).notice).toBeNull();
});

function agreed(priceFen: number) {
  return { kind: 'group' as const, title: 'G', priceFen, referenceId: 'g' };
}
