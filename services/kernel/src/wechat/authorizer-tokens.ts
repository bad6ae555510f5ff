import { LRUCache } from 'lru-cache';
import type { TenantDatabase, TenantTransaction } from '../data/tenant-database.js';
import type { AppId, TenantId } from '../identity/ids.js';
import { Problem } from '../problems/problem.js';
import type { Vault } from '../secrets/vault.js';
import { tenantKey } from '../tenancy/tenant-keys.js';
import { type AuthorizerTokenRow, AuthorizerTokenSeal, type SealedGrant } from './authorizer-token-seal.js';
import { isFresh, REST_MS, servesStill } from './component-tokens.js';
import type { AuthorizerToken, PlatformClient } from './platform-client.js';
import { SingleFlight } from './single-flight.js';
import type { TokenSource } from './token-source.js';
import { Turnstile } from './turnstile.js';
import { WechatError } from './wechat-error.js';

interface CachedToken {
  readonly value: string;
  readonly expiresAt: number;
  /** A renewal has just failed: until then this token serves without another attempt. */
  readonly restsUntil?: number;
}

// Each renewal holds a database connection while WeChat is asked; the pool must have some left for everyone else.
const RENEWALS_AT_A_TIME = 2;
const REFRESH_TOKEN_INVALID = 61023;
const NOT_AUTHORISED = 61003;

/**
 * authorizer_access_token of every applet (`shared/wechat/third-party-platform.md` §§1, 2.6): cached here, kept sealed in the
 * applet's row, renewed by one caller at a time in this process and, under the row's lock, in all processes.
 *
 * A refresh token must not be lost (the merchant would have to authorise again). The one that worked last is kept beside its
 * successor until that one has worked too; when both are refused, WeChat itself tells the valid one. So a process killed between
 * WeChat's answer and our commit costs nothing. A token in its last ten minutes serves on while WeChat or the database is away.
 */
export class AuthorizerTokens {
  private readonly cache = new LRUCache<string, CachedToken>({ max: 10_000 });
  private readonly refused = new LRUCache<string, string>({ max: 10_000 });
  private readonly flights = new SingleFlight<CachedToken>();
  private readonly renewals = new Turnstile(RENEWALS_AT_A_TIME);
  private readonly secrets: AuthorizerTokenSeal;

  constructor(
    private readonly database: TenantDatabase,
    vault: Vault,
    private readonly platform: PlatformClient,
  ) {
    this.secrets = new AuthorizerTokenSeal(vault);
  }

  /** @throws WechatError 61003 when the applet is not authorised (any more), 61023 when every way to a token is closed. */
  async get(tenantId: TenantId, appId: AppId): Promise<string> {
    const key = tenantKey(tenantId, 'authorizer-token', appId);
    const cached = this.cache.get(key);
    if (cached && (isFresh(cached.expiresAt) || isResting(cached))) return cached.value;
    try {
      const token = await this.flights.run(key, () => this.renewals.run(() => this.renew(tenantId, appId, key)));
      return token.value;
    } catch (error) {
      // Withdrawn or refused meanwhile, it is no longer in the cache.
      const remains = this.cache.get(key);
      if (!remains || !servesStill(remains.expiresAt) || !isPassing(error)) throw error;
      this.cache.set(key, resting(remains));
      return remains.value;
    }
  }

  /** WeChat refused this access token: the next `get` renews it, unless another process has done so already. */
  async refuse(tenantId: TenantId, appId: AppId, token: string): Promise<void> {
    const key = tenantKey(tenantId, 'authorizer-token', appId);
    this.refused.set(key, token);
    if (this.cache.get(key)?.value === token) this.cache.delete(key);
  }

  /** The two methods above for one applet, as calls want them. */
  of(tenantId: TenantId, appId: AppId): TokenSource {
    return {
      get: () => this.get(tenantId, appId),
      refuse: (token) => this.refuse(tenantId, appId, token),
    };
  }

  /** The values of the applet row's token columns for a fresh grant. */
  seal(tenantId: TenantId, appId: AppId, grant: AuthorizerToken): SealedGrant {
    return this.secrets.seal(tenantId, appId, grant);
  }

  /**
   * Takes over the tokens of a (repeated) authorisation into the existing applet row, inside the caller's transaction.
   * The old refresh token is dead after that, but is kept as the previous one: codes of two authorisations may be exchanged out of order.
   * @returns false when the tenant has no such applet.
   */
  async adopt(tx: TenantTransaction, appId: AppId, grant: AuthorizerToken): Promise<boolean> {
    const { refreshTokenSealed, accessTokenSealed, accessTokenExpiresAt } = this.seal(tx.tenantId, appId, grant);
    const touched = await tx.execute(
      `update applet set previous_refresh_token_sealed = refresh_token_sealed, refresh_token_sealed = $3,
         access_token_sealed = $4, access_token_expires_at = $5, updated_at = now()
       where tenant_id = $1 and app_id = $2`,
      [tx.tenantId, appId, refreshTokenSealed, accessTokenSealed, accessTokenExpiresAt],
    );
    this.cache.delete(tenantKey(tx.tenantId, 'authorizer-token', appId));
    return touched > 0;
  }

  /** The merchant withdrew the authorisation: all tokens are dead. Inside the caller's transaction. */
  async forget(tx: TenantTransaction, appId: AppId): Promise<void> {
    await tx.execute(
      `update applet set refresh_token_sealed = null, previous_refresh_token_sealed = null, access_token_sealed = null,
         access_token_expires_at = null, updated_at = now()
       where tenant_id = $1 and app_id = $2`,
      [tx.tenantId, appId],
    );
    this.cache.delete(tenantKey(tx.tenantId, 'authorizer-token', appId));
  }

  private async renew(tenantId: TenantId, appId: AppId, key: string): Promise<CachedToken> {
    // Only to keep the lock short. A failure matters if the row's token is stale, and then shows itself below.
    await this.platform.prepare().catch(() => undefined);
    // The row's lock is held while WeChat is asked: that is the single flight across processes. It is the lock that leaves
    // inserts of rows pointing at the applet (submissions, storefronts) alone.
    const token = await this.database.transaction(tenantId, async (tx): Promise<CachedToken> => {
      const row = await this.lockRow(tx, appId);
      const stored = this.secrets.openAccessToken(tenantId, appId, row);
      if (stored && isFresh(stored.expiresAt) && stored.value !== this.refused.get(key)) return stored;

      const refreshed = await this.refresh(tenantId, appId, row).catch((error: unknown) => {
        if (stored && servesStill(stored.expiresAt) && stored.value !== this.refused.get(key) && isPassing(error))
          return resting(stored);
        throw error;
      });
      if ('value' in refreshed) return refreshed;
      const { sent, received } = refreshed;
      const sealed = this.seal(tenantId, appId, received);
      await tx.execute(
        `update applet set refresh_token_sealed = $3, previous_refresh_token_sealed = $4, access_token_sealed = $5,
           access_token_expires_at = $6, updated_at = now()
         where tenant_id = $1 and app_id = $2`,
        [
          tenantId,
          appId,
          sealed.refreshTokenSealed,
          // An unchanged token has just proven itself and needs no forerunner.
          received.refreshToken === sent ? null : this.secrets.sealRefreshToken(tenantId, appId, sent),
          sealed.accessTokenSealed,
          sealed.accessTokenExpiresAt,
        ],
      );
      return { value: received.accessToken, expiresAt: sealed.accessTokenExpiresAt.getTime() };
    });
    this.cache.set(key, token);
    return token;
  }

  private async lockRow(tx: TenantTransaction, appId: AppId): Promise<AuthorizerTokenRow> {
    const [row] = await tx.query<AuthorizerTokenRow>(
      `select refresh_token_sealed, previous_refresh_token_sealed, access_token_sealed, access_token_expires_at
       from applet where tenant_id = $1 and app_id = $2 for no key update`,
      [tx.tenantId, appId],
    );
    if (!row) throw new Problem('wechat.applet_unknown', { params: { appId } });
    return row;
  }

  /** Tries the current refresh token, then its forerunner, then the one WeChat tells; only 61023 moves on to the next. */
  private async refresh(
    tenantId: TenantId,
    appId: AppId,
    row: AuthorizerTokenRow,
  ): Promise<{ sent: string; received: AuthorizerToken }> {
    const { current, previous } = this.secrets.openRefreshTokens(tenantId, appId, row);
    // `forget` empties the row: asking WeChat for a withdrawn applet would only answer the same.
    if (current === null) {
      throw new WechatError({ errcode: NOT_AUTHORISED, errmsg: 'no refresh token', path: 'api_authorizer_token' });
    }
    const tried = new Set<string>();
    const candidates = [
      async () => current,
      async () => previous,
      () => this.toldRefreshToken(appId),
      async () => (await this.platform.findListedAuthorizer(appId))?.refreshToken ?? null,
    ];
    let refusal: unknown;
    for (const candidate of candidates) {
      const sent = await candidate();
      if (sent === null || tried.has(sent)) continue;
      tried.add(sent);
      try {
        return { sent, received: await this.platform.refreshAuthorizerToken(appId, sent) };
      } catch (error) {
        if (!(error instanceof WechatError) || error.errcode !== REFRESH_TOKEN_INVALID) throw error;
        refusal = error;
      }
    }
    throw refusal;
  }

  /** One call where the list takes one for every 500 applets. Null when it does not answer: the list comes next. */
  private async toldRefreshToken(appId: AppId): Promise<string | null> {
    try {
      return (await this.platform.getAuthorizer(appId)).refreshToken || null;
    } catch (error) {
      if (!(error instanceof WechatError) || error.errcode === NOT_AUTHORISED) throw error;
      return null;
    }
  }
}

const isResting = (token: CachedToken): boolean =>
  token.restsUntil !== undefined && token.restsUntil > Date.now() && servesStill(token.expiresAt);

const resting = ({ value, expiresAt }: CachedToken): CachedToken => ({
  value,
  expiresAt,
  restsUntil: Date.now() + REST_MS,
});

/** WeChat or the database cannot be reached; anything else says something about this applet. */
function isPassing(error: unknown): boolean {
  if (error instanceof WechatError) return error.retry === 'backoff';
  return !(error instanceof Problem);
}
