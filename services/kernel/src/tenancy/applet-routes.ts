import type { FleetDatabase } from '../data/fleet-database.js';
import type { AppId, AppletId, TenantId } from '../identity/ids.js';

/** Whose AppID it is. */
export interface AppletRoute {
  readonly tenantId: TenantId;
  readonly appletId: AppletId;
  readonly merchantActive: boolean;
}

/** Routing by AppID (design §4.4), the one question that must be asked before the tenant is known. */
export class AppletRoutesAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async find(appId: AppId): Promise<AppletRoute | null> {
    const [row] = await this.database.query<{ tenant_id: TenantId; applet_id: AppletId; active: boolean }>(
      `select r.tenant_id, r.applet_id, m.status = 'active' and a.status = 'active' as active
       from platform.applet_route r
       join platform.merchant m on m.id = r.tenant_id
       join platform.agency a on a.id = m.agency_id
       where r.app_id = $1`,
      [appId],
    );
    return row ? { tenantId: row.tenant_id, appletId: row.applet_id, merchantActive: row.active } : null;
  }

  /**
   * Gives an AppID to a tenant; repeating it changes nothing.
   * @returns false when the AppID belongs to another tenant
   */
  async claim(appId: AppId, tenantId: TenantId, appletId: AppletId): Promise<boolean> {
    const rows = await this.database.query<{ tenant_id: TenantId }>(
      `insert into platform.applet_route (app_id, tenant_id, applet_id) values ($1, $2, $3)
       on conflict (app_id) do update set app_id = excluded.app_id returning tenant_id`,
      [appId, tenantId, appletId],
    );
    return rows[0]?.tenant_id === tenantId;
  }
}
