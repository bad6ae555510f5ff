import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';

const load = createRequire(path.join(projectRoot(), 'templates/booking/src/app.js'));
const clock = load('./services/shop-clock.js') as {
  dayOf(instant: string | number): string;
  clockOf(instant: string): string;
  dayName(day: string, nowMs: number, words: object): string;
  spanText(from: string, until: string, nowMs: number, words: object): string;
  until(instant: string, nowMs: number): object | null;
};
const choice = load('./services/time-choice.js') as {
  dayButtons(answer: object, nowMs: number, words: object): { day: string; free: boolean; name: string }[];
  firstDay(buttons: object[], wanted: string): string;
  partsOfDay(answer: object, day: string, words: object): { name: string; times: { clock: string }[] }[];
};
const texts = {
  zh: load('./i18n/own/zh.js') as Record<string, Record<string, unknown>>,
  en: load('./i18n/own/en.js') as Record<string, Record<string, unknown>>,
};

const words = {
  today: '今天',
  tomorrow: '明天',
  weekdays: ['周日', '周一', '周二', '周三', '周四', '周五', '周六'],
  morning: '上午',
  afternoon: '下午',
  evening: '晚上',
};
// 23:30 on Monday 23 November in China.
const nowMs = Date.parse('2026-11-23T15:30:00Z');
const time = (startsAt: string) => ({ startsAt, endsAt: startsAt, left: 1, staffIds: [] });
const answer = {
  lastDay: '2026-11-25',
  days: [
    { day: '2026-11-23', times: [] },
    {
      day: '2026-11-24',
      times: [time('2026-11-24T01:00:00Z'), time('2026-11-24T04:00:00Z'), time('2026-11-24T10:00:00Z')],
    },
    { day: '2026-11-25', times: [time('2026-11-25T10:00:00Z')] },
    { day: '2026-11-26', times: [] },
  ],
};

test('an appointment is told in the shop’s time, wherever the phone is', () => {
  expect(clock.dayOf('2026-11-23T16:00:00Z')).toBe('2026-11-24');
  expect(clock.clockOf('2026-11-23T16:05:00Z')).toBe('00:05');
  expect(['2026-11-23', '2026-11-24', '2026-11-25'].map((day) => clock.dayName(day, nowMs, words))).toEqual([
    '今天',
    '明天',
    '周三',
  ]);
  expect(clock.spanText('2026-11-25T06:30:00Z', '2026-11-25T07:30:00Z', nowMs, words)).toBe('11/25 周三 14:30–15:30');
});

test('the time until then has days, hours and minutes, and ends', () => {
  expect(clock.until('2026-11-25T17:31:00Z', nowMs)).toEqual({ days: 2, hours: 2, minutes: 1 });
  expect(clock.until('2026-11-23T15:29:59Z', nowMs)).toBeNull();
});

test('only days within the horizon are offered, and the first with a free time is shown', () => {
  const buttons = choice.dayButtons(answer, nowMs, words);

  expect(buttons.map(({ day, free }) => [day, free])).toEqual([
    ['2026-11-23', false],
    ['2026-11-24', true],
    ['2026-11-25', true],
  ]);
  expect(choice.firstDay(buttons, '')).toBe('2026-11-24');
  expect(choice.firstDay(buttons, '2026-11-25')).toBe('2026-11-25');
  expect(choice.firstDay(buttons, '2026-11-23')).toBe('2026-11-24');
  expect(choice.firstDay([], '')).toBe('');
});

test('a day’s times stand in its parts, empty parts are left out', () => {
  const shown = (day: string) =>
    choice.partsOfDay(answer, day, words).map(({ name, times }) => [name, times.map((one) => one.clock)]);

  expect(shown('2026-11-24')).toEqual([
    ['上午', ['09:00']],
    ['下午', ['12:00']],
    ['晚上', ['18:00']],
  ]);
  expect(shown('2026-11-25')).toEqual([['晚上', ['18:00']]]);
  expect(shown('2026-11-23')).toEqual([]);
});

test('zh and en have the same words, with the same places to fill', () => {
  const flat = (value: unknown, at = ''): [string, string][] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, member]) => flat(member, `${at}/${key}`))
      : [[at, String([...String(value).matchAll(/\{\w+\}/g)].map(([place]) => place).sort())]];

  expect(flat(texts.en)).toEqual(flat(texts.zh));
});
