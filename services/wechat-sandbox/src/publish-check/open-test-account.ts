import { newApp } from '../console/app-accounts.js';
import { issueAuthCode, replaceRefreshToken } from '../platform/authorization.js';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';
import { CUSTOMER_SERVICE_SET, type TestAccount } from './test-accounts.js';

/**
 * The test account authorises the platform for the time of a check, without an event: the platform hears of it only by the code.
 * `close` leaves the account as authorised as it was.
 */
export function openTestAccount(
  world: World,
  account: TestAccount,
  sets: readonly number[],
): { code: string; close: () => void } {
  const { authorization } = findOrAdd(world, account);
  const { isActive, permissionSets } = authorization;
  if (!isActive) replaceRefreshToken(authorization);
  authorization.isActive = true;
  // On an official account the message set itself allows custom/send, which is 19 here.
  authorization.permissionSets = [...new Set([...sets, CUSTOMER_SERVICE_SET])];
  const code = issueAuthCode(world, account.appid);
  return { code, close: () => close(world, account.appid, { isActive, permissionSets }) };
}

function findOrAdd(world: World, account: TestAccount): App {
  const known = world.findApp(account.appid);
  if (known !== null) return known;
  const app = newApp(account.appid);
  world.state.apps.add(app);
  return app;
}

/** A reset meanwhile has taken the account away. */
function close(world: World, appid: string, before: Pick<App['authorization'], 'isActive' | 'permissionSets'>): void {
  const app = world.findApp(appid);
  if (app === null) return;
  Object.assign(app.authorization, before);
  if (!before.isActive) app.authorization.refreshTokens = [];
  world.store.touch();
}
