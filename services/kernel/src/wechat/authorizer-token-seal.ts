import type { AppId, TenantId } from '../identity/ids.js';
import type { Vault } from '../secrets/vault.js';
import { tenantKey } from '../tenancy/tenant-keys.js';
import type { AuthorizerToken } from './platform-client.js';

/** The token columns of `applet`. */
export interface AuthorizerTokenRow {
  readonly refresh_token_sealed: Buffer | null;
  readonly previous_refresh_token_sealed: Buffer | null;
  readonly access_token_sealed: Buffer | null;
  readonly access_token_expires_at: Date | null;
}

export interface SealedGrant {
  readonly refreshTokenSealed: Buffer;
  readonly accessTokenSealed: Buffer;
  readonly accessTokenExpiresAt: Date;
}

type Kind = 'refresh-token' | 'access-token';

/** Tokens into the vault and out: each sealed for one tenant, one AppID and one purpose, so that no row can borrow another's. */
export class AuthorizerTokenSeal {
  constructor(private readonly vault: Vault) {}

  seal(tenantId: TenantId, appId: AppId, grant: AuthorizerToken): SealedGrant {
    return {
      refreshTokenSealed: this.sealRefreshToken(tenantId, appId, grant.refreshToken),
      accessTokenSealed: this.vault.seal(grant.accessToken, contextOf(tenantId, appId, 'access-token')),
      accessTokenExpiresAt: new Date(Date.now() + grant.expiresInSeconds * 1000),
    };
  }

  sealRefreshToken(tenantId: TenantId, appId: AppId, token: string): Buffer {
    return this.vault.seal(token, contextOf(tenantId, appId, 'refresh-token'));
  }

  openRefreshTokens(tenantId: TenantId, appId: AppId, row: AuthorizerTokenRow) {
    const context = contextOf(tenantId, appId, 'refresh-token');
    const open = (sealed: Buffer | null) => (sealed ? this.vault.open(sealed, context) : null);
    return { current: open(row.refresh_token_sealed), previous: open(row.previous_refresh_token_sealed) };
  }

  openAccessToken(tenantId: TenantId, appId: AppId, row: AuthorizerTokenRow) {
    if (!row.access_token_sealed || !row.access_token_expires_at) return null;
    return {
      value: this.vault.open(row.access_token_sealed, contextOf(tenantId, appId, 'access-token')),
      expiresAt: row.access_token_expires_at.getTime(),
    };
  }
}

function contextOf(tenantId: TenantId, appId: AppId, kind: Kind): string {
  return tenantKey(tenantId, 'applet', appId, kind);
}
