import { Vault } from '#kernel/secrets/vault.js';
import { AuthorizerTokenSeal } from '#kernel/wechat/authorizer-token-seal.js';
import { TEST_MASTER_KEY } from '#testing/database.js';
import type { RuntimeWorld, TestShop } from './runtime-world.js';

type Json = Record<string, unknown>;
type Answer = Json | 'down';

/** Gives an applet tokens, as an authorisation does: from now on WeChat can be called for it. */
export async function authorise(world: RuntimeWorld, { tenantId, appId }: TestShop): Promise<void> {
  const grant = new AuthorizerTokenSeal(new Vault([TEST_MASTER_KEY])).seal(tenantId, appId, {
    accessToken: `token of ${appId}`,
    refreshToken: 'refresh',
    expiresInSeconds: 7200,
  });
  await world.tenants.transaction(tenantId, (tx) =>
    tx.execute(
      `update applet set refresh_token_sealed = $3, access_token_sealed = $4, access_token_expires_at = $5 where tenant_id = $1 and app_id = $2`,
      [tenantId, appId, grant.refreshTokenSealed, grant.accessTokenSealed, grant.accessTokenExpiresAt],
    ),
  );
}

/** What WeChat answers to calls made for applets, by path; `shared/wechat/login-and-user.md` §§3, 5. */
export function answering(world: RuntimeWorld, answers: Readonly<Record<string, Answer>>): void {
  world.wechat.instead = (_method, path) => {
    const answer = answers[path];
    if (answer === undefined) return null;
    return answer === 'down' ? { status: 503, body: {} } : { status: 200, body: answer };
  };
}

export function received(world: RuntimeWorld, path: string): Json[] {
  return world.wechat.calls.filter((call) => call.path === path).map(({ body }) => body);
}

export const TEXT_CHECK = '/wxa/msg_sec_check';
export const MEDIA_CHECK = '/wxa/media_check_async';
export const PHONE = '/wxa/business/getuserphonenumber';

export function verdict(suggest: 'pass' | 'review' | 'risky', label = suggest === 'pass' ? 100 : 20003): Json {
  return { errcode: 0, errmsg: 'ok', result: { suggest, label }, detail: [], trace_id: 'trace-text' };
}

export const absent: Json = { errcode: 61010, errmsg: 'code is expired rid: 00000000-00000000-00000000' };
