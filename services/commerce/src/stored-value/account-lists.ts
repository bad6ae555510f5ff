import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { CSV_BEGINNING, csvLine } from '../sheets/csv-text.js';
import { type AccountEntry, withoutKey } from './wallet.js';

export const accountReasons = [
  'order',
  'order_closed',
  'refund',
  'top_up',
  'top_up_refund',
  'gift_card',
  'adjustment',
] as const;
export type AccountReason = (typeof accountReasons)[number];

export interface EntryForMerchant extends AccountEntry {
  readonly shopperId: string;
}

export interface EntryFilter {
  readonly shopperId: string | null;
  readonly reason: AccountReason | null;
}

export const topUpStates = ['created', 'paid', 'refunded', 'closed'] as const;

export interface TopUpForMerchant {
  readonly orderId: string;
  readonly number: string;
  readonly shopperId: string;
  readonly state: (typeof topUpStates)[number];
  readonly amountFen: number;
  readonly bonusFen: number;
  /** Given back, or promised to be. */
  readonly returnedFen: number;
  readonly createdAt: Date;
  readonly settledAt: Date | null;
}

const ALL_ROWS = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** A file holds this many rows at most. */
const MOST_EXPORTED = 50_000;

/** Every movement of a shop's balances, and the top-ups behind them. */
@Injectable()
export class AccountLists {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first. */
  async entries(
    tenantId: TenantId,
    filter: EntryFilter,
    page: { readonly cursor: string | undefined; readonly limit: number },
  ): Promise<{ items: EntryForMerchant[]; nextCursor: string | null }> {
    const after = decodeCursor(page.cursor, ['timestamptz', 'uuid']);
    const rows = await this.read(tenantId, filter, after, page.limit + 1);
    const shown = rows.slice(0, page.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(withoutKey),
      nextCursor: rows.length > page.limit && last ? encodeCursor([last.age_key, last.id]) : null,
    };
  }

  /** The newest 50,000 as CSV for a spreadsheet; money in yuan. */
  async entriesCsv(tenantId: TenantId, filter: EntryFilter): Promise<string> {
    const rows = await this.read(tenantId, filter, null, MOST_EXPORTED);
    const lines = rows.map(({ createdAt, shopperId, kind, deltaFen, reason, referenceId, note }) =>
      csvLine([createdAt.toISOString(), shopperId, kind, (deltaFen / 100).toFixed(2), reason, referenceId, note]),
    );
    return [
      CSV_BEGINNING,
      csvLine(['time', 'shopperId', 'kind', 'yuan', 'reason', 'referenceId', 'note']),
      ...lines,
    ].join('');
  }

  /** Newest first; one row more than `limit` when there is a further page. */
  async topUps(
    tenantId: TenantId,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<(TopUpForMerchant & { readonly id: string })[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<TopUpForMerchant & { id: string }>(
        `select t.order_id as id, t.order_id as "orderId", o.number, t.shopper_id as "shopperId", t.state, t.amount_fen as "amountFen",
           t.bonus_fen as "bonusFen", t.returned_fen as "returnedFen", t.created_at as "createdAt", t.settled_at as "settledAt"
         from top_up t join shop_order o on o.tenant_id = t.tenant_id and o.id = t.order_id
         where t.tenant_id = $1 and ($2::uuid is null or t.order_id < $2) order by t.order_id desc limit $3`,
        [tenantId, after, limit + 1],
      ),
    );
  }

  private async read(
    tenantId: TenantId,
    { shopperId, reason }: EntryFilter,
    after: readonly (string | number)[] | null,
    limit: number,
  ): Promise<(EntryForMerchant & { readonly age_key: string })[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<EntryForMerchant & { age_key: string }>(
        `select id, shopper_id as "shopperId", kind, delta as "deltaFen", reason, reference_id as "referenceId", note, created_at as "createdAt",
           created_at::text as age_key
         from account_entry
         where tenant_id = $1 and kind in ('balance', 'bonus') and ($2::uuid is null or shopper_id = $2) and ($3::text is null or reason = $3)
           and (created_at, id) < ($4::timestamptz, $5::uuid)
         order by created_at desc, id desc limit $6`,
        [tenantId, shopperId, reason, after?.[0] ?? 'infinity', after?.[1] ?? ALL_ROWS, limit],
      ),
    );
  }
}
