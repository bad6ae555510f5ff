import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { richTextHtml } from '../catalogue/product-html.js';
import { checkService, mediaPath, type ServiceDraft } from './service-draft.js';

export interface ServiceForMerchant extends ServiceDraft {
  readonly id: string;
  readonly updatedAt: Date;
}

/** What can be booked, as the merchant keeps it. Nothing is deleted: bookings name it; what is not offered any more is hidden. */
@Injectable()
export class ServiceAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async list(tenantId: TenantId): Promise<ServiceForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ServiceForMerchant>(`select ${COLUMNS} from service where tenant_id = $1 order by position, id`, [
        tenantId,
      ]),
    );
  }

  /** @throws Problem service.handle_taken, request.invalid */
  async create(tenantId: TenantId, draft: ServiceDraft, author: Author): Promise<ServiceForMerchant> {
    return this.write(tenantId, async (tx) => {
      const { service, isNew } = await putService(tx, draft, false);
      if (!isNew) throw new Problem('service.handle_taken', { params: { handle: draft.handle } });
      await tx.audit({
        ...author,
        action: 'service.create',
        subjectType: 'service',
        subjectId: service.id,
        after: service,
      });
      return service;
    });
  }

  /** @throws Problem service.not_found, service.handle_taken, request.invalid */
  async change(
    tenantId: TenantId,
    serviceId: string,
    change: Partial<ServiceDraft>,
    author: Author,
  ): Promise<ServiceForMerchant> {
    return this.write(tenantId, async (tx) => {
      const [before] = await tx.query<ServiceForMerchant>(
        `select ${COLUMNS} from service where tenant_id = $1 and id = $2 for update`,
        [tenantId, serviceId],
      );
      if (!before) throw new Problem('service.not_found');
      const draft = { ...before, ...change };
      checkService(draft);
      const taken = await tx.query('select 1 from service where tenant_id = $1 and handle = $2 and id <> $3', [
        tenantId,
        draft.handle,
        serviceId,
      ]);
      if (taken.length > 0) throw new Problem('service.handle_taken', { params: { handle: draft.handle } });
      const [after] = await tx.query<ServiceForMerchant>(
        `with changed as (update service set ${SET} where tenant_id = $1 and id = $2 returning *) select ${COLUMNS} from changed`,
        [tenantId, serviceId, ...values(draft)],
      );
      if (!after) throw new Problem('service.not_found');
      await tx.audit({
        ...author,
        action: 'service.change',
        subjectType: 'service',
        subjectId: serviceId,
        before,
        after,
      });
      return after;
    });
  }

  private async write<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** A new service, or, when `replace`, what the one of this handle becomes. @throws Problem request.invalid */
export async function putService(
  tx: TenantTransaction,
  draft: ServiceDraft,
  replace: boolean,
  at = '',
): Promise<{ service: ServiceForMerchant; isNew: boolean }> {
  checkService(draft, at);
  const id = newId<string>();
  const [service] = await tx.query<ServiceForMerchant>(
    `with put as (
       insert into service (tenant_id, id, handle, title, summary, description_html, category, image_url, price_fen, deposit_fen,
         duration_minutes, buffer_minutes, capacity, timetable, state, position)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
       on conflict (tenant_id, handle) do update set ${replace ? SET : 'handle = excluded.handle'} returning *)
     select ${COLUMNS} from put`,
    [tx.tenantId, id, ...values(draft)],
  );
  if (!service) throw new Error('The service was not stored.');
  return { service, isNew: service.id === id };
}

function values(draft: ServiceDraft): unknown[] {
  return [
    draft.handle,
    draft.title,
    draft.summary,
    richTextHtml(draft.descriptionHtml),
    draft.category,
    mediaPath(draft.imageUrl),
    draft.priceFen,
    draft.depositFen,
    draft.durationMinutes,
    draft.bufferMinutes,
    draft.capacity,
    draft.timetable === null ? null : JSON.stringify(draft.timetable),
    draft.state,
    draft.position,
  ];
}

const SET = `handle = $3, title = $4, summary = $5, description_html = $6, category = $7, image_url = $8, price_fen = $9, deposit_fen = $10,
  duration_minutes = $11, buffer_minutes = $12, capacity = $13, timetable = $14, state = $15, position = $16, updated_at = now()`;

const COLUMNS = `id, handle, title, summary, description_html as "descriptionHtml", category, image_url as "imageUrl", price_fen as "priceFen",
  deposit_fen as "depositFen", duration_minutes as "durationMinutes", buffer_minutes as "bufferMinutes", capacity, timetable, state, position,
  updated_at as "updatedAt"`;
