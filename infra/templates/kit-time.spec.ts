import { createRequire } from 'node:module';
import { join } from 'node:path';

interface Parts {
  readonly over: boolean;
  readonly days: number;
  readonly hours: string;
  readonly minutes: string;
  readonly seconds: string;
}

const service = createRequire(join(process.cwd(), 'templates/kit/src/services/countdown.js'));
const { timeLeftParts } = service('./countdown.js') as { timeLeftParts: (iso: string, nowMs: number) => Parts };
const serverTime = service('./server-time.js') as {
  learn: (header: Record<string, string>) => void;
  now: () => number;
};

const END = '2026-03-01T12:00:00.000Z';
const end = Date.parse(END);

test.each([
  [
    'two days and a bit',
    2 * 86_400_000 + 3_723_000,
    { over: false, days: 2, hours: '01', minutes: '02', seconds: '03' },
  ],
  ['the last second, begun', 300, { over: false, days: 0, hours: '00', minutes: '00', seconds: '01' }],
  ['the instant itself', 0, { over: true, days: 0, hours: '00', minutes: '00', seconds: '00' }],
  ['long after', -5_000, { over: true, days: 0, hours: '00', minutes: '00', seconds: '00' }],
])('a countdown shows %s', (_, leftMs, parts) => {
  expect(timeLeftParts(END, end - leftMs)).toEqual(parts);
});

test('an instant that is none is over', () => {
  expect(timeLeftParts('soon', end)).toMatchObject({ over: true, seconds: '00' });
});

test('the runtime’s clock counts, also through a cache and whatever the header is called', () => {
  const hourAhead = new Date(Date.now() + 3_600_000).toUTCString();

  serverTime.learn({ Date: hourAhead });
  expect(Math.abs(serverTime.now() - Date.now() - 3_600_000)).toBeLessThan(2_000);

  serverTime.learn({ date: hourAhead, age: '60' });
  expect(Math.abs(serverTime.now() - Date.now() - 3_660_000)).toBeLessThan(2_000);
});

test('an answer without a date, or with nonsense, changes nothing', () => {
  serverTime.learn({ Date: new Date().toUTCString() });
  serverTime.learn({});
  serverTime.learn({ Date: 'yesterday' });

  expect(Math.abs(serverTime.now() - Date.now())).toBeLessThan(2_000);
});
