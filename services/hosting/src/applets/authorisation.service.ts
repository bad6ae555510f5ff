import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { type AppId, type AppletId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { type Actor, systemActor } from '#kernel/tenancy/actor.js';
import { AppletRoutesAcrossTenants } from '#kernel/tenancy/applet-routes.js';
import { Turnstile } from '#kernel/wechat/turnstile.js';
import { AuthorizerTokens } from '#kernel/wechat/authorizer-tokens.js';
import { type AuthorizerGrant, PlatformClient } from '#kernel/wechat/platform-client.js';
import { WechatError } from '#kernel/wechat/wechat-error.js';
import type { Applet } from './applet-directory.js';
import { getApplet } from './applet-directory.js';

const CODE_INVALID = new Set([61009, 61010]);

// WeChat's times are whole seconds, and its clock is not ours.
const PUSH_CLOCK_MS = 5_000;

// Each holds a database connection while WeChat is asked; the pool must have some left for everyone else.
const COMPLETIONS_AT_A_TIME = 2;

interface AuthorisationRequest {
  readonly id: string;
  readonly app_id: AppId | null;
  readonly completed_at: Date | null;
  readonly expires_at: Date;
}

export interface AuthorisationInvitation {
  readonly requestId: string;
  /** For a computer: shows a QR code that the account's administrator scans. */
  readonly desktopUrl: string;
  /** To be opened inside WeChat. */
  readonly mobileUrl: string;
  readonly expiresAt: Date;
}

/** How an applet comes into the platform's hands, and leaves them: WeChat's authorisation page, its redirect and its pushes. */
@Injectable()
export class AuthorisationService {
  private readonly completions = new Turnstile(COMPLETIONS_AT_A_TIME);

  constructor(
    private readonly database: TenantDatabase,
    private readonly routes: AppletRoutesAcrossTenants,
    private readonly platform: PlatformClient,
    private readonly tokens: AuthorizerTokens,
    private readonly broadcast: Broadcast,
  ) {}

  /**
   * Asks WeChat for one visit of its authorisation page.
   * @param redirectUrl where WeChat sends the administrator afterwards; the request's id is appended as a path segment
   */
  async invite(
    tenantId: TenantId,
    request: { readonly appId: AppId | null; readonly redirectUrl: string; readonly actor: Actor },
  ): Promise<AuthorisationInvitation> {
    const { preAuthCode, expiresInSeconds } = await this.platform.createPreAuthCode();
    const requestId = newId();
    const expiresAt = new Date(Date.now() + expiresInSeconds * 1000);
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `insert into authorisation_request (tenant_id, id, app_id, pre_auth_code_hash, requested_by, expires_at)
         values ($1, $2, $3, $4, $5, $6)`,
        [tenantId, requestId, request.appId, sha256(preAuthCode), JSON.stringify(request.actor), expiresAt],
      ),
    );
    const page = this.platform.authorisationPage({
      preAuthCode,
      redirectUri: `${request.redirectUrl}/${requestId}`,
      ...(request.appId !== null && { appId: request.appId }),
    });
    return { requestId, ...page, expiresAt };
  }

  /**
   * Settles one visit. The code reaches us twice, by redirect and by push, and works once: the request's row decides who
   * exchanges it, the other finds it done.
   * @param authorisedAppId the account, when WeChat itself named it (a verified push, never the redirect): with it an authorisation is
   * recovered whose code was spent by a process that was killed before it could store what it got
   * @throws Problem authorisation.unknown, authorisation.expired, applet.other_account, applet.taken
   */
  async complete(
    tenantId: TenantId,
    requestId: string,
    code: string,
    authorisedAppId: AppId | null = null,
  ): Promise<Applet> {
    return this.completions.run(() => this.settle(tenantId, requestId, code, authorisedAppId));
  }

  private async settle(
    tenantId: TenantId,
    requestId: string,
    code: string,
    authorisedAppId: AppId | null,
  ): Promise<Applet> {
    const appId = await this.database.transaction(tenantId, async (tx) => {
      const request = await lockRequest(tx, requestId);
      if (request.completed_at) return request.app_id as AppId;
      const grant = await this.exchange(code, authorisedAppId);
      if (request.app_id !== null && request.app_id !== grant.appId) {
        throw new Problem('applet.other_account', { params: { wanted: request.app_id, given: grant.appId } });
      }
      await this.adopt(tx, grant);
      await tx.execute(
        'update authorisation_request set completed_at = now(), app_id = $3 where tenant_id = $1 and id = $2',
        [tenantId, requestId, grant.appId],
      );
      return grant.appId;
    });
    await this.broadcast.publish('applet', appId);
    return this.database.transaction(tenantId, (tx) => getApplet(tx, appId));
  }

  /** The request that a pushed PreAuthCode belongs to. */
  async findOpenRequest(tenantId: TenantId, preAuthCode: string): Promise<string | null> {
    const [row] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ id: string }>(
        'select id from authorisation_request where tenant_id = $1 and pre_auth_code_hash = $2',
        [tenantId, sha256(preAuthCode)],
      ),
    );
    return row?.id ?? null;
  }

  /**
   * The merchant has taken the authorisation back: the applet stays on record, its tokens go, shoppers are told the shop is closed.
   * @param at when; a push that comes late, after the merchant has authorised again, changes nothing
   * @returns whether the authorisation was the one taken back
   */
  async revoke(tenantId: TenantId, appId: AppId, at: Date): Promise<boolean> {
    const revoked = await this.database.transaction(tenantId, async (tx) => {
      const applet = await getApplet(tx, appId);
      if (at.getTime() + PUSH_CLOCK_MS < applet.authorisedAt.getTime()) return false;
      await this.tokens.forget(tx, appId);
      await tx.execute("update applet set state = 'revoked', updated_at = now() where tenant_id = $1 and app_id = $2", [
        tenantId,
        appId,
      ]);
      await tx.audit({
        actor: { kind: 'wechat' },
        action: 'applet.revoked',
        subjectType: 'applet',
        subjectId: appId,
        before: { state: applet.state },
        after: { state: 'revoked' },
      });
      return true;
    });
    if (revoked) await this.broadcast.publish('applet', appId);
    return revoked;
  }

  private async exchange(code: string, authorisedAppId: AppId | null): Promise<AuthorizerGrant> {
    try {
      return await this.platform.exchangeAuthorisationCode(code);
    } catch (error) {
      if (error instanceof WechatError && CODE_INVALID.has(error.errcode)) {
        if (authorisedAppId !== null) return this.recover(authorisedAppId);
        throw new Problem('authorisation.expired', { cause: error });
      }
      throw error;
    }
  }

  private async recover(appId: AppId): Promise<AuthorizerGrant> {
    const { refreshToken, grantedSets } = await this.platform.getAuthorizer(appId);
    return { ...(await this.platform.refreshAuthorizerToken(appId, refreshToken)), appId, grantedSets };
  }

  private async adopt(tx: TenantTransaction, grant: AuthorizerGrant): Promise<void> {
    const { tenantId } = tx;
    const [existing] = await tx.query<{ id: AppletId; state: string }>(
      'select id, state from applet where tenant_id = $1 and app_id = $2',
      [tenantId, grant.appId],
    );
    const appletId = existing?.id ?? newId<AppletId>();
    if (!(await this.routes.claim(grant.appId, tenantId, appletId))) {
      throw new Problem('applet.taken', { params: { appId: grant.appId } });
    }
    const profile = await this.platform.getAuthorizer(grant.appId);
    await tx.execute(
      `insert into applet (tenant_id, id, app_id, state) values ($1, $2, $3, 'authorised') on conflict (tenant_id, app_id) do nothing`,
      [tenantId, appletId, grant.appId],
    );
    await this.tokens.adopt(tx, grant.appId, grant);
    await tx.execute(
      `update applet set state = 'authorised', user_name = $3, nickname = $4, principal_name = $5, granted_sets = $6,
         authorised_at = now(), updated_at = now() where tenant_id = $1 and app_id = $2`,
      [tenantId, grant.appId, profile.userName, profile.nickname, profile.principalName, grant.grantedSets],
    );
    await tx.audit({
      actor: systemActor('authorisation'),
      action: 'applet.authorised',
      subjectType: 'applet',
      subjectId: grant.appId,
      before: existing ? { state: existing.state } : null,
      after: { state: 'authorised', nickname: profile.nickname, grantedSets: grant.grantedSets },
    });
  }
}

async function lockRequest(tx: TenantTransaction, requestId: string): Promise<AuthorisationRequest> {
  const [request] = await tx.query<AuthorisationRequest>(
    'select id, app_id, completed_at, expires_at from authorisation_request where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, requestId],
  );
  if (!request) throw new Problem('authorisation.unknown');
  return request;
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
