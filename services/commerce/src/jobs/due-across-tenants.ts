import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';

export interface DueRow {
  readonly tenant_id: TenantId;
  readonly id: string;
}

const LIMIT = 500;

/** Rows of all tenants whose next step is due, the longest waiting first; each query is served by a partial index. */
@Injectable()
export class DueCommerceAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  expiredOrders(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from shop_order where state = 'pending' and greatest(expires_at, close_retry_at) <= now()
       order by greatest(expires_at, close_retry_at) limit $1`,
    );
  }

  openPayments(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from payment where state in ('prepaid', 'closed') and next_check_at <= now()
       order by next_check_at limit $1`,
    );
  }

  openRefunds(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from refund where state in ('approved', 'processing') and next_check_at <= now() order by next_check_at limit $1`,
    );
  }

  missingImages(): Promise<DueRow[]> {
    return this.due(
      `select tenant_id, id from product_image where state <> 'stored' and next_attempt_at <= now() order by next_attempt_at limit $1`,
    );
  }

  unscaledImages(): Promise<DueRow[]> {
    return this.due(`select tenant_id, id from product_image where scale_at <= now() order by scale_at limit $1`);
  }

  private due(sql: string): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(sql, [LIMIT]);
  }
}
