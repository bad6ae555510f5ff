import type { World } from '../world.js';
import { ApiError } from './api-error.js';

const DEFAULT_DAILY_LIMIT = 1_000_000;

/** Counts one call of today; 45009 beyond `settings.dailyLimits[path]`. */
export const countDailyCall = (world: World, path: string, appid: string | null): void =>
  countDaily(world, path, appid ?? '', DEFAULT_DAILY_LIMIT);

/** The same for a path whose usual limit is another. */
export function countDaily(world: World, path: string, appid: string, usualLimit: number): void {
  const { dailyCalls } = world.state;
  const today = todayOf(world);
  if (dailyCalls.used(appid, path, today) >= dailyLimit(world, path, usualLimit)) throw new ApiError(45009);
  dailyCalls.add(appid, path, today);
}

export function dailyQuota(world: World, path: string, appid: string | null) {
  const used = world.state.dailyCalls.used(appid ?? '', path, todayOf(world));
  const limit = dailyLimit(world, path);
  return { daily_limit: limit, used, remain: Math.max(0, limit - used) };
}

export const clearDailyCalls = (world: World, appid: string | null): void => world.state.dailyCalls.clear(appid ?? '');

/** `2026-11-22` in China, where WeChat's days and months begin. */
export const chinaDay = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);

/** Of an instant the sandbox holds: whether it lies in the day it would be if the clock had really moved. */
export const isToday =
  (world: Aged) =>
  (instant: number): boolean =>
    movedDay(world, instant) === movedDay(world, Date.now());

export const isThisMonth =
  (world: Aged) =>
  (instant: number): boolean =>
    movedDay(world, instant).slice(0, 7) === movedDay(world, Date.now()).slice(0, 7);

/** Moving the clock lowers every instant, so what was added to the clock since it happened is added back. */
const movedDay = ({ state }: Aged, instant: number): string => chinaDay(instant + state.apps.agedMs);

interface Aged {
  readonly state: { readonly apps: { readonly agedMs: number } };
}

const dailyLimit = (world: World, path: string, usual = DEFAULT_DAILY_LIMIT): number => {
  const { dailyLimits } = world.knobs;
  return Object.hasOwn(dailyLimits, path) ? (dailyLimits[path] ?? usual) : usual;
};

const HOUR_MS = 3_600_000;
let known = { hour: -1, day: '' };

/** The day it would be if the clock had really moved. Days begin at whole hours, so one text serves an hour. */
function todayOf(world: World): string {
  const instant = Date.now() + world.state.apps.agedMs;
  const hour = Math.floor(instant / HOUR_MS);
  if (known.hour !== hour) known = { hour, day: chinaDay(instant) };
  return known.day;
}
