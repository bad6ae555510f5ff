import { randomBytes } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import type { App } from '../state/app.model.js';
import type { Token } from '../state/token.model.js';
import type { World } from '../world.js';

export const TOKEN_SECONDS = 7200;
/** How long a token or refresh token still works after its successor was given out. */
const OVERLAP_MS = 5 * 60_000;
/** Tokens that have expired are known a little longer, to answer 42001 and not 40001. */
const KEPT_EXPIRED = 2;
const KEPT_TOKENS = 8;

/** Adds a fresh token; the ones before it end within five minutes. */
export function issueToken(tokens: readonly Token[], prefix: string): Token[] {
  const now = Date.now();
  const value = `${prefix}${randomBytes(48).toString('base64url')}`;
  const earlier = tokens.map((token) => ({ ...token, expiresAt: Math.min(token.expiresAt, now + OVERLAP_MS) }));
  const living = earlier.filter(({ expiresAt }) => expiresAt > now);
  const expired = earlier.filter(({ expiresAt }) => expiresAt <= now).slice(0, KEPT_EXPIRED);
  return [{ value, expiresAt: now + TOKEN_SECONDS * 1000 }, ...living, ...expired].slice(0, KEPT_TOKENS);
}

export const findComponentToken = (world: World, value: string): Token | null =>
  world.state.component.tokens.find((token) => token.value === value) ?? null;

/** The account that a token of the platform, or one of its own, belongs to; living or not. */
export const findAppByToken = (world: World, value: string): App | null => world.state.apps.findByToken(value);

/** A token that the account got for itself by its AppSecret (login-and-user.md §1). */
export const findOwnToken = ({ ownTokens }: App, value: string): Token | null =>
  [...(ownTokens?.plain ?? []), ...(ownTokens?.stable ?? [])].find((token) => token.value === value) ?? null;

/** Refuses what is not a living component token. */
export function requireComponent(world: World, value: string | undefined): void {
  if (!value) throw new ApiError(41001);
  const token = findComponentToken(world, value);
  if (token === null) throw new ApiError(findAppByToken(world, value) ? 61014 : 40001);
  requireLiving(token);
}

/** Refuses what is neither a living token of an account that still authorises us with one of `sets`, nor one of its own. */
export function requireAuthorizer(
  world: World,
  value: string | undefined,
  app: App | null,
  sets: readonly number[],
): void {
  if (!value) throw new ApiError(41001);
  if (app === null) throw new ApiError(findComponentToken(world, value) ? 61015 : 40001);
  const token = app.authorization.tokens.find((candidate) => candidate.value === value);
  if (!token) {
    requireLiving(findOwnToken(app, value));
    return;
  }
  if (!app.authorization.isActive) throw new ApiError(61003);
  requireLiving(token);
  if (!sets.some((id) => app.authorization.permissionSets.includes(id))) throw new ApiError(61007);
}

export function requireLiving(token: Token | null): void {
  if (token === null) throw new ApiError(40001);
  if (token.expiresAt <= Date.now()) throw new ApiError(42001);
}
