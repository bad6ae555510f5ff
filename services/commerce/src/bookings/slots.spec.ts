import * as fc from 'fast-check';
import { unreachableStates } from '#kernel/machine/state-machine.js';
import { bookingMachine } from './booking-machine.js';
import { bookingSettings, usualBooking } from './booking-settings.js';
import { addDays, chinaClock, dayStartMs, weekdayOf } from './china-time.js';
import { type BookableStaff, openSpans, type SlotQuestion, slotsOf } from './slots.js';

const MONDAY = '2026-11-23';
const now = new Date('2026-11-22T02:00:00Z');
const nineToSix = [{ weekday: 1, fromMinute: 540, toMinute: 1080 }];
const haircut = { id: 'cut', durationMinutes: 60, bufferMinutes: 0, capacity: 1, timetable: null };

function person(change: Partial<BookableStaff> = {}): BookableStaff {
  return { id: 'lin', hours: nineToSix, exceptions: [], sessions: [], ...change };
}

function question(change: Partial<SlotQuestion> = {}): SlotQuestion {
  return { service: haircut, staff: [person()], settings: usualBooking, now, places: 1, ...change };
}

const clocks = (day: string, asked: SlotQuestion) =>
  slotsOf(day, asked).map(({ startsAtMs }) => chinaClock(new Date(startsAtMs)).slice(11));
const at = (clock: string) => dayStartMs(MONDAY) + (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))) * 60_000;
const session = (from: string, until: string, taken = 1, serviceId = 'cut') => ({
  serviceId,
  startsAtMs: at(from),
  busyUntilMs: at(until),
  taken,
});

test('no state of a booking is out of reach, and what is over stays over', () => {
  expect(unreachableStates(bookingMachine)).toEqual([]);
  for (const state of ['done', 'cancelled', 'expired'] as const) expect(bookingMachine.isFinal(state)).toBe(true);
  expect(bookingMachine.canMove('expired', 'booked')).toBe(false);
  expect(bookingMachine.canMove('no_show', 'arrived')).toBe(true);
});

test('the day is China’s, whatever zone the machine is in', () => {
  expect(weekdayOf(MONDAY)).toBe(1);
  expect(weekdayOf('2026-11-22')).toBe(7);
  expect(new Date(dayStartMs(MONDAY)).toISOString()).toBe('2026-11-22T16:00:00.000Z');
  expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
});

test('times begin in steps and end within the hours', () => {
  const free = clocks(MONDAY, question());

  expect([free[0], free[1], free.at(-1), free.length]).toEqual(['09:00', '09:30', '17:00', 17]);
  expect(clocks('2026-11-24', question())).toEqual([]);
});

test('what is taken, with the pause after it, is not free', () => {
  const busy = person({ sessions: [session('10:00', '11:15')] });
  const free = clocks(MONDAY, question({ staff: [busy] }));

  expect(free.slice(0, 3)).toEqual(['09:00', '11:30', '12:00']);
  const pausing = { ...haircut, bufferMinutes: 15 };
  expect(clocks(MONDAY, question({ staff: [busy], service: pausing }))[0]).toBe('11:30');
});

test('a class shows the places that are left, and is gone when there are too few', () => {
  const yoga = { ...haircut, id: 'yoga', capacity: 8, timetable: [{ weekday: 1, startMinute: 600, staffId: null }] };
  const teacher = person({ hours: [], sessions: [session('10:00', '11:00', 6, 'yoga')] });
  const asked = question({ service: yoga, staff: [teacher] });

  expect(slotsOf(MONDAY, asked)).toEqual([{ startsAtMs: at('10:00'), staff: [{ staffId: 'lin', left: 2 }] }]);
  expect(slotsOf(MONDAY, { ...asked, places: 3 })).toEqual([]);
});

test('a class belongs to its teacher, and is not held in the teacher’s time off', () => {
  const yoga = { ...haircut, timetable: [{ weekday: 1, startMinute: 600, staffId: 'lin' }] };
  const off = { day: MONDAY, kind: 'off' as const, fromMinute: 630, toMinute: 700 };

  expect(clocks(MONDAY, question({ service: yoga, staff: [person({ id: 'mo' })] }))).toEqual([]);
  expect(clocks(MONDAY, question({ service: yoga }))).toEqual(['10:00']);
  expect(clocks(MONDAY, question({ service: yoga, staff: [person({ exceptions: [off] })] }))).toEqual([]);
});

test('time off cuts the hours, extra hours add to them', () => {
  const exceptions = [
    { day: MONDAY, kind: 'off' as const, fromMinute: 720, toMinute: 780 },
    { day: MONDAY, kind: 'extra' as const, fromMinute: 1050, toMinute: 1200 },
  ];

  expect(openSpans(MONDAY, { hours: nineToSix, exceptions })).toEqual([
    { fromMinute: 540, toMinute: 720 },
    { fromMinute: 780, toMinute: 1200 },
  ]);
});

test('nothing is offered too soon, in the past or beyond the horizon', () => {
  const noon = new Date('2026-11-23T04:00:00Z');

  expect(clocks(MONDAY, question({ now: noon }))[0]).toBe('13:00');
  expect(clocks(MONDAY, question({ now: new Date('2026-11-24T02:00:00Z') }))).toEqual([]);
  expect(clocks(MONDAY, question({ settings: { ...usualBooking, horizonDays: 0 } }))).toEqual([]);
});

test.each([null, 'x', { stepMinutes: 0, cancelHours: -1, openLimit: 1.5, leadMinutes: '60' }])(
  'settings %j are the usual ones',
  (config) => {
    expect(bookingSettings(config)).toEqual(usualBooking);
  },
);

test('whatever the hours and the bookings are, a free time overlaps none of them and lies within the hours', () => {
  const minute = fc.integer({ min: 0, max: 1439 });
  const span = fc.tuple(minute, minute).map(([a, b]) => ({ fromMinute: Math.min(a, b), toMinute: Math.max(a, b) + 1 }));
  const service = fc.record({
    id: fc.constant('cut'),
    durationMinutes: fc.integer({ min: 5, max: 240 }),
    bufferMinutes: fc.integer({ min: 0, max: 60 }),
    capacity: fc.constant(1),
    timetable: fc.constant(null),
  });
  const world = fc.record({
    service,
    hours: fc.array(
      span.map((one) => ({ ...one, weekday: 1 })),
      { maxLength: 4 },
    ),
    exceptions: fc.array(
      fc
        .tuple(span, fc.constantFrom('off' as const, 'extra' as const))
        .map(([one, kind]) => ({ ...one, kind, day: MONDAY })),
      { maxLength: 3 },
    ),
    taken: fc.array(span, { maxLength: 5 }),
    stepMinutes: fc.integer({ min: 5, max: 120 }),
  });

  fc.assert(
    fc.property(world, ({ service: asked, hours, exceptions, taken, stepMinutes }) => {
      const start = dayStartMs(MONDAY);
      const sessions = taken.map(({ fromMinute, toMinute }) => ({
        serviceId: 'other',
        startsAtMs: start + fromMinute * 60_000,
        busyUntilMs: start + toMinute * 60_000,
        taken: 1,
      }));
      const staff = [person({ hours, exceptions, sessions })];
      const slots = slotsOf(MONDAY, question({ service: asked, staff, settings: { ...usualBooking, stepMinutes } }));
      const open = openSpans(MONDAY, { hours, exceptions });

      for (const { startsAtMs } of slots) {
        const from = (startsAtMs - start) / 60_000;
        const until = from + asked.durationMinutes;
        if (!open.some((one) => one.fromMinute <= from && until <= one.toMinute)) return false;
        for (const { day: _, kind, ...off } of exceptions)
          if (kind === 'off' && from < off.toMinute && off.fromMinute < until) return false;
        if (taken.some((one) => from < one.toMinute && one.fromMinute < until + asked.bufferMinutes)) return false;
      }
      return new Set(slots.map((slot) => slot.startsAtMs)).size === slots.length;
    }),
    { numRuns: 300 },
  );
});
