/** Sunday is 0, as in JavaScript. */
export type Weekday = 0 | 1 | 2 | 3 | 4 | 5 | 6;

export interface OpeningHours {
  /** Minutes since midnight in China. An end that is not after its beginning lies on the next day. No rows: always open. */
  readonly weekly: readonly { readonly day: Weekday; readonly fromMinute: number; readonly toMinute: number }[];
  /** China days such as `2026-10-01` on which the shop does not open. A night that began the day before is still served. */
  readonly closedDays: readonly string[];
}

export interface Period {
  readonly from: Date;
  /** Exclusive: a shop open until ten takes nothing at ten. */
  readonly to: Date;
}

// China keeps one time all year.
const CHINA_MS = 8 * 3_600_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const DAYS_AHEAD = 14;

export function isOpen(hours: OpeningHours, at: Date): boolean {
  return currentPeriod(hours, at) !== null;
}

/** The opening that a moment lies in; openings that touch or overlap are one. */
export function currentPeriod(hours: OpeningHours, at: Date): Period | null {
  return openPeriods(hours, at, 2).find(({ from, to }) => from <= at && at < to) ?? null;
}

/** When the shop opens next; null when it does not within two weeks. */
export function nextOpening(hours: OpeningHours, after: Date): Date | null {
  return openPeriods(hours, after, DAYS_AHEAD).find(({ from }) => from > after)?.from ?? null;
}

/** From the day before `at` on, for so many days after it, in order and without overlaps. */
export function openPeriods({ weekly, closedDays }: OpeningHours, at: Date, days: number): Period[] {
  const today = Math.floor((at.getTime() + CHINA_MS) / DAY_MS);
  const periods: { from: Date; to: Date }[] = [];
  for (let day = today - 1; day <= today + days; day += 1) {
    if (closedDays.includes(new Date(day * DAY_MS).toISOString().slice(0, 10))) continue;
    for (const { fromMinute, toMinute } of rowsOf(weekly, day)) {
      const midnight = day * DAY_MS - CHINA_MS;
      const end = toMinute > fromMinute ? toMinute : toMinute + 1440;
      periods.push({
        from: new Date(midnight + fromMinute * MINUTE_MS),
        to: new Date(midnight + end * MINUTE_MS),
      });
    }
  }
  return joined(periods.sort((a, b) => a.from.getTime() - b.from.getTime()));
}

function rowsOf(weekly: OpeningHours['weekly'], day: number) {
  if (weekly.length === 0) return [{ fromMinute: 0, toMinute: 1440 }];
  // The first of January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekly.filter((row) => row.day === weekday);
}

function joined(sorted: readonly Period[]): Period[] {
  const periods: Period[] = [];
  for (const period of sorted) {
    const last = periods.at(-1);
    if (!last || period.from > last.to) periods.push(period);
    else if (period.to > last.to) periods[periods.length - 1] = { from: last.from, to: period.to };
  }
  return periods;
}
