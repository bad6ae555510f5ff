import type { ApiClient } from '#kernel/http/client.js';
import { refusedWith } from '#testing/refusal.js';
import { DrawsWorld } from './draws-world.js';
import { fromNow, outcomes } from './promotions-world.js';

let world: DrawsWorld;

beforeAll(async () => {
  world = await DrawsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const HOUR_MS = 3_600_000;
const sharing = { triesTotal: 1, triesPerShare: 1, maxShareTries: 3 };
const codeOf = async (call: Promise<unknown>) => {
  const { status, problem } = await refusedWith(call);
  return [status, problem.code];
};
const linkOf = async (sharer: ApiClient, drawId: string) => (await world.own(sharer, drawId)).share?.token ?? '';

test('a friend who comes through the link brings a try, which is there after one’s own are used', async () => {
  const id = await world.draw({ ...sharing, triesPerShare: 2 });
  const [sharer, friend] = await world.promotions.shoppers(2);

  const before = await world.own(sharer!, id);
  await world.enter(sharer!, id);
  const refused = await codeOf(world.enter(sharer!, id));
  await world.help(friend!, sharer!, id);
  const after = await world.own(sharer!, id);
  const [second, third] = [await world.enter(sharer!, id), await world.enter(sharer!, id)];

  expect(before).toMatchObject({ triesLeft: 1, share: { each: 2, gained: 0, most: 3, mostDaily: null } });
  expect(refused).toEqual([409, 'draw.no_tries']);
  expect(after).toMatchObject({ triesLeft: 2, share: { gained: 2 } });
  expect([second.number, third.number]).toEqual([2, 3]);
  expect(await codeOf(world.enter(sharer!, id))).toEqual([409, 'draw.no_tries']);
  expect(await world.card(id)).toMatchObject({ triesPerShare: 2, maxShareTries: 3, maxShareTriesDaily: null });
});

test('the same friend again brings nothing more, and nobody a second sharer; one’s own link is no friend', async () => {
  const id = await world.draw(sharing);
  const [sharer, other, friend] = await world.promotions.shoppers(3);

  await world.help(friend!, sharer!, id);
  await world.help(friend!, sharer!, id);

  expect((await world.own(sharer!, id)).share?.gained).toBe(1);
  expect(await codeOf(world.help(friend!, other!, id))).toEqual([409, 'draw.share_used']);
  expect(await codeOf(world.help(sharer!, sharer!, id))).toEqual([409, 'draw.share_own']);
  // Each for the other is two friends.
  await world.help(sharer!, friend!, id);
  expect((await world.own(friend!, id)).share?.gained).toBe(1);
});

test('of twenty friends at once as many count as there may be, and one friend with ten hands counts once', async () => {
  const id = await world.draw({ ...sharing, triesPerShare: 2, maxShareTries: 5 });
  const [sharer, other, busy, ...friends] = await world.promotions.shoppers(23);
  const [token, otherToken] = [await linkOf(sharer!, id), await linkOf(other!, id)];

  const crowd = await outcomes(friends.map((friend) => world.helpBy(friend, id, token)));
  const hands = Array.from({ length: 10 }, (_, hand) => (hand % 2 === 0 ? otherToken : token));
  await outcomes(hands.map((link) => world.helpBy(busy!, id, link)));

  // Two, two, and one: the limit is not passed by half a friend either.
  expect([crowd.done.length, new Set(crowd.refused)]).toEqual([3, new Set(['draw.share_full'])]);
  expect((await world.own(sharer!, id)).share?.gained).toBe(5);
  expect((await world.own(other!, id)).share?.gained).toBe(2);
  expect((await outcomes(Array.from({ length: 10 }, () => world.enter(sharer!, id)))).done).toHaveLength(6);
});

test('a day in China has its own limit, and the daily limit of tries is not that of those a friend has brought', async () => {
  const id = await world.draw({ ...sharing, triesTotal: 5, triesDaily: 1, maxShareTriesDaily: 1 });
  const [sharer, today, tomorrow] = await world.promotions.shoppers(3);

  await world.enter(sharer!, id);
  await world.help(today!, sharer!, id);
  const full = await codeOf(world.help(tomorrow!, sharer!, id));
  const left = await world.own(sharer!, id);
  await world.enter(sharer!, id);

  expect(full).toEqual([409, 'draw.share_full_today']);
  expect(left).toMatchObject({ triesLeft: 5, triesLeftToday: 1, share: { mostDaily: 1 } });
  expect(await codeOf(world.enter(sharer!, id))).toEqual([409, 'draw.no_tries_today']);
  await world.promotions.rows(
    `with moved as (insert into draw_help (tenant_id, draw_id, helper_id, sharer_id, tries, created_at)
       select h.tenant_id, h.draw_id, s.id, h.sharer_id, 1, now() - interval '1 day' from draw_help h, shopper s
       where h.draw_id = $1 and s.id not in (select helper_id from draw_help) and s.id <> h.sharer_id limit 1 returning sharer_id, tries
     ), counted as (update draw_sharer d set tries = d.tries + m.tries from moved m where d.draw_id = $1 and d.shopper_id = m.sharer_id returning 1)
     select from counted`,
    [id],
  );
  // Yesterday's counts in all and not today.
  expect(await world.own(sharer!, id)).toMatchObject({ triesLeftToday: 1, share: { gained: 2 } });
});

test('a link is good for its draw, its shop and its time only, and nobody without a log-in helps', async () => {
  const [sharer, friend] = await world.promotions.shoppers(2);
  const id = await world.draw(sharing);
  const [other, none] = [await world.draw(sharing), await world.draw()];
  const planned = await world.draw({ ...sharing, startsAt: fromNow(HOUR_MS), endsAt: fromNow(2 * HOUR_MS) });
  const draft = await world.draft(sharing);
  const token = await linkOf(sharer!, id);
  const early = await linkOf(sharer!, planned);
  const cut = token.slice(0, -3);
  const changed = `${token.slice(0, 150)}${token[150] === 'A' ? 'B' : 'A'}${token.slice(151)}`;

  expect((await world.own(sharer!, none)).share).toBeNull();
  for (const [drawId, link] of [
    [other, token],
    [none, token],
    [id, cut],
    [id, changed],
    [id, 'x'],
    [draft.id, token],
  ] as const)
    expect(await codeOf(world.helpBy(friend!, drawId, link))).toEqual([400, 'draw.share_invalid']);
  expect(await codeOf(world.helpBy(friend!, planned, early))).toEqual([409, 'draw.not_begun']);
  expect((await refusedWith(world.helpBy(friend!, id, ''))).problem.errors?.[0]?.pointer).toBe('/share');
  expect((await refusedWith(world.helpBy(friend!, id, 'x'.repeat(401)))).status).toBe(400);
  expect((await refusedWith(world.helpBy(world.runtime.client(), id, token))).status).toBe(401);
  const neighbour = await world.runtime.shopper(world.promotions.foreign);
  expect((await refusedWith(world.helpBy(neighbour, id, token))).status).toBe(401);
  const foreign = await world.draw(sharing, world.promotions.foreign);
  expect((await codeOf(world.helpBy(friend!, foreign, token)))[1]).toBe('draw.share_invalid');

  await world.stop(id);
  expect(await codeOf(world.helpBy(friend!, id, token))).toEqual([409, 'draw.over']);
});

test('what friends bring stands still with the other terms once it is published', async () => {
  const id = await world.draw(sharing);
  const write = (sql: string) => world.promotions.rows(`with done as (${sql} returning 1) select from done`, [id]);

  for (const set of ['tries_per_share = 2', 'max_share_tries = 9', 'max_share_tries_daily = 1', `look = 'grid'`])
    await expect(write(`update draw set ${set} where id = $1`)).rejects.toThrow('the draw is published');
});
