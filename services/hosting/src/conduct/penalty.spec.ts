import { unreachableStates } from '#kernel/machine/state-machine.js';
import { deadlineOf, penaltyMachine, summaryOf } from './penalty.js';

test('a violation is read, then resolved, and stays resolved', () => {
  expect(unreachableStates(penaltyMachine)).toEqual([]);
  expect(penaltyMachine.canMove('open', 'resolved')).toBe(true);
  expect(penaltyMachine.canMove('resolved', 'open')).toBe(false);
  expect(penaltyMachine.canMove('acknowledged', 'open')).toBe(false);
});

test.each([
  [{ deadline: 1_800_000_000 }, '2027-01-15T08:00:00.000Z'],
  [{ deadline: '1800000000' }, '2027-01-15T08:00:00.000Z'],
  [{ end_time: 1_800_000_000_000 }, '2027-01-15T08:00:00.000Z'],
  [{ deadline: '2027-01-15 16:00:00' }, '2027-01-15T08:00:00.000Z'],
  [{ deadline: '2027-01-15T16:00' }, '2027-01-15T08:00:00.000Z'],
  [{ deadline: '2027-01-15T08:00:00Z' }, '2027-01-15T08:00:00.000Z'],
  [{ deadline: '2027-01-15' }, '2027-01-15T15:59:59.000Z'],
  [{ deadline: 'soon', expire_time: '2027-01-15' }, '2027-01-15T15:59:59.000Z'],
])('%j is a deadline', (detail, expected) => {
  expect(deadlineOf(detail)?.toISOString()).toBe(expected);
});

test.each([
  {},
  { deadline: '' },
  { deadline: null },
  { deadline: 'soon' },
  { deadline: 1e300 },
  { deadline: '2027-13-45' },
  { deadline: {} },
  { deadline: -5 },
])('%j names none', (detail) => {
  expect(deadlineOf(detail)).toBeNull();
});

test('its summary is one line, whatever WeChat wrote', () => {
  expect(summaryOf({ rule: '虚假\n宣传' })).toBe('虚假 宣传');
  expect(summaryOf({ a: 1 })).toBe('{"a":1}');
  expect(summaryOf({ title: 'x'.repeat(5_000) })).toHaveLength(300);
});
