import { newId } from '#kernel/identity/ids.js';
import { refusedWith } from '#testing/refusal.js';
import { cancelOrder, getOrder } from '../src/orders/orders.contract.js';
import { claimCoupon, listCoupons, listWallet } from '../src/promotions/promotions.contract.js';
import { fromNow, outcomes, PromotionsWorld } from './promotions-world.js';

let world: PromotionsWorld;

beforeAll(async () => {
  world = await PromotionsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const params = () => ({ appId: world.shop.appId });
const wallet = (client: Awaited<ReturnType<typeof world.shopper>>, state: 'held' | 'used' | 'expired' = 'held') =>
  client.call(listWallet, { params: params(), query: { state } });

describe('collecting', () => {
  test('what is offered now can be seen by everybody and lies in the wallet of who takes it', async () => {
    const id = await world.coupon({ title: '看得见', total: 5 });
    const later = await world.coupon({ title: '明天', startsAt: fromNow(3_600_000), endsAt: fromNow(7_200_000) });
    const stopped = await world.coupon();
    await world.stopCoupon(stopped);
    const client = await world.shopper();

    const { items } = await world.runtime.client().call(listCoupons, { params: params() });
    const claim = await world.claim(client, id);

    expect(items.find((item) => item.id === id)).toMatchObject({ title: '看得见', remaining: 5, category: null });
    expect(items.map((item) => item.id)).not.toContain(later);
    expect(items.map((item) => item.id)).not.toContain(stopped);
    expect(claim).toMatchObject({ state: 'held', coupon: { id, amountFen: 1000, remaining: 4 }, orderId: null });
    expect((await wallet(client)).items).toEqual([claim]);
    expect((await wallet(await world.shopper())).items).toEqual([]);
  });

  test('asked for twice with one key it is one coupon, and another coupon needs another key', async () => {
    const id = await world.coupon({ perShopper: 5 });
    const other = await world.coupon();
    const client = await world.shopper();
    const key = newId<string>();

    const claims = await Promise.all([1, 2, 3, 4].map(() => world.claim(client, id, key)));
    const conflict = await refusedWith(world.claim(client, other, key));

    expect(new Set(claims.map((claim) => claim.id)).size).toBe(1);
    expect(conflict).toMatchObject({ status: 409, problem: { code: 'coupon.key_conflict' } });
  });

  test('forty shoppers at once get ten of ten', async () => {
    const id = await world.coupon({ total: 10 });
    const clients = await world.shoppers(40);

    const { done, refused } = await outcomes(clients.map((client) => world.claim(client, id)));

    expect(done).toHaveLength(10);
    expect(new Set(refused)).toEqual(new Set(['coupon.gone']));
    expect(await world.rows('select claimed from coupon where id = $1', [id])).toEqual([{ claimed: 10 }]);
  });

  test('one shopper with ten hands gets two of two', async () => {
    const id = await world.coupon({ perShopper: 2 });
    const client = await world.shopper();

    const { done, refused } = await outcomes(Array.from({ length: 10 }, () => world.claim(client, id)));

    expect(done).toHaveLength(2);
    expect(new Set(refused)).toEqual(new Set(['coupon.limit_reached']));
  });

  test('what has not begun, is over, stopped, unknown or of another shop is refused', async () => {
    const client = await world.shopper();
    const codeOf = async (id: string) => {
      const { status, problem } = await refusedWith(world.claim(client, id));
      return [status, problem.code];
    };
    const stopped = await world.coupon();
    await world.stopCoupon(stopped);
    const over = await world.coupon();
    await world.rows(`with ended as (update coupon set ends_at = now() where id = $1 returning 1) select from ended`, [
      over,
    ]);

    expect(await codeOf(await world.coupon({ startsAt: fromNow(60_000) }))).toEqual([409, 'coupon.not_begun']);
    expect(await codeOf(stopped)).toEqual([409, 'coupon.over']);
    expect(await codeOf(over)).toEqual([409, 'coupon.over']);
    expect(await codeOf(newId())).toEqual([404, 'coupon.not_found']);
    expect(await codeOf(await world.coupon({}, world.foreign))).toEqual([404, 'coupon.not_found']);
  });

  test('needs a log-in and a key, and bad input is told', async () => {
    const id = await world.coupon();
    const nobody = world.runtime.client();
    const client = await world.shopper();
    const call = { params: { ...params(), couponId: id }, headers: { 'idempotency-key': 'short' } };
    const stranger = await world.runtime.shopper(world.foreign);

    expect((await refusedWith(world.claim(nobody, id))).status).toBe(401);
    expect((await refusedWith(nobody.call(listWallet, { params: params(), query: { state: 'held' } }))).status).toBe(
      401,
    );
    expect((await refusedWith(client.call(claimCoupon, call))).status).toBe(400);
    expect((await refusedWith(world.claim(client, 'not-an-id'))).status).toBe(400);
    expect((await refusedWith(wallet(client, 'lost' as never))).status).toBe(400);
    // A token is good for its own shop only.
    expect((await refusedWith(world.claim(stranger, id))).status).toBe(401);
  });
});

describe('at checkout', () => {
  test('the best coupon is used by itself, another or none when the shopper says so', async () => {
    const sku = world.sku();
    const client = await world.shopper();
    const lines = [{ skuId: sku.id, quantity: 1 }];
    const small = await world.claim(client, await world.coupon({ title: '小', amountFen: 100 }));
    const big = await world.claim(client, await world.coupon({ title: '大', amountFen: 900 }));
    const far = await world.claim(client, await world.coupon({ title: '满', thresholdFen: sku.price_fen + 50 }));

    const best = await world.quote(client, lines);
    const named = await world.quote(client, lines, { coupons: [small.id] });
    const none = await world.quote(client, lines, { coupons: 'none' });

    expect(best).toMatchObject({ discountFen: 900, coupons: [{ claimId: big.id, title: '大', discountFen: 900 }] });
    expect(best.couponOffers.map(({ claimId, discountFen, missingFen }) => [claimId, discountFen, missingFen])).toEqual(
      [
        [big.id, 900, 0],
        [small.id, 100, 0],
        [far.id, 0, 50],
      ],
    );
    expect(named).toMatchObject({ discountFen: 100, totalFen: best.totalFen + 800 });
    expect(none).toMatchObject({ discountFen: 0, coupons: [], totalFen: best.totalFen + 900 });
    for (const wish of [far.id, newId<string>()])
      expect(await refusedWith(world.quote(client, lines, { coupons: [wish] }))).toMatchObject({
        status: 409,
        problem: { code: 'coupon.unusable', errors: [{ pointer: '/coupons/0' }] },
      });
    expect((await refusedWith(world.quote(client, lines, { coupons: 'cheapest' as 'best' }))).problem).toMatchObject({
      code: 'request.invalid',
      errors: expect.arrayContaining([expect.objectContaining({ pointer: '/coupons' })]),
    });
  });

  test('is for the goods of its category', async () => {
    const [sku, other] = [world.sku(), world.sku()];
    const client = await world.shopper();
    await world.claim(
      client,
      await world.coupon({ kind: 'percent', amountFen: 0, percentOff: 10, categoryId: sku.category_id }),
    );

    const quote = await world.quote(client, [{ skuId: sku.id, quantity: 2 }]);
    const both = await world.quote(client, [
      { skuId: sku.id, quantity: 2 },
      { skuId: other.id, quantity: 1 },
    ]);

    const tenth = Math.floor((sku.price_fen * 2) / 10);
    expect(quote.discountFen).toBe(tenth);
    const isSame = sku.category_id === other.category_id;
    expect(both.discountFen).toBe(isSame ? Math.floor((sku.price_fen * 2 + other.price_fen) / 10) : tenth);
  });

  test('is used up by the order, reads back with it, and is nobody else’s to use', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    const thief = await world.shopper();
    const claim = await world.claim(client, await world.coupon());

    const stolen = await refusedWith(world.quote(thief, lines, { coupons: [claim.id] }));
    const order = await world.buy(client, lines);
    const again = await world.quote(client, lines);

    expect(stolen.problem.code).toBe('coupon.unusable');
    expect(order).toMatchObject({ discountFen: 1000, coupons: [{ claimId: claim.id, discountFen: 1000 }] });
    expect(await client.call(getOrder, { params: { ...params(), orderId: order.id } })).toEqual(order);
    expect(again).toMatchObject({ discountFen: 0, coupons: [], couponOffers: [] });
    expect((await wallet(client)).items).toEqual([]);
    expect((await wallet(client, 'used')).items).toMatchObject([{ id: claim.id, state: 'used', orderId: order.id }]);
  });

  test('two orders at once do not both get it: the other is asked again', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    await world.claim(client, await world.coupon());
    const { totalFen } = await world.quote(client, lines);

    const { done, refused } = await outcomes([1, 2, 3, 4].map(() => world.place(client, lines, totalFen)));

    expect(done).toHaveLength(1);
    expect(refused).toEqual(['order.price_changed', 'order.price_changed', 'order.price_changed']);
  });

  test('the same key is the same order, with another coupon it is a conflict', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    const claim = await world.claim(client, await world.coupon());
    const { totalFen } = await world.quote(client, lines);
    const key = newId<string>();

    const first = await world.place(client, lines, totalFen, { key });
    const second = await world.place(client, lines, totalFen, { key });
    const other = await refusedWith(world.place(client, lines, totalFen, { key, coupons: [claim.id] }));

    expect(second.id).toBe(first.id);
    expect(other.problem.code).toBe('order.idempotency_conflict');
  });

  test('is not good after its time, whatever the quote said', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    const claim = await world.claim(client, await world.coupon());
    const { totalFen } = await world.quote(client, lines);
    await world.rows(
      `with ended as (update coupon_claim set expires_at = now() where id = $1 returning 1) select from ended`,
      [claim.id],
    );

    const refused = await refusedWith(world.place(client, lines, totalFen));

    expect(refused).toMatchObject({ status: 409, problem: { code: 'order.price_changed', quote: { discountFen: 0 } } });
    expect((await wallet(client, 'expired')).items).toMatchObject([{ id: claim.id, state: 'expired' }]);
  });
});

describe('several coupons', () => {
  test('go together in one order, split over its lines, and all come back when it is cancelled', async () => {
    const [sku, other] = [world.sku(), world.sku()];
    const client = await world.shopper();
    const lines = [
      { skuId: sku.id, quantity: 1 },
      { skuId: other.id, quantity: 1 },
    ];
    const [product] = await world.rows<{ product_id: string }>('select product_id from sku where id = $1', [sku.id]);
    const both = { stackable: true };
    const wide = await world.claim(client, await world.coupon({ ...both, title: '满减', amountFen: 500 }));
    const narrow = await world.claim(
      client,
      await world.coupon({ ...both, title: '单品', amountFen: 300, productIds: [product!.product_id] }),
    );
    await world.claim(client, await world.coupon({ title: '单独', amountFen: 700 }));

    const quote = await world.quote(client, lines);
    const order = await world.buy(client, lines);
    const again = await world.quote(client, lines);
    await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
    const after = await world.quote(client, lines);

    expect(quote.coupons.map(({ claimId }) => claimId).sort()).toEqual([wide.id, narrow.id].sort());
    expect(quote.discountFen).toBe(800);
    const off = (line: (typeof quote.lines)[number]) =>
      line.adjustments.filter(({ kind }) => kind === 'coupon').reduce((fen, { amountFen }) => fen - amountFen, 0);
    expect(quote.lines.reduce((fen, line) => fen + off(line), 0)).toBe(800);
    expect(order.coupons).toEqual(quote.coupons);
    expect(again.coupons).toMatchObject([{ title: '单独', discountFen: 700 }]);
    expect(after.coupons).toEqual(quote.coupons);
    expect((await wallet(client)).items).toHaveLength(3);
  });

  test('that do not go together are refused, and so are more than five, and vouchers', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    const alone = await world.claim(client, await world.coupon());
    const stackable = await world.claim(client, await world.coupon({ stackable: true }));
    const voucher = await world.claim(client, await world.coupon({ kind: 'voucher', amountFen: 2800 }));
    const refusalOf = async (coupons: string[]) => {
      const { status, problem } = await refusedWith(world.quote(client, lines, { coupons }));
      return [status, problem.code, problem.errors?.[0]?.pointer];
    };

    expect(await refusalOf([stackable.id, alone.id])).toEqual([409, 'coupon.not_together', '/coupons/1']);
    expect(await refusalOf([voucher.id])).toEqual([409, 'coupon.unusable', '/coupons/0']);
    expect((await refusalOf(Array.from({ length: 6 }, () => newId<string>())))[0]).toBe(400);
    expect((await world.quote(client, lines)).couponOffers.map(({ claimId }) => claimId)).not.toContain(voucher.id);
  });

  test('one that could be collected is told by what it would save, and counts once it is collected', async () => {
    const { id: skuId, price_fen: priceFen } = world.sku();
    const lines = [{ skuId, quantity: 1 }];
    const client = await world.shopper();
    const big = await world.coupon({ title: '大额券', amountFen: priceFen - 1, perShopper: 1 });

    const before = await world.quote(client, lines);
    await world.claim(client, big);
    const after = await world.quote(client, lines);
    await world.stopCoupon(big);

    expect(before.missed).toContainEqual(expect.objectContaining({ kind: 'claim', referenceId: big, title: '大额券' }));
    const saved = before.missed.find(({ kind }) => kind === 'claim')!.savesFen;
    expect(after.totalFen).toBe(before.totalFen - saved);
    expect(after.missed.filter(({ referenceId }) => referenceId === big)).toEqual([]);
  });
});

describe('giving back', () => {
  test('a cancelled order gives its coupon back, and it can be used again', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const client = await world.shopper();
    const claim = await world.claim(client, await world.coupon());
    const order = await world.buy(client, lines);

    await client.call(cancelOrder, { params: { ...params(), orderId: order.id } });
    const next = await world.buy(client, lines);

    expect(next.coupons[0]?.claimId).toBe(claim.id);
    expect(
      await world.rows('select kind from coupon_entry where claim_id = $1 order by created_at', [claim.id]),
    ).toEqual(['claimed', 'used', 'returned', 'used'].map((kind) => ({ kind })));
  });

  test('a refund of everything gives it back once, and a paid order keeps it', async () => {
    const client = await world.shopper();
    const claim = await world.claim(client, await world.coupon());
    const order = await world.buy(client, [{ skuId: world.sku().id, quantity: 1 }]);
    const move = (state: string) =>
      world.rows(`with moved as (update shop_order set state = $2 where id = $1 returning 1) select from moved`, [
        order.id,
        state,
      ]);

    await move('paid');
    expect((await wallet(client, 'used')).items).toHaveLength(1);
    await move('refunded');
    await move('refunded');

    expect((await wallet(client)).items).toMatchObject([{ id: claim.id, state: 'held', orderId: null }]);
    expect(
      await world.rows(`select 1 from coupon_entry where claim_id = $1 and kind = 'returned'`, [claim.id]),
    ).toHaveLength(1);
  });
});
