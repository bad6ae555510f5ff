import { createRequire } from 'node:module';
import { join } from 'node:path';
import { prizeAt, rollOf, seedHashOf } from '#commerce/draws/draw-roll.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { newId } from '#kernel/identity/ids.js';
import { eventually } from '#testing/eventually.js';
import { refusedWith } from '#testing/refusal.js';
import { listDraws, setWinnerAddress } from '../src/draws/draws.contract.js';
import { getStorefront } from '../src/shop-window/shop-window.contract.js';
import { listWallet } from '../src/promotions/promotions.contract.js';
import { address, DrawsWorld, prizes } from './draws-world.js';
import { fromNow, outcomes } from './promotions-world.js';

let world: DrawsWorld;

beforeAll(async () => {
  world = await DrawsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const HOUR_MS = 3_600_000;
const always = (kind: 'goods' | 'coupon', more: object = {}) => prizes({ kind, weightPpm: 1_000_000, ...more });
const codeOf = async (call: Promise<unknown>) => {
  const { status, problem } = await refusedWith(call);
  return [status, problem.code];
};

describe('what everybody sees', () => {
  test('are prizes, odds, counts, what is left, the rules and the hash of the seed', async () => {
    const id = await world.draw({ title: '看得见', rules: '每人三次', triesDaily: 1 });
    const later = await world.draw({ startsAt: fromNow(HOUR_MS), endsAt: fromNow(2 * HOUR_MS) });
    const draft = await world.draft();

    const card = await world.card(id);
    const { items } = await world.runtime.client().call(listDraws, { params: { appId: world.shop.appId } });

    expect(card).toMatchObject({
      title: '看得见',
      rules: '每人三次',
      triesTotal: 3,
      triesDaily: 1,
      addressDays: 14,
      entries: 0,
      seedHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      prizes: [
        { position: 1, kind: 'goods', title: '青瓷茶盏', oddsPpm: 100_000, count: 10, left: 10, valueFen: 12_800 },
        { position: 2, kind: 'thanks', title: '谢谢参与', oddsPpm: 900_000, count: null, left: null, valueFen: null },
      ],
    });
    expect(items.map((item) => item.id)).toEqual(expect.arrayContaining([id, later]));
    expect(items.findIndex((item) => item.id === id)).toBeLessThan(items.findIndex((item) => item.id === later));
    expect(items.map((item) => item.id)).not.toContain(draft.id);
    expect(await codeOf(world.card(draft.id))).toEqual([404, 'draw.not_found']);
    expect(await codeOf(world.proof(draft.id))).toEqual([404, 'draw.not_found']);
    expect((await refusedWith(world.card('not-an-id'))).status).toBe(400);
    expect((await refusedWith(world.proof(id, 'nonsense'))).status).toBe(400);
    const foreign = await world.draw({}, world.promotions.foreign);
    expect(await codeOf(world.card(foreign))).toEqual([404, 'draw.not_found']);
    expect(await codeOf(world.proof(foreign))).toEqual([404, 'draw.not_found']);
  });

  test('of the seed is its hash only until the end, and then all that it takes to check every entry', async () => {
    const id = await world.draw({ prizes: prizes({ kind: 'goods', weightPpm: 400_000, count: 2 }), triesTotal: 10 });
    const clients = await world.promotions.shoppers(3);
    const [named] = await world.promotions.rows<{ id: string }>('select id from shopper order by id desc limit 1');
    await world.promotions.rows(
      `with named as (update shopper set nickname = $2 where id = $1 returning 1) select from named`,
      [named!.id, '林小满'],
    );
    for (const client of clients) for (let tries = 0; tries < 10; tries += 1) await world.enter(client, id);

    const before = await world.proof(id);
    await world.stop(id);
    const proof = await world.proof(id);
    const { prizes: list, seedHash } = await world.card(id);

    expect(before).toMatchObject({ seed: null, seedHash, entries: null, items: [], nextCursor: null });
    expect(proof).toMatchObject({ seedHash, entries: 30, nextCursor: null });
    const seed = Buffer.from(proof.seed!, 'hex');
    expect(seedHashOf(seed).toString('hex')).toBe(seedHash);
    const odds = list.map(({ oddsPpm }) => oddsPpm);
    for (const { number, roll, rolled } of proof.items) {
      expect(roll).toBe(rollOf(seed, id, number));
      expect(rolled).toBe(prizeAt(roll, odds) + 1);
    }
    expect(proof.items.map(({ number }) => number)).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
    expect(proof.items.filter(({ prize }) => prize === 1)).toHaveLength(2);
    expect(new Set(proof.items.map(({ name }) => name))).toEqual(new Set([null, '林**']));
    expect(JSON.stringify(proof)).not.toContain('小满');

    const phone = createRequire(join(process.cwd(), 'templates/kit/src/app.js'))('./services/draw-check.js') as {
      drawCheck(draw: object, seed: string): { take(entry: object): void; faults(): object[]; checked(): number };
    };
    const checking = phone.drawCheck(await world.card(id), proof.seed!);
    for (const entry of proof.items) checking.take(entry);
    expect([checking.checked(), checking.faults()]).toEqual([30, []]);
  });
});

test('a try that is still being written when the draw ends is in the proof soon, also for whoever asked at once', async () => {
  const id = await world.draw({ endsAt: fromNow(2000) });
  const { tenantId } = world.shop;
  const client = await world.promotions.shopper();
  const seeds = world.runtime.app.get(DrawSeeds);
  await world.enter(client, id, 'key-of-the-first-try');
  const { seed, inner, outer } = seeds.known(tenantId, id)!;
  const [shopper] = await world.promotions.rows<{ id: string }>('select id from shopper order by id desc limit 1');

  const early = await world.runtime.tenants.transaction(tenantId, async (tx) => {
    const values = [tenantId, id, [shopper!.id], ['key-of-the-last-try'], [newId()], seed, inner, outer];
    expect(await tx.query('select outcome from enter_draw_batch($1, $2, $3, $4, $5, $6, $7, $8)', values)).toEqual([
      { outcome: 'entered' },
    ]);
    return eventually(
      () => world.proof(id),
      (proof) => proof.seed !== null,
    );
  });

  expect(early.entries).toBe(1);
  const proof = await eventually(
    () => world.proof(id),
    ({ entries }) => entries === 2,
    10,
  );
  expect(proof.items.map(({ number }) => number)).toEqual([1, 2]);
});

test('a section of the home page shows the one that runs and ends first, and nothing when there is none', async () => {
  const { tenantId, appId } = await world.runtime.shop(null);
  const [applet] = await world.runtime.rows<{ id: string }>({ tenantId }, 'select id from applet');
  const sections = [{ id: 'draw', type: 'luckyDraw', settings: {} }];
  await world.runtime.publish(tenantId, applet!.id, 2, { home: { sections } });
  const shop = { ...world.shop, tenantId, appId };
  const shown = async () => {
    const { home } = await world.runtime.client().call(getStorefront, { params: { appId } });
    return home.sections[0]?.draw;
  };

  const none = await shown();
  await world.draw({ startsAt: fromNow(60_000) }, shop);
  await world.draw({ title: '晚结束' }, shop);
  const id = await world.draw({ title: '先结束', endsAt: fromNow(600_000), look: 'scratch' }, shop);

  expect(none).toBeNull();
  expect(await shown()).toMatchObject({
    id,
    title: '先结束',
    look: 'scratch',
    prizes: [
      { title: '青瓷茶盏', oddsPpm: 100_000, count: 10 },
      { kind: 'thanks', oddsPpm: 900_000, count: null },
    ],
  });
});

test('the database rolls as the published rule says, also where words are left out', async () => {
  const [row] = await world.promotions.rows<{ rolls: number[] }>(
    `select array(select draw_roll($1, $2, $3 || ':' || n) from generate_series(1, 5000) n order by n) as rolls`,
    [
      Buffer.concat([Buffer.alloc(32, 9 ^ 0x36), Buffer.alloc(32, 0x36)]),
      Buffer.concat([Buffer.alloc(32, 9 ^ 0x5c), Buffer.alloc(32, 0x5c)]),
      'a',
    ],
  );

  expect(row!.rolls).toEqual(Array.from({ length: 5000 }, (_, index) => rollOf(Buffer.alloc(32, 9), 'a', index + 1)));
});

describe('a try', () => {
  test('wins a coupon into the wallet, and nothing else about it changes', async () => {
    const couponId = await world.promotions.coupon({ title: '奖品券', total: 5, endsAt: fromNow(2 * HOUR_MS) });
    const id = await world.draw({ prizes: always('coupon', { couponId, count: 4 }) });
    const client = await world.promotions.shopper();

    const entry = await world.enter(client, id);
    const held = await client.call(listWallet, { params: { appId: world.shop.appId }, query: { state: 'held' } });

    expect(entry).toMatchObject({ number: 1, prize: { kind: 'coupon', position: 1 }, missed: null, delivery: null });
    expect(held.items).toMatchObject([{ id: entry.claimId, coupon: { id: couponId, remaining: 1 } }]);
    expect((await world.own(client, id)).entries).toEqual([entry]);
  });

  test('made twice with one key is one entry, and another draw needs another key', async () => {
    const id = await world.draw();
    const other = await world.draw();
    const client = await world.promotions.shopper();
    const key = newId<string>();

    const entries = await Promise.all([1, 2, 3, 4].map(() => world.enter(client, id, key)));

    expect(new Set(entries.map(({ number }) => number))).toEqual(new Set([1]));
    expect(await codeOf(world.enter(client, other, key))).toEqual([409, 'draw.key_conflict']);
    expect(await world.own(client, id)).toMatchObject({ triesLeft: 2, triesLeftToday: null });
  });

  test('by forty shoppers at once for three prizes: three have one, the others thanks and what they missed', async () => {
    const id = await world.draw({ prizes: always('goods', { count: 3 }) });
    const clients = await world.promotions.shoppers(40);

    const entries = await Promise.all(clients.map((client) => world.enter(client, id)));

    expect(entries.filter(({ prize }) => prize.kind === 'goods')).toHaveLength(3);
    expect(entries.filter(({ missed }) => missed?.position === 1)).toHaveLength(37);
    expect(entries.map(({ number }) => number).sort((a, b) => a - b)).toEqual(clients.map((_, index) => index + 1));
    expect(entries.filter(({ prize }) => prize.kind === 'goods').every(({ number }) => number <= 3)).toBe(true);
  });

  test('of one shopper with ten hands counts three times, twice on a day with two', async () => {
    const id = await world.draw();
    const daily = await world.draw({ triesTotal: 3, triesDaily: 2 });
    const client = await world.promotions.shopper();
    const hands = Array.from({ length: 10 });

    const total = await outcomes(hands.map(() => world.enter(client, id)));
    const today = await outcomes(hands.map(() => world.enter(client, daily)));

    expect([total.done.length, new Set(total.refused)]).toEqual([3, new Set(['draw.no_tries'])]);
    expect([today.done.length, new Set(today.refused)]).toEqual([2, new Set(['draw.no_tries_today'])]);
    expect(await world.own(client, daily)).toMatchObject({ triesLeft: 1, triesLeftToday: 0 });
  });

  test('of yesterday counts in all and not today; a day is one in China', async () => {
    const id = await world.draw({ triesTotal: 3, triesDaily: 2 });
    const client = await world.promotions.shopper();
    await world.promotions.rows(
      `with tries as (
         insert into draw_entry (tenant_id, draw_id, number, shopper_id, idempotency_key, roll, rolled, position, created_at)
         select s.tenant_id, $1, n, s.id, 'yesterday ' || n, 999999, 2, 2, (now() at time zone 'Asia/Shanghai')::date::timestamp at time zone 'Asia/Shanghai'
           - interval '1 second' from (select * from shopper order by id desc limit 1) s, generate_series(1, 2) n returning 1
       ), counted as (update draw set entries = 2 where id = $1 returning 1),
       got as (update draw_prize set awarded = 2 where draw_id = $1 and position = 2 returning 1) select from tries`,
      [id],
    );

    expect(await world.own(client, id)).toMatchObject({ triesLeft: 1, triesLeftToday: 1 });
    expect((await world.enter(client, id)).number).toBe(3);
    expect(await codeOf(world.enter(client, id))).toEqual([409, 'draw.no_tries']);
  });

  test('before the beginning, after the end, at a draft, at nothing or at a neighbour’s is refused', async () => {
    const client = await world.promotions.shopper();
    const over = await world.draw();
    const first = await world.enter(client, over, 'key-before-the-end');
    await world.stop(over);
    const draft = await world.draft();

    const planned = await world.draw({ startsAt: fromNow(HOUR_MS), endsAt: fromNow(2 * HOUR_MS) });
    expect(await codeOf(world.enter(client, planned))).toEqual([409, 'draw.not_begun']);
    expect(await codeOf(world.enter(client, over))).toEqual([409, 'draw.over']);
    // An answer that was lost is still told.
    expect(await world.enter(client, over, 'key-before-the-end')).toEqual(first);
    expect(await codeOf(world.enter(client, draft.id))).toEqual([404, 'draw.not_found']);
    expect(await codeOf(world.own(client, draft.id))).toEqual([404, 'draw.not_found']);
    expect(await codeOf(world.enter(client, newId()))).toEqual([404, 'draw.not_found']);
    const foreign = await world.draw({}, world.promotions.foreign);
    const neighbour = await world.runtime.shopper(world.promotions.foreign);
    expect(await codeOf(world.enter(client, foreign))).toEqual([404, 'draw.not_found']);
    expect(await codeOf(world.own(client, foreign))).toEqual([404, 'draw.not_found']);
    // A token is good for its own shop only.
    expect((await refusedWith(world.enter(neighbour, over))).status).toBe(401);
  });

  test('needs a log-in and a key, and bad input is told', async () => {
    const id = await world.draw();
    const nobody = world.runtime.client();
    const client = await world.promotions.shopper();

    expect((await refusedWith(world.enter(nobody, id))).status).toBe(401);
    expect((await refusedWith(world.own(nobody, id))).status).toBe(401);
    expect((await refusedWith(world.address(nobody, id, 1))).status).toBe(401);
    expect((await refusedWith(world.enter(client, id, 'short'))).status).toBe(400);
    expect((await refusedWith(world.enter(client, id, `draw ${id} 1`))).status).toBe(400);
    expect((await refusedWith(world.enter(client, 'not-an-id'))).status).toBe(400);
  });
});

describe('goods', () => {
  test('go where the winner says, who may change it until they are sent', async () => {
    const id = await world.draw({ prizes: always('goods') });
    const client = await world.promotions.shopper();
    const { number, delivery } = await world.enter(client, id);

    const ready = await world.address(client, id, number);
    const moved = await world.address(client, id, number, { ...address, detail: '虎跑路 2 号' });
    await world.send(id, number);
    const { entries } = await world.own(client, id);

    expect(delivery).toMatchObject({ state: 'waiting', address: null, parcel: null });
    expect(ready.delivery).toMatchObject({ state: 'ready', address });
    expect(moved.delivery?.address?.detail).toBe('虎跑路 2 号');
    expect(entries[0]?.delivery).toMatchObject({
      state: 'sent',
      parcel: { company: '顺丰速运', trackingNo: 'SF1000000001' },
    });
    expect(await codeOf(world.address(client, id, number))).toEqual([409, 'draw.sent']);
  });

  test('are nobody else’s to direct, not those of thanks, and not for ever', async () => {
    const id = await world.draw({ prizes: always('goods', { count: 1 }) });
    const [winner, loser] = [await world.promotions.shopper(), await world.promotions.shopper()];
    const { number } = await world.enter(winner, id);
    const thanks = await world.enter(loser, id);

    expect(await codeOf(world.address(loser, id, number))).toEqual([404, 'draw.entry_not_found']);
    expect(await codeOf(world.address(loser, id, thanks.number))).toEqual([409, 'draw.nothing_to_send']);
    expect(await codeOf(world.address(winner, id, 999))).toEqual([404, 'draw.entry_not_found']);
    const bad = await refusedWith(world.address(winner, id, number, { ...address, phone: 'call me', street: 'x' }));
    expect(bad.problem.errors?.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(['/phone']));
    const half = winner.call(setWinnerAddress, { params: { ...world.params(id), number: 0 }, body: address });
    expect((await refusedWith(half)).status).toBe(400);

    await world.promotions.rows(
      `with late as (update draw_delivery set address_due_at = now() where draw_id = $1 returning 1) select from late`,
      [id],
    );
    expect(await codeOf(world.address(winner, id, number))).toEqual([409, 'draw.address_late']);
    expect((await world.own(winner, id)).entries[0]?.delivery?.state).toBe('lapsed');
  });
});

describe('what is promised', () => {
  test('of a coupon is set aside: others collect the rest only, and stopping it does not touch the draw', async () => {
    const couponId = await world.promotions.coupon({ total: 5, endsAt: fromNow(2 * HOUR_MS) });
    const id = await world.draw({ prizes: always('coupon', { couponId, count: 3 }) });
    const clients = await world.promotions.shoppers(8);

    const collected = await outcomes(clients.map((client) => world.promotions.claim(client, couponId)));
    await world.promotions.stopCoupon(couponId);
    const won = await Promise.all(clients.slice(0, 5).map((client) => world.enter(client, id)));

    expect([collected.done.length, new Set(collected.refused)]).toEqual([2, new Set(['coupon.gone'])]);
    expect(won.filter(({ prize }) => prize.kind === 'coupon')).toHaveLength(3);
    expect(await world.promotions.rows('select claimed from coupon where id = $1', [couponId])).toEqual([
      { claimed: 5 },
    ]);
  });

  test('stands still, whoever writes: odds, counts, seed and time of a published draw', async () => {
    const id = await world.draw();
    const write = (sql: string) => world.promotions.rows(`with done as (${sql} returning 1) select from done`, [id]);

    for (const sql of [
      `update draw_prize set weight_ppm = weight_ppm + 1 where draw_id = $1 and position = 1`,
      `update draw_prize set total = 99 where draw_id = $1 and position = 1`,
      `update draw_prize set title = '别的' where draw_id = $1 and position = 1`,
      `delete from draw_prize where draw_id = $1 and position = 1`,
      `update draw set tries_total = 9 where id = $1`,
      `update draw set seed_hash = sha256('x') where id = $1`,
      `update draw set ends_at = ends_at + interval '1 day' where id = $1`,
      `update draw set state = 'draft', published_at = null, seed_hash = null, seed_sealed = null where id = $1`,
    ])
      await expect(write(sql)).rejects.toThrow('the draw is published');
    await expect(
      write(`update draw_prize set awarded = total + 1 where draw_id = $1 and position = 1`),
    ).rejects.toThrow('check constraint');
  });
});

test('a connection that is killed while it waits for its turn leaves nothing, and the same key enters once', async () => {
  const id = await world.draw();
  const client = await world.promotions.shopper();
  const key = newId<string>();
  let release: () => void = () => undefined;
  const isLocked = new Promise<void>((locked) => {
    void world.runtime.tenants.transaction(world.shop.tenantId, async (tx) => {
      await tx.query('select from draw where id = $1 for update', [id]);
      await new Promise<void>((done) => {
        release = done;
        locked();
      });
    });
  });
  await isLocked;

  const waiting = refusedWith(world.enter(client, id, key));
  const killed = await eventuallyKilled();
  const { status } = await waiting;
  release();
  const entry = await world.enter(client, id, key);

  expect([killed, status]).toEqual([1, 503]);
  expect(entry.number).toBe(1);
  expect((await world.own(client, id)).entries).toHaveLength(1);
});

/** Ends the database's side of whoever waits to enter a draw, as a crash would. @returns how many */
async function eventuallyKilled(): Promise<number> {
  for (;;) {
    const [row] = await world.promotions.rows<{ killed: number }>(
      `select count(*) filter (where pg_terminate_backend(pid))::int as killed from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%enter_draw%' and pid <> pg_backend_pid()`,
    );
    if (row && row.killed > 0) return row.killed;
  }
}
