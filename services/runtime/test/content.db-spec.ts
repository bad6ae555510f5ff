import { HELD_REASON } from '#commerce/content-checks/content-check.js';
import { ContentCheckAdmin } from '#commerce/content-checks/content-check-admin.js';
import { ContentCheckStep } from '#commerce/content-checks/content-check-step.js';
import { CommerceSettings } from '#commerce/commerce-settings.js';
import { ShopperWishes } from '#commerce/profiles/shopper-wishes.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { ContentSecurityClient } from '#kernel/wechat/content-security-client.js';
import { eventually } from '#testing/eventually.js';
import { getOrder, payOrder, placeOrder, quoteOrder, requestRefund } from '../src/orders/orders.contract.js';
import { getProfile, setNickname } from '../src/profiles/profiles.contract.js';
import { RuntimeWorld, type TestShop } from './runtime-world.js';
import { absent, answering, authorise, received, TEXT_CHECK, verdict } from './wechat-of-applet.js';

let world: RuntimeWorld;
let shop: TestShop;
let step: ContentCheckStep;
let skuId: string;

beforeAll(async () => {
  world = await RuntimeWorld.start();
  shop = await world.shop();
  await authorise(world, shop);
  const [sku] = await world.rows<{ id: string }>(shop, 'select id from sku where stock > 20 limit 1');
  skuId = sku?.id ?? '';
  const { app, tenants } = world;
  step = new ContentCheckStep(tenants, app.get(ContentSecurityClient), app.get(ObjectStore), app.get(CommerceSettings));
});
afterAll(() => world.stop());
beforeEach(() => {
  world.wechat.calls.length = 0;
});

const ADDRESS = { name: '林晓', phone: '13800138000', region: '浙江省 杭州市', detail: '北山街 84 号' };
const params = () => ({ appId: shop.appId });

async function place(shopper: ApiClient, note: string | undefined, key: string = newId()) {
  const lines = [{ skuId, quantity: 1 }];
  const { totalFen } = await shopper.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });
  return shopper.call(placeOrder, {
    params: params(),
    headers: { 'idempotency-key': key },
    body: {
      lines,
      delivery: 'express',
      address: ADDRESS,
      expectedTotalFen: totalFen,
      ...(note !== undefined && { note }),
    },
  });
}

const noteOf = async (shopper: ApiClient, orderId: string) =>
  (await shopper.call(getOrder, { params: { ...params(), orderId } })).note;
const checks = () =>
  world.rows<{ id: string; field: string; state: string; content: string | null; label: number | null }>(
    shop,
    'select id, field, state, content, label from content_check order by id desc',
  );
const makeDue = () =>
  world.rows(shop, `update content_check set next_attempt_at = now() where next_attempt_at is not null returning 1`);

async function paidOrder(shopper: ApiClient): Promise<string> {
  const { id } = await place(shopper, undefined);
  await shopper.call(payOrder, { params: { ...params(), orderId: id } });
  const [payment] = await world.rows<{ out_trade_no: string }>(
    shop,
    'select out_trade_no from payment where order_id = $1',
    [id],
  );
  const trade = world.wechat.confirm(payment?.out_trade_no ?? '');
  const { body, headers } = world.wechat.notice(shop.payAccount, 'TRANSACTION.SUCCESS', trade);
  const told = await fetch(`${world.url}/pay/wechat/${shop.appId}/payments`, { method: 'POST', body, headers });
  expect(told.status).toBe(204);
  return id;
}

const askRefund = (shopper: ApiClient, orderId: string, reason: string) =>
  shopper.call(requestRefund, { params: { ...params(), orderId }, body: { reason } });

async function reasonsOf(orderId: string): Promise<string[]> {
  const rows = await world.rows<{ reason: string }>(shop, 'select reason from refund where order_id = $1', [orderId]);
  return rows.map(({ reason }) => reason);
}

describe('a note on an order', () => {
  test('costs nothing when there is none', async () => {
    answering(world, { [TEXT_CHECK]: verdict('pass') });

    await place(await world.shopper(shop), undefined);
    await place(await world.shopper(shop), '   ');

    expect(received(world, TEXT_CHECK)).toEqual([]);
    expect(await checks()).toEqual([]);
  });

  test('that passes stands on the order, and nothing of it is kept beside', async () => {
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    const shopper = await world.shopper(shop);

    const order = await place(shopper, '不要辣');

    expect(await noteOf(shopper, order.id)).toBe('不要辣');
    expect(received(world, TEXT_CHECK)).toMatchObject([{ content: '不要辣', version: 2, scene: 2 }]);
    expect((await checks())[0]).toMatchObject({ field: 'note', state: 'passed', content: null, label: 100 });
  });

  test('that is risky is refused by the name of its field, and there is no order and no copy of it', async () => {
    answering(world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await world.shopper(shop);
    const [before] = await world.rows<{ n: number }>(shop, 'select count(*)::int as n from shop_order');

    await expect(place(shopper, '坏话')).rejects.toMatchObject({
      status: 422,
      problem: { code: 'content.refused', errors: [{ pointer: '/note', code: 'content' }] },
    });

    expect(await world.rows(shop, 'select count(*)::int as n from shop_order')).toEqual([before]);
    expect((await checks())[0]).toMatchObject({ state: 'refused', content: null });
  });

  test.each([
    ['WeChat leaves it to a person', verdict('review')],
    ['WeChat is down', 'down' as const],
    ['WeChat has not seen the shopper for two hours', absent],
    ['the answer is nonsense', { errcode: 0 }],
  ])('waits beside the order while %s', async (_, answer) => {
    answering(world, { [TEXT_CHECK]: answer });
    const shopper = await world.shopper(shop);

    const order = await place(shopper, '请尽快');

    expect(order.note).toBe('请尽快');
    expect(await noteOf(shopper, order.id)).toBeNull();
    expect((await checks())[0]).toMatchObject({ state: 'held', content: '请尽快' });
  });

  test('held by an outage comes to the order when WeChat agrees later, once', async () => {
    answering(world, { [TEXT_CHECK]: 'down' });
    const shopper = await world.shopper(shop);
    const order = await place(shopper, '放门口');
    const checkId = (await checks())[0]?.id ?? '';
    answering(world, { [TEXT_CHECK]: verdict('pass') });

    await step.handle({ tenantId: shop.tenantId, checkId });
    expect(await noteOf(shopper, order.id)).toBeNull();
    await makeDue();
    await Promise.all([1, 2].map(() => step.handle({ tenantId: shop.tenantId, checkId })));

    expect(await noteOf(shopper, order.id)).toBe('放门口');
    expect((await checks())[0]).toMatchObject({ state: 'passed', content: null });
  });

  test('held is decided by the staff, once; what they refuse is gone', async () => {
    answering(world, { [TEXT_CHECK]: verdict('review') });
    const admin = new ContentCheckAdmin(world.tenants, world.app.get(ObjectStore));
    const author = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
    const shopper = await world.shopper(shop);
    const [good, bad] = [await place(shopper, '好的'), await place(shopper, '不好')];
    const held = await admin.listHeld(shop.tenantId, null, 50);
    const idOf = (orderId: string) => held.find((item) => item.orderId === orderId)?.id ?? '';

    await admin.decide(shop.tenantId, idOf(good.id), 'passed', author);
    await admin.decide(shop.tenantId, idOf(bad.id), 'refused', author);

    expect([await noteOf(shopper, good.id), await noteOf(shopper, bad.id)]).toEqual(['好的', null]);
    await expect(admin.decide(shop.tenantId, idOf(bad.id), 'passed', author)).rejects.toMatchObject({
      code: 'content.already_decided',
    });
    await expect(admin.decide(newId(), idOf(bad.id), 'passed', author)).rejects.toMatchObject({
      code: 'content.not_found',
    });
  });

  test('sent twice at once is one order, and WeChat is asked once', async () => {
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    const shopper = await world.shopper(shop);
    const key = newId();

    const orders = await Promise.all([1, 2, 3].map(() => place(shopper, '两次', key)));
    await place(shopper, '两次', key);

    expect(new Set(orders.map(({ id }) => id)).size).toBe(1);
    expect(received(world, TEXT_CHECK)).toHaveLength(1);
    expect(await noteOf(shopper, orders[0]?.id ?? '')).toBe('两次');
  });

  test('is waited for a few seconds and no longer', async () => {
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    const shopper = await world.shopper(shop);
    const lines = [{ skuId, quantity: 1 }];
    const quote = await shopper.call(quoteOrder, { params: params(), body: { lines, delivery: 'express' } });
    let release = () => {};
    world.wechat.release = new Promise<void>((resolve) => {
      release = resolve;
    });

    const order = await shopper.call(placeOrder, {
      params: params(),
      headers: { 'idempotency-key': newId() },
      body: { lines, delivery: 'express', address: ADDRESS, expectedTotalFen: quote.totalFen, note: '慢' },
    });
    release();
    world.wechat.release = Promise.resolve();

    expect(await noteOf(shopper, order.id)).toBeNull();
    expect((await checks())[0]).toMatchObject({ state: 'held', content: '慢' });
  });
});

describe("a refund's reason", () => {
  test('that is risky is refused by the name of its field, and no refund is asked for', async () => {
    answering(world, { [TEXT_CHECK]: verdict('risky') });
    const shopper = await world.shopper(shop);
    const orderId = await paidOrder(shopper);

    await expect(askRefund(shopper, orderId, '坏话')).rejects.toMatchObject({
      status: 422,
      problem: { code: 'content.refused', errors: [{ pointer: '/reason', code: 'content' }] },
    });

    expect(await reasonsOf(orderId)).toEqual([]);
    expect((await checks())[0]).toMatchObject({ field: 'reason', state: 'refused', content: null });
  });

  test('that is in doubt leaves a placeholder until the staff agree', async () => {
    answering(world, { [TEXT_CHECK]: verdict('review') });
    const admin = new ContentCheckAdmin(world.tenants, world.app.get(ObjectStore));
    const author = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
    const shopper = await world.shopper(shop);
    const orderId = await paidOrder(shopper);

    await askRefund(shopper, orderId, '颜色不对');
    expect(await reasonsOf(orderId)).toEqual([HELD_REASON]);
    const [held] = await checks();
    expect(held).toMatchObject({ field: 'reason', state: 'held', content: '颜色不对' });

    await admin.decide(shop.tenantId, held?.id ?? '', 'passed', author);
    expect(await reasonsOf(orderId)).toEqual(['颜色不对']);
  });
});

describe('a nickname', () => {
  test('is shown when it passes, kept back when in doubt, refused when risky', async () => {
    const shopper = await world.shopper(shop);
    const set = (nickname: string) => shopper.call(setNickname, { params: params(), body: { nickname } });

    answering(world, { [TEXT_CHECK]: verdict('pass') });
    expect(await set('  小林 ')).toMatchObject({ nickname: '小林', heldNickname: null });
    expect(received(world, TEXT_CHECK)).toMatchObject([{ content: '小林', scene: 1, nickname: '小林' }]);

    answering(world, { [TEXT_CHECK]: verdict('review') });
    expect(await set('大林')).toMatchObject({ nickname: '小林', heldNickname: '大林' });

    answering(world, { [TEXT_CHECK]: verdict('risky') });
    await expect(set('坏林')).rejects.toMatchObject({ status: 422, problem: { errors: [{ pointer: '/nickname' }] } });
    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ nickname: '小林' });
  });

  test('held earlier does not come back over one that was set later', async () => {
    const shopper = await world.shopper(shop);
    const set = (nickname: string) => shopper.call(setNickname, { params: params(), body: { nickname } });
    answering(world, { [TEXT_CHECK]: 'down' });
    await set('旧名');
    const [old] = await checks();
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    await set('新名');
    await makeDue();

    await step.handle({ tenantId: shop.tenantId, checkId: old?.id ?? '' });

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({
      nickname: '新名',
      heldNickname: null,
    });
  });

  test('changed twice quickly is the second one, however late WeChat judges the first', async () => {
    const shopper = await world.shopper(shop);
    const set = (nickname: string) => shopper.call(setNickname, { params: params(), body: { nickname } });
    let judge = (): void => undefined;
    const judged = new Promise<void>((resolve) => (judge = resolve));
    world.wechat.instead = (_method, path) => {
      if (path !== TEXT_CHECK) return null;
      world.wechat.release = judged;
      queueMicrotask(() => {
        world.wechat.release = Promise.resolve();
      });
      return { status: 200, body: verdict('pass') };
    };
    const first = set('先名');
    await eventually(
      async () => received(world, TEXT_CHECK).length,
      (calls) => calls === 1,
    );
    answering(world, { [TEXT_CHECK]: verdict('pass') });

    expect(await set('后名')).toMatchObject({ nickname: '后名' });
    judge();

    expect(await first).toMatchObject({ nickname: '后名', heldNickname: null });
  });

  test('that was held and is wished once more after another one is shown when it passes', async () => {
    const shopper = await world.shopper(shop);
    const set = (nickname: string) => shopper.call(setNickname, { params: params(), body: { nickname } });
    answering(world, { [TEXT_CHECK]: 'down' });
    await set('旧名');
    const [old] = await checks();
    answering(world, { [TEXT_CHECK]: verdict('pass') });
    await set('新名');
    expect(await set('旧名')).toMatchObject({ nickname: '新名', heldNickname: '旧名' });
    await makeDue();

    await step.handle({ tenantId: shop.tenantId, checkId: old?.id ?? '' });

    expect(await shopper.call(getProfile, { params: params() })).toMatchObject({ nickname: '旧名' });
    expect(await set('新名')).toMatchObject({ nickname: '新名' });
  });

  test('held when its author took it back is asked about anew when they wish for it again', async () => {
    const shopper = await world.shopper(shop);
    const set = (nickname: string) => shopper.call(setNickname, { params: params(), body: { nickname } });
    answering(world, { [TEXT_CHECK]: 'down' });
    await set('回心');
    const [author] = await world.rows<{ open_id: string }>(
      shop,
      'select open_id from shopper s join content_check c on c.shopper_id = s.id order by c.id desc limit 1',
    );
    await new ShopperWishes(world.tenants, world.app.get(ObjectStore)).handle(shop.tenantId, shop.appId, {
      kind: 'shopperCancelled',
      dedupKey: 'k',
      createdAt: new Date(),
      userName: 'gh_1',
      openId: author?.open_id ?? '',
    });
    expect((await checks())[0]).toMatchObject({ state: 'refused', content: null });
    answering(world, { [TEXT_CHECK]: verdict('pass') });

    expect(await set('回心')).toMatchObject({ nickname: '回心', heldNickname: null });
  });

  test.each(['', '   ', 'x'.repeat(33), 'a\0b', 'a\nb', '\ud83d'])('%j is a 400', async (nickname) => {
    const shopper = await world.shopper(shop);
    await expect(shopper.call(setNickname, { params: params(), body: { nickname } })).rejects.toMatchObject({
      status: 400,
    });
  });
});

test('after eight tries a person decides', async () => {
  answering(world, { [TEXT_CHECK]: 'down' });
  const shopper = await world.shopper(shop);
  await place(shopper, '一直不通');
  const checkId = (await checks())[0]?.id ?? '';
  for (let attempt = 0; attempt < 9; attempt++) {
    await makeDue();
    await step.handle({ tenantId: shop.tenantId, checkId });
  }

  expect(await world.rows(shop, 'select state, next_attempt_at from content_check where id = $1', [checkId])).toEqual([
    { state: 'held', next_attempt_at: null },
  ]);
});
