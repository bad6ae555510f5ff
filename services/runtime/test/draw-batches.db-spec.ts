import * as fc from 'fast-check';
import { prizeAt, rollOf } from '#commerce/draws/draw-roll.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { newId } from '#kernel/identity/ids.js';
import { DrawsWorld, prizes } from './draws-world.js';
import { outcomes } from './promotions-world.js';

const TRIES = 3;
const DAILY = 2;
const GOODS = 4;
const COUPONS = 5;

/** A shopper's number and a key's. */
type Try = readonly [shopper: number, key: number];
interface Outcome {
  readonly outcome: string;
  readonly entry_number: number | null;
}

let world: DrawsWorld;
let shoppers: string[];

beforeAll(async () => {
  world = await DrawsWorld.start();
  await world.promotions.shoppers(5);
  shoppers = (await world.promotions.rows<{ id: string }>('select id from shopper order by id')).map(({ id }) => id);
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

/** A draw with few prizes, two tries a day, and two more for shopper 0, from friends. */
async function makeDraw() {
  const couponId = await world.promotions.coupon({ endsAt: new Date(Date.now() + 7_200_000).toISOString() });
  const wishes = prizes(
    { kind: 'goods', weightPpm: 300_000, count: GOODS },
    { kind: 'coupon', weightPpm: 300_000, count: COUPONS, couponId },
  );
  const terms = { triesTotal: TRIES, triesDaily: DAILY, triesPerShare: 2, maxShareTries: 2 };
  const id = await world.draw({ prizes: wishes, ...terms });
  await world.promotions.rows('select help_draw($1, $2, $3, $4)', [world.shop.tenantId, id, shoppers[4], shoppers[0]]);
  const [row] = await world.promotions.rows<{ seed_sealed: Buffer }>('select seed_sealed from draw where id = $1', [
    id,
  ]);
  const key = world.runtime.app.get(DrawSeeds).open(world.shop.tenantId, id, row!.seed_sealed);
  return { id, key, odds: wishes.map(({ weightPpm }) => weightPpm) };
}

function settle(draw: Awaited<ReturnType<typeof makeDraw>>, tries: readonly Try[]): Promise<Outcome[]> {
  const { seed, inner, outer } = draw.key;
  return world.runtime.tenants.transaction(world.shop.tenantId, (tx) =>
    tx.query<Outcome>('select outcome, entry_number from enter_draw_batch($1, $2, $3, $4, $5, $6, $7, $8)', [
      world.shop.tenantId,
      draw.id,
      tries.map(([shopper]) => shoppers[shopper]),
      tries.map(([shopper, key]) => `${draw.id} ${shopper} ${key}`),
      tries.map(() => newId()),
      seed,
      inner,
      outer,
    ]),
  );
}

/** What the rules say of the same tries, one by one. */
function expected({ id, key, odds }: Awaited<ReturnType<typeof makeDraw>>, tries: readonly Try[]) {
  const left = [GOODS, COUPONS, Infinity];
  const made = shoppers.map((_, index) => ({ own: 0, shared: index === 0 ? 2 : 0 }));
  const known = new Map<string, number>();
  const entries: { number: number; roll: number; rolled: number; position: number; by_share: boolean }[] = [];
  const answers = tries.map(([shopper, name]): Outcome => {
    const before = known.get(`${shopper} ${name}`);
    if (before !== undefined) return { outcome: 'repeated', entry_number: before };
    const tally = made[shopper]!;
    const byShare = tally.own >= DAILY;
    if (byShare && tally.shared === 0) return { outcome: 'no_tries_today', entry_number: null };
    if (byShare) tally.shared -= 1;
    else tally.own += 1;
    const number = entries.length + 1;
    known.set(`${shopper} ${name}`, number);
    const roll = rollOf(key.seed, id, number);
    const rolled = prizeAt(roll, odds);
    const got = left[rolled]! > 0 ? rolled : 2;
    left[got]! -= 1;
    entries.push({ number, roll, rolled: rolled + 1, position: got + 1, by_share: byShare });
    return { outcome: 'entered', entry_number: number };
  });
  return { answers, entries };
}

test('tries settled together are settled as if they had come one by one, however they are put together', async () => {
  const tries = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 6 })), { maxLength: 14 });
  await fc.assert(
    fc.asyncProperty(fc.array(tries, { minLength: 1, maxLength: 4 }), async (flights) => {
      const draw = await makeDraw();

      const answers: Outcome[] = [];
      for (const flight of flights) answers.push(...(await settle(draw, flight)));
      const entries = await world.promotions.rows(
        'select number, roll, rolled, position, by_share from draw_entry where draw_id = $1 order by number',
        [draw.id],
      );

      expect({ answers, entries }).toEqual(expected(draw, flights.flat()));
    }),
    { numRuns: 25 },
  );
  await world.expectLedgersToMatch();
});

test('a flight of two hundred is one statement and as exact', async () => {
  const couponId = await world.promotions.coupon({ total: 30, endsAt: new Date(Date.now() + 7_200_000).toISOString() });
  const list = prizes(
    { kind: 'coupon', weightPpm: 400_000, count: 20, couponId },
    { kind: 'coupon', weightPpm: 200_000, count: 10, couponId },
    { kind: 'goods', weightPpm: 100_000, count: 7 },
  );
  const id = await world.draw({ prizes: list, triesTotal: 10 });
  const clients = await world.promotions.shoppers(40);

  const { done, refused } = await outcomes(
    clients.flatMap((client) => Array.from({ length: 11 }, () => world.enter(client, id))),
  );

  expect([done.length, refused.length, new Set(refused)]).toEqual([400, 40, new Set(['draw.no_tries'])]);
  expect(await world.promotions.rows('select claimed from coupon where id = $1', [couponId])).toEqual([
    { claimed: 30 },
  ]);
  const awarded = await world.promotions.rows('select awarded from draw_prize where draw_id = $1 order by position', [
    id,
  ]);
  expect(awarded).toEqual([{ awarded: 20 }, { awarded: 10 }, { awarded: 7 }, { awarded: 363 }]);
});

test('one key at two draws at once: one of them has it, and their neighbours are not disturbed', async () => {
  const draws = [await world.draw(), await world.draw()] as const;
  const clients = await world.promotions.shoppers(8);

  for (let round = 0; round < 3; round += 1) {
    const { done, refused } = await outcomes(
      clients.flatMap((client, index) => {
        const own = draws.map((id) => world.enter(client, id));
        return [...own, ...(index === 0 ? draws.map((id) => world.enter(client, id, `same-key-${round}`)) : [])];
      }),
    );

    expect(done.length + refused.length).toBe(18);
    if (round === 0) expect(refused).toEqual(['draw.key_conflict']);
  }
  const [row] = await world.promotions.rows<{ keys: number }>(
    `select count(*)::int as keys from draw_entry where idempotency_key like 'same-key-%'`,
  );
  expect(row!.keys).toBeGreaterThanOrEqual(1);
});
