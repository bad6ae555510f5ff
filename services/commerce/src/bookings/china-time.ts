import { chinaDay } from '../reconciliation/china-day.js';

const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;
export const MINUTE_MS = 60_000;

/** Midnight in China of `2026-11-21`, in ms. China has one zone and no summer time: every day has 1,440 minutes. */
export function dayStartMs(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) - CHINA_MS;
}

/** 1 Monday – 7 Sunday. */
export function weekdayOf(day: string): number {
  return ((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7) + 1;
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** `2026-12-03 14:00`, as a clock in China shows it. */
export function chinaClock(time: Date): string {
  return `${chinaDay(time)} ${new Date(time.getTime() + CHINA_MS).toISOString().slice(11, 16)}`;
}

/** Whether a text of the form YYYY-MM-DD names a day of this millennium; others reach the ends of what dates can be. */
export function isDay(day: string): boolean {
  if (!/^2\d{3}-/.test(day)) return false;
  const time = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().slice(0, 10) === day;
}
