import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Sale {
  readonly priceFen: number;
  readonly remaining: number;
  readonly perShopper: number | null;
  readonly endsAt: string;
}
interface Sku {
  readonly priceFen: number;
  readonly compareAtPriceFen?: number | null;
  readonly flashSale?: Sale | null;
}

Object.assign(globalThis, { wx: { getAppBaseInfo: () => ({ language: 'zh_CN' }), getStorageSync: () => '' } });
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/sale-price.js'));
const { saleOf, priceRange, cardPrice, saleShare } = service('./sale-price.js') as {
  saleOf: (sku: Sku | null) => Sale | null;
  priceRange: (skus: Sku[]) => { lowFen: number; highFen: number; compareAtFen: number; sale: Sale | null };
  cardPrice: (card: object) => { fen: number; compareAtFen: number; from: boolean; sale: boolean };
  saleShare: (sale: Sale) => number;
};
const serverTime = service('./server-time.js') as { learn: (header: object) => void };
const { priceNotices } = service('./coupon-choice.js') as {
  priceNotices: (quote: object, before?: object) => string[];
};

const soon = new Date(Date.now() + 60_000).toISOString();
const sale: Sale = { priceFen: 900, remaining: 5, perShopper: 2, endsAt: soon };
const sku = (priceFen: number, flashSale: Sale | null = null, compareAtPriceFen: number | null = null): Sku => ({
  priceFen,
  compareAtPriceFen,
  flashSale,
});

describe('the price of SKUs', () => {
  test('is the sale’s where one runs, with the usual one struck through', () => {
    expect(priceRange([sku(1000, sale, 1200), sku(1100)])).toEqual({
      lowFen: 900,
      highFen: 1100,
      compareAtFen: 1000,
      sale,
    });
  });

  test('tells no sale of a SKU that is not the cheapest', () => {
    expect(priceRange([sku(1000, sale), sku(800, null, 950)])).toEqual({
      lowFen: 800,
      highFen: 900,
      compareAtFen: 950,
      sale: null,
    });
  });

  test.each([
    ['sold out', { ...sale, remaining: 0 }],
    ['over', { ...sale, endsAt: new Date(Date.now() - 2_000).toISOString() }],
  ])('is the usual one once the sale is %s', (_name, flashSale) => {
    expect(saleOf(sku(1000, flashSale))).toBeNull();
    expect(priceRange([sku(1000, flashSale)])).toMatchObject({ lowFen: 1000, sale: null });
  });

  test('goes by the clock of the shop, not of the phone', () => {
    serverTime.learn({ Date: new Date(Date.now() + 120_000).toUTCString() });
    expect(saleOf(sku(1000, sale))).toBeNull();
    serverTime.learn({ Date: new Date().toUTCString() });
    expect(saleOf(sku(1000, sale))).toEqual(sale);
  });

  test.each([
    [2, sale],
    [5, { ...sale, perShopper: null }],
    [1, { ...sale, remaining: 1 }],
  ])('holds for %s of them', (share, one) => expect(saleShare(one)).toBe(share));
});

describe('the price on a card', () => {
  const card = { priceFen: 1000, maxPriceFen: 1000, compareAtPriceFen: 1200 };
  const cardSale = { priceFen: 900, maxPriceFen: 900, listPriceFen: 1000, endsAt: soon };

  test.each([
    ['as usual', { ...card, flashSale: null }, { fen: 1000, compareAtFen: 1200, from: false, sale: false }],
    ['of an older runtime', card, { fen: 1000, compareAtFen: 1200, from: false, sale: false }],
    ['in a sale', { ...card, flashSale: cardSale }, { fen: 900, compareAtFen: 1000, from: false, sale: true }],
    [
      'in a sale with dearer choices',
      { ...card, flashSale: { ...cardSale, maxPriceFen: 1500 } },
      { fen: 900, compareAtFen: 1000, from: true, sale: true },
    ],
    [
      'after the sale',
      { ...card, flashSale: { ...cardSale, endsAt: new Date(Date.now() - 2_000).toISOString() } },
      { fen: 1000, compareAtFen: 1200, from: false, sale: false },
    ],
    ['of nothing', {}, { fen: 0, compareAtFen: 0, from: false, sale: false }],
  ])('%s', (_name, shown, price) => expect(cardPrice(shown)).toEqual(price));
});

describe('what a check-out says of sales', () => {
  const line = { skuId: 'a', title: '茶' };

  test('nothing while their prices hold, or when there never was one', () => {
    const inSale = { lines: [{ ...line, flashSaleId: 's' }], notices: [] };
    expect(priceNotices(inSale, inSale)).toEqual([]);
    expect(priceNotices({ lines: [{ ...line, flashSaleId: null }], notices: [] }, {})).toEqual([]);
  });

  test('that one has ended since the quote before', () => {
    const before = { lines: [{ ...line, flashSaleId: 's' }] };
    expect(priceNotices({ lines: [{ ...line, flashSaleId: null }], notices: [] }, before)).toHaveLength(1);
  });

  test('once, when the contingent is gone', () => {
    const before = { lines: [{ ...line, flashSaleId: 's' }] };
    const gone = { code: 'flash_sale.sold_out', skuId: 'a', title: '茶', left: 0, perShopper: null };
    const words = priceNotices({ lines: [{ ...line, flashSaleId: null }], notices: [gone] }, before);
    expect(words).toHaveLength(1);
    expect(words[0]).not.toContain('0');
  });
});
