import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { CURRENCIES_JSON, type DisplayCurrency } from './display-currency.js';
import type { Author } from './product-admin.js';

/** In which other money a shop shows its prices. */
@Injectable()
export class CurrencyAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  list(tenantId: TenantId): Promise<DisplayCurrency[]> {
    return this.database.transaction(tenantId, read);
  }

  /** The whole table at once, in its order; an empty one shows yuan alone. Codes differ from each other. */
  async replace(
    tenantId: TenantId,
    currencies: readonly DisplayCurrency[],
    author: Author,
  ): Promise<DisplayCurrency[]> {
    const after = await this.database.transaction(tenantId, async (tx) => {
      await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`display currencies ${tenantId}`]);
      const before = await read(tx);
      await tx.execute('delete from display_currency where tenant_id = $1', [tenantId]);
      await tx.execute(
        `insert into display_currency (tenant_id, code, position, digits, numerator, denominator)
         select $1, own.value ->> 'code', own.place, (own.value ->> 'digits')::smallint, (own.value ->> 'numerator')::int,
           (own.value ->> 'denominator')::int
         from jsonb_array_elements($2::jsonb) with ordinality as own(value, place)`,
        [tenantId, JSON.stringify(currencies)],
      );
      const changed = await read(tx);
      const subject = { subjectType: 'merchant', subjectId: tenantId };
      await tx.audit({ ...author, action: 'currencies.change', ...subject, before, after: changed });
      return changed;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return after;
  }
}

async function read(tx: TenantTransaction): Promise<DisplayCurrency[]> {
  const [row] = await tx.query<{ currencies: DisplayCurrency[] }>(`select ${CURRENCIES_JSON} as currencies`, [
    tx.tenantId,
  ]);
  return row?.currencies ?? [];
}
