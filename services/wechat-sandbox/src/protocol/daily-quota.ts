import type { World } from '../world.js';
import { ApiError } from './api-error.js';

const DEFAULT_DAILY_LIMIT = 1_000_000;

/** Counts one call of today; 45009 beyond `settings.dailyLimits[path]`. */
export function countDailyCall(world: World, path: string, appid: string | null): void {
  const { dailyCalls } = world.state;
  const today = chinaDay(Date.now());
  const key = `${today} ${appid ?? ''} ${path}`;
  if ((dailyCalls[key] ?? 0) >= dailyLimit(world, path)) throw new ApiError(45009);
  if (dailyCalls[key] === undefined) forgetEarlierDays(dailyCalls, today);
  dailyCalls[key] = (dailyCalls[key] ?? 0) + 1;
}

export function dailyQuota(world: World, path: string, appid: string | null) {
  const used = world.state.dailyCalls[`${chinaDay(Date.now())} ${appid ?? ''} ${path}`] ?? 0;
  const limit = dailyLimit(world, path);
  return { daily_limit: limit, used, remain: Math.max(0, limit - used) };
}

export function clearDailyCalls(world: World, appid: string | null): void {
  for (const key of Object.keys(world.state.dailyCalls)) {
    if (key.split(' ')[1] === (appid ?? '')) delete world.state.dailyCalls[key];
  }
}

/** `2026-11-22` in China, where WeChat's days and months begin. */
export const chinaDay = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);

export const isToday = (instant: number): boolean => chinaDay(instant) === chinaDay(Date.now());

export const isThisMonth = (instant: number): boolean =>
  chinaDay(instant).slice(0, 7) === chinaDay(Date.now()).slice(0, 7);

const dailyLimit = (world: World, path: string): number => world.knobs.dailyLimits[path] ?? DEFAULT_DAILY_LIMIT;

function forgetEarlierDays(dailyCalls: Record<string, number>, today: string): void {
  for (const key of Object.keys(dailyCalls)) if (!key.startsWith(today)) delete dailyCalls[key];
}
