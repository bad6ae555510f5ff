import type { FleetDatabase } from '../data/fleet-database.js';
import type { AppId, AppletId, TenantId } from '../identity/ids.js';

/** Whose AppID is whose (design §4.4); the runtime reads it in its own routing. */
export class AppletRoutesAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

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
