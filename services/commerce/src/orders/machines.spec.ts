import { unreachableStates } from '#kernel/machine/state-machine.js';
import { refundMachine } from '../refunds/refund-machine.js';
import { newOrderNumber } from './order-number.js';
import { orderMachine } from './order-machine.js';

test('no state of an order or a refund is out of reach', () => {
  expect(unreachableStates(orderMachine)).toEqual([]);
  expect(unreachableStates(refundMachine)).toEqual([]);
});

test('an order is paid or closed, and only a paid one is refunded', () => {
  expect(orderMachine.canMove('pending', 'paid')).toBe(true);
  expect(orderMachine.canMove('pending', 'closed')).toBe(true);
  expect(orderMachine.canMove('paid', 'refunded')).toBe(true);
  expect(orderMachine.canMove('closed', 'paid')).toBe(false);
  expect(orderMachine.isFinal('closed')).toBe(true);
});

test('a refund is decided once, and a failed one may be tried again', () => {
  expect(refundMachine.canMove('requested', 'declined')).toBe(true);
  expect(refundMachine.canMove('declined', 'approved')).toBe(false);
  expect(refundMachine.canMove('succeeded', 'approved')).toBe(false);
  expect(refundMachine.canMove('failed', 'approved')).toBe(true);
  // An abnormal refund that the merchant settles at WeChat.
  expect(refundMachine.canMove('failed', 'succeeded')).toBe(true);
});

test('an order number begins with the day in Beijing', () => {
  expect(newOrderNumber(new Date('2026-03-01T17:00:00Z'))).toMatch(/^260302\d{10}$/);
});
