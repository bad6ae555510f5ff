import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import type { App } from '../state/app.model.js';
import type { Token } from '../state/token.model.js';
import type { World } from '../world.js';

export const TOKEN_SECONDS = 7200;
/** How long a token or refresh token still works after its successor was given out. */
const OVERLAP_MS = 5 * 60_000;

/** Adds a fresh token; the ones before it end within five minutes. */
export function issueToken(tokens: Token[], prefix: string): Token[] {
  const now = Date.now();
  const value = `${prefix}${randomBytes(48).toString('base64url')}`;
  const earlier = tokens.map((token) => ({ ...token, expiresAt: Math.min(token.expiresAt, now + OVERLAP_MS) }));
  return [{ value, expiresAt: now + TOKEN_SECONDS * 1000 }, ...earlier].slice(0, 8);
}

export const findComponentToken = (world: World, value: string): Token | null =>
  world.state.component.tokens.find((token) => token.value === value) ?? null;

export const findAppByToken = (world: World, value: string): App | null =>
  Object.values(world.state.apps).find((app) => app.authorization.tokens.some((token) => token.value === value)) ??
  null;

/** Refuses what is not a living component token. */
export function requireComponent(world: World, value: string | undefined): void {
  if (!value) throw new ApiError(41001);
  const token = findComponentToken(world, value);
  if (token === null) throw new ApiError(findAppByToken(world, value) ? 61014 : 40001);
  if (token.expiresAt <= Date.now()) throw new ApiError(42001);
}

/** Refuses what is not a living token of an account that still authorises us with one of `sets`. */
export function requireAuthorizer(
  world: World,
  value: string | undefined,
  app: App | null,
  sets: readonly number[],
): void {
  if (!value) throw new ApiError(41001);
  if (app === null) throw new ApiError(findComponentToken(world, value) ? 61015 : 40001);
  if (!app.authorization.isActive) throw new ApiError(61003);
  const token = app.authorization.tokens.find((candidate) => candidate.value === value);
  if (!token || token.expiresAt <= Date.now()) throw new ApiError(42001);
  if (!sets.some((id) => app.authorization.permissionSets.includes(id))) throw new ApiError(61007);
}
