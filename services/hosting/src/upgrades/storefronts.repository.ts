import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AgencyId, AppId, AppletId, TenantId } from '#kernel/identity/ids.js';

export interface OutdatedStorefront {
  readonly tenantId: TenantId;
  readonly appletId: AppletId;
  readonly appId: AppId;
  readonly merchantName: string;
  readonly version: string;
}

/** Which shops of an agency stand on an older version of a template. */
@Injectable()
export class StorefrontsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** In the order of tenant and applet, beginning behind `after`. */
  async outdated(
    agencyId: AgencyId,
    template: { readonly id: string; readonly version: string },
    after: { readonly tenantId: string; readonly appletId: string } | null,
    limit: number,
  ): Promise<OutdatedStorefront[]> {
    return this.database.query<OutdatedStorefront>(
      `select s.tenant_id as "tenantId", s.applet_id as "appletId", a.app_id as "appId", m.name as "merchantName",
         s.template_version as version
       from storefront s
       join platform.merchant m on m.id = s.tenant_id
       join applet a on a.tenant_id = s.tenant_id and a.id = s.applet_id
       where s.template_id = $2 and s.template_version <> $3 and m.agency_id = $1 and m.status = 'active'
         and ($4::uuid is null or (s.tenant_id, s.applet_id) > ($4, $5::uuid))
       order by s.tenant_id, s.applet_id limit $6`,
      [agencyId, template.id, template.version, after?.tenantId ?? null, after?.appletId ?? null, limit],
    );
  }
}
