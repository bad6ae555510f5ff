import { afterRelease, findUserByOpenid, hasVisited } from '../login/users.js';
import { ApiError } from '../protocol/api-error.js';
import type { Fields } from '../protocol/fields.js';
import type { CheckState, PlannedCheck } from '../state/after-release.model.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';

const MINUTE_MS = 60_000;

export const checksOf = (app: App): CheckState => (afterRelease(app).checks ??= { plan: [], media: {} });

/** The verdict that a knob planned for the next check, or null. */
export const takePlanned = (app: App): PlannedCheck | null => app.afterRelease?.checks?.plan.shift() ?? null;

/** `version` 2, `scene` 1–4 (40129), and a person who was here lately: 43104 another account's, 40003 no openid, 61010 too long ago. */
export function readSubject(world: World, app: App, body: Fields): { openid: string; scene: number } {
  if (body.integer('version') !== 2) throw new ApiError(40097, 'version must be 2');
  const scene = body.integer('scene');
  if (scene < 1 || scene > 4) throw new ApiError(40129, 'scene must be 1 to 4');
  const openid = body.string('openid', 40003);
  if (findUserByOpenid(app, openid) === null) throw new ApiError(/^o[\w-]{27}$/.test(openid) ? 43104 : 40003);
  if (!hasVisited(app, openid, world.knobs.visitMinutes * MINUTE_MS)) throw new ApiError(61010, 'code is expired');
  return { openid, scene };
}
