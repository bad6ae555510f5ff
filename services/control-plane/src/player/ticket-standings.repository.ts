import type { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';

/** Who made a ticket. */
export interface TicketMaker {
  readonly kind: 'member' | 'apiKey';
  readonly id: string;
}

/** What the tickets that somebody made for an applet are worth. */
export interface TicketStanding {
  /** The shop is open, and whoever made them may still look at it. */
  readonly admitted: boolean;
  /** Tickets made under an earlier number are no longer good. */
  readonly withdrawals: number;
}

const NONE: TicketStanding = { admitted: false, withdrawals: 0 };

/** Asked by whoever holds a ticket, before a tenant is known to be theirs. */
export class TicketStandingsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async find(tenantId: TenantId, appId: AppId, { kind, id }: TicketMaker): Promise<TicketStanding> {
    const [standing] = await this.database.query<TicketStanding>(
      `select m.status = 'active' and g.status = 'active' and (
          exists (select from platform.member p
            where $3 = 'member' and p.id = $4 and p.status = 'active'
              and (p.kind = 'operator' or p.agency_id = m.agency_id or p.merchant_id = m.id))
          or exists (select from platform.api_key k
            where $3 = 'apiKey' and k.id = $4 and k.agency_id = m.agency_id and k.revoked_at is null)) as admitted,
          coalesce(w.times, 0) as withdrawals
       from platform.merchant m
       join platform.agency g on g.id = m.agency_id
       left join preview_withdrawal w on w.tenant_id = m.id and w.app_id = $2
       where m.id = $1`,
      [tenantId, appId, kind, id],
    );
    return standing ?? NONE;
  }
}
