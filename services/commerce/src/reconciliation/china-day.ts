const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
// Bills are there from about 10:00; WeChat asks for patience until then (shared/wechat/wechat-pay-v3.md §9).
const READY_MS = (10 * 60 + 30) * 60_000;
/** How long WeChat keeps bills for its API. */
export const BILL_DAYS = 90;

/** China's day of a moment, `2026-11-21`. */
export function chinaDay(time: Date): string {
  return new Date(time.getTime() + CHINA_MS).toISOString().slice(0, 10);
}

/** The last day whose bill may be expected: yesterday, before half past ten the day before that. */
export function lastBilledDay(now: Date): string {
  return chinaDay(new Date(now.getTime() - READY_MS - DAY_MS));
}

/** Whether a day exists, is not in the future, and WeChat still has its bill. */
export function isBillDay(day: string, now: Date): boolean {
  const time = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== day) return false;
  return day <= chinaDay(now) && day >= chinaDay(new Date(now.getTime() - BILL_DAYS * DAY_MS));
}

/** Begin and end of a China day, as SQL of a date parameter. */
export function dayBounds(parameter: string): { from: string; to: string } {
  const at = (shift: string) => `((${parameter}::date${shift})::timestamp at time zone 'Asia/Shanghai')`;
  return { from: at(''), to: at(' + 1') };
}
