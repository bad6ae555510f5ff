import type { World } from '../world.js';
import { ApiError } from './api-error.js';

/** Counts one call of this minute; `settings.minuteLimitErrcode` beyond `settings.minuteLimits[path]`. */
export function countMinuteCall(world: World, path: string, appid: string | null): void {
  const { minuteLimits, minuteLimitErrcode } = world.knobs;
  const limit = Object.hasOwn(minuteLimits, path) ? minuteLimits[path] : undefined;
  if (limit !== undefined && world.minuteCounts.add(path, appid ?? '') > limit) throw new ApiError(minuteLimitErrcode);
}
