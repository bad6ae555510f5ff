import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Row {
  readonly label: string;
  readonly text: string;
}

Object.assign(globalThis, { wx: { getAppBaseInfo: () => ({ language: 'zh_CN' }), getStorageSync: () => '' } });
const service = createRequire(join(process.cwd(), 'templates/kit/src/services/savings.js'));
const { sumRows, tenderRows, payableFen } = service('./price-story.js') as {
  sumRows: (amounts: object, fetched: boolean) => Row[];
  tenderRows: (amounts: object) => Row[];
  payableFen: (amounts: object) => number;
};
const { asked, choicesOf, noWish } = service('./saving-choices.js') as {
  noWish: () => { coupons: unknown; usePoints: boolean; useBalance: boolean };
  asked: (wish: object) => object;
  choicesOf: (quote: object) => { points: string; balance: string; claim: { text: string } | null; hints: string[] };
};
const { couponLine } = service('./coupon-choice.js') as {
  couponLine: (quote: object) => { line: string; choosable: boolean };
};

const pairs = (rows: Row[]) => rows.map(({ label, text }) => [label, text]);
const amounts = {
  lines: [{ flashSaleId: null }],
  subtotalFen: 9_500,
  packingFen: 0,
  shippingFen: 0,
  discountFen: 1_350,
  totalFen: 8_150,
  listTotalFen: 11_000,
  pointsSpent: 350,
  balanceFen: 2_000,
  bonusFen: 150,
  payableFen: 6_000,
  adjustments: [
    { kind: 'member', title: '金卡', amountFen: -500 },
    { kind: 'coupon', title: '十元券', amountFen: -1_000 },
    { kind: 'points', title: '', amountFen: -350 },
    { kind: 'shipping', title: '', amountFen: -1_000 },
  ],
};

describe('the sum of a quote or order', () => {
  test('begins at list prices and comes to the total, with a reason for each step', () => {
    expect(pairs(sumRows(amounts, false))).toEqual([
      ['商品金额', '¥100.00'],
      ['运费', '¥10.00'],
      ['会员价 金卡', '-¥5.00'],
      ['优惠券 十元券', '-¥10.00'],
      ['350 积分抵扣', '-¥3.50'],
      ['满额免运费', '-¥10.00'],
    ]);
  });

  test('tells how it is paid only when WeChat does not pay for all of it', () => {
    expect(pairs(tenderRows(amounts))).toEqual([
      ['余额支付', '-¥20.00'],
      ['赠金支付', '-¥1.50'],
    ]);
    expect(payableFen(amounts)).toBe(6_000);
    expect(tenderRows({ balanceFen: 0, bonusFen: 0 })).toEqual([]);
    expect(payableFen({ totalFen: 5 })).toBe(5);
  });

  test('of an order of before reasons were kept is goods, delivery and what was taken off', () => {
    const old = { subtotalFen: 5_000, packingFen: 100, shippingFen: 800, discountFen: 1_000, totalFen: 4_900 };

    expect(pairs(sumRows(old, false))).toEqual([
      ['商品金额', '¥50.00'],
      ['包装费', '¥1.00'],
      ['运费', '¥8.00'],
      ['优惠', '-¥10.00'],
    ]);
  });

  test('says nothing of delivery where nothing is delivered', () => {
    const labels = (of: object, fetched: boolean) =>
      sumRows({ ...amounts, adjustments: [], ...of }, fetched).map(({ label }) => label);

    expect(labels({}, true)).toEqual(['商品金额', '优惠']);
    expect(labels({ dining: { distanceMeters: null } }, false)).toEqual(['商品金额', '优惠']);
    expect(labels({}, false)).toContain('运费');
  });
});

describe('what can be chosen', () => {
  test('is asked for only when it is wanted', () => {
    expect(asked(noWish())).toEqual({ coupons: 'best' });
    expect(asked({ coupons: ['c'], usePoints: true, useBalance: false })).toEqual({ coupons: ['c'], usePoints: true });
  });

  test('is hidden when there is nothing of it', () => {
    const none = { points: '', balance: '', claim: null, hints: [] };
    const account = { balanceFen: 0, bonusFen: 0, points: 9, pointsUsable: 0, pointsUsableFen: 0 };

    expect(choicesOf({ account: null })).toEqual(none);
    expect(choicesOf({ account, missed: [] })).toEqual(none);
  });

  test('says what each is worth, and what is missing', () => {
    const account = { balanceFen: 1_000, bonusFen: 50, points: 900, pointsUsable: 350, pointsUsableFen: 350 };
    const missed = [
      { kind: 'claim', title: '新人券', missingFen: 0, savesFen: 900, referenceId: 'c' },
      { kind: 'shipping', title: '', missingFen: 1_050, savesFen: 800, referenceId: null },
    ];

    expect(choicesOf({ account, missed })).toEqual({
      points: '用 350 积分抵 ¥3.50',
      balance: '可用 ¥10.50',
      claim: { id: 'c', text: '领「新人券」再省 9 元' },
      hints: ['再买 10.50 元免运费'],
    });
  });
});

describe('coupons of a checkout', () => {
  const offers = [
    { claimId: 'a', title: '甲', discountFen: 500, missingFen: 0 },
    { claimId: 'b', title: '乙', discountFen: 300, missingFen: 0 },
    { claimId: 'c', title: '丙', discountFen: 0, missingFen: 2_000 },
  ];

  test('are told together', () => {
    const quote = { ...amounts, couponOffers: offers, coupons: [] };
    const used = offers.slice(0, 2);

    expect(couponLine({ ...quote, coupons: used })).toEqual({ line: '已优惠 8.00 元 · 甲 + 乙', choosable: true });
    expect(couponLine(quote)).toEqual({ line: '有 2 张可用', choosable: true });
    expect(couponLine({ ...quote, couponOffers: offers.slice(2) })).toEqual({
      line: '再买 20 元可用 丙',
      choosable: false,
    });
  });
});
