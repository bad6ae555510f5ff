import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppletId, TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemDocument } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import { type MessagePurpose, messagePurposes } from './message-purposes.js';

export interface MessageTemplateView {
  readonly purpose: MessagePurpose;
  readonly enabled: boolean;
  /** `due`: being provisioned. `unavailable`: `problem` says why; tried again every day. */
  readonly state: 'due' | 'ready' | 'unavailable';
  readonly wechatTemplateId: string | null;
  readonly title: string | null;
  readonly problem: ProblemDocument | null;
  readonly updatedAt: Date;
}

/** Which messages an applet sends. Every method @throws Problem applet.unknown for an AppID that is not the merchant's. */
@Injectable()
export class MessageTemplates {
  constructor(private readonly database: TenantDatabase) {}

  async list(tenantId: TenantId, appId: string): Promise<MessageTemplateView[]> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireApplet(tx, appId);
      await planTemplates(tx, appId);
      return readTemplates(tx, appId);
    });
  }

  /** Looks again for what is missing, now. */
  async provision(tenantId: TenantId, appId: string): Promise<MessageTemplateView[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const appletId = await requireApplet(tx, appId);
      await planTemplates(tx, appId);
      await tx.execute(
        `update message_template set state = 'due', problem = null, next_attempt_at = now() + interval '2 minutes', updated_at = now()
         where tenant_id = $1 and app_id = $2 and state <> 'ready'`,
        [tenantId, appId],
      );
      await tx.enqueue('message-templates.provision', { tenantId, appletId });
      return readTemplates(tx, appId);
    });
  }

  async switch(
    tenantId: TenantId,
    appId: string,
    purpose: MessagePurpose,
    { enabled, actor, requestId }: { readonly enabled: boolean; readonly actor: Actor; readonly requestId?: string },
  ): Promise<MessageTemplateView[]> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireApplet(tx, appId);
      await planTemplates(tx, appId);
      const changed = await tx.execute(
        `update message_template set enabled = $4, updated_at = now()
         where tenant_id = $1 and app_id = $2 and purpose = $3 and enabled <> $4`,
        [tenantId, appId, purpose, enabled],
      );
      if (changed > 0) {
        await tx.audit({
          actor,
          action: 'message_template.switch',
          subjectType: 'applet',
          subjectId: appId,
          before: { purpose, enabled: !enabled },
          after: { purpose, enabled },
          requestId,
        });
      }
      return readTemplates(tx, appId);
    });
  }
}

/** A row for each purpose, if there is none yet. */
export async function planTemplates(tx: TenantTransaction, appId: string): Promise<void> {
  await tx.execute(
    `insert into message_template (tenant_id, app_id, purpose, state, next_attempt_at)
     select $1, $2, purpose, 'due', now() from unnest($3::text[]) as purpose
     on conflict do nothing`,
    [tx.tenantId, appId, messagePurposes],
  );
}

async function requireApplet(tx: TenantTransaction, appId: string): Promise<AppletId> {
  const [applet] = await tx.query<{ id: AppletId }>('select id from applet where tenant_id = $1 and app_id = $2', [
    tx.tenantId,
    appId,
  ]);
  if (!applet) throw new Problem('applet.unknown', { params: { appId } });
  return applet.id;
}

async function readTemplates(tx: TenantTransaction, appId: string): Promise<MessageTemplateView[]> {
  return tx.query<MessageTemplateView>(
    `select purpose, enabled, state, wechat_template_id as "wechatTemplateId", title, problem, updated_at as "updatedAt"
     from message_template where tenant_id = $1 and app_id = $2 order by array_position($3::text[], purpose)`,
    [tx.tenantId, appId, messagePurposes],
  );
}
