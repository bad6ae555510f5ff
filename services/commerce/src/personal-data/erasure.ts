import { Injectable, type Provider, type Type } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { JobPayload } from '#kernel/queue/job-catalogue.js';
import type { JobHandler } from '#kernel/queue/job-handler.js';
import { JobQueue } from '#kernel/queue/job-queue.js';
import type { Sweeper } from '#kernel/queue/sweeper.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import { deleteAvatars } from '../content-checks/avatar-files.js';
import { enqueueDue } from '../jobs/commerce-sweepers.js';
import type { DueRow } from '../jobs/due-across-tenants.js';
import { blockersOf } from './personal-blockers.js';
import { personalTables } from './personal-tables.js';

/**
 * Makes a shopper's rows impersonal once their week is over: in one transaction, after their pictures are gone, so that a worker killed on
 * the way begins again. Something that came up meanwhile puts it off by a day.
 */
@Injectable()
export class Erasure implements JobHandler<'shopper.erase'> {
  readonly job = 'shopper.erase';

  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
    private readonly broadcast: Broadcast,
  ) {}

  async handle({ tenantId, deletionId }: JobPayload<'shopper.erase'>): Promise<void> {
    const files = await this.database.transaction(tenantId, async (tx) => {
      const shopperId = await lockDue(tx, deletionId);
      return shopperId === null ? null : avatarsOf(tx, shopperId);
    });
    if (files === null) return;
    await deleteAvatars(this.objects, tenantId, files);
    const shopperId = await this.database.transaction(tenantId, (tx) => erase(tx, deletionId));
    if (shopperId !== null) await this.broadcast.publish('shopper-erased', shopperId);
  }
}

/** @returns who is forgotten now, null when nobody is */
async function erase(tx: TenantTransaction, deletionId: string): Promise<string | null> {
  const shopperId = await lockDue(tx, deletionId);
  if (shopperId === null) return null;
  const blockers = await blockersOf(tx, shopperId);
  if (blockers.length > 0) {
    await tx.execute(
      `update shopper_deletion set blockers = $3, due_at = now() + interval '1 day' where tenant_id = $1 and id = $2`,
      [tx.tenantId, deletionId, blockers],
    );
    return null;
  }
  for (const { erase } of personalTables) if (erase !== null) await tx.execute(erase, [tx.tenantId, shopperId]);
  await tx.execute(
    `update shopper_deletion set state = 'done', blockers = '{}', settled_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, deletionId],
  );
  await tx.audit({
    actor: { kind: 'system', name: 'worker' },
    action: 'shopper.erase',
    subjectType: 'shopper',
    subjectId: shopperId,
    requestId: deletionId,
  });
  return shopperId;
}

/** @returns the shopper, null when the wish was taken back, is done or not due */
async function lockDue(tx: TenantTransaction, deletionId: string): Promise<string | null> {
  const [row] = await tx.query<{ shopper_id: string }>(
    `select shopper_id from shopper_deletion where tenant_id = $1 and id = $2 and state = 'requested' and due_at <= now() for update`,
    [tx.tenantId, deletionId],
  );
  return row?.shopper_id ?? null;
}

async function avatarsOf(tx: TenantTransaction, shopperId: string): Promise<string[]> {
  const rows = await tx.query<{ file: string }>(
    `select avatar_file as file from shopper where tenant_id = $1 and id = $2 and avatar_file is not null
     union select content from content_check where tenant_id = $1 and shopper_id = $2 and field = 'avatar' and content is not null`,
    [tx.tenantId, shopperId],
  );
  return rows.map(({ file }) => file);
}

const LIMIT = 500;

/** Shoppers of all tenants whose week is over. */
@Injectable()
export class DueErasuresAcrossTenants {
  constructor(private readonly fleet: FleetDatabase) {}

  due(): Promise<DueRow[]> {
    return this.fleet.query<DueRow>(
      `select tenant_id, id from shopper_deletion where state = 'requested' and due_at <= now() order by due_at limit $1`,
      [LIMIT],
    );
  }
}

@Injectable()
export class DueErasureSweeper implements Sweeper {
  readonly name = 'shoppers.erasure';
  readonly everyMs = 60_000;

  constructor(
    private readonly erasures: DueErasuresAcrossTenants,
    private readonly queue: JobQueue,
  ) {}

  async sweep(): Promise<number> {
    return enqueueDue(this.queue, 'shopper.erase', 'deletionId', await this.erasures.due());
  }
}

/** The worker's part of personal data. */
export const erasureJobHandlers: readonly Type<JobHandler>[] = [Erasure];
export const erasureSweepers: readonly Type<Sweeper>[] = [DueErasureSweeper];
export const erasureJobProviders: readonly Provider[] = [DueErasuresAcrossTenants];
