import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../access/caller.js';
import { TICKETS_WITHDRAWN, TicketStandings } from './ticket-standings.js';

/** Takes back what was handed out: all preview tickets of an applet at once. */
@Injectable()
export class TicketWithdrawals {
  constructor(
    private readonly database: TenantDatabase,
    private readonly standings: TicketStandings,
    private readonly broadcast: Broadcast,
  ) {}

  /** How often it was done. */
  async count(tenantId: TenantId, appId: AppId): Promise<number> {
    return this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ times: number }>('select times from preview_withdrawal where app_id = $1', [
        appId,
      ]);
      return row?.times ?? 0;
    });
  }

  /** @throws Problem applet.not_found */
  async withdraw(tenantId: TenantId, appId: AppId, { actor, requestId }: Author): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ times: number }>(
        `insert into preview_withdrawal (tenant_id, app_id, times)
         select tenant_id, app_id, 1 from applet where app_id = $1
         on conflict (tenant_id, app_id) do update set times = preview_withdrawal.times + 1, withdrawn_at = now()
         returning times`,
        [appId],
      );
      if (!row) throw new Problem('applet.not_found', { params: { appId } });
      await tx.audit({ actor, action: 'preview.withdrawn', subjectType: 'applet', subjectId: appId, requestId });
    });
    // Here at once; elsewhere when they hear of it.
    this.standings.forgetTenant(tenantId);
    await this.broadcast.publish(TICKETS_WITHDRAWN, tenantId);
  }
}
