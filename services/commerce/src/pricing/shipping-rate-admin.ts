import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { rateFaults } from './shipping-rate-faults.js';
import type { ShippingRates } from './shipping-rates.js';

/** A shop's one table of what sending costs; without it the storefront's one fee holds everywhere. */
@Injectable()
export class ShippingRateAdmin {
  constructor(private readonly database: TenantDatabase) {}

  get(tenantId: TenantId): Promise<ShippingRates | null> {
    return this.database.transaction(tenantId, read);
  }

  /** The whole table at once: quotes see all of it or the one before. @throws Problem request.invalid naming each region that is wrong */
  async replace(tenantId: TenantId, rates: ShippingRates, author: Author): Promise<ShippingRates> {
    const errors = rateFaults(rates);
    if (errors.length > 0) throw new Problem('request.invalid', { errors });
    await this.database.transaction(tenantId, async (tx) => {
      const before = await read(tx);
      await tx.execute(
        `insert into shipping_rates (tenant_id, basis, zones) values ($1, $2, $3)
         on conflict (tenant_id) do update set basis = excluded.basis, zones = excluded.zones, updated_at = now()`,
        [tenantId, rates.basis, JSON.stringify(rates.zones)],
      );
      await note(tx, author, 'shipping_rates.replace', before, rates);
    });
    return rates;
  }

  /** Back to the storefront's one fee; nothing happens when there is no table. */
  async remove(tenantId: TenantId, author: Author): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const before = await read(tx);
      if (!before) return;
      await tx.execute('delete from shipping_rates where tenant_id = $1', [tenantId]);
      await note(tx, author, 'shipping_rates.remove', before, null);
    });
  }
}

async function read(tx: TenantTransaction): Promise<ShippingRates | null> {
  const [row] = await tx.query<ShippingRates>('select basis, zones from shipping_rates where tenant_id = $1', [
    tx.tenantId,
  ]);
  return row ?? null;
}

function note(
  tx: TenantTransaction,
  author: Author,
  action: string,
  before: ShippingRates | null,
  after: ShippingRates | null,
): Promise<void> {
  return tx.audit({ ...author, action, subjectType: 'merchant', subjectId: tx.tenantId, before, after });
}
