import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import type { PushListener } from '#kernel/wechat/push-listener.js';
import type { EventPush } from '#kernel/wechat/push-types.js';
import { ContentCheckStep } from './content-check-step.js';

type Verdict = Extract<EventPush, { readonly kind: 'mediaChecked' }>;

/** The push may overtake the answer that tells its trace id: for so long it is worth coming back. */
const OVERTAKING_MS = 60_000;

/** WeChat's verdict on a shopper's picture. */
@Injectable()
export class MediaVerdicts implements PushListener<'mediaChecked'> {
  readonly kinds = ['mediaChecked'] as const;

  constructor(
    private readonly database: TenantDatabase,
    private readonly step: ContentCheckStep,
  ) {}

  async handle(tenantId: TenantId, _appId: AppId | null, push: Verdict): Promise<string | null> {
    const [check] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ id: string }>('select id from content_check where tenant_id = $1 and trace_id = $2', [
        tenantId,
        push.traceId,
      ]),
    );
    if (check) return this.step.settlePicture(tenantId, check.id, push);
    if (Date.now() - push.createdAt.getTime() < OVERTAKING_MS)
      throw new Error(`No check has the trace id ${push.traceId} yet.`);
    return 'no check with this trace id';
  }
}
