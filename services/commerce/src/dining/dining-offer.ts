import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { AppId, TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { NamedTable } from './dining-charges.js';
import { type DiningSettings, diningSettings } from './dining-settings.js';
import { currentPeriod, nextOpening } from './opening-hours.js';
import { pickupTimes } from './pickup-times.js';

/** What a restaurant offers at this moment. */
export interface DiningOffer {
  readonly isOpen: boolean;
  /** Null while it is open, and when it does not open within two weeks. */
  readonly opensAt: string | null;
  readonly closesAt: string | null;
  readonly dineIn: DiningSettings['dineIn'];
  readonly takeaway: DiningSettings['takeaway'] & { readonly times: readonly string[] };
  readonly local: DiningSettings['local'] & { readonly times: readonly string[] };
  readonly location: DiningSettings['location'];
}

/** @throws Problem storefront.not_published */
export async function readDiningOffer(
  pool: TenantPool,
  tenantId: TenantId,
  appId: AppId,
  now: Date,
): Promise<DiningOffer> {
  const [row] = await pool.query<{ dining: unknown }>(tenantId, READ_SETTINGS, [tenantId, appId]);
  if (!row) throw new Problem('storefront.not_published');
  return diningOffer(diningSettings(row.dining), now);
}

export function diningOffer({ dineIn, takeaway, local, location, hours }: DiningSettings, now: Date): DiningOffer {
  const period = currentPeriod(hours, now);
  const times = (minutes: number) => pickupTimes(hours, minutes, now).map((time) => time.toISOString());
  return {
    isOpen: period !== null,
    opensAt: period === null ? (nextOpening(hours, now)?.toISOString() ?? null) : null,
    closesAt: period?.to.toISOString() ?? null,
    dineIn,
    takeaway: { ...takeaway, times: takeaway.enabled ? times(takeaway.preparationMinutes) : [] },
    // Nobody can be told how far away they are from a shop that has not said where it is.
    local: {
      ...local,
      enabled: local.enabled && location !== null,
      times: local.enabled ? times(local.preparationMinutes) : [],
    },
    location,
  };
}

/** A table by its id, or by its name when a code was printed with one. @throws Problem dining_table.not_found */
export async function readTable(pool: TenantPool, tenantId: TenantId, target: string): Promise<NamedTable> {
  const [row] = await pool.query<NamedTable>(tenantId, READ_TABLE, [tenantId, target]);
  if (!row) throw new Problem('dining_table.not_found');
  return row;
}

const READ_SETTINGS: Statement = {
  name: 'read_dining_settings',
  text: `
    select coalesce(r.config -> 'dining', '{}') as dining
    from applet a
    join storefront f on f.tenant_id = a.tenant_id and f.applet_id = a.id
    join storefront_revision r on r.tenant_id = f.tenant_id and r.applet_id = f.applet_id and r.revision = f.published_revision
    where a.tenant_id = $1 and a.app_id = $2`,
};

const READ_TABLE: Statement = {
  name: 'read_dining_table',
  text: `
    select id, area, name, state from dining_table where tenant_id = $1 and (id::text = lower($2) or name = $2)
    order by id::text = lower($2) desc, area limit 1`,
};
