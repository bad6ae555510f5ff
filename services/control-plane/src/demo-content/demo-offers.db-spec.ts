import { perKind } from '#commerce/demo-content/demo-rows.js';
import { DrawSeeds } from '#commerce/draws/draw-seeds.js';
import { asId, newId, type TenantId } from '#kernel/identity/ids.js';
import { unique } from '#testing/world.js';
import { createDraw, listDraws, publishDraw } from '../commerce/draws.contract.js';
import { createGroupBuy, listGroupBuys } from '../commerce/group-buys.contract.js';
import { listCoupons, replaceCoupon } from '../commerce/promotions.contract.js';
import { type Params, TeaHouses } from './tea-houses.fixture.js';

let shops: TeaHouses;

beforeAll(async () => {
  shops = await TeaHouses.start();
});
afterAll(() => shops.stop());

const none = perKind(() => 0);
const HOUR_MS = 3_600_000;
const fromNow = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();

const drawsOf = async ({ merchantId }: Params) =>
  (await shops.api.call(listDraws, { params: { merchantId }, query: { limit: 50 } })).items;
const offersOf = async ({ merchantId }: Params) =>
  (await shops.api.call(listGroupBuys, { params: { merchantId }, query: { limit: 50 } })).items;
const couponsOf = async ({ merchantId }: Params) =>
  (await shops.api.call(listCoupons, { params: { merchantId }, query: { limit: 50 } })).items;
const theDraw = async (params: Params) => {
  const [draw] = await drawsOf(params);
  if (!draw) throw new Error('no draw');
  return draw;
};
const prizeCoupon = async (params: Params) => {
  const coupon = (await couponsOf(params)).find(({ title }) => title === '茶席幸运券');
  if (!coupon) throw new Error('no prize coupon');
  return coupon;
};

/** A try, as the runtime makes it. */
async function enter(params: Params, drawId: string): Promise<string> {
  const [row] = await shops.rows<{ seed_sealed: Buffer }>(
    params,
    'select seed_sealed from draw where tenant_id = $1 and id = $2',
    [drawId],
  );
  if (!row) return 'unknown';
  const seeds = shops.world.app.get(DrawSeeds, { strict: false });
  const { seed, inner, outer } = seeds.open(asId<TenantId>(params.merchantId), drawId, row.seed_sealed);
  const values = [drawId, [await shops.shopper(params)], [unique()], [newId()], seed, inner, outer];
  const [entry] = await shops.rows<{ outcome: string }>(
    params,
    'select outcome from enter_draw_batch($1, $2, $3, $4, $5, $6, $7, $8)',
    values,
  );
  return entry?.outcome ?? '';
}

/** Opens a group by an order that is paid at once. */
async function openGroup(params: Params, offer: Awaited<ReturnType<typeof offersOf>>[number]): Promise<void> {
  const [item] = offer.items;
  if (!item) throw new Error('an offer of nothing');
  const orderId = newId();
  await shops.rows(
    params,
    `select place_group_order($1, $2, $3, true, now() + interval '24 hours', $4, $5, $6, $7, $8, $9, $10, '[]', $4, 0, $4, 'pickup', null, null,
       now(), now() + interval '15 minutes', $11, 1, $12, gen_random_uuid(), gen_random_uuid(), '[]')`,
    [
      offer.id,
      newId(),
      item.priceFen,
      orderId,
      unique(),
      params.appId,
      await shops.shopper(params),
      unique(),
      Buffer.alloc(32),
      item.skuId,
      item.listPriceFen,
    ],
  );
  const paid = `update shop_order set state = 'paid', paid_at = now() where tenant_id = $1 and id = $2`;
  await shops.rows(params, paid, [orderId]);
}

test('a demo shop has groups to open below the usual price, and a draw with honest odds whose coupon nobody can collect', async () => {
  const params = await shops.open();
  const { created } = await shops.bring(params);
  const [offers, draws] = [await offersOf(params), await drawsOf(params)];

  expect(created).toMatchObject({ groupBuy: offers.length, draw: draws.length });
  expect(offers.map(({ state }) => state)).toEqual(offers.map(() => 'running'));
  for (const { priceFen, listPriceFen } of offers.flatMap(({ items }) => items)) {
    expect(priceFen).toBeLessThan(listPriceFen);
  }
  expect(draws).toMatchObject([{ state: 'running', seedHash: expect.stringMatching(/^[0-9a-f]{64}$/), entries: 0 }]);
  const weights = draws[0]?.prizes.map(({ weightPpm }) => weightPpm) ?? [];
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(1_000_000);
  expect(await prizeCoupon(params)).toMatchObject({ state: 'stopped', claimed: 0 });
  const [first] = offers;
  await openGroup(params, first!);
  expect(await enter(params, draws[0]!.id)).toBe('entered');
});

describe('taking it out', () => {
  test('ends a draw that somebody tried and an offer with a group, and hides their goods once the group is done', async () => {
    const params = await shops.open();
    const first = await shops.bring(params);
    const draw = await theDraw(params);
    const offers = await offersOf(params);
    const [joined] = offers;
    await openGroup(params, joined!);
    await enter(params, draw.id);

    const gone = await shops.takeOut(params);

    expect(gone.removed).toMatchObject({ draw: 0, groupBuy: offers.length - 1 });
    expect(gone.archived).toMatchObject({ draw: 1, groupBuy: 1, coupon: 1, product: first.created.product - 1 });
    // Those who are in the group still want its goods.
    expect(gone.kept).toEqual({ ...none, product: 1 });
    expect(await drawsOf(params)).toMatchObject([
      { id: draw.id, state: 'over', stoppedAt: expect.any(String), seedHash: draw.seedHash, entries: 1 },
    ]);
    expect(await enter(params, draw.id)).toBe('over');
    expect(await offersOf(params)).toMatchObject([
      { id: joined?.id, state: 'over', stoppedAt: expect.any(String), sold: 1, groups: { open: 1 } },
    ]);
    expect(await shops.shownGoods(params)).toMatchObject([{ id: joined?.productId }]);

    const done = `update buying_group set state = 'failed', settled_at = now(), next_step_at = null where tenant_id = $1`;
    await shops.rows(params, done);
    const rest = await shops.takeOut(params);
    expect(rest).toEqual({ removed: none, archived: { ...none, product: 1 }, kept: none });
    expect(await shops.takeOut(params)).toEqual({ removed: none, archived: none, kept: none });
    expect(await shops.shownGoods(params)).toEqual([]);
  });

  test('deletes a draw nobody tried, its coupon, and offers without a group', async () => {
    const params = await shops.open();
    const first = await shops.bring(params);

    const gone = await shops.takeOut(params);

    expect(gone.removed).toEqual({ ...first.created, product: 0 });
    expect([await drawsOf(params), await offersOf(params), await couponsOf(params)]).toEqual([[], [], []]);
  });

  test('leaves a coupon that a running draw of the merchant promises, and goods in a group buy of theirs', async () => {
    const params = await shops.open();
    const { merchantId } = params;
    const first = await shops.bring(params);
    const [coupon] = (await couponsOf(params)).filter(({ title }) => title === '满减茶券');
    const times = { startsAt: fromNow(0), endsAt: fromNow(24) };
    const prizes = [
      { kind: 'coupon' as const, title: '茶券', couponId: coupon!.id, weightPpm: 100_000, count: 5 },
      { kind: 'thanks' as const, title: '谢谢', weightPpm: 900_000 },
    ];
    const body = { title: '掌柜抽奖', rules: '', ...times, triesTotal: 3, addressDays: 7, prizes };
    const own = await shops.api.call(createDraw, { params: { merchantId }, body });
    await shops.api.call(publishDraw, { params: { merchantId, drawId: own.id } });
    const sku = (await offersOf(params))[0]!;
    const offer = { title: '掌柜团', productId: sku.productId, size: 2, hours: 24, perShopper: 1, ...times };
    const items = [{ skuId: sku.items[0]!.skuId, priceFen: 100 }];
    await shops.api.call(createGroupBuy, { params: { merchantId }, body: { ...offer, items } });

    const gone = await shops.takeOut(params);

    expect(gone.kept).toEqual({ ...none, coupon: 1, product: 1 });
    expect(gone.removed).toMatchObject({ draw: first.created.draw, groupBuy: first.created.groupBuy });
    expect(await couponsOf(params)).toMatchObject([{ id: coupon?.id, state: 'active' }]);
    expect(await shops.shownGoods(params)).toMatchObject([{ id: sku.productId }]);
    expect(await enter(params, own.id)).toBe('entered');
    // Still the demo's: it goes when the draw is over, and stays in its history.
    await shops.rows(params, 'update draw set ends_at = clock_timestamp() where tenant_id = $1 and id = $2', [own.id]);
    const rest = await shops.takeOut(params);
    expect(rest).toEqual({ removed: none, archived: { ...none, coupon: 1 }, kept: { ...none, product: 1 } });
  });

  test('waits for the tries that are being made, and then sees them', async () => {
    const params = await shops.open();
    await shops.bring(params);
    const draw = await theDraw(params);

    const [gone, ...outcomes] = await Promise.all([
      shops.takeOut(params),
      ...Array.from({ length: 6 }, () => enter(params, draw.id)),
    ]);

    const entered = outcomes.filter((outcome) => outcome === 'entered').length;
    expect(outcomes.every((outcome) => ['entered', 'over', 'unknown'].includes(outcome))).toBe(true);
    expect(gone.archived.draw).toBe(entered > 0 ? 1 : 0);
    expect(await drawsOf(params)).toMatchObject(entered > 0 ? [{ state: 'over', entries: entered }] : []);
    expect((await shops.takeOut(params)).archived).toEqual(none);
  });
});

describe('bringing it in again', () => {
  test('makes new ones beside the history, and the prize coupon a prize and nothing else', async () => {
    const params = await shops.open();
    const first = await shops.bring(params);
    const draw = await theDraw(params);
    const [offer] = await offersOf(params);
    await openGroup(params, offer!);
    await enter(params, draw.id);
    const coupon = await prizeCoupon(params);
    await shops.takeOut(params);

    const back = await shops.bring(params);

    expect(back.created).toEqual({ ...first.created, product: first.created.product - 1 });
    expect(back.unchanged).toMatchObject({ ...none, product: 1 });
    expect(await drawsOf(params)).toMatchObject([{ state: 'running' }, { id: draw.id, state: 'over' }]);
    expect((await offersOf(params)).map(({ state }) => state).sort()).toEqual(['over', 'running', 'running']);
    expect(await prizeCoupon(params)).toMatchObject({ id: coupon.id, state: 'stopped' });
    expect((await shops.bring(params)).created).toEqual(none);
  });

  test('leaves out a draw whose coupon the merchant has changed, and an offer for goods in one of theirs', async () => {
    const params = await shops.open();
    const { merchantId } = params;
    await shops.bring(params);
    const draw = await theDraw(params);
    const [offer] = await offersOf(params);
    await shops.rows(params, 'delete from draw where tenant_id = $1 and id = $2', [draw.id]);
    await shops.rows(params, 'delete from group_buy where tenant_id = $1 and id = $2', [offer!.id]);
    const { id, ...coupon } = await prizeCoupon(params);
    const { title, kind, thresholdFen, startsAt, endsAt, perShopper } = coupon;
    const body = {
      title,
      kind,
      amountFen: 100,
      thresholdFen,
      startsAt,
      endsAt,
      perShopper,
      stackable: false,
      giftable: true,
    };
    await shops.api.call(replaceCoupon, { params: { merchantId, couponId: id }, body });
    const items = [{ skuId: offer!.items[0]!.skuId, priceFen: 100 }];
    const times = { startsAt: fromNow(0), endsAt: fromNow(24) };
    const own = { title: '掌柜团', productId: offer!.productId, size: 2, hours: 24, perShopper: 1, ...times, items };
    await shops.api.call(createGroupBuy, { params: { merchantId }, body: own });

    const again = await shops.bring(params);

    expect(again.created).toEqual(none);
    expect(again.kept).toEqual({ ...none, coupon: 1, draw: 1, groupBuy: 1 });
    expect(await drawsOf(params)).toEqual([]);
  });
});
