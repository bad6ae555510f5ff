import { messageText, type TalkedOfOrder } from './message-text.js';
import type { MappedField } from './template-matching.js';

const order: TalkedOfOrder = {
  number: '26030112345678901',
  lines: [{ title: '西湖龙井明前特级豆叶黄手工茶礼盒装', quantity: 2 }],
  total_fen: 39_960,
  pickup_address: '北山街 84 号',
};
const facts = { at: '2026-03-01T09:05:00.000Z' };
const field = (key: string, topic: MappedField['topic'], options: string[] = []): MappedField => ({
  key,
  topic,
  options,
});

test('every field is filled and fits', () => {
  const fields = [
    field('character_string1', 'orderNumber'),
    field('thing2', 'goods'),
    field('amount3', 'amount'),
    field('time4', 'moment'),
    field('phrase5', 'status'),
  ];

  expect(messageText('orderPaid', fields, order, facts)).toEqual({
    character_string1: '26030112345678901',
    thing2: '西湖龙井明前特级豆叶黄手工茶礼盒装等2件',
    amount3: '¥399.60',
    time4: '2026年3月1日 17:05',
    phrase5: '已付款',
  });
});

test('a delivery without a courier still says something, and a partial refund its own amount', () => {
  expect(
    messageText('orderShipped', [field('thing1', 'company'), field('character_string2', 'trackingNo')], order, facts),
  ).toEqual({ thing1: '商家配送', character_string2: '-' });
  expect(
    messageText('orderRefunded', [field('amount1', 'amount'), field('thing2', 'address')], order, {
      ...facts,
      amountFen: 5,
    }),
  ).toEqual({ amount1: '¥0.05', thing2: '北山街 84 号' });
});

test('a field that can hold nothing of it makes no message', () => {
  expect(messageText('orderPaid', [field('enum1', 'status', ['成功'])], order, facts)).toBeNull();
  expect(messageText('orderPaid', [field('number1', 'moment')], order, facts)).toBeNull();
  expect(messageText('orderPaid', [field('odd1', 'goods')], order, facts)).toBeNull();
});
