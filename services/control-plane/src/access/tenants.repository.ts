import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { AgencyId } from '#kernel/identity/ids.js';

export type Status = 'active' | 'suspended';

/** To whom an id in a path belongs. */
@Injectable()
export class TenantsAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  async findMerchant(merchantId: string): Promise<{ agencyId: AgencyId; status: Status } | null> {
    const [merchant] = await this.database.query<{ agencyId: AgencyId; status: Status }>(
      'select agency_id as "agencyId", status from platform.merchant where id = $1',
      [merchantId],
    );
    return merchant ?? null;
  }

  async agencyExists(agencyId: string): Promise<boolean> {
    const rows = await this.database.query('select from platform.agency where id = $1', [agencyId]);
    return rows.length > 0;
  }
}
