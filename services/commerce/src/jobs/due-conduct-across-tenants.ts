import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { DueRow } from './due-across-tenants.js';

const LIMIT = 500;

/** Codes, checks and complaints of all tenants whose next step is due; each query is served by a partial index. */
@Injectable()
export class DueConductAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  codePictures(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from short_code where picture = 'due' and next_attempt_at <= now() order by next_attempt_at limit $1`,
    );
  }

  /** Made before the first release, when WeChat could not know the page. */
  uncheckedCodePictures(): Promise<DueRow[]> {
    return this.due(
      `select c.tenant_id, c.id from short_code c
       where c.picture = 'made' and not c.picture_checked and c.state = 'active'
         and (c.next_attempt_at is null or c.next_attempt_at <= now())
         and exists (select 1 from applet a join submission s on s.tenant_id = a.tenant_id and s.applet_id = a.id
           where a.tenant_id = c.tenant_id and a.app_id = c.app_id and s.state = 'released')
       limit $1`,
    );
  }

  contentChecks(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from content_check where state in ('checking', 'held') and next_attempt_at <= now()
       order by next_attempt_at limit $1`,
    );
  }

  complaints(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from complaint where next_attempt_at <= now() order by next_attempt_at limit $1`,
    );
  }

  complaintWatches(): Promise<{ readonly tenant_id: TenantId; readonly app_id: string }[]> {
    return this.fleet.query(
      `select tenant_id, app_id from complaint_watch where next_attempt_at <= now() order by next_attempt_at limit $1`,
      [LIMIT],
    );
  }

  /** Begins to watch over accounts that nobody watches over yet. @returns how many */
  async watchNewAccounts(): Promise<number> {
    return this.fleet.execute(
      `insert into complaint_watch (tenant_id, app_id, mch_id)
       select distinct on (p.tenant_id, p.app_id) p.tenant_id, p.app_id, p.mch_id from payment_account p
       where p.active and not exists (select 1 from complaint_watch w where w.tenant_id = p.tenant_id and w.app_id = p.app_id)
       limit $1 on conflict do nothing`,
      [LIMIT],
    );
  }

  private due(sql: string): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(sql, [LIMIT]);
  }
}
