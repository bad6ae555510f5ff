import type { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';

/** Whose AppID it is, and whether its shop may be visited. */
export interface Shop {
  readonly tenantId: TenantId;
  readonly appId: AppId;
  readonly state: 'open' | 'revoked' | 'suspended';
}

/** The one question that must be asked before the tenant is known (design §4.4). */
export class ShopRoutesAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async find(appId: AppId): Promise<Shop | null> {
    const [row] = await this.database.query<{ tenant_id: TenantId; active: boolean; applet_state: string | null }>(
      `select r.tenant_id, m.status = 'active' and g.status = 'active' as active, a.state as applet_state
       from platform.applet_route r
       join platform.merchant m on m.id = r.tenant_id
       join platform.agency g on g.id = m.agency_id
       left join applet a on a.tenant_id = r.tenant_id and a.id = r.applet_id
       where r.app_id = $1`,
      [appId],
    );
    if (!row) return null;
    const state = !row.active ? 'suspended' : row.applet_state === 'authorised' ? 'open' : 'revoked';
    return { tenantId: row.tenant_id, appId, state };
  }

  async ping(): Promise<void> {
    await this.database.query('select 1');
  }
}
