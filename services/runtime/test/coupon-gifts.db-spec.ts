import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { refusedWith } from '#testing/refusal.js';
import {
  getGift,
  getWalletCoupon,
  giveCoupon,
  showCouponCode,
  takeGift,
  withdrawGift,
} from '../src/promotions/coupon-wallet.contract.js';
import { listWallet } from '../src/promotions/promotions.contract.js';
import { outcomes, PromotionsWorld } from './promotions-world.js';

let world: PromotionsWorld;

beforeAll(async () => {
  world = await PromotionsWorld.start();
});
afterEach(() => world.expectLedgersToMatch());
afterAll(() => world.runtime.stop());

const appId = () => world.shop.appId;
const give = (client: ApiClient, claimId: string) => client.call(giveCoupon, { params: { appId: appId(), claimId } });
const look = (client: ApiClient, code: string) => client.call(getGift, { params: { appId: appId(), code } });
const take = (client: ApiClient, code: string) => client.call(takeGift, { params: { appId: appId(), code } });
const withdraw = (client: ApiClient, giftId: string) =>
  client.call(withdrawGift, { params: { appId: appId(), giftId } });
const wallet = async (client: ApiClient, state: 'held' | 'used' | 'expired' = 'held') =>
  (await client.call(listWallet, { params: { appId: appId() }, query: { state } })).items;
const codeOf = async (work: Promise<unknown>) => (await refusedWith(work)).problem.code;

/** A shopper with a gift on its way. */
async function giver(draft = {}) {
  const client = await world.shopper();
  const couponId = await world.coupon(draft);
  const claim = await world.claim(client, couponId);
  const gift = await give(client, claim.id);
  return { client, couponId, claim, gift, code: gift.code! };
}
const runOut = (giftId: string) =>
  world.rows(
    `with over as (update coupon_gift set expires_at = now() where id = $1 returning claim_id),
       free as (update coupon_claim set gift_until = now() where id in (select claim_id from over) returning 1) select from free`,
    [giftId],
  );

describe('a gift', () => {
  test('goes from one wallet to another, and both say so', async () => {
    const { client, claim, gift, code } = await giver({ perShopper: 1 });
    const friend = await world.shopper();

    const seen = await look(friend, code);
    const taken = await take(friend, code);

    expect(gift).toMatchObject({ state: 'open', isGiver: true, claimId: null, coupon: { id: claim.coupon.id } });
    expect(seen).toMatchObject({ id: gift.id, state: 'open', isGiver: false, code: null });
    expect(taken).toMatchObject({
      state: 'held',
      isGift: true,
      coupon: { id: claim.coupon.id },
      expiresAt: claim.expiresAt,
    });
    expect(taken.id).not.toBe(claim.id);
    expect((await wallet(friend)).map(({ id }) => id)).toEqual([taken.id]);
    expect(await wallet(client)).toEqual([]);
    expect(await wallet(client, 'used')).toMatchObject([{ id: claim.id, state: 'given' }]);
    expect(await look(client, code)).toMatchObject({ state: 'taken', claimId: null });
    // The limit is the giver's: who was given one may still collect one, the giver may not.
    expect((await world.claim(friend, claim.coupon.id)).isGift).toBe(false);
    expect(await codeOf(world.claim(client, claim.coupon.id))).toBe('coupon.limit_reached');
  });

  test('asked for again it is the same, and so is what was taken', async () => {
    const { client, claim, gift, code } = await giver();
    const friend = await world.shopper();

    const again = await Promise.all([1, 2, 3].map(() => give(client, claim.id)));
    const taken = await Promise.all([1, 2, 3].map(() => take(friend, code)));

    expect(again.map(({ id, code: link }) => [id, link])).toEqual([1, 2, 3].map(() => [gift.id, code]));
    expect(new Set(taken.map(({ id }) => id)).size).toBe(1);
  });

  test('goes to the first of thirty', async () => {
    const { code } = await giver();
    const friends = await world.shoppers(30);

    const { done, refused } = await outcomes(friends.map((friend) => take(friend, code)));

    expect(done).toHaveLength(1);
    expect(new Set(refused)).toEqual(new Set(['coupon_gift.taken']));
  });

  test('is either taken or taken back, or used by an order, never two of them', async () => {
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    for (let round = 0; round < 8; round += 1) {
      const { client, claim, gift, code } = await giver();
      const friend = await world.shopper();
      const { totalFen } = await world.quote(friend, lines);

      const [taken, back] = await Promise.all([
        outcomes([take(friend, code)]),
        outcomes([withdraw(client, gift.id)]),
        // Named while it is on its way: refused, or good once it is back.
        outcomes([world.place(client, lines, totalFen - 1000, { coupons: [claim.id] })]),
      ]);

      expect(taken.done.length + back.done.length).toBe(1);
    }
  });

  test('cannot be used meanwhile, and can again once it is taken back', async () => {
    const { client, claim, gift, code } = await giver();
    const lines = [{ skuId: world.sku().id, quantity: 1 }];
    const friend = await world.shopper();

    expect(await wallet(client)).toMatchObject([{ id: claim.id, gift: { id: gift.id } }]);
    expect((await world.quote(client, lines)).discountFen).toBe(0);
    expect(await codeOf(world.quote(client, lines, { coupons: [claim.id] }))).toBe('coupon.unusable');
    const show = client.call(showCouponCode, { params: { appId: appId(), claimId: claim.id } });
    expect(await codeOf(show)).toBe('coupon.given_away');

    expect(await withdraw(client, gift.id)).toMatchObject({ state: 'withdrawn' });
    expect(await withdraw(client, gift.id)).toMatchObject({ state: 'withdrawn' });

    expect(await codeOf(take(friend, code))).toBe('coupon_gift.withdrawn');
    expect((await world.quote(client, lines)).discountFen).toBe(1000);
    expect(await client.call(getWalletCoupon, { params: { appId: appId(), claimId: claim.id } })).toMatchObject({
      state: 'held',
      gift: null,
    });
  });

  test('runs out by itself: the giver has it back and can give it again', async () => {
    const { client, claim, gift, code } = await giver();
    const friend = await world.shopper();
    await runOut(gift.id);

    expect(await codeOf(take(friend, code))).toBe('coupon_gift.over');
    expect(await look(friend, code)).toMatchObject({ state: 'over' });
    expect(await wallet(client)).toMatchObject([{ id: claim.id, gift: null }]);
    const next = await give(client, claim.id);
    expect(next.id).not.toBe(gift.id);
    expect(await codeOf(take(friend, code))).toBe('coupon_gift.withdrawn');
    expect((await take(friend, next.code!)).isGift).toBe(true);
  });

  test('is not made of what is used, over, not to be given, or another’s; nor taken by its giver', async () => {
    const { client, code } = await giver();
    const kept = await world.claim(client, await world.coupon({ giftable: false }));
    const used = await world.claim(client, await world.coupon());
    await world.buy(client, [{ skuId: world.sku().id, quantity: 1 }], { coupons: [used.id] });
    const stranger = await world.shopper();

    expect(await codeOf(give(client, kept.id))).toBe('coupon.not_giftable');
    expect(await codeOf(give(client, used.id))).toBe('coupon.unusable');
    expect(await codeOf(give(stranger, kept.id))).toBe('coupon.not_found');
    expect(await codeOf(give(client, newId()))).toBe('coupon.not_found');
    expect(await codeOf(take(client, code))).toBe('coupon_gift.own');
  });

  test('is refused to strangers of the shop, without log-in, and with bad input', async () => {
    const { gift, code } = await giver();
    const nobody = world.runtime.client();
    const client = await world.shopper();
    const neighbour = await world.runtime.shopper(world.foreign);
    const foreign = (route: typeof takeGift | typeof getGift) =>
      neighbour.call(route, { params: { appId: world.foreign.appId, code } });

    for (const work of [take(nobody, code), look(nobody, code), give(nobody, newId()), withdraw(nobody, gift.id)])
      expect((await refusedWith(work)).status).toBe(401);
    expect(await codeOf(withdraw(client, gift.id))).toBe('coupon_gift.not_found');
    expect(await codeOf(take(client, 'A'.repeat(20)))).toBe('coupon_gift.not_found');
    expect((await refusedWith(take(client, 'short'))).status).toBe(400);
    expect((await refusedWith(give(client, 'not-an-id'))).status).toBe(400);
    expect(await codeOf(foreign(takeGift))).toBe('coupon_gift.not_found');
    expect(await codeOf(foreign(getGift))).toBe('coupon_gift.not_found');
  });
});
