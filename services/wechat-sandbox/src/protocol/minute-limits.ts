import type { World } from '../world.js';
import { ApiError } from './api-error.js';

/** Content security says 44991 (login-and-user.md §5), every other call 45011. */
const SECURITY_PATHS: readonly string[] = ['/wxa/msg_sec_check', '/wxa/media_check_async'];

/** Counts one call of this minute; 45011 or 44991 beyond `settings.minuteLimits[path]`. */
export function countMinuteCall(world: World, path: string, appid: string | null): void {
  const { minuteLimits } = world.knobs;
  const limit = Object.hasOwn(minuteLimits, path) ? minuteLimits[path] : undefined;
  if (limit === undefined || world.minuteCounts.add(path, appid ?? '') <= limit) return;
  if (SECURITY_PATHS.includes(path)) throw new ApiError(44991);
  throw new ApiError(45011);
}
