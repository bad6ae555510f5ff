import { faultsOfCards, faultsOfSettings } from './prepaid-law.js';
import { bonusOf, nothingOffered, type StoredValueSettings } from './stored-value-terms.js';

const shop: StoredValueSettings = {
  enabled: true,
  plans: [
    { amountFen: 10_000, bonusFen: 1_000 },
    { amountFen: 50_000, bonusFen: 8_000 },
  ],
  customAmounts: { minFen: 1_000, maxFen: 200_000 },
  limitFen: 500_000,
  cardFaces: [10_000, 100_000],
  terms: '余额可用于店内消费，可退还未使用的本金。',
};
const pointers = (settings: StoredValueSettings) => faultsOfSettings(settings).map(({ pointer }) => pointer);

describe('what the law allows a shop to offer', () => {
  test('plans, custom amounts and cards within the limits, and nothing at all', () => {
    expect(faultsOfSettings(shop)).toEqual([]);
    expect(faultsOfSettings(nothingOffered)).toEqual([]);
  });

  test.each<[string, Partial<StoredValueSettings>, string[]]>([
    ['more than 5,000 yuan for one shopper', { limitFen: 500_001 }, ['/limitFen']],
    ['a plan that is over the limit with its bonus', { limitFen: 57_999, customAmounts: null }, ['/plans/1']],
    ['a bonus that is more than the amount', { plans: [{ amountFen: 1_000, bonusFen: 1_001 }] }, ['/plans/0/bonusFen']],
    [
      'the same amount twice',
      {
        plans: [
          { amountFen: 1_000, bonusFen: 0 },
          { amountFen: 1_000, bonusFen: 5 },
        ],
      },
      ['/plans/1/amountFen'],
    ],
    ['custom amounts over the limit', { customAmounts: { minFen: 1, maxFen: 500_001 } }, ['/customAmounts/maxFen']],
    ['custom amounts upside down', { customAmounts: { minFen: 2, maxFen: 1 } }, ['/customAmounts/minFen']],
    ['a gift card of more than 1,000 yuan', { cardFaces: [100, 100_001] }, ['/cardFaces/1']],
    ['nothing to choose from', { plans: [], customAmounts: null }, ['/plans']],
    ['no rules to read', { terms: ' ' }, ['/terms']],
  ])('refuses %s', (_, change, expected) => {
    expect(pointers({ ...shop, ...change })).toEqual(expected);
  });

  test('a gift card is valid for three years at least, to the day', () => {
    const card = { title: '礼品卡', faceFen: 10_000, cards: 1, startsAt: '2026-02-28T00:00:00Z' };

    expect(faultsOfCards({ ...card, endsAt: '2029-02-28T00:00:00Z' })).toEqual([]);
    expect(faultsOfCards({ ...card, endsAt: '2029-02-27T23:59:59Z' }).map(({ pointer }) => pointer)).toEqual([
      '/endsAt',
    ]);
  });
});

describe('the bonus of an amount', () => {
  test('is its plan’s, none for an amount of the shopper’s own, and null for what is not offered', () => {
    expect([10_000, 50_000, 30_000, 999, 200_001].map((fen) => bonusOf(shop, fen))).toEqual([
      1_000,
      8_000,
      0,
      null,
      null,
    ]);
    expect(bonusOf({ ...shop, enabled: false }, 10_000)).toBeNull();
    expect(bonusOf({ ...shop, customAmounts: null }, 30_000)).toBeNull();
  });
});
