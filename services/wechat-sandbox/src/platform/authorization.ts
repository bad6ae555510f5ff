import { randomBytes } from 'node:crypto';
import type { App } from '../state/app.model.js';
import type { World } from '../world.js';

const AUTH_CODE_SECONDS = 600;
/** The refresh token that a new authorization replaces works on for about five minutes [K]. */
const REFRESH_GRACE_MS = 5 * 60_000;
/** Expired codes are kept this long, to answer 61010 and not 61009. */
const KEPT_MS = 86_400_000;
export const NEVER = Number.MAX_SAFE_INTEGER;

/**
 * The merchant clicked "authorise". Changes the refresh token, pushes `authorized` (or `updateauthorized` when the set changed;
 * nothing when it did not) and gives the code for the redirect. third-party-platform.md §2.4, §3.2.
 */
export function authorize(
  world: World,
  app: App,
  sets: number[],
  preAuthCode: string,
): { authCode: string; expiresIn: number } {
  const now = Date.now();
  const { authorization } = app;
  const isNew = !authorization.isActive;
  const hasChanged = sortedText(sets) !== sortedText(authorization.permissionSets);
  replaceRefreshToken(authorization);
  authorization.isActive = true;
  authorization.permissionSets = sets;
  authorization.authorizedAt = now;

  const authCode = issueAuthCode(world, app.appid);
  if (isNew || hasChanged) {
    world.pusher.pushAuthEvent(isNew ? 'authorized' : 'updateauthorized', app.appid, {
      AuthorizerAppid: app.appid,
      AuthorizationCode: authCode,
      AuthorizationCodeExpiredTime: Math.floor(now / 1000) + AUTH_CODE_SECONDS,
      PreAuthCode: preAuthCode,
    });
  }
  return { authCode, expiresIn: AUTH_CODE_SECONDS };
}

/** The merchant took the authorization back in their console; from now on every call is 61003. */
export function unauthorize(world: World, app: App): void {
  app.authorization.isActive = false;
  app.authorization.refreshTokens = [];
  world.pusher.pushAuthEvent('unauthorized', app.appid, { AuthorizerAppid: app.appid });
}

/** A code that api_query_auth exchanges, once and within ten minutes. */
export function issueAuthCode({ state }: World, appid: string): string {
  const now = Date.now();
  const code = `queryauthcode@@@${randomBytes(48).toString('base64url')}`;
  const { authCodes } = state.component;
  for (const [old, { expiresAt }] of Object.entries(authCodes)) if (expiresAt < now - KEPT_MS) delete authCodes[old];
  authCodes[code] = { appid, expiresAt: now + AUTH_CODE_SECONDS * 1000, exchanged: false };
  return code;
}

/** A new refresh token; the ones before it work on for the grace. */
export function replaceRefreshToken(authorization: App['authorization']): void {
  const graceEndsAt = Date.now() + REFRESH_GRACE_MS;
  authorization.refreshTokens = [
    { value: newRefreshToken(), expiresAt: NEVER },
    ...authorization.refreshTokens.map((token) => ({ ...token, expiresAt: Math.min(token.expiresAt, graceEndsAt) })),
  ].slice(0, 4);
}

export const newRefreshToken = (): string => `refreshtoken@@@${randomBytes(32).toString('base64url')}`;

const sortedText = (ids: readonly number[]): string => [...ids].sort((a, b) => a - b).join();
