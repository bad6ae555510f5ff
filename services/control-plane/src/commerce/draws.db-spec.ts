import type { ApiClient, CallInput, ProblemAnswer } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  createDraw,
  getDraw,
  listDraws,
  listWinners,
  publishDraw,
  removeDraw,
  replaceDraw,
  sendPrize,
  stopDraw,
} from './draws.contract.js';
import { createCoupon, removeCoupon, replaceCoupon, setCouponState } from './promotions.contract.js';

type DrawBody = Exclude<CallInput<typeof createDraw>['body'], undefined>;
type Prizes = DrawBody['prizes'];

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const cup = { kind: 'goods', title: '青瓷茶盏', valueFen: 12_800, weightPpm: 10_000, count: 5 } as const;
const thanks = { kind: 'thanks', title: '谢谢参与', weightPpm: 990_000 } as const;

const sharing = { triesPerShare: 2, maxShareTries: 6, maxShareTriesDaily: 4 };

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
});
afterAll(() => shop.stop());

const body = (more: object = {}): DrawBody => ({
  title: '春茶抽奖',
  startsAt: at(-1),
  endsAt: at(60),
  triesTotal: 3,
  addressDays: 14,
  rules: '',
  prizes: [cup, thanks] as Prizes,
  ...more,
});
const create = (more: object = {}) => shop.api.call(createDraw, { params: shop.params, body: body(more) });
const of = (drawId: string) => ({ params: { ...shop.params, drawId } });
const publish = async (more: object = {}) => shop.api.call(publishDraw, of((await create(more)).id));

const couponBody = (more: object = {}) => ({
  title: '奖品券',
  kind: 'amount' as const,
  amountFen: 1000,
  thresholdFen: 0,
  startsAt: at(-1),
  endsAt: at(120),
  total: 10,
  perShopper: 1,
  stackable: false,
  giftable: false,
  ...more,
});
const coupon = (more: object = {}) => shop.api.call(createCoupon, { params: shop.params, body: couponBody(more) });
const couponPrizes = (couponId: string, count: number) => [
  { kind: 'coupon', title: '十元券', couponId, weightPpm: 100_000, count },
  { ...thanks, weightPpm: 900_000 },
];

/** Entry 1 of a draw whose first prize everybody wins; entering is the runtime's. */
async function win(drawId: string): Promise<void> {
  const shopperId = newId<string>();
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id, nickname) values ($1, $2::uuid, 'wx00000000000000c1', $2::text, '林小满') returning id`,
    [shop.merchantId, shopperId],
  );
  await shop.rows(
    `with entry as (
       insert into draw_entry (tenant_id, draw_id, number, shopper_id, idempotency_key, roll, rolled, position) values ($1, $2, 1, $3, 'key', 0, 1, 1) returning 1
     ), counted as (update draw set entries = 1 where id = $2 returning 1),
     got as (update draw_prize set awarded = 1 where draw_id = $2 and position = 1 returning 1) select from entry`,
    [shop.merchantId, drawId, shopperId],
  );
  await shop.rows(
    `insert into draw_delivery (tenant_id, draw_id, number, address_due_at) values ($1, $2, 1, now() + interval '1 day') returning 1`,
    [shop.merchantId, drawId],
  );
}

describe('a draw', () => {
  test('is drafted, changed, published, listed and deleted before it begins, and all of it is on record', async () => {
    const draft = await create({ title: ' 抽奖 ', triesDaily: 1 });
    const changed = await shop.api.call(replaceDraw, {
      ...of(draft.id),
      body: body({ ...sharing, title: '改名', startsAt: at(10), look: 'grid', prizes: [thanks, cup] }),
    });
    const published = await shop.api.call(publishDraw, of(draft.id));
    const again = await shop.api.call(publishDraw, of(draft.id));
    const { items } = await shop.api.call(listDraws, { params: shop.params, query: { limit: 20 } });
    await shop.api.call(removeDraw, of(draft.id));

    expect(draft).toMatchObject({ title: '抽奖', state: 'draft', triesDaily: 1, seedHash: null, publishedAt: null });
    expect(draft).toMatchObject({ look: 'wheel', triesPerShare: 0, maxShareTries: 0, maxShareTriesDaily: null });
    expect(changed).toMatchObject({ ...sharing, look: 'grid' });
    expect(changed).toMatchObject({ title: '改名', triesDaily: null, prizes: [{ kind: 'thanks', count: null }, cup] });
    expect(published).toMatchObject({ state: 'planned', seedHash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(again).toEqual(published);
    expect(items[0]).toEqual(published);
    expect(JSON.stringify(published)).not.toMatch(/seed(?!Hash)/i);
    expect((await refusal(shop.api.call(getDraw, of(draft.id)))).code).toBe('draw.not_found');
    expect(await shop.rows('select action from audit_entry where subject_id = $1 order by id', [draft.id])).toEqual(
      ['create', 'change', 'publish', 'remove'].map((verb) => ({ action: `draw.${verb}` })),
    );
  });

  test('that is published stands still; a running one ends early, once', async () => {
    const { id, endsAt } = await publish();

    expect(await refusal(shop.api.call(replaceDraw, { ...of(id), body: body({ endsAt }) }))).toMatchObject({
      status: 409,
      code: 'draw.published',
    });
    expect(await refusal(shop.api.call(removeDraw, of(id)))).toMatchObject({ status: 409, code: 'draw.begun' });
    expect(await shop.api.call(stopDraw, of(id))).toMatchObject({ state: 'over', stoppedAt: expect.any(String) });
    expect((await refusal(shop.api.call(stopDraw, of(id)))).code).toBe('draw.not_running');
    expect((await refusal(shop.api.call(stopDraw, of((await create()).id)))).code).toBe('draw.not_running');
  });

  test('whose odds do not come to the whole is refused with the sum', async () => {
    const call = create({ prizes: [cup, { ...thanks, weightPpm: 989_999 }] }).catch((error: unknown) => error);
    const { status, problem } = (await call) as ProblemAnswer;

    expect(status).toBe(400);
    expect(problem).toMatchObject({ code: 'draw.odds_sum', errors: [{ pointer: '/prizes' }] });
    expect(problem.detail).toContain('999999');
  });

  test.each<[string, object, string]>([
    ['without thanks', { prizes: [cup, { ...cup, weightPpm: 990_000 }] }, '/prizes'],
    ['with thanks twice', { prizes: [thanks, { ...thanks, weightPpm: 10_000 }] }, '/prizes'],
    ['of one prize', { prizes: [{ ...thanks, weightPpm: 1_000_000 }] }, '/prizes'],
    ['of thirteen', { prizes: [...Array.from({ length: 12 }, () => cup), thanks] }, '/prizes'],
    ['above the legal cap', { prizes: [{ ...cup, valueFen: 5_000_001 }, thanks] }, '/prizes/0/valueFen'],
    ['of goods without a value', { prizes: [{ ...cup, valueFen: null }, thanks] }, '/prizes/0/valueFen'],
    ['of goods without a count', { prizes: [{ ...cup, count: undefined }, thanks] }, '/prizes/0/count'],
    ['of counted thanks', { prizes: [cup, { ...thanks, count: 5 }] }, '/prizes/1/count'],
    [
      'nobody can win',
      {
        prizes: [
          { ...cup, weightPpm: 0 },
          { ...thanks, weightPpm: 1_000_000 },
        ],
      },
      '/prizes/0/weightPpm',
    ],
    ['with half a chance', { prizes: [{ ...cup, weightPpm: 0.5 }, thanks] }, '/prizes/0/weightPpm'],
    ['with a negative chance', { prizes: [{ ...cup, weightPpm: -1 }, thanks] }, '/prizes/0/weightPpm'],
    [
      'of a coupon without one',
      { prizes: [{ kind: 'coupon', title: '券', count: 1, weightPpm: 10_000 }, thanks] },
      '/prizes/0/couponId',
    ],
    ['of a coupon that is not there', { prizes: couponPrizes(newId(), 1) }, '/prizes/0/couponId'],
    [
      'with a script for a picture',
      { prizes: [{ ...cup, imageUrl: 'javascript:alert(1)' }, thanks] },
      '/prizes/0/imageUrl',
    ],
    ['with more tries a day than in all', { triesDaily: 4 }, '/triesDaily'],
    ['without tries', { triesTotal: 0 }, '/triesTotal'],
    ['that looks like nothing there is', { look: 'dice' }, '/look'],
    ['with tries for friends without end', { triesPerShare: 1 }, '/maxShareTries'],
    ['with an end to what friends do not bring', { maxShareTries: 3 }, '/maxShareTries'],
    ['with fewer from all friends than from one', { triesPerShare: 2, maxShareTries: 1 }, '/maxShareTries'],
    [
      'with more from friends a day than in all',
      { triesPerShare: 1, maxShareTries: 3, maxShareTriesDaily: 4 },
      '/maxShareTriesDaily',
    ],
    ['with half a try for a friend', { triesPerShare: 0.5, maxShareTries: 1 }, '/triesPerShare'],
    ['that ends before it starts', { endsAt: at(-2) }, '/endsAt'],
    ['that is over', { startsAt: at(-20), endsAt: at(-10) }, '/endsAt'],
    ['for ever', { endsAt: at(400 * 24 * 60) }, '/endsAt'],
    ['without a title', { title: ' ' }, '/title'],
    ['with a seed of its own', { seed: '00' }, '/seed'],
  ])('%s is refused', async (_name, more, pointer) => {
    const refused = await refusal(create(more));
    expect(refused).toMatchObject({ status: 400, pointers: expect.arrayContaining([pointer]) });
  });

  test('does not go live with odds that do not come to the whole, however the draft came to be; the law’s cap holds in the table too', async () => {
    const { id } = await create();
    const write = (sql: string) => shop.rows(`with done as (${sql} returning 1) select from done`, [id]);
    await write('update draw_prize set weight_ppm = 9_999 where draw_id = $1 and position = 1');

    expect(await refusal(shop.api.call(publishDraw, of(id)))).toMatchObject({ status: 400, code: 'draw.odds_sum' });
    expect((await shop.api.call(getDraw, of(id))).state).toBe('draft');
    const dear = write('update draw_prize set value_fen = 5_000_001 where draw_id = $1 and position = 1');
    await expect(dear).rejects.toThrow('check constraint');
  });

  test('above the legal cap is refused with the cap, as is a coupon that is worth more: before it goes live, and by name', async () => {
    const goods = create({ prizes: [{ ...cup, valueFen: 5_000_001 }, thanks] }).catch((error: unknown) => error);
    const { id } = await coupon({ amountFen: 5_000_001 });
    const draft = await create({ prizes: couponPrizes(id, 1) });
    const published = shop.api.call(publishDraw, of(draft.id)).catch((error: unknown) => error);

    expect(JSON.stringify(((await goods) as ProblemAnswer).problem)).toContain('5000000');
    expect(JSON.stringify(((await published) as ProblemAnswer).problem)).toContain('5 万元');
  });

  test('is not published once its end has passed', async () => {
    const { id } = await create();
    await shop.rows(`with late as (update draw set ends_at = now() where id = $1 returning 1) select from late`, [id]);

    expect(await refusal(shop.api.call(publishDraw, of(id)))).toMatchObject({ status: 400, pointers: ['/endsAt'] });
  });
});

describe('a coupon as a prize', () => {
  test.each<[string, object]>([
    ['ends before the draw', { endsAt: at(30) }],
    ['is too few', { total: 2 }],
    ['takes off without a most', { kind: 'percent', amountFen: undefined, percentOff: 10 }],
    ['is worth more than the law lets it', { amountFen: 5_000_001 }],
  ])('that %s is not promised', async (_name, more) => {
    const { id } = await coupon(more);
    const draft = await create({ prizes: couponPrizes(id, 3) });

    expect(await refusal(shop.api.call(publishDraw, of(draft.id)))).toEqual({
      status: 409,
      code: 'draw.coupon_unfit',
      pointers: ['/prizes/0/couponId'],
    });
    expect((await shop.api.call(getDraw, of(draft.id))).state).toBe('draft');
  });

  test('keeps its terms and what is set aside; two draws do not promise the same one', async () => {
    const made = await coupon();
    const { id } = await publish({ prizes: couponPrizes(made.id, 8) });
    const second = await create({ prizes: couponPrizes(made.id, 3) });
    const of1 = { params: { ...shop.params, couponId: made.id } };
    const same = { startsAt: made.startsAt, endsAt: made.endsAt };
    const replace = (more: object) => shop.api.call(replaceCoupon, { ...of1, body: couponBody({ ...same, ...more }) });

    expect((await refusal(shop.api.call(publishDraw, of(second.id)))).code).toBe('draw.coupon_unfit');
    expect(await refusal(replace({ amountFen: 1 }))).toMatchObject({ status: 409, code: 'coupon.in_draw' });
    expect(await refusal(replace({ giftable: true }))).toMatchObject({ status: 409, code: 'coupon.in_draw' });
    expect(await refusal(replace({ total: 7 }))).toMatchObject({ status: 409, code: 'coupon.in_draw' });
    expect(await refusal(shop.api.call(removeCoupon, of1))).toMatchObject({ status: 409, code: 'coupon.in_draw' });
    expect(await replace({ title: '改名', total: 11 })).toMatchObject({ title: '改名', total: 11 });
    expect(await shop.api.call(setCouponState, { ...of1, body: { state: 'stopped' } })).toMatchObject({
      state: 'stopped',
    });
    expect((await shop.api.call(publishDraw, of(second.id))).state).toBe('running');
    expect((await shop.api.call(getDraw, of(id))).state).toBe('running');
  });
});

describe('winners', () => {
  test('are listed by what became of their prize, and what is sent is noted, corrected and on record', async () => {
    const { id } = await publish();
    await win(id);
    const winners = (state?: 'waiting' | 'ready' | 'sent') =>
      shop.api.call(listWinners, { ...of(id), query: { limit: 20, ...(state && { state }) } });
    const send = (trackingNo: string, number = 1) =>
      shop.api.call(sendPrize, {
        params: { ...shop.params, drawId: id, number },
        body: { company: ' 顺丰速运 ', trackingNo },
      });

    expect((await winners('waiting')).items).toMatchObject([
      { number: 1, nickname: '林小满', prize: { title: '青瓷茶盏' }, delivery: { state: 'waiting', address: null } },
    ]);
    expect(await refusal(send('SF1'))).toMatchObject({ status: 409, code: 'draw.no_address' });
    expect(await refusal(send('SF1', 2))).toMatchObject({ status: 404, code: 'draw.entry_not_found' });
    const address = { name: '林小满', phone: '13800000000', region: '浙江省 杭州市', detail: '龙井路 1 号' };
    await shop.rows(
      `with given as (update draw_delivery set address = $2, addressed_at = now() where draw_id = $1 returning 1) select from given`,
      [id, JSON.stringify(address)],
    );
    expect((await winners('ready')).items[0]?.delivery?.address).toEqual(address);

    const sent = await send('SF1');
    const corrected = await send('SF2');
    expect(sent.delivery).toMatchObject({ state: 'sent', parcel: { company: '顺丰速运', trackingNo: 'SF1' } });
    expect(corrected.delivery).toMatchObject({ sentAt: sent.delivery?.sentAt, parcel: { trackingNo: 'SF2' } });
    expect((await winners('waiting')).items).toEqual([]);
    expect(await winners('sent')).toMatchObject({ items: [{ number: 1 }], nextCursor: null });
    expect((await refusal(send(' '))).pointers).toEqual(['/trackingNo']);
    expect(
      await shop.rows(`select action from audit_entry where subject_id = $1 and action = 'draw.send'`, [id]),
    ).toHaveLength(2);
  });
});

test('nobody without a log-in, and no neighbour, sees or changes any of it', async () => {
  const { id } = await publish();
  const calls = (client: ApiClient) => [
    client.call(listDraws, { params: shop.params, query: { limit: 20 } }),
    client.call(createDraw, { params: shop.params, body: body() }),
    client.call(getDraw, of(id)),
    client.call(replaceDraw, { ...of(id), body: body() }),
    client.call(publishDraw, of(id)),
    client.call(stopDraw, of(id)),
    client.call(removeDraw, of(id)),
    client.call(listWinners, { ...of(id), query: { limit: 20 } }),
    client.call(sendPrize, {
      params: { ...shop.params, drawId: id, number: 1 },
      body: { company: 'a', trackingNo: 'b' },
    }),
  ];

  for (const call of calls(shop.world.stranger)) expect((await refusal(call)).status).toBe(401);
  for (const call of calls(shop.neighbour)) expect((await refusal(call)).status).toBe(404);
  const unknown = [
    shop.api.call(getDraw, of(newId())),
    shop.api.call(publishDraw, of(newId())),
    shop.api.call(listWinners, { ...of(newId()), query: { limit: 20 } }),
  ];
  for (const call of unknown) expect(await refusal(call)).toMatchObject({ status: 404, code: 'draw.not_found' });
  expect((await shop.api.call(getDraw, of(id))).state).toBe('running');
});
