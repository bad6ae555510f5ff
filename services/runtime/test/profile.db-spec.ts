import { PhoneNumbers } from '#commerce/profiles/phone-numbers.js';
import { ShopperContacts } from '#commerce/profiles/shopper-contacts.js';
import { ShopperWishes } from '#commerce/profiles/shopper-wishes.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { EventPush } from '#kernel/wechat/push-types.js';
import { getProfile, removeAvatar, removePhone, setNickname, setPhone } from '../src/profiles/profiles.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { answering, authorise, PHONE, received, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let world: RuntimeWorld;
let shop: TestShop;
let neighbour: TestShop;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  neighbour = await world.shop(null);
  await authorise(world, shop);
});
afterAll(() => world.stop());
beforeEach(() => {
  world.wechat.calls.length = 0;
});

const params = () => ({ appId: shop.appId });
const phoneOf = (phoneNumber: string, appid: string = shop.appId) => ({
  errcode: 0,
  errmsg: 'ok',
  phone_info: {
    phoneNumber,
    purePhoneNumber: phoneNumber,
    countryCode: '86',
    watermark: { timestamp: 1_700_000_000, appid },
  },
});

describe('the phone number', () => {
  test('is kept sealed, shown masked, and whole to the staff of the order only', async () => {
    answering(world, { [PHONE]: phoneOf('13800138000') });
    const shopper = await world.shopper(shop);

    expect(await shopper.call(setPhone, { params: params(), body: { code: 'phone-1' } })).toEqual({
      phone: '138****8000',
    });

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ phone: '138****8000' });
    expect(received(world, PHONE)).toMatchObject([{ code: 'phone-1', openid: expect.stringMatching(/^o-/) }]);
    const [row] = await world.rows<{ phone_sealed: Buffer; shopper_id: string }>(
      shop,
      'select phone_sealed, id as shopper_id from shopper where phone_masked is not null',
    );
    expect(row?.phone_sealed.toString('latin1')).not.toContain('13800138000');
    const contacts = new ShopperContacts(world.tenants, world.app.get(PhoneNumbers));
    const orderId = '0190a000-0000-7000-8000-000000000009';
    await world.rows(
      shop,
      `insert into shop_order (tenant_id, id, number, app_id, shopper_id, idempotency_key, request_hash, state, lines, subtotal_fen,
         shipping_fen, total_fen, delivery, expires_at) values ($1, $2, 'n', $3, $4, 'k', '', 'paid', '[]', 1, 0, 1, 'pickup', now()) returning 1`,
      [shop.tenantId, orderId, shop.appId, row?.shopper_id],
    );
    expect(await contacts.ofOrder(shop.tenantId, orderId)).toMatchObject({ phone: '13800138000' });
    await expect(contacts.ofOrder(neighbour.tenantId, orderId)).rejects.toMatchObject({ code: 'order.not_found' });
  });

  test('is paid for once, however often the same tap is sent', async () => {
    answering(world, { [PHONE]: phoneOf('13800138001') });
    const shopper = await world.shopper(shop);
    const send = () => shopper.call(setPhone, { params: params(), body: { code: 'same' } });

    await send();
    expect(await send()).toEqual({ phone: '138****8001' });

    expect(received(world, PHONE)).toHaveLength(1);
  });

  test('is not asked for again when the answer is lost', async () => {
    answering(world, { [PHONE]: 'down' });
    const shopper = await world.shopper(shop);

    await expect(shopper.call(setPhone, { params: params(), body: { code: 'lost' } })).rejects.toMatchObject({
      status: 503,
    });

    expect(received(world, PHONE)).toHaveLength(1);
    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ phone: null });
  });

  test.each([
    ['a used or foreign code', { errcode: 40029, errmsg: 'invalid code' }, 400, 'wechat.phone_code_invalid'],
    [
      'the number of another mini-program',
      phoneOf('13800138002', 'wx00000000000000ff'),
      502,
      'wechat.unexpected_answer',
    ],
    ['an answer without a number', { errcode: 0, phone_info: {} }, 502, 'wechat.unexpected_answer'],
    ['too many calls', { errcode: 45011, errmsg: 'limit' }, 503, 'wechat.rate_limited'],
  ])('%s is told as such', async (_, answer, status, code) => {
    answering(world, { [PHONE]: answer });
    const shopper = await world.shopper(shop);

    await expect(shopper.call(setPhone, { params: params(), body: { code: 'x' } })).rejects.toMatchObject({
      status,
      problem: { code },
    });
  });

  test('is forgotten when the shopper wants it', async () => {
    answering(world, { [PHONE]: phoneOf('13800138003') });
    const shopper = await world.shopper(shop);
    await shopper.call(setPhone, { params: params(), body: { code: 'forget' } });

    await shopper.call(removePhone, { params: params() });

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ phone: null });
  });

  test('bad input is a 400, a stranger a 401, the token of another shop a 401', async () => {
    const shopper = await world.shopper(shop);
    for (const body of [{}, { code: '' }, { code: 'x'.repeat(201) }, { code: 1 }]) {
      await expect(shopper.call(setPhone, { params: params(), body: body as { code: string } })).rejects.toMatchObject({
        status: 400,
      });
    }
    for (const stranger of [world.client(), await world.shopper(neighbour)]) {
      for (const call of [
        () => stranger.call(setPhone, { params: params(), body: { code: 'x' } }),
        () => stranger.call(getProfile, { params: params() }),
        () => stranger.call(removePhone, { params: params() }),
        () => stranger.call(setNickname, { params: params(), body: { nickname: 'x' } }),
        () => stranger.call(removeAvatar, { params: params() }),
      ]) {
        await expect(call()).rejects.toMatchObject({ status: 401 });
      }
    }
  });
});

describe('what a shopper takes back', () => {
  const wishes = () => new ShopperWishes(world.tenants, world.app.get(ObjectStore));
  async function known() {
    answering(world, { [PHONE]: phoneOf('13800138009'), [TEXT_CHECK]: verdict('pass') });
    const shopper = await world.shopper(shop);
    await shopper.call(setPhone, { params: params(), body: { code: `wish-${Math.random()}` } });
    const { id } = await shopper.call(setNickname, { params: params(), body: { nickname: '小林' } });
    const [row] = await world.rows<{ open_id: string }>(shop, 'select open_id from shopper where id = $1', [id]);
    return { shopper, openId: row?.open_id ?? '' };
  }
  const base = { dedupKey: 'd', createdAt: new Date(), userName: 'gh_1' };
  const wish = (
    openId: string,
    revokeInfo: string | null,
  ): Extract<EventPush, { kind: 'shopperRevoked' | 'shopperCancelled' }> =>
    revokeInfo === null
      ? { kind: 'shopperCancelled', ...base, openId }
      : { kind: 'shopperRevoked', ...base, openId, revokeInfo };

  test.each([
    ['the phone number', '8', { phone: null, nickname: '小林' }],
    ['nickname and avatar', '6,19', { phone: '138****8009', nickname: null }],
    ['the account', null, { phone: null, nickname: null }],
    ['a permission nothing is stored for', '13', { phone: '138****8009', nickname: '小林' }],
  ])('%s is deleted', async (_, revokeInfo, left) => {
    const { shopper, openId } = await known();

    await wishes().handle(shop.tenantId, shop.appId, wish(openId, revokeInfo));
    await wishes().handle(shop.tenantId, shop.appId, wish(openId, revokeInfo));

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject(left);
  });

  test('of another shop is not touched', async () => {
    const { shopper, openId } = await known();

    expect(await wishes().handle(neighbour.tenantId, neighbour.appId, wish(openId, null))).toBe('no shopper of ours');

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ nickname: '小林' });
  });
});
