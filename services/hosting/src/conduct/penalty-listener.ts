import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { type AppId, newId, type TenantId } from '#kernel/identity/ids.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { EventPush } from '#kernel/wechat/push-types.js';
import { deadlineOf, summaryOf } from './penalty.js';

type Punished = Extract<EventPush, { readonly kind: 'punished' }>;

/** A violation WeChat tells of becomes a row that somebody has to see. */
@Injectable()
export class PenaltyListener implements PushListener<'punished'> {
  readonly kinds = ['punished'] as const;

  constructor(private readonly database: TenantDatabase) {}

  async handle(tenantId: TenantId, appId: AppId | null, push: Punished): Promise<string | null> {
    if (appId === null) return 'without AppID';
    const { detail, dedupKey, createdAt } = push;
    return this.database.transaction(tenantId, async (tx) => {
      const id = newId();
      const inserted = await tx.query(
        `insert into penalty (tenant_id, id, app_id, push_key, detail, summary, deadline_at, raised_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (tenant_id, push_key) do nothing returning id`,
        [tenantId, id, appId, dedupKey, JSON.stringify(detail), summaryOf(detail), deadlineOf(detail), createdAt],
      );
      if (inserted.length === 0) return 'known already';
      const subject = { subjectType: 'penalty', subjectId: id } as const;
      await tx.audit({ actor: { kind: 'wechat' }, action: 'penalty.raised', ...subject, after: { appId, detail } });
      return null;
    });
  }
}
