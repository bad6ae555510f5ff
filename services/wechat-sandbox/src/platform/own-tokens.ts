import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiError } from '../protocol/api-error.js';
import { countDaily, isToday } from '../protocol/daily-quota.js';
import { type Endpoint, ownAccountEndpoint } from '../protocol/endpoint.js';
import { countMinuteCall } from '../protocol/minute-limits.js';
import type { App, OwnTokens } from '../state/app.model.js';
import type { World } from '../world.js';
import { issueToken, TOKEN_SECONDS } from './access.js';

const FORCED_A_DAY = 20;
const FORCED_APART_MS = 30_000;
/** The platform renews a stable token this long before it ends; the one before works until then. */
const RENEWED_BEFORE_MS = 5 * 60_000;
const PLAIN_A_DAY = 2000;
const STABLE_A_DAY = 500_000;

/** Tokens of an account that calls for itself with AppID and AppSecret, without a platform; login-and-user.md §1. */
export const ownTokenEndpoints: readonly Endpoint[] = [
  ownAccountEndpoint('GET', '/cgi-bin/token', ({ world, query }) => {
    const app = requireAccount(world, query);
    countDaily(world, '/cgi-bin/token', app.appid, PLAIN_A_DAY);
    const own = ownTokensOf(app);
    return give(world, app, { ...own, plain: issueToken(own.plain, '7P_') }, 'plain');
  }),

  ownAccountEndpoint('POST', '/cgi-bin/stable_token', ({ world, body }) => {
    const texts = Object.fromEntries(
      ['grant_type', 'appid', 'secret'].map((name) => [name, body.optionalString(name) ?? '']),
    );
    const isForced = body.optionalBoolean('force_refresh') ?? false;
    const app = requireAccount(world, texts);
    countMinuteCall(world, '/cgi-bin/stable_token', app.appid);
    countDaily(world, '/cgi-bin/stable_token', app.appid, STABLE_A_DAY);
    return isForced ? forceStable(world, app) : keepStable(world, app);
  }),
];

/** The same token until five minutes before its end; then the next, while the one before works to its end. */
function keepStable(world: World, app: App): object {
  const now = Date.now();
  const own = ownTokensOf(app);
  const [current] = own.stable;
  if (current && current.expiresAt - RENEWED_BEFORE_MS > now) return give(world, app, own, 'stable');
  return give(world, app, { ...own, stable: issueToken(own.stable, '8S_') }, 'stable');
}

/** At once the only one of its family. */
function forceStable(world: World, app: App): object {
  const now = Date.now();
  const own = ownTokensOf(app);
  const forcedAt = own.forcedAt.filter(isToday(world));
  if (forcedAt.length >= FORCED_A_DAY) throw new ApiError(45009);
  if (forcedAt.some((instant) => now - instant < FORCED_APART_MS)) throw new ApiError(45011);
  const ended = own.stable.map((token) => ({ ...token, expiresAt: Math.min(token.expiresAt, now) }));
  return give(world, app, { ...own, stable: issueToken(ended, '8S_'), forcedAt: [now, ...forcedAt] }, 'stable');
}

function give(world: World, app: App, own: OwnTokens, family: 'plain' | 'stable'): object {
  world.state.apps.setOwnTokens(app, own);
  const token = own[family][0];
  const seconds = Math.ceil(((token?.expiresAt ?? 0) - Date.now()) / 1000);
  return { access_token: token?.value, expires_in: Math.min(TOKEN_SECONDS, seconds) };
}

const ownTokensOf = (app: App): OwnTokens => app.ownTokens ?? { plain: [], stable: [], forcedAt: [] };

/** AppID, AppSecret and grant type, in the order in which WeChat complains of them. */
function requireAccount(world: World, texts: Readonly<Record<string, string | undefined>>): App {
  if (texts['grant_type'] !== 'client_credential') throw new ApiError(40002);
  if (!texts['appid']) throw new ApiError(41002);
  if (!texts['secret']) throw new ApiError(41004);
  const app = world.findApp(texts['appid']);
  if (app === null) throw new ApiError(40013);
  if (app.isSecretFrozen) throw new ApiError(40243);
  if (!isSame(texts['secret'], app.appSecret)) throw new ApiError(40125);
  return app;
}

function isSame(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHash('sha256').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}
