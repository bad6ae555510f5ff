import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { MerchantWorld } from '#testing/merchant-world.js';
import { refusal } from '#testing/refusal.js';
import {
  getCouponFigures,
  listClaims,
  listRedemptions,
  redeemVoucher,
  undoRedemption,
  verifyVoucher,
} from './coupon-desk.contract.js';
import { importProducts } from './products.contract.js';
import { createCoupon, getCoupon, replaceCoupon } from './promotions.contract.js';

const MINUTE_MS = 60_000;
const at = (minutes: number) => new Date(Date.now() + minutes * MINUTE_MS).toISOString();

let shop: MerchantWorld;

beforeAll(async () => {
  shop = await MerchantWorld.start();
  const csv = 'Handle,Title,Type,Variant Inventory Qty,Variant Price\ntea,Tea,Tea,50,30\ncup,Cup,Wares,50,20\n';
  await shop.api.call(importProducts, { params: shop.params, body: new TextEncoder().encode(csv) });
});
afterEach(expectLedgersToMatch);
afterAll(() => shop.stop());

const body = (more: object = {}) => ({
  title: '手冲咖啡一杯',
  kind: 'voucher' as const,
  amountFen: 2800,
  thresholdFen: 0,
  startsAt: at(-1),
  endsAt: at(60),
  perShopper: 1,
  stackable: false,
  giftable: true,
  ...more,
});
const create = (more: object = {}) => shop.api.call(createCoupon, { params: shop.params, body: body(more) });

async function shopper(): Promise<string> {
  const id = newId<string>();
  await shop.rows(
    `insert into shopper (tenant_id, id, app_id, open_id) values ($1, $2::uuid, 'wx00000000000000c1', $2::text) returning id`,
    [shop.merchantId, id],
  );
  return id;
}

/** Somebody has the coupon; collecting is the runtime's. */
async function claim(couponId: string, shopperId: string): Promise<string> {
  const [answer] = await shop.rows<{ claim_id: string }>('select * from claim_coupon($1, $2, $3, $4, $5)', [
    shop.merchantId,
    couponId,
    shopperId,
    newId(),
    newId(),
  ]);
  return answer!.claim_id;
}

let digits = 100_000_000_000;
/** …and shows it, which is the runtime's as well. */
async function show(shopperId: string, claimId: string): Promise<{ outcome: string; code: string }> {
  const [answer] = await shop.rows<{ outcome: string; code: string }>(
    'select * from show_coupon_code($1, $2, $3, $4)',
    [shop.merchantId, shopperId, claimId, String((digits += 1))],
  );
  return answer!;
}

async function shown(more: object = {}) {
  const { id: couponId } = await create(more);
  const shopperId = await shopper();
  const claimId = await claim(couponId, shopperId);
  const { code } = await show(shopperId, claimId);
  return { couponId, shopperId, claimId, code };
}

const verify = (code: string, more: object = {}, api: ApiClient = shop.api) =>
  api.call(verifyVoucher, { params: shop.params, body: { code, ...more } });
const redeem = (code: string, more: object = {}, key = newId<string>(), api: ApiClient = shop.api) =>
  api.call(redeemVoucher, { params: shop.params, headers: { 'idempotency-key': key }, body: { code, ...more } });
const undo = (redemptionId: string, more: object = {}, api: ApiClient = shop.api) =>
  api.call(undoRedemption, { params: { ...shop.params, redemptionId }, body: more });
const stateOf = async (claimId: string) =>
  (await shop.rows<{ state: string }>('select state from coupon_claim where id = $1', [claimId]))[0]?.state;

async function expectLedgersToMatch(): Promise<void> {
  const wrong = await shop.rows(
    `select k.id from coupon_claim k
     where (k.state = 'used')::int <> (select count(*) filter (where kind = 'used') - count(*) filter (where kind = 'returned')
         from coupon_entry e where e.claim_id = k.id)
       or (k.state = 'used') <> exists (select from coupon_redemption r where r.claim_id = k.id and r.state = 'redeemed')`,
  );
  expect(wrong).toEqual([]);
}

describe('a voucher at the counter', () => {
  test('is looked at without being taken, taken once, and on record with who and where', async () => {
    const { claimId, code } = await shown();

    const seen = await verify(code);
    const stillHeld = await stateOf(claimId);
    const key = newId<string>();
    const taken = await redeem(code, { place: '西湖店' }, key);
    const again = await redeem(code, { place: '西湖店' }, key);

    expect(seen).toMatchObject({ claimId, coupon: { title: '手冲咖啡一杯' }, needsBill: false, discountFen: 2800 });
    expect(stillHeld).toBe('held');
    expect(taken).toMatchObject({ state: 'redeemed', claimId, place: '西湖店', billFen: null, discountFen: 2800 });
    expect(taken.redeemedBy.kind).toBe('member');
    expect(again).toEqual(taken);
    expect(await stateOf(claimId)).toBe('used');
    expect(await refusal(verify(code))).toMatchObject({ status: 409, code: 'coupon.used_already' });
    expect(await refusal(redeem(code))).toMatchObject({ status: 409, code: 'coupon.used_already' });
    expect(await shop.rows('select action from audit_entry where subject_id = $1', [taken.id])).toEqual([
      { action: 'coupon.redeem' },
    ]);
  });

  test('is taken by one of twenty hands, and by one hand that trembles once', async () => {
    const first = await shown();
    const second = await shown();
    const key = newId<string>();

    const hands = await Promise.allSettled(Array.from({ length: 20 }, () => redeem(first.code)));
    const trembling = await Promise.all(Array.from({ length: 10 }, () => redeem(second.code, {}, key)));

    expect(hands.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(new Set(trembling.map(({ id }) => id)).size).toBe(1);
  });

  test('is given back within a quarter of an hour by the place that took it, once', async () => {
    const { claimId, shopperId, code } = await shown();
    const taken = await redeem(code, { place: '西湖店' });

    expect(await refusal(undo(taken.id, { place: '滨江店' }))).toMatchObject({ code: 'coupon_redemption.elsewhere' });
    expect(await refusal(undo(taken.id))).toMatchObject({ code: 'coupon_redemption.elsewhere' });
    const undone = await undo(taken.id, { place: '西湖店' });
    const again = await undo(taken.id, { place: '西湖店' });

    expect(undone).toMatchObject({ state: 'undone' });
    expect(again).toEqual(undone);
    expect(await stateOf(claimId)).toBe('held');
    // The old code is gone; with a new one it is taken again.
    const next = await redeem((await show(shopperId, claimId)).code);
    expect(next.id).not.toBe(taken.id);
    await shop.rows(
      `with old as (update coupon_redemption set redeemed_at = now() - interval '16 minutes' where id = $1 returning 1) select from old`,
      [next.id],
    );
    expect(await refusal(undo(next.id))).toMatchObject({ status: 409, code: 'coupon_redemption.too_late' });
  });

  test('shows another code after a minute, and the old one is good for another', async () => {
    const { claimId, shopperId, code } = await shown();
    const same = await show(shopperId, claimId);
    await shop.rows(
      `with older as (update coupon_code set expires_at = expires_at - interval '61 seconds' where code = $1 returning 1) select from older`,
      [code],
    );
    const next = await show(shopperId, claimId);

    expect(same.code).toBe(code);
    expect(next.code).not.toBe(code);
    expect((await verify(code)).claimId).toBe(claimId);
    expect((await verify(next.code)).claimId).toBe(claimId);
    await shop.rows(
      `with over as (update coupon_code set expires_at = now() where code = $1 returning 1) select from over`,
      [code],
    );
    expect(await refusal(redeem(code))).toMatchObject({ status: 404, code: 'coupon_code.unknown' });
    // What is over is cleared away with the next one that is made.
    const other = await shown();
    expect(await shop.rows('select from coupon_code where code = $1', [code])).toHaveLength(0);
    expect((await verify(other.code)).claimId).toBe(other.claimId);
  });

  test('is not taken when it is over, given away or used by an order meanwhile', async () => {
    const over = await shown();
    const given = await shown();
    await shop.rows(
      `with over as (update coupon_claim set expires_at = now() where id = $1 returning 1) select from over`,
      [over.claimId],
    );
    await shop.rows('select * from give_coupon($1, $2, $3, $4, $5)', [
      shop.merchantId,
      given.shopperId,
      given.claimId,
      newId(),
      newId(),
    ]);

    expect(await refusal(redeem(over.code))).toMatchObject({ code: 'coupon.expired' });
    expect((await show(over.shopperId, over.claimId)).outcome).toBe('over');
    // Giving it away takes its code back.
    expect(await refusal(redeem(given.code))).toMatchObject({ code: 'coupon_code.unknown' });
    expect((await show(given.shopperId, given.claimId)).outcome).toBe('given');
  });
});

describe('a coupon that takes something off', () => {
  test('goes by the bill, which the staff enter', async () => {
    const { code } = await shown({ kind: 'amount', amountFen: 1000, thresholdFen: 5000 });

    expect(await verify(code)).toMatchObject({ needsBill: true, discountFen: null });
    expect(await verify(code, { billFen: 4000 })).toMatchObject({ discountFen: 0, missingFen: 1000 });
    expect(await refusal(redeem(code))).toMatchObject({ status: 400, pointers: ['/billFen'] });
    expect(await refusal(redeem(code, { billFen: 4000 }))).toMatchObject({
      status: 409,
      code: 'coupon_redemption.bill_too_low',
    });
    expect(await redeem(code, { billFen: 6000 })).toMatchObject({ billFen: 6000, discountFen: 1000 });
  });
});

test('what became of a coupon is told in lists and figures', async () => {
  const { couponId, claimId, code } = await shown({ kind: 'percent', amountFen: undefined, percentOff: 10 });
  const other = await shopper();
  const held = await claim(couponId, other);
  const { id } = await redeem(code, { billFen: 10_000 });
  const coupon = { params: { ...shop.params, couponId } };

  const claims = await shop.api.call(listClaims, { ...coupon, query: { limit: 1 } });
  const used = await shop.api.call(listClaims, { ...coupon, query: { limit: 20, state: 'used' } });
  const rest = await shop.api.call(listClaims, { ...coupon, query: { limit: 1, cursor: claims.nextCursor! } });
  const redemptions = await shop.api.call(listRedemptions, { params: shop.params, query: { limit: 20, couponId } });

  expect(await shop.api.call(getCouponFigures, coupon)).toEqual({
    claimed: 2,
    held: 1,
    expired: 0,
    given: 0,
    orders: { used: 0, paid: 0, broughtFen: 0, discountFen: 0 },
    counter: { used: 1, billFen: 10_000, discountFen: 1000 },
  });
  expect(claims.items).toMatchObject([{ id: held, state: 'held', shopperId: other }]);
  expect(rest).toMatchObject({ items: [{ id: claimId }], nextCursor: null });
  expect(used.items).toMatchObject([{ id: claimId, state: 'used', orderId: null, redemptionId: id }]);
  expect(redemptions).toMatchObject({ items: [{ id, billFen: 10_000 }], nextCursor: null });
  expect(await shop.api.call(getCoupon, coupon)).toMatchObject({ claimed: 2, used: 1 });
});

describe('a coupon’s terms', () => {
  test('name products of this shop, or one category, and a voucher has neither', async () => {
    const products = await shop.rows<{ id: string }>('select id from product order by id');
    const [category] = await shop.rows<{ id: string }>('select id from category limit 1');
    const ids = products.map(({ id }) => id);
    const amount = { kind: 'amount', amountFen: 100 };

    const made = await create({ ...amount, productIds: ids, stackable: true, giftable: false });
    expect(made).toMatchObject({ productIds: ids, categoryId: null, stackable: true, giftable: false });

    const refused = async (more: object) => {
      const { status, pointers } = await refusal(create(more));
      return [status, ...new Set(pointers)];
    };
    expect(await refused({ ...amount, productIds: [ids[0], newId()] })).toEqual([400, '/productIds/1']);
    expect(await refused({ ...amount, productIds: [] })).toEqual([400, '/productIds']);
    expect(await refused({ ...amount, productIds: [ids[0], ids[0]] })).toEqual([400, '/productIds']);
    expect(await refused({ ...amount, productIds: 'all' })).toEqual([400, '/productIds']);
    expect(await refused({ ...amount, productIds: ids, categoryId: category?.id })).toEqual([400, '/productIds']);
    expect(await refused({ amountFen: undefined })).toEqual([400, '/amountFen']);
    expect(
      await refused({ thresholdFen: 1, stackable: true, productIds: ids, categoryId: category?.id, percentOff: 5 }),
    ).toEqual([400, '/percentOff', '/thresholdFen', '/categoryId', '/productIds', '/stackable']);
    expect(await refused({ stackable: 'yes' })).toEqual([400, '/stackable']);
  });

  test('stand still once somebody has it, but for whether it may be given away', async () => {
    const { couponId } = await shown({ kind: 'amount', amountFen: 100 });
    const { startsAt, endsAt } = await shop.api.call(getCoupon, { params: { ...shop.params, couponId } });
    const replace = (more: object) =>
      shop.api.call(replaceCoupon, {
        params: { ...shop.params, couponId },
        body: body({ kind: 'amount', amountFen: 100, startsAt, endsAt, ...more }),
      });
    const [product] = await shop.rows<{ id: string }>('select id from product limit 1');

    expect((await replace({ giftable: false })).giftable).toBe(false);
    expect(await refusal(replace({ stackable: true }))).toMatchObject({ code: 'coupon.terms_fixed' });
    expect(await refusal(replace({ productIds: [product!.id] }))).toMatchObject({ code: 'coupon.terms_fixed' });
  });
});

test('bad input is told by its field; strangers and neighbours are kept out', async () => {
  const { code, couponId } = await shown();
  const taken = await redeem((await shown()).code);
  const nobody = shop.world.stranger;
  const calls = (api: ApiClient) => [
    verify(code, {}, api),
    redeem(code, {}, newId<string>(), api),
    undo(taken.id, {}, api),
    api.call(listRedemptions, { params: shop.params, query: { limit: 20 } }),
    api.call(listClaims, { params: { ...shop.params, couponId }, query: { limit: 20 } }),
    api.call(getCouponFigures, { params: { ...shop.params, couponId } }),
  ];

  for (const call of calls(nobody)) expect((await refusal(call)).status).toBe(401);
  for (const call of calls(shop.neighbour)) expect((await refusal(call)).status).toBe(404);
  for (const wrong of ['12345678901', '1234567890123', '12345678901a', ''])
    expect(await refusal(verify(wrong))).toMatchObject({ status: 400, pointers: ['/code'] });
  for (const wrong of [0, -1, 1.5, 1e12])
    expect(await refusal(redeem(code, { billFen: wrong }))).toMatchObject({ status: 400, pointers: ['/billFen'] });
  expect(await refusal(redeem(code, { billFen: 100 }))).toMatchObject({ status: 400, pointers: ['/billFen'] });
  expect(await refusal(redeem(code, { place: ' ' }))).toMatchObject({ status: 400, pointers: ['/place'] });
  expect(await refusal(redeem(code, { discountFen: 1 }))).toMatchObject({ status: 400 });
  expect((await refusal(redeem(code, {}, 'short'))).status).toBe(400);
  expect(await refusal(verify('999999999999'))).toMatchObject({ status: 404, code: 'coupon_code.unknown' });
  expect(await refusal(undo(newId()))).toMatchObject({ status: 404, code: 'coupon_redemption.not_found' });
  const key = newId<string>();
  await redeem(code, {}, key);
  expect(await refusal(redeem((await shown()).code, {}, key))).toMatchObject({
    status: 409,
    code: 'coupon_redemption.key_conflict',
  });
  const unknown = { params: { ...shop.params, couponId: newId<string>() } };
  expect((await refusal(shop.api.call(getCouponFigures, unknown))).code).toBe('coupon.not_found');
  expect((await refusal(shop.api.call(listClaims, { ...unknown, query: { limit: 20 } }))).code).toBe(
    'coupon.not_found',
  );
});
