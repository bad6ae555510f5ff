import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { Transaction } from '#kernel/data/transaction.js';
import { type AgencyId, newId } from '#kernel/identity/ids.js';
import type { Author } from '../../access/caller.js';
import type { MerchantData } from '../merchants.repository.js';
import type { ClientRow } from './client-list.js';

export interface BatchOutcome {
  readonly created: number;
  readonly updated: number;
}

/** Writes a batch of rows that have pairwise different references. */
export type WriteBatch = (fields: readonly (keyof MerchantData)[], rows: readonly ClientRow[]) => Promise<BatchOutcome>;

const columnOf: Readonly<Record<keyof MerchantData, string>> = {
  clientRef: 'client_ref',
  name: 'name',
  contactName: 'contact_name',
  contactEmail: 'contact_email',
  contactPhone: 'contact_phone',
  creditCode: 'credit_code',
  wantedAppId: 'wanted_app_id',
};

@Injectable()
export class MerchantImportAcrossTenants {
  constructor(private readonly database: FleetDatabase) {}

  /** Everything that `work` writes, or nothing: when it throws, and in a dry run. */
  async run<T>(
    agencyId: AgencyId,
    author: Author,
    isDryRun: boolean,
    work: (write: WriteBatch) => Promise<T>,
  ): Promise<T> {
    let result: { readonly value: T } | undefined;
    try {
      await this.database.transaction(async (tx) => {
        // Two imports of one agency follow each other: in parallel they could wait for each other's rows for ever.
        await tx.execute('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`merchant import ${agencyId}`]);
        result = { value: await work((fields, rows) => writeBatch(tx, agencyId, author, fields, rows)) };
        if (isDryRun) throw new DryRunEnded();
      });
    } catch (error) {
      if (!(error instanceof DryRunEnded)) throw error;
    }
    if (!result) throw new Error('the import ended without a result');
    return result.value;
  }
}

/** Takes back what a dry run wrote, so that it counts exactly what a real run would do. */
class DryRunEnded extends Error {}

/** One statement: rows that say nothing new touch nothing; every row that changes something leaves its audit entry. */
async function writeBatch(
  tx: Transaction,
  agencyId: AgencyId,
  author: Author,
  fields: readonly (keyof MerchantData)[],
  rows: readonly ClientRow[],
): Promise<BatchOutcome> {
  const columns = fields.map((field) => columnOf[field]);
  const updated = columns.filter((column) => column !== 'client_ref');
  const input = rows.map((row) => ({
    id: newId(),
    audit_id: newId(),
    ...Object.fromEntries(fields.map((field) => [columnOf[field], row[field]])),
  }));
  const [outcome] = await tx.query<BatchOutcome>(
    `with input as (
       select * from jsonb_to_recordset($2::jsonb) as r(id uuid, audit_id uuid, ${columns.map((column) => `${column} text`).join(', ')})
     ), before as (
       select m.* from platform.merchant m join input using (client_ref) where m.agency_id = $1
     ), written as (
       insert into platform.merchant as m (id, agency_id, ${columns.join(', ')})
       select id, $1, ${columns.join(', ')} from input
       on conflict (agency_id, client_ref) do update
         set ${updated.map((column) => `${column} = excluded.${column}`).join(', ')}, updated_at = now()
         where (${updated.map((column) => `m.${column}`).join(', ')}) is distinct from (${updated.map((column) => `excluded.${column}`).join(', ')})
       returning m.*, m.xmax = 0 as is_created
     ), audited as (
       insert into platform.audit_entry (id, agency_id, actor, action, subject_type, subject_id, before, after, request_id)
       select i.audit_id, $1, $3::jsonb, case when w.is_created then 'merchant.created' else 'merchant.changed' end,
              'merchant', w.id, case when b.id is not null then ${dataAsJson('b')} end, ${dataAsJson('w')}, $4
       from written w join input i using (client_ref) left join before b using (client_ref)
     )
     select count(*) filter (where is_created)::int as created, count(*) filter (where not is_created)::int as updated
     from written`,
    [agencyId, JSON.stringify(input), JSON.stringify(author.actor), author.requestId],
  );
  return outcome ?? { created: 0, updated: 0 };
}

/** The same shape as the audit entries of single changes. */
function dataAsJson(alias: string): string {
  const members = Object.entries(columnOf).map(([field, column]) => `'${field}', ${alias}.${column}`);
  return `jsonb_build_object(${members.join(', ')})`;
}
