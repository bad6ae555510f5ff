import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import {
  type ExportCell,
  type ExportedOrder,
  type ExportFilter,
  exportHeader,
  type ExportLanguage,
  readOrders,
  rowsOf,
} from './export-rows.js';
import { exportContentTypes, type ExportFormat, writeTable } from './export-writers.js';
import { exportPath } from './order-exports.js';

const MAX_ATTEMPTS = 3;
const ORDERS_AT_A_TIME = 500;

interface ClaimedExport {
  readonly id: string;
  readonly format: ExportFormat;
  readonly language: ExportLanguage;
  readonly filter: ExportFilter;
  readonly created_at: Date;
  /** Names the file: a try that was thought dead cannot write into the next one's. */
  readonly attempt: number;
}

/** Writes an export's file, batch by batch, and deletes it when its time is over. A try that stands still for two minutes is given up. */
@Injectable()
export class OrderExportStep implements JobHandler<'order-export.step'> {
  readonly job = 'order-export.step';

  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  async handle({ tenantId, exportId }: JobPayload<'order-export.step'>): Promise<void> {
    await this.deleteExpired(tenantId, exportId);
    const claimed = await this.claim(tenantId, exportId);
    if (!claimed) return;
    const file = fileOf(claimed);
    let sizeBytes = 0;
    const bytes = async function* (this: OrderExportStep) {
      for await (const chunk of writeTable(
        claimed.format,
        exportHeader[claimed.language],
        this.batches(tenantId, claimed),
      )) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    };
    await this.objects.put(exportPath(tenantId, file), Readable.from(bytes.call(this)), {
      contentType: exportContentTypes[claimed.format],
    });
    await this.finish(tenantId, claimed, sizeBytes);
  }

  private async claim(tenantId: TenantId, exportId: string): Promise<ClaimedExport | null> {
    const failed = JSON.stringify(new Problem('order_export.failed').toDocument('zh'));
    return this.database.transaction(tenantId, async (tx) => {
      // What its tries have left behind goes with the next round of the sweeper.
      await tx.execute(
        `update order_export set state = 'failed', problem = $3, next_attempt_at = null, expires_at = now(), updated_at = now()
         where tenant_id = $1 and id = $2 and state in ('asked', 'running') and attempts >= $4 and next_attempt_at <= now()`,
        [tenantId, exportId, failed, MAX_ATTEMPTS],
      );
      const rows = await tx.query<ClaimedExport>(
        `with claimed as (
           update order_export set state = 'running', attempts = attempts + 1, rows_written = 0, next_attempt_at = now() + interval '2 minutes',
             updated_at = now()
           where tenant_id = $1 and id = $2 and attempts < $3 and (state = 'asked' or (state = 'running' and next_attempt_at <= now()))
           returning id, format, language, filter, created_at, attempts as attempt)
         select * from claimed`,
        [tenantId, exportId, MAX_ATTEMPTS],
      );
      return rows[0] ?? null;
    });
  }

  private async *batches(tenantId: TenantId, claimed: ClaimedExport): AsyncGenerator<ExportCell[][]> {
    let after: readonly [string, string] | null = null;
    for (let written = 0; ; ) {
      const from: readonly [string, string] | null = after;
      const orders: readonly ExportedOrder[] = await this.database.transaction(tenantId, (tx) =>
        readOrders(tx, claimed.filter, claimed.created_at, from, ORDERS_AT_A_TIME),
      );
      const rows = orders.flatMap((order) => rowsOf(order, claimed.language));
      written += rows.length;
      await this.note(tenantId, claimed, written);
      if (rows.length > 0) yield rows;
      const last = orders.at(-1);
      if (!last || orders.length < ORDERS_AT_A_TIME) return;
      after = [last.age_key, last.id];
    }
  }

  /** Progress, and the sign of life. @throws when another try has taken over */
  private async note(tenantId: TenantId, { id, attempt }: ClaimedExport, written: number): Promise<void> {
    const alive = await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update order_export set rows_written = $4, next_attempt_at = now() + interval '2 minutes', updated_at = now()
         where tenant_id = $1 and id = $2 and state = 'running' and attempts = $3`,
        [tenantId, id, attempt, written],
      ),
    );
    if (alive === 0) throw new Error(`Export ${id} goes on in another try.`);
  }

  private async finish(tenantId: TenantId, claimed: ClaimedExport, sizeBytes: number): Promise<void> {
    const file = fileOf(claimed);
    const finished = await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update order_export set state = 'ready', file = $4, size_bytes = $5, ready_at = now(), expires_at = now() + interval '7 days',
           next_attempt_at = null, updated_at = now()
         where tenant_id = $1 and id = $2 and state = 'running' and attempts = $3`,
        [tenantId, claimed.id, claimed.attempt, file, sizeBytes],
      ),
    );
    if (finished === 0) await this.objects.delete(exportPath(tenantId, file));
  }

  /** The files go first, those of tries that died included: the row still names them if we die here. */
  private async deleteExpired(tenantId: TenantId, exportId: string): Promise<void> {
    const [over] = await this.database.transaction(tenantId, (tx) =>
      tx.query<{ id: string; format: ExportFormat; attempts: number }>(
        `select id, format, attempts from order_export where tenant_id = $1 and id = $2 and state in ('ready', 'failed')
           and expires_at <= now()`,
        [tenantId, exportId],
      ),
    );
    if (!over) return;
    for (let attempt = 1; attempt <= over.attempts; attempt += 1)
      await this.objects.delete(exportPath(tenantId, fileOf({ ...over, attempt })));
    await this.database.transaction(tenantId, (tx) =>
      tx.execute(
        `update order_export set state = case state when 'ready' then 'deleted' else state end, file = null, expires_at = null, updated_at = now()
         where tenant_id = $1 and id = $2 and state in ('ready', 'failed')`,
        [tenantId, exportId],
      ),
    );
  }
}

function fileOf({ id, format, attempt }: Pick<ClaimedExport, 'id' | 'format' | 'attempt'>): string {
  return `${id}-${attempt}.${format}`;
}
