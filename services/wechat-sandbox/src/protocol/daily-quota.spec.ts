import { isThisMonth, isToday } from './daily-quota.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** A world in which something happened at `instant`, and whose clock was then moved by `byMs`. */
function happened(instant: string, byMs: number, before = 0) {
  const at = Date.parse(instant);
  jest.setSystemTime(at);
  return { world: { state: { apps: { agedMs: before + byMs } } }, instant: at - byMs };
}

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
afterEach(() => jest.useRealTimers());

it.each([
  ['ten minutes, just after midnight', '2026-11-22T00:05:00+08:00', 10 * MINUTE_MS, true],
  ['hours that end before midnight', '2026-11-22T10:00:00+08:00', 13 * HOUR_MS, true],
  ['ten minutes over midnight', '2026-11-22T23:55:00+08:00', 10 * MINUTE_MS, false],
  ['a day', '2026-11-22T10:00:00+08:00', 24 * HOUR_MS, false],
])('today is the moved clock’s: %s', (_name, at, byMs, expected) => {
  const { world, instant } = happened(at, byMs);

  expect(isToday(world)(instant)).toBe(expected);
});

it('today begins anew from a clock that was moved before', () => {
  // 10:00, but 22:00 on the moved clock: three more hours are another day.
  const { world, instant } = happened('2026-11-22T10:00:00+08:00', 3 * HOUR_MS, 12 * HOUR_MS);

  expect(isToday(world)(instant)).toBe(false);
});

it.each([
  ['a day at the beginning of the month', '2026-11-01T10:00:00+08:00', 24 * HOUR_MS, true],
  ['a day over the end of the month', '2026-11-30T10:00:00+08:00', 24 * HOUR_MS, false],
])('the month is the moved clock’s: %s', (_name, at, byMs, expected) => {
  const { world, instant } = happened(at, byMs);

  expect(isThisMonth(world)(instant)).toBe(expected);
});
