import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem, type ProblemDocument } from '#kernel/problems/problem.js';
import { ObjectStore, type StoredObject } from '#kernel/storage/object-store.js';
import { tenantPath } from '#kernel/tenancy/tenant-keys.js';
import type { Author } from '../catalogue/product-admin.js';
import type { ExportState } from './export-machine.js';
import { countRows, type ExportFilter, type ExportLanguage } from './export-rows.js';
import type { ExportFormat } from './export-writers.js';

export const MAX_EXPORT_ROWS = 100_000;
const MOST_UNDER_WAY = 3;

export interface ExportWish {
  readonly format: ExportFormat;
  readonly language: ExportLanguage;
  readonly filter: ExportFilter;
}

export interface OrderExportView {
  readonly id: string;
  readonly state: ExportState;
  readonly format: ExportFormat;
  readonly filter: ExportFilter;
  readonly rowsTotal: number | null;
  readonly rowsWritten: number;
  readonly sizeBytes: number | null;
  readonly problem: ProblemDocument | null;
  readonly createdAt: Date;
  readonly readyAt: Date | null;
  readonly expiresAt: Date | null;
}

export function exportPath(tenantId: TenantId, file: string): string {
  return tenantPath(tenantId, 'exports', file);
}

/** Orders as files: asked for here, written by the job `order-export.step`, kept for a week. They hold personal data: each access is noted. */
@Injectable()
export class OrderExports {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /**
   * The same key with the same wish is one export.
   * @throws Problem order_export.too_many_rows, order_export.too_many, order_export.idempotency_conflict
   */
  async ask(tenantId: TenantId, key: string, wish: ExportWish, by: Author): Promise<OrderExportView> {
    const hash = createHash('sha256')
      .update(JSON.stringify([wish.format, wish.language, canonical(wish.filter)]))
      .digest();
    return this.database.transaction(tenantId, async (tx) => {
      const id = newId();
      const added = await tx.execute(
        `insert into order_export (tenant_id, id, idempotency_key, request_hash, state, format, language, filter, asked_by)
         values ($1, $2, $3, $4, 'asked', $5, $6, $7, $8) on conflict (tenant_id, idempotency_key) do nothing`,
        [tenantId, id, key, hash, wish.format, wish.language, JSON.stringify(wish.filter), JSON.stringify(by.actor)],
      );
      if (added === 0) return twin(tx, key, hash);
      const [open] = await tx.query<{ open: number }>(
        `select count(*)::int as open from order_export where tenant_id = $1 and state in ('asked', 'running')`,
        [tenantId],
      );
      if ((open?.open ?? 0) > MOST_UNDER_WAY)
        throw new Problem('order_export.too_many', { params: { limit: MOST_UNDER_WAY } });
      const rows = await countRows(tx, wish.filter, new Date());
      if (rows > MAX_EXPORT_ROWS)
        throw new Problem('order_export.too_many_rows', { params: { rows, limit: MAX_EXPORT_ROWS } });
      await tx.execute('update order_export set rows_total = $3 where tenant_id = $1 and id = $2', [
        tenantId,
        id,
        rows,
      ]);
      await tx.enqueue('order-export.step', { tenantId, exportId: id });
      await tx.audit({
        ...by,
        action: 'order_export.ask',
        subjectType: 'order_export',
        subjectId: id,
        after: { ...wish, rows },
      });
      return get(tx, id);
    });
  }

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(tenantId: TenantId, after: string | null, limit: number): Promise<OrderExportView[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<OrderExportView>(
        `${SELECT} where tenant_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
        [tenantId, after, limit + 1],
      ),
    );
  }

  /** @throws Problem order_export.not_found */
  async get(tenantId: TenantId, exportId: string): Promise<OrderExportView> {
    return this.database.transaction(tenantId, (tx) => get(tx, exportId));
  }

  /** @throws Problem order_export.not_found (also once its file is deleted), order_export.not_ready */
  async open(tenantId: TenantId, exportId: string, by: Author): Promise<StoredObject & { readonly fileName: string }> {
    const { file, format } = await this.database.transaction(tenantId, async (tx) => {
      const [row] = await tx.query<{ state: ExportState; file: string | null; format: ExportFormat; over: boolean }>(
        `select state, file, format, coalesce(expires_at <= now(), false) as over from order_export where tenant_id = $1 and id = $2`,
        [tenantId, exportId],
      );
      if (!row || row.state === 'deleted' || row.over) throw new Problem('order_export.not_found');
      if (row.state !== 'ready' || row.file === null)
        throw new Problem('order_export.not_ready', { params: { state: row.state } });
      await tx.audit({ ...by, action: 'order_export.download', subjectType: 'order_export', subjectId: exportId });
      return { file: row.file, format: row.format };
    });
    const stored = await this.objects.stream(exportPath(tenantId, file));
    if (!stored) throw new Problem('order_export.not_found');
    return { ...stored, fileName: `orders-${exportId}.${format}` };
  }
}

function canonical(filter: ExportFilter): unknown {
  return Object.entries(filter)
    .filter(([, value]) => value !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

async function twin(tx: TenantTransaction, key: string, hash: Buffer): Promise<OrderExportView> {
  const [known] = await tx.query<{ id: string; request_hash: Buffer }>(
    'select id, request_hash from order_export where tenant_id = $1 and idempotency_key = $2',
    [tx.tenantId, key],
  );
  if (!known) throw new Problem('order_export.not_found');
  if (!known.request_hash.equals(hash)) throw new Problem('order_export.idempotency_conflict');
  return get(tx, known.id);
}

async function get(tx: TenantTransaction, exportId: string): Promise<OrderExportView> {
  const [row] = await tx.query<OrderExportView>(`${SELECT} where tenant_id = $1 and id = $2`, [tx.tenantId, exportId]);
  if (!row) throw new Problem('order_export.not_found');
  return row;
}

const SELECT = `
  select id, state, format, filter, rows_total as "rowsTotal", rows_written as "rowsWritten", size_bytes::float8 as "sizeBytes", problem,
    created_at as "createdAt", ready_at as "readyAt", expires_at as "expiresAt"
  from order_export`;
