import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type ShopperId, type TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { tenantKey } from '#kernel/tenancy/tenant-keys.js';
import { LoginClient } from '#kernel/wechat/login-client.js';
import { toProblem, WechatError } from '#kernel/wechat/wechat-error.js';
import { type IssuedToken, ShopperTokens } from './shopper-token.js';

/** Turns a `wx.login` code into our own token; WeChat's session key stays here, sealed (login-and-user.md §2.2). */
@Injectable()
export class ShopperLogin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly wechat: LoginClient,
    private readonly vault: Vault,
    private readonly tokens: ShopperTokens,
  ) {}

  /** @throws Problem wechat.login_code_invalid, wechat.login_blocked and WeChat's other refusals */
  async login(
    tenantId: TenantId,
    appId: AppId,
    code: string,
  ): Promise<IssuedToken & { readonly shopperId: ShopperId }> {
    const session = await this.wechat.exchangeCode(appId, code).catch((error: unknown) => {
      throw error instanceof WechatError ? toProblem(error) : error;
    });
    const sealed = this.vault.seal(session.sessionKey, tenantKey(tenantId, 'session-key', appId, session.openId));
    const shopperId = await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ id: ShopperId }>(
        `insert into shopper (tenant_id, id, app_id, open_id, union_id, session_key_sealed) values ($1, $2, $3, $4, $5, $6)
         on conflict (tenant_id, app_id, open_id) do update set session_key_sealed = excluded.session_key_sealed,
           union_id = coalesce(excluded.union_id, shopper.union_id), last_seen_at = now()
         returning id`,
        [tenantId, newId<ShopperId>(), appId, session.openId, session.unionId, sealed],
      );
      if (!row) throw new Error('The shopper was not stored.');
      return row.id;
    });
    return { ...this.tokens.issue(tenantId, appId, shopperId, Date.now()), shopperId };
  }
}
