import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { requireLawful } from './prepaid-law.js';
import { nothingOffered, SETTINGS_JSON, type StoredValueSettings } from './stored-value-terms.js';

/** What a shop offers to pay in beforehand. */
@Injectable()
export class StoredValueAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async get(tenantId: TenantId): Promise<StoredValueSettings> {
    return this.database.transaction(tenantId, read);
  }

  /** All of it at once. Top-ups that were begun keep the bonus they were begun with. @throws Problem stored_value.unlawful */
  async replace(tenantId: TenantId, settings: StoredValueSettings, author: Author): Promise<StoredValueSettings> {
    requireLawful(settings);
    const { enabled, plans, customAmounts, limitFen, cardFaces, terms } = settings;
    await this.database.transaction(tenantId, async (tx) => {
      const before = await read(tx);
      await tx.execute(
        `insert into stored_value_settings (tenant_id, enabled, plans, custom_min_fen, custom_max_fen, limit_fen, card_faces, terms)
         values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (tenant_id) do update set enabled = excluded.enabled, plans = excluded.plans, custom_min_fen = excluded.custom_min_fen,
           custom_max_fen = excluded.custom_max_fen, limit_fen = excluded.limit_fen, card_faces = excluded.card_faces, terms = excluded.terms,
           updated_at = now()`,
        [
          tenantId,
          enabled,
          JSON.stringify(plans),
          customAmounts?.minFen ?? null,
          customAmounts?.maxFen ?? null,
          limitFen,
          cardFaces,
          terms,
        ],
      );
      const change = { before, after: settings };
      await tx.audit({
        ...author,
        action: 'stored_value.change',
        subjectType: 'merchant',
        subjectId: tenantId,
        ...change,
      });
    });
    await this.broadcast.publish('catalogue', tenantId);
    return settings;
  }
}

async function read(tx: TenantTransaction): Promise<StoredValueSettings> {
  const [row] = await tx.query<{ settings: StoredValueSettings }>(
    `select ${SETTINGS_JSON} as settings from stored_value_settings v where v.tenant_id = $1`,
    [tx.tenantId],
  );
  return row?.settings ?? nothingOffered;
}
