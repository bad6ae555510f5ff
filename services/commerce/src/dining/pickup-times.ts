import type { OpeningHours } from './opening-hours.js';
import { openPeriods } from './opening-hours.js';

const MINUTE_MS = 60_000;
const STEP_MS = 15 * MINUTE_MS;
const HORIZON_MS = 24 * 60 * MINUTE_MS;
// Between looking at the times and tapping "order" a minute or two go by.
const PATIENCE_MS = 5 * MINUTE_MS;
const MOST = 60;

/** Quarters of an hour at which food can be ready, within a day: while the shop is open, and not before it can be prepared. */
export function pickupTimes(hours: OpeningHours, preparationMinutes: number, now: Date): Date[] {
  const earliest = now.getTime() + preparationMinutes * MINUTE_MS;
  const latest = now.getTime() + HORIZON_MS;
  const times: Date[] = [];
  for (const { from, to } of openPeriods(hours, now, 2)) {
    const first = Math.max(earliest, from.getTime() + preparationMinutes * MINUTE_MS);
    for (let time = Math.ceil(first / STEP_MS) * STEP_MS; time <= Math.min(to.getTime(), latest); time += STEP_MS) {
      if (times.length === MOST) return times;
      times.push(new Date(time));
    }
  }
  return times;
}

/** Whether food can be ready then. Any minute will do, not only the ones that were offered. */
export function isPickupTime(hours: OpeningHours, preparationMinutes: number, wanted: Date, now: Date): boolean {
  const time = wanted.getTime();
  if (time < now.getTime() + preparationMinutes * MINUTE_MS - PATIENCE_MS || time > now.getTime() + HORIZON_MS)
    return false;
  return openPeriods(hours, now, 2).some(({ from, to }) => from.getTime() <= time && time <= to.getTime());
}
