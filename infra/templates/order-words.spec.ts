import { overlaidSource, type OverlaidSource } from './overlaid-source.fixture.js';

interface Order {
  readonly state: string;
  readonly delivery: string;
  readonly fulfilment: string;
  readonly dining?: object;
  readonly ticket?: object;
}
interface OrderView {
  readonly titleOf: (order: Order, t: object) => string;
  readonly hintOf: (order: Order, t: object) => string;
  readonly placeOf: (order: Order, t: object, settings: object) => { title: string; words: string; action?: object };
  readonly cardOf: (order: Order, t: object) => { stateText: string; way: string; calledBy: string };
  readonly isMoving: (order: Order) => boolean;
}
interface Payment {
  readonly pageAfter: (outcome: string) => string;
}
interface Navigation {
  readonly page: (name: string) => string;
  readonly isTab: (name: string) => boolean;
}
interface Texts {
  readonly texts: (group: string) => object;
}

(globalThis as { wx?: unknown }).wx = {
  getExtConfigSync: () => ({ appId: 'wx0123456789abcdef', apiBase: 'https://shop.test' }),
  getAppBaseInfo: () => ({ language: 'zh_CN' }),
  getStorageSync: () => null,
};
const sources = new Map<string, OverlaidSource>();
const source = (template: string) => {
  const known = sources.get(template) ?? overlaidSource(template);
  sources.set(template, known);
  return known;
};
const shop = (template: string) => {
  const { load } = source(template);
  const { texts } = load('./i18n/index.js') as Texts;
  const view = load('./services/order-view.js') as OrderView;
  return { view, order: texts('order'), orders: texts('orders') };
};
const order = (changes: Partial<Order>): Order => ({
  state: 'paid',
  delivery: 'express',
  fulfilment: 'unfulfilled',
  ...changes,
});
afterAll(() => {
  for (const each of sources.values()) each.remove();
});

test.each([
  [order({ state: 'pending' }), '等待付款', '待付款'],
  [order({}), '待发货', '待发货'],
  [order({ fulfilment: 'partly' }), '部分已发货', '部分已发货'],
  [order({ fulfilment: 'shipped' }), '待收货', '待收货'],
  [order({ fulfilment: 'received' }), '已收货', '已收货'],
  [order({ delivery: 'pickup' }), '待自提', '待自提'],
  [order({ delivery: 'pickup', fulfilment: 'shipped' }), '已自提', '已自提'],
  [order({ state: 'refunded' }), '已退款', '已退款'],
  [order({ state: 'closed' }), '已关闭', '已关闭'],
])('an order of goods says what has become of them: %j', (placed, title, word) => {
  const { view, order: t, orders } = shop('retail');

  expect(view.titleOf(placed, t)).toBe(title);
  expect(view.cardOf(placed, orders)).toEqual({ stateText: word, way: '', calledBy: '' });
});

test('a paid appointment is no parcel', () => {
  const { view, order: t } = shop('booking');

  expect(view.titleOf(order({ delivery: 'booking' }), t)).toBe('已付款');
});

test.each([
  [{ state: 'waiting', pickupNumber: 'A12' }, '已下单，等待接单', '等待接单', 'A12', true],
  [{ state: 'ready', pickupNumber: 'A12' }, '可以取餐了', '可取餐', 'A12', true],
  [{ state: 'done', pickupNumber: 'A12' }, '已取餐', '已完成', '', false],
])('an order of dishes says how far the kitchen is: %j', (ticket, title, word, calledBy, moving) => {
  const { view, order: t, orders } = shop('restaurant');
  const placed = order({ delivery: 'takeaway', dining: { ticket }, ticket });

  expect(view.titleOf(placed, t)).toBe(title);
  expect(view.cardOf(placed, orders)).toEqual({ stateText: word, way: '自取', calledBy });
  expect(view.isMoving(placed)).toBe(moving);
});

test('whoever sits at a table may order more as long as the order stands', () => {
  const { view, order: t } = shop('restaurant');
  const dining = { table: { area: '大堂', name: '8' }, distanceMeters: null, ticket: null };
  const seated = order({ delivery: 'dineIn', dining });

  expect(view.placeOf(seated, t, {})).toMatchObject({ title: '大堂 8 号桌', action: { page: 'menu' } });
  expect(view.placeOf({ ...seated, state: 'refunded' }, t, {}).action).toBeUndefined();
});

test.each([
  ['retail', '/pages/pay-result/index', '/pages/home/index'],
  ['restaurant', '/pages/order/index', '/pages/menu/index'],
])('%s shows a paid order on its own page, and sends who has none to look around', (template, paid, browse) => {
  const { load } = source(template);
  const { pageAfter } = load('./services/payment.js') as Payment;
  const { page, isTab } = load('./services/navigation.js') as Navigation;

  expect(page(pageAfter('paid'))).toBe(paid);
  expect(page(pageAfter('pending'))).toBe('/pages/pay-result/index');
  expect(page(pageAfter('cancelled'))).toBe('/pages/order/index');
  expect(page('browse')).toBe(browse);
  expect(isTab('browse')).toBe(true);
});

test.each(['restaurant', 'magazine', 'booking', 'retail'])(
  '%s has every function that the kit asks a laid-over file for',
  (template) => {
    const kit = source('retail').load('./services/order-view.js') as object;
    const own = source(template).load('./services/order-view.js') as object;

    expect(Object.keys(own).sort()).toEqual(Object.keys(kit).sort());
  },
);
