import { rateFaults } from './shipping-rate-faults.js';
import { shippingFee, type ShippingRates, type ShippingZone } from './shipping-rates.js';

const zone = (name: string, regions: ShippingZone['regions'], more: Partial<ShippingZone> = {}): ShippingZone => ({
  name,
  regions,
  delivers: true,
  firstUnits: 1000,
  firstFen: 800,
  furtherUnits: 500,
  furtherFen: 200,
  freeFromFen: null,
  ...more,
});
const province = (name: string, ...cities: string[]) => ({ province: name, cities });
const rates: ShippingRates = {
  basis: 'weight',
  zones: [
    zone('江浙沪', [province('江苏'), province('浙江省'), province('上海')], { freeFromFen: 9900 }),
    zone('舟山', [province('浙江', '舟山市')], { firstFen: 1500 }),
    zone('远方', [province('新疆'), province('西藏')], { delivers: false }),
    zone('其他', [], { firstFen: 1200 }),
  ],
};
const goods = (weightG: number, subtotalFen = 5000, pieces = 1) => ({ weightG, subtotalFen, pieces });
const feeTo = (provinceName: string, city: string, sent = goods(500), table = rates) =>
  shippingFee(table, { province: provinceName, city }, sent)?.feeFen;

test.each([
  ['the first weight', 1000, 800],
  ['a gram more', 1001, 1000],
  ['the whole of the further weight', 1500, 1000],
  ['and a gram more', 1501, 1200],
  ['goods of unknown weight', 0, 800],
])('charges for %s', (_name, weightG, feeFen) => {
  expect(feeTo('浙江', '杭州', goods(weightG))).toBe(feeFen);
});

test('goes by the city, else the province, else everywhere else', () => {
  expect(feeTo('浙江', '杭州')).toBe(800);
  expect(feeTo('浙江', '舟山')).toBe(1500);
  expect(feeTo('广东', '广州')).toBe(1200);
  expect(feeTo('新疆', '伊犁')).toBeUndefined();
  expect(feeTo('广东', '广州', goods(1), { ...rates, zones: rates.zones.slice(0, 3) })).toBeUndefined();
});

test('counts pieces where the table does', () => {
  const byPiece: ShippingRates = { basis: 'piece', zones: [zone('全国', [], { firstUnits: 2, furtherUnits: 1 })] };

  expect([1, 2, 3, 5].map((pieces) => feeTo('广东', '广州', goods(9_999_999, 0, pieces), byPiece))).toEqual([
    800, 800, 1000, 1400,
  ]);
});

test('is waived from the amount on, and says what it would have been', () => {
  expect(shippingFee(rates, { province: '上海', city: '上海' }, goods(1200, 9900))).toEqual({
    feeFen: 0,
    listFeeFen: 1000,
    freeFromFen: 9900,
  });
  expect(feeTo('上海', '上海', goods(1200, 9899))).toBe(1000);
});

test('before the region is known it is that of everywhere else, or of the first zone', () => {
  expect(shippingFee(rates, null, goods(1))?.feeFen).toBe(1200);
  expect(shippingFee({ ...rates, zones: rates.zones.slice(0, 3) }, null, goods(1))?.feeFen).toBe(800);
});

describe('a table', () => {
  const faultsOf = (...zones: ShippingZone[]) =>
    rateFaults({ basis: 'weight', zones }).map(({ pointer, code }) => [pointer, code]);

  test('with every place once is good: a city beside its province too', () => {
    expect(rateFaults(rates)).toEqual([]);
  });

  test('names each place that is in two zones, and what is no province', () => {
    expect(
      faultsOf(
        zone('一', [province('浙江省'), province('广东', '深圳'), province('江南')]),
        zone('二', [province('浙江'), province('广东省', '广州', '深圳市')]),
        zone('三', []),
        zone('四', []),
      ),
    ).toEqual([
      ['/zones/0/regions/2/province', 'region.unknown'],
      ['/zones/1/regions/0', 'region.overlaps'],
      ['/zones/1/regions/1/cities/1', 'region.overlaps'],
      ['/zones/3/regions', 'region.overlaps'],
    ]);
  });
});
