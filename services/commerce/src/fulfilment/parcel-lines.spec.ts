import { unreachableStates } from '#kernel/machine/state-machine.js';
import { messageMachine } from '../messages/message-machine.js';
import { describeGoods, remainingLines, unshippable } from './parcel-lines.js';
import { uploadMachine } from './upload-machine.js';

const line = (skuId: string, quantity: number) => ({ skuId, quantity });

test('what remains is what was ordered less what is on its way', () => {
  const ordered = [line('a', 2), line('b', 1)];

  expect(remainingLines(ordered, [])).toEqual(ordered);
  expect(remainingLines(ordered, [line('a', 1)])).toEqual([line('a', 1), line('b', 1)]);
  expect(remainingLines(ordered, [line('a', 1), line('b', 1), line('a', 1)])).toEqual([]);
  expect(remainingLines([line('a', 1), line('a', 2)], [line('a', 2)])).toEqual([line('a', 1)]);
});

test('a parcel holds no more than remains, however its lines are written', () => {
  const remaining = [line('a', 2)];

  expect(unshippable([line('a', 2)], remaining)).toEqual([]);
  expect(unshippable([line('a', 1), line('a', 2)], remaining)).toEqual([1]);
  expect(unshippable([line('x', 1), line('a', 1)], remaining)).toEqual([0]);
});

test('goods are described in one line of at most 120 characters', () => {
  const ordered = [{ ...line('a', 2), title: '龙\n井', optionValues: ['50 克'] }];

  expect(describeGoods([line('a', 2), line('gone', 1)], ordered)).toBe('龙 井 50 克 ×2，商品 ×1');
  const long = describeGoods([line('a', 1)], [{ ...line('a', 1), title: '🍵'.repeat(200), optionValues: [] }]);
  expect(Array.from(long)).toHaveLength(120);
});

test('no state of an upload or a message is out of reach, and a sent message never moves again', () => {
  expect(unreachableStates(uploadMachine)).toEqual([]);
  expect(unreachableStates(messageMachine)).toEqual([]);
  expect(uploadMachine.canMove('uploaded', 'due')).toBe(true);
  expect(uploadMachine.canMove('uploaded', 'refused')).toBe(false);
  expect(messageMachine.isFinal('sent')).toBe(true);
  expect(messageMachine.canMove('failed', 'sending')).toBe(false);
});
