import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { TenantId } from '#kernel/identity/ids.js';

/**
 * Whose is a partner's sub merchant: WeChat Pay knows only that it is one of the platform's, and the platform's keys read the bills and
 * complaints of all of them. So a number belongs to the one merchant whose account with it is active.
 */
@Injectable()
export class SubMerchantsAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  /**
   * Runs `work`, which makes the number this merchant's, while no other can take it.
   * @param mchId the partner's number
   * @returns null, and nothing is run, when it is another merchant's
   */
  async take<T>(
    tenantId: TenantId,
    { mchId, subMchId }: { readonly mchId: string; readonly subMchId: string },
    work: () => Promise<T>,
  ): Promise<T | null> {
    return this.fleet.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`sub_merchant:${mchId}:${subMchId}`]);
      const others = await tx.query(
        `select id from payment_account where mode = 'partner' and mch_id = $1 and sub_mch_id = $2 and active and tenant_id <> $3 limit 1`,
        [mchId, subMchId, tenantId],
      );
      return others.length > 0 ? null : work();
    });
  }
}
