import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { App } from '../state/app.model.js';
import { slimApp } from '../state/slim-app.js';
import type { World } from '../world.js';
import { issueToken } from './access.js';
import { NEVER, newRefreshToken } from './authorization.js';
import { allPermissionSets } from './permission-sets.js';

/** So many accounts are made before others get their turn. */
const AT_ONCE = 2000;

/** Registers `count` accounts `wx<prefix>0…0` onwards, at once authorised and with a living token when wanted. No event is pushed. */
export async function seedFleet(
  world: World,
  count: number,
  prefix: string,
  isAuthorized: boolean,
): Promise<{ created: number; existing: number }> {
  const { state } = world;
  let created = 0;
  for (let index = 0; index < count; index++) {
    // A reset meanwhile ends it: its accounts would land in a world that knows nothing of them.
    if (world.state !== state) break;
    const appid = `wx${prefix}${index.toString(16).padStart(16 - prefix.length, '0')}`;
    if (state.apps.peek(appid) === null) {
      state.apps.add(seededApp(appid, index, isAuthorized));
      created += 1;
    }
    if (index % AT_ONCE === AT_ONCE - 1) {
      world.store.touch();
      await setImmediate();
    }
  }
  return { created, existing: count - created };
}

function seededApp(appid: string, index: number, isAuthorized: boolean): App {
  const random = randomBytes(22).toString('hex');
  return slimApp({
    appid,
    userName: `gh_${random.slice(0, 12)}`,
    appSecret: random.slice(12),
    nickname: `店铺 ${index + 1}`,
    createdAt: Date.now(),
    ...(isAuthorized && {
      authorization: {
        isActive: true,
        permissionSets: [...allPermissionSets],
        refreshTokens: [{ value: newRefreshToken(), expiresAt: NEVER }],
        tokens: issueToken([], '9A_'),
        authorizedAt: Date.now(),
      },
    }),
  });
}
