import { messagePurposes, purposeDefinitions } from './message-purposes.js';
import { mapFields, pickKeywords, titleRank } from './template-matching.js';

const keyword = (kid: number, name: string, rule: string) => ({ kid, name, rule, example: '' });
const field = (key: string, label: string) => ({ key, label, options: [] });

test.each([
  ['orderPaid', '订单支付成功通知', 0],
  ['orderPaid', '下单成功提醒', 1],
  ['orderPaid', '会议通知', null],
  ['orderShipped', '订单发货通知', 0],
  ['orderShipped', '物流状态通知', 2],
  ['orderRefunded', '退款成功通知', 0],
  ['orderRefunded', '退款申请通知', 1],
  ['pickupReady', '取货提醒', 0],
] as const)('%s: "%s" ranks %s', (purpose, title, rank) => {
  expect(titleRank(purpose, { title, kind: 'once' })).toBe(rank);
  expect(titleRank(purpose, { title, kind: 'lasting' })).toBeNull();
});

test('keywords are taken by their words and the kind of their field, five at most', () => {
  const keywords = [
    keyword(1, '会员等级', 'phrase'),
    keyword(2, '温馨提示', 'thing'),
    keyword(3, '物流公司', 'thing'),
    keyword(4, '快递单号', 'character_string'),
    keyword(5, '订单编号', 'character_string'),
    keyword(6, '发货时间', 'time'),
    keyword(7, '商品名称', 'thing'),
    keyword(8, '订单状态', 'phrase'),
  ];
  expect(pickKeywords('orderShipped', keywords)).toEqual([5, 7, 3, 4, 6]);
  expect(pickKeywords('orderRefunded', keywords)).toEqual([5, 7, 6, 8, 2]);
});

test('an amount asked for as free text is not taken for an amount, and a single keyword is too few', () => {
  expect(pickKeywords('orderPaid', [keyword(1, '支付金额', 'thing'), keyword(2, '订单号', 'number')])).toBeNull();
  expect(pickKeywords('orderPaid', [keyword(1, '支付金额', 'amount'), keyword(2, '订单号', 'number')])).toEqual([2, 1]);
  expect(pickKeywords('orderPaid', [keyword(1, '支付金额', 'new kind'), keyword(2, '订单号', '')])).toEqual([2, 1]);
  expect(pickKeywords('orderPaid', [])).toBeNull();
});

test('every field of a template needs something to say', () => {
  const fields = [
    field('character_string1', '快递单号'),
    field('thing2', '快递公司'),
    field('character_string3', '订单号'),
  ];
  expect(mapFields('orderShipped', { fields })?.map(({ key, topic }) => [key, topic])).toEqual([
    ['character_string1', 'trackingNo'],
    ['thing2', 'company'],
    ['character_string3', 'orderNumber'],
  ]);
  expect(mapFields('orderShipped', { fields: [...fields, field('thing4', '会员等级')] })).toBeNull();
  // The same thing is not said twice.
  expect(mapFields('orderPaid', { fields: [field('thing1', '商品名称'), field('thing2', '商品信息')] })).toBeNull();
});

test('scenes fit into WeChat’s 15 characters, and texts for a state into a phrase', () => {
  for (const purpose of messagePurposes) {
    expect(Array.from(purposeDefinitions[purpose].scene).length).toBeLessThanOrEqual(15);
    expect(Array.from(purposeDefinitions[purpose].status).length).toBeLessThanOrEqual(5);
    expect(Array.from(purposeDefinitions[purpose].remark).length).toBeLessThanOrEqual(20);
  }
});
