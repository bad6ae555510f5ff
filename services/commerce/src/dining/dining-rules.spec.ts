import { unreachableStates } from '#kernel/machine/state-machine.js';
import { Problem } from '#kernel/problems/problem.js';
import { type DiningWish, diningCharges, type NamedTable } from './dining-charges.js';
import { diningSettings } from './dining-settings.js';
import { distanceMeters } from './distance.js';
import { ExtrasOfFile, parseExtras } from './extras-column.js';
import { kitchenMachine } from './kitchen-machine.js';
import { chooseModifiers } from './modifier-choice.js';
import { currentPeriod, isOpen, nextOpening } from './opening-hours.js';
import { pickupNumber } from './pickup-number.js';
import { isPickupTime, pickupTimes } from './pickup-times.js';

/** A moment in China; 2026-11-23 is a Monday. */
const china = (text: string) => new Date(`${text}:00+08:00`);
const shopAt = { latitude: 30.2741, longitude: 120.1551 };
const config = {
  dineIn: { enabled: true },
  takeaway: { enabled: true, packingFen: 100, minimumFen: 1500, preparationMinutes: 20 },
  local: {
    enabled: true,
    packingFen: 200,
    minimumFen: 2000,
    preparationMinutes: 30,
    radiusMeters: 3000,
    freeFromFen: 9900,
    tiers: [
      { withinMeters: 2000, feeFen: 500 },
      { withinMeters: 1000, feeFen: 300 },
    ],
  },
  location: shopAt,
  hours: {
    weekly: [
      { days: 'workdays', from: '10:00', to: '14:00' },
      { days: 'workdays', from: '17:00', to: '21:00' },
      { days: 'weekend', from: '18:00', to: '02:00' },
    ],
    closedDays: ['2026-11-25'],
  },
};
const settings = diningSettings(config);
const { hours } = settings;

describe('opening hours', () => {
  test.each([
    ['2026-11-23T09:59', false],
    ['2026-11-23T10:00', true],
    ['2026-11-23T13:59', true],
    ['2026-11-23T14:00', false],
    ['2026-11-23T20:59', true],
    ['2026-11-28T23:30', true],
    ['2026-11-29T01:59', true],
    ['2026-11-29T02:00', false],
    // Sunday's night lasts into Monday, and Monday's own hours begin at ten.
    ['2026-11-30T01:00', true],
    ['2026-11-30T02:30', false],
    ['2026-11-25T12:00', false],
  ])('at %s in China the shop is open: %s', (time, open) => {
    expect(isOpen(hours, china(time))).toBe(open);
  });

  test('the next opening skips a closed day, and a shop that never opens has none', () => {
    expect(nextOpening(hours, china('2026-11-24T21:30'))).toEqual(china('2026-11-26T10:00'));
    const never = { weekly: [], closedDays: Array.from({ length: 40 }, (_, day) => isoDay(day)) };
    expect(nextOpening(never, china('2026-11-23T12:00'))).toBeNull();
    expect(isOpen(never, china('2026-11-23T12:00'))).toBe(false);
  });

  test('days and nights that touch are one opening, and no rows at all mean always open', () => {
    const around = diningSettings({ hours: { weekly: [{ days: 'everyDay', from: '00:00', to: '24:00' }] } }).hours;
    expect(currentPeriod(around, china('2026-11-23T00:00'))?.from.getTime()).toBeLessThan(
      china('2026-11-23T00:00').getTime(),
    );
    expect(isOpen({ weekly: [], closedDays: [] }, china('2026-11-23T03:00'))).toBe(true);
  });
});

describe('times to fetch food', () => {
  test('are quarters of an hour after the preparation, while the shop is open', () => {
    const times = pickupTimes(hours, 20, china('2026-11-23T12:05'));

    expect(times[0]).toEqual(china('2026-11-23T12:30'));
    expect(times).toContainEqual(china('2026-11-23T14:00'));
    expect(times).not.toContainEqual(china('2026-11-23T14:15'));
    // The kitchen begins when the shop does.
    expect(times).toContainEqual(china('2026-11-23T17:30'));
    expect(times).not.toContainEqual(china('2026-11-23T17:15'));
    expect(times.every((time) => time.getTime() <= china('2026-11-24T12:05').getTime())).toBe(true);
  });

  test.each([
    ['2026-11-23T12:24', true],
    ['2026-11-23T12:10', false],
    ['2026-11-23T15:00', false],
    ['2026-11-24T11:00', true],
    ['2026-11-24T13:00', false],
    ['2020-01-01T12:00', false],
  ])('%s can be wished for at 12:05: %s', (time, possible) => {
    expect(isPickupTime(hours, 20, china(time), china('2026-11-23T12:05'))).toBe(possible);
  });
});

describe('charges', () => {
  const noon = china('2026-11-23T12:00');
  const table: NamedTable = { id: 't1', area: '大厅', name: 'A1', state: 'open' };
  const charge = (kind: 'dineIn' | 'takeaway' | 'local', subtotalFen: number, wish: DiningWish = {}, at = noon) =>
    diningCharges(kind, subtotalFen, { wish, table: wish.tableId === 't1' ? table : null, settings, now: at });
  /** So many metres north of the shop. */
  const north = (meters: number) => ({ latitude: shopAt.latitude + meters / 111_195, longitude: shopAt.longitude });

  test('nothing is added at a table', () => {
    expect(charge('dineIn', 1, { tableId: 't1', guests: 3 })).toEqual({
      packingFen: 0,
      shippingFen: 0,
      facts: { table: { id: 't1', area: '大厅', name: 'A1' }, pickupAt: null, guests: 3, distanceMeters: null },
    });
  });

  test.each([
    [999, 2000, 300],
    [1001, 2000, 500],
    [2900, 2000, 500],
    [2900, 9900, 0],
  ])('bringing it %i m for a meal of %i fen costs %i fen', (meters, subtotalFen, feeFen) => {
    const { shippingFen, packingFen, facts } = charge('local', subtotalFen, { destination: north(meters) });

    expect([shippingFen, packingFen]).toEqual([feeFen, 200]);
    expect(Math.abs((facts.distanceMeters ?? 0) - meters)).toBeLessThan(3);
  });

  test.each([
    ['a table that was not named', () => charge('dineIn', 1), 'request.invalid'],
    ['a table that is not there', () => charge('dineIn', 1, { tableId: 'x' }), 'order.table_unavailable'],
    ['too little', () => charge('takeaway', 1499), 'order.below_minimum'],
    ['too far', () => charge('local', 2000, { destination: north(3050) }), 'order.too_far'],
    ['nowhere', () => charge('local', 2000), 'request.invalid'],
    ['the closed shop', () => charge('takeaway', 1500, {}, china('2026-11-23T15:00')), 'order.shop_closed'],
    [
      'a time at which it is closed',
      () => charge('takeaway', 1500, { pickupAt: china('2026-11-23T15:00').toISOString() }),
      'order.pickup_time_unavailable',
    ],
  ])('refuses %s', (_name, work, code) => {
    expect(refusalOf(work).code).toBe(code);
  });

  test('a closed shop takes an order for when it is open', () => {
    const pickupAt = china('2026-11-23T18:00').toISOString();

    expect(charge('takeaway', 1500, { pickupAt }, china('2026-11-23T15:00')).facts.pickupAt).toBe(pickupAt);
  });

  test('a shop that has not said where it is brings nothing', () => {
    const nowhere = diningSettings({ ...config, location: { latitude: 0, longitude: 0 } });
    const work = () =>
      diningCharges('local', 5000, { wish: { destination: north(1) }, table: null, settings: nowhere, now: noon });

    expect(refusalOf(work).code).toBe('order.delivery_unavailable');
  });
});

test.each([
  null,
  'x',
  [],
  { takeaway: 1, local: { tiers: 'x' }, hours: { weekly: [{ days: 'someday' }, null] }, location: {} },
])('takes %j for a shop that serves nobody', (broken) => {
  const read = diningSettings(broken);
  expect([read.dineIn.enabled, read.takeaway.enabled, read.local.enabled, read.location]).toEqual([
    false,
    false,
    false,
    null,
  ]);
  expect(read.hours).toEqual({ weekly: [], closedDays: [] });
});

test('measures along the earth', () => {
  // Hangzhou to Shanghai: 164 km.
  const meters = distanceMeters(shopAt, { latitude: 31.2304, longitude: 121.4737 });
  expect(Math.abs(meters - 164_000)).toBeLessThan(1500);
  expect(distanceMeters(shopAt, shopAt)).toBe(0);
});

describe('extras', () => {
  const groups = [
    { id: 'g1', name: '辣度', minChoices: 1, maxChoices: 1, modifiers: [mod('mild'), mod('hot')] },
    {
      id: 'g2',
      name: '加料',
      minChoices: 0,
      maxChoices: 2,
      modifiers: [mod('egg', 300), mod('beef', 800, true), mod('bean', 200)],
    },
  ];

  test('are listed in the order of the menu, whatever order they were sent in', () => {
    const { chosen, faults } = chooseModifiers(groups, ['egg', 'hot'], '/lines/0');
    expect(faults).toEqual([]);
    expect(chosen.map(({ id, priceFen }) => [id, priceFen])).toEqual([
      ['hot', 0],
      ['egg', 300],
    ]);
  });

  test.each([
    [[], ['/lines/0/modifierIds']],
    [['mild', 'hot'], ['/lines/0/modifierIds']],
    [['mild', 'beef'], ['/lines/0/modifierIds/1']],
    [['mild', 'gold'], ['/lines/0/modifierIds/1']],
    [
      ['mild', 'egg', 'bean', 'beef'],
      ['/lines/0/modifierIds/3', '/lines/0/modifierIds'],
    ],
  ])('%j is wrong at %j', (ids, pointers) => {
    expect(chooseModifiers(groups, ids, '/lines/0').faults.map(({ pointer }) => pointer)).toEqual(pointers);
  });

  test('are read from a cell of an import file, full-width or not', () => {
    expect(parseExtras('加料 0-3: 卤蛋 +3, 牛肉 +8.50 , 青菜｜辣度1：不辣、微辣')).toEqual([
      {
        name: '加料',
        minChoices: 0,
        maxChoices: 3,
        modifiers: [
          { name: '卤蛋', priceFen: 300 },
          { name: '牛肉', priceFen: 850 },
          { name: '青菜', priceFen: 0 },
        ],
      },
      {
        name: '辣度',
        minChoices: 1,
        maxChoices: 1,
        modifiers: [
          { name: '不辣', priceFen: 0 },
          { name: '微辣', priceFen: 0 },
        ],
      },
    ]);
  });
});

test.each([
  '加料',
  '加料: 卤蛋',
  '加料 2: 卤蛋',
  '加料 0-2: 卤蛋, 卤蛋',
  '加料 3-1: a, b, c',
  '加料 0: a',
  '加料 1: a +x',
  '加料 1: a, ',
  '加料 1: a | 加料 1: b',
])('"%s" is no description of extras', (cell) => {
  expect(parseExtras(cell)).toBeNull();
});

test('one name means one group in a file', () => {
  const file = new ExtrasOfFile();
  const [cups, others] = [parseExtras('杯型 1: 中杯, 大杯 +3') ?? [], parseExtras('杯型 1: 小杯, 大杯 +3') ?? []];
  expect([file.conflict(cups), file.conflict(cups), file.conflict(others)]).toEqual([null, null, '杯型']);
});

test('numbers are short, and letters follow each other', () => {
  expect([1, 42, 999, 1000, 25_974, 25_975].map(pickupNumber)).toEqual([
    'A001',
    'A042',
    'A999',
    'B001',
    'Z999',
    '25975',
  ]);
});

test('a ticket goes one way, and every state is in reach', () => {
  expect(unreachableStates(kitchenMachine)).toEqual([]);
  expect(kitchenMachine.canMove('waiting', 'accepted')).toBe(true);
  expect(kitchenMachine.canMove('waiting', 'ready')).toBe(true);
  expect(kitchenMachine.canMove('accepted', 'ready')).toBe(true);
  expect(kitchenMachine.canMove('ready', 'done')).toBe(true);
  expect(kitchenMachine.canMove('done', 'ready')).toBe(false);
  expect(kitchenMachine.canMove('waiting', 'done')).toBe(false);
});

function mod(id: string, priceFen = 0, soldOut = false) {
  return { id, name: id, priceFen, soldOut };
}

function isoDay(daysAhead: number): string {
  return new Date(Date.UTC(2026, 10, 20 + daysAhead)).toISOString().slice(0, 10);
}

function refusalOf(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('nothing was refused');
}
