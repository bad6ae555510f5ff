import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { DueRow } from '../jobs/due-across-tenants.js';

const LIMIT = 500;

/** Messages of all tenants whose next step is due, and applets that lack their templates. */
@Injectable()
export class DueMessagesAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  openMessages(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from message where state in ('queued', 'sending') and next_attempt_at <= now() order by next_attempt_at limit $1`,
      [LIMIT],
    );
  }

  /** A mini-program without a released version has no shoppers to write to. */
  appletsWithoutTemplates(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `(select distinct a.tenant_id, a.id from message_template t join applet a on a.tenant_id = t.tenant_id and a.app_id = t.app_id
        where t.state <> 'ready' and t.next_attempt_at <= now() and a.state = 'authorised' limit $1)
       union
       (select a.tenant_id, a.id from applet a
        where a.state = 'authorised'
          and exists (select 1 from submission s where s.tenant_id = a.tenant_id and s.applet_id = a.id and s.state = 'released')
          and not exists (select 1 from message_template t where t.tenant_id = a.tenant_id and t.app_id = a.app_id)
        limit $1)`,
      [LIMIT],
    );
  }
}
