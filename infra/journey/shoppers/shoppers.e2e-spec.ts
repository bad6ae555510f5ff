import { describeInBrowser } from '#testing/browser.js';
import { bookHaircut } from './booking.fixture.js';
import { buyFromArticle } from './magazine.fixture.js';
import { orderAtTable } from './restaurant.fixture.js';
import { buyTea } from './retail.fixture.js';
import { ShoppersWorld } from './shoppers-world.fixture.js';

describeInBrowser('shoppers with a phone, from a scanned code to a paid order', () => {
  let world: ShoppersWorld;

  beforeAll(async () => {
    world = await ShoppersWorld.start();
  }, 180_000);

  afterAll(async () => {
    await world?.stop();
  }, 60_000);

  test.each([
    ['retail', 'a code on the shelf, a variant, an address, paid', buyTea, 238_00],
    ['restaurant', 'a code on the table, a dish with its options, paid, taken on by the kitchen', orderAtTable, 41_00],
    ['booking', 'a code at the door, a service, a free time, the deposit paid', bookHaircut, 60_00],
    ['magazine', 'a code on a poster, an article, the thing it tells of, paid', buyFromArticle, 102_00],
  ] as const)(
    '%s: %s',
    async (vertical, _, journey, paidFen) => {
      const phone = await world.phone(vertical);

      await phone.during(() => journey(world, phone));

      expect(await phone.complaints()).toEqual([]);
      expect(await world.paidFen(vertical)).toEqual([paidFen]);
    },
    180_000,
  );
});
