import { describeInBrowser } from '#testing/browser.js';
import { bookHaircutAndMoveIt } from './booking.fixture.js';
import { commentAndBuyFromArticle } from './magazine.fixture.js';
import { haveItBrought, orderAtTable, takeAway } from './restaurant.fixture.js';
import { buyTeaWithCoupon, collectTeaAndGiveItBack } from './retail.fixture.js';
import { type Journey, ShoppersWorld, type Walk } from './shoppers-world.fixture.js';
import { type Vertical, verticals } from './shops.fixture.js';
import { buyTogetherAndDraw } from './together.fixture.js';

interface PaidJourney extends Journey {
  /** By each order of it. */
  readonly paysFen: number | readonly number[];
}

const buy = {
  vertical: 'retail',
  name: 'buy',
  story: 'a code on the shelf, a coupon, a variant, an address, paid',
  walk: buyTeaWithCoupon,
  // 238 yuan less 20, sent home for nothing
  paysFen: 218_00,
} as const;
const takeaway = {
  vertical: 'restaurant',
  name: 'take-away',
  story: 'a dish ordered ahead, paid, its number called out',
  walk: takeAway,
  paysFen: 28_00 + 1_00,
} as const;
const haircut = {
  vertical: 'booking',
  name: 'haircut',
  story: 'a code at the door, a service, a free time, the deposit paid, another time',
  walk: bookHaircutAndMoveIt,
  paysFen: 60_00,
} as const;
const article = {
  vertical: 'magazine',
  name: 'article',
  story: 'a code on a poster, an article, a comment that is refused and one that stands, the thing it tells of, paid',
  walk: commentAndBuyFromArticle,
  paysFen: 102_00,
} as const;

const journeys: readonly PaidJourney[] = [
  { ...buy, phone: 'zh-light' },
  { ...buy, phone: 'en-dark-large' },
  {
    vertical: 'retail',
    name: 'pick-up',
    phone: 'zh-light',
    story: 'fetched in the store, and the money asked back',
    walk: collectTeaAndGiveItBack,
    paysFen: 78_00,
  },
  {
    vertical: 'retail',
    name: 'together',
    phone: 'zh-light',
    story: 'a group opened and paid, a friend who makes it complete, a try at the draw, checked on the phone',
    walk: buyTogetherAndDraw,
    paysFen: [78_00 + 10_00, 78_00 + 10_00],
  },
  {
    vertical: 'restaurant',
    name: 'table',
    phone: 'zh-light',
    story: 'a code on the table, a dish with its options, paid, taken on by the kitchen',
    walk: orderAtTable,
    paysFen: 38_00 + 3_00,
  },
  { ...takeaway, phone: 'zh-light' },
  { ...takeaway, phone: 'en-dark-large' },
  {
    vertical: 'restaurant',
    name: 'delivery',
    phone: 'zh-light',
    story: 'too far from one place, near enough at another, paid',
    walk: haveItBrought,
    paysFen: 28_00 + 2_00 + 5_00,
  },
  { ...haircut, phone: 'zh-light' },
  { ...haircut, phone: 'en-dark-large' },
  { ...article, phone: 'zh-light' },
  { ...article, phone: 'en-dark-large' },
];

describeInBrowser('shoppers with a phone, from a scanned code to a paid order', () => {
  let world: ShoppersWorld;
  let walks: ReadonlyMap<PaidJourney, Walk>;

  beforeAll(async () => {
    world = await ShoppersWorld.start();
    walks = await world.walk(journeys);
  }, 420_000);

  afterAll(async () => {
    await world?.stop();
  }, 60_000);

  test.each(journeys)('$vertical, $phone: $story', (journey) => {
    expect(walks.get(journey)).toEqual({ error: null, complaints: [] });
  });

  test.each(verticals)('%s: the merchant sees what was paid, once', async (vertical) => {
    expect(await world.shop(vertical).paidFen()).toEqual(expectedFen(vertical));
  });
});

function expectedFen(vertical: Vertical): number[] {
  const paid = journeys.filter((journey) => journey.vertical === vertical).flatMap(({ paysFen }) => paysFen);
  return paid.sort((one, other) => one - other);
}
