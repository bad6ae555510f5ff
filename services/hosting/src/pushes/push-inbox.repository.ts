import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Vault } from '#kernel/secrets/vault.js';
import { isPublicationMessage } from '#kernel/wechat/publication-accounts.js';
import { enqueueAcrossTenants, PLATFORM_WORK } from '#kernel/queue/outbox-across-tenants.js';
import type { WechatPush } from '#kernel/wechat/push-types.js';

const SEAL_CONTEXT = 'platform:wechat-push';

export interface StoredPush {
  readonly id: string;
  readonly tenantId: TenantId | null;
  readonly appId: AppId | null;
  readonly push: WechatPush;
  readonly settled: boolean;
}

/** WeChat's pushes as rows: stored before WeChat hears "success", settled by the worker. They arrive before their tenant is known. */
@Injectable()
export class PushInboxAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly vault: Vault,
  ) {}

  /**
   * Durable when it settles; the same push again is the same row. The job to settle it goes into the outbox of the tenant it
   * belongs to, in the same transaction.
   */
  async store(push: WechatPush, appId: AppId | null): Promise<void> {
    await this.database.transaction(async (tx) => {
      const id = newId();
      const body = this.vault.seal(JSON.stringify(push), SEAL_CONTEXT);
      const inserted = await tx.execute(
        `insert into platform.wechat_push (id, dedup_key, app_id, kind, body_sealed) values ($1, $2, $3, $4, $5)
         on conflict (dedup_key) do nothing`,
        [id, push.dedupKey, appId, push.kind, body],
      );
      if (inserted === 0) return;
      const isAwaited = isPublicationMessage(appId, push);
      const tenantId = isAwaited ? PLATFORM_WORK : await this.tenantOf(tx.query.bind(tx), push, appId);
      if (tenantId === null) return;
      await enqueueAcrossTenants(tx, tenantId, 'wechat.push', { pushId: id });
    });
  }

  async find(id: string): Promise<StoredPush | null> {
    const [row] = await this.database.query<{ app_id: AppId | null; body_sealed: Buffer; settled_at: Date | null }>(
      'select app_id, body_sealed, settled_at from platform.wechat_push where id = $1',
      [id],
    );
    if (!row) return null;
    const push = revive(JSON.parse(this.vault.open(row.body_sealed, SEAL_CONTEXT)) as WechatPush);
    const tenantId = await this.tenantOf(this.database.query.bind(this.database), push, row.app_id);
    return { id, tenantId, appId: row.app_id, push, settled: row.settled_at !== null };
  }

  /** @param remark why nothing was done, when nothing was */
  async settle(id: string, remark: string | null): Promise<void> {
    await this.database.execute(
      'update platform.wechat_push set settled_at = now(), error = $2, attempts = attempts + 1 where id = $1',
      [id, remark],
    );
  }

  async noteFailure(id: string, error: string): Promise<void> {
    await this.database.execute('update platform.wechat_push set attempts = attempts + 1, error = $2 where id = $1', [
      id,
      error,
    ]);
  }

  /** Pushes that should have been settled by now, oldest first. A push that failed twenty times is left to a person. */
  async listOverdue(limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `select id from platform.wechat_push where settled_at is null and attempts < 20 and received_at < now() - interval '10 seconds'
       order by received_at limit $1`,
      [limit],
    );
    return rows.map(({ id }) => id);
  }

  private async tenantOf(
    query: <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>,
    push: WechatPush,
    appId: AppId | null,
  ): Promise<TenantId | null> {
    // A first authorisation names an AppID nobody knows yet; the pre-auth code tells which merchant was asked.
    if ((push.kind === 'authorised' || push.kind === 'authorisationChanged') && push.preAuthCode !== null) {
      const [request] = await query<{ tenant_id: TenantId }>(
        'select tenant_id from authorisation_request where pre_auth_code_hash = $1',
        [createHash('sha256').update(push.preAuthCode).digest()],
      );
      if (request) return request.tenant_id;
    }
    if (appId === null) return null;
    const [route] = await query<{ tenant_id: TenantId }>(
      'select tenant_id from platform.applet_route where app_id = $1',
      [appId],
    );
    return route?.tenant_id ?? null;
  }
}

const DATES = ['createdAt', 'at', 'authorisationCodeExpiresAt', 'paidAt', 'settledAt'] as const;

/** Dates became text in JSON. */
function revive(push: WechatPush): WechatPush {
  const fields = { ...push } as Record<string, unknown>;
  for (const name of DATES) {
    const value = fields[name];
    if (typeof value === 'string') fields[name] = new Date(value);
  }
  return fields as unknown as WechatPush;
}
