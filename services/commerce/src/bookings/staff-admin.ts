import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { isDay } from './china-time.js';
import { checkHours, invalid, mediaPath, type StaffDraft } from './service-draft.js';
import type { HoursException } from './slots.js';

export interface StaffForMerchant extends StaffDraft {
  readonly id: string;
  /** From today on. */
  readonly exceptions: readonly (HoursException & { readonly id: string; readonly note: string | null })[];
  readonly updatedAt: Date;
}

/** Who works in a shop and when. Nobody is deleted: bookings name them; who has left is hidden. */
@Injectable()
export class StaffAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async list(tenantId: TenantId): Promise<StaffForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<StaffForMerchant>(`${SELECT} order by p.position, p.id`, [tenantId]),
    );
  }

  /** @throws Problem staff.handle_taken, request.invalid */
  async create(tenantId: TenantId, draft: StaffDraft, author: Author): Promise<StaffForMerchant> {
    return this.write(tenantId, async (tx) => {
      const { id, isNew } = await putStaff(tx, draft, false);
      if (!isNew) throw new Problem('staff.handle_taken', { params: { handle: draft.handle } });
      const after = await read(tx, id);
      await tx.audit({ ...author, action: 'staff.create', subjectType: 'staff', subjectId: id, after });
      return after;
    });
  }

  /** @throws Problem staff.not_found, staff.handle_taken, request.invalid */
  async change(
    tenantId: TenantId,
    staffId: string,
    change: Partial<StaffDraft>,
    author: Author,
  ): Promise<StaffForMerchant> {
    return this.write(tenantId, async (tx) => {
      await tx.query('select 1 from staff where tenant_id = $1 and id = $2 for update', [tenantId, staffId]);
      const before = await read(tx, staffId);
      const draft = { ...before, ...change };
      checkHours(draft.hours);
      const taken = await tx.query('select 1 from staff where tenant_id = $1 and handle = $2 and id <> $3', [
        tenantId,
        draft.handle,
        staffId,
      ]);
      if (taken.length > 0) throw new Problem('staff.handle_taken', { params: { handle: draft.handle } });
      await tx.execute(`update staff set ${SET} where tenant_id = $1 and id = $2`, [
        tenantId,
        staffId,
        ...values(draft),
      ]);
      if (change.serviceIds) await setServices(tx, staffId, change.serviceIds, '');
      const after = await read(tx, staffId);
      await tx.audit({ ...author, action: 'staff.change', subjectType: 'staff', subjectId: staffId, before, after });
      return after;
    });
  }

  /** Time off, or extra hours; what is booked then stays booked. @throws Problem staff.not_found, request.invalid */
  async addException(
    tenantId: TenantId,
    staffId: string,
    exception: HoursException & { readonly note: string | null },
    author: Author,
  ): Promise<StaffForMerchant> {
    const { day, kind, fromMinute, toMinute, note } = exception;
    if (!isDay(day)) throw invalid('/day', { zh: '不是有效的日期', en: 'is no day' });
    if (fromMinute >= toMinute) throw invalid('/toMinute', { zh: '结束须晚于开始', en: 'must be after the beginning' });
    return this.write(tenantId, async (tx) => {
      await read(tx, staffId);
      await tx.execute(
        `insert into staff_exception (tenant_id, id, staff_id, day, kind, from_minute, to_minute, note) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [tenantId, newId(), staffId, day, kind, fromMinute, toMinute, note],
      );
      await tx.audit({
        ...author,
        action: 'staff.exception',
        subjectType: 'staff',
        subjectId: staffId,
        after: exception,
      });
      return read(tx, staffId);
    });
  }

  /** @throws Problem staff_exception.not_found */
  async removeException(
    tenantId: TenantId,
    staffId: string,
    exceptionId: string,
    author: Author,
  ): Promise<StaffForMerchant> {
    return this.write(tenantId, async (tx) => {
      const [before] = await tx.query(
        `with gone as (delete from staff_exception where tenant_id = $1 and staff_id = $2 and id = $3 returning *) select day, kind from gone`,
        [tenantId, staffId, exceptionId],
      );
      if (!before) throw new Problem('staff_exception.not_found');
      await tx.audit({
        ...author,
        action: 'staff.exception_removed',
        subjectType: 'staff',
        subjectId: staffId,
        before,
      });
      return read(tx, staffId);
    });
  }

  private async write<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** Somebody new, or, when `replace`, what the one of this handle becomes. @throws Problem request.invalid */
export async function putStaff(
  tx: TenantTransaction,
  draft: StaffDraft,
  replace: boolean,
  at = '',
): Promise<{ id: string; isNew: boolean }> {
  checkHours(draft.hours, at);
  const newOne = newId<string>();
  const [row] = await tx.query<{ id: string }>(
    `insert into staff (tenant_id, id, handle, name, title, bio, image_url, hours, state, position)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (tenant_id, handle) do update set ${replace ? SET : 'handle = excluded.handle'} returning id`,
    [tx.tenantId, newOne, ...values(draft)],
  );
  if (!row) throw new Error('The staff member was not stored.');
  const isNew = row.id === newOne;
  if (isNew || replace) await setServices(tx, row.id, draft.serviceIds, at);
  return { id: row.id, isNew };
}

async function setServices(
  tx: TenantTransaction,
  staffId: string,
  serviceIds: readonly string[],
  at: string,
): Promise<void> {
  const known = await tx.query<{ id: string }>('select id from service where tenant_id = $1 and id = any($2::uuid[])', [
    tx.tenantId,
    serviceIds,
  ]);
  const ids = new Set(known.map(({ id }) => id));
  const strange = serviceIds.findIndex((id) => !ids.has(id));
  if (strange >= 0)
    throw invalid(`${at}/serviceIds/${strange}`, { zh: '店铺中没有该服务项目', en: 'is no service of this shop' });
  await tx.execute('delete from staff_service where tenant_id = $1 and staff_id = $2', [tx.tenantId, staffId]);
  await tx.execute(
    'insert into staff_service (tenant_id, staff_id, service_id) select $1, $2, id from unnest($3::uuid[]) as id',
    [tx.tenantId, staffId, [...ids]],
  );
}

async function read(tx: TenantTransaction, staffId: string): Promise<StaffForMerchant> {
  const [row] = await tx.query<StaffForMerchant>(`${SELECT} and p.id = $2`, [tx.tenantId, staffId]);
  if (!row) throw new Problem('staff.not_found');
  return row;
}

function values({ handle, name, title, bio, imageUrl, hours, state, position }: StaffDraft): unknown[] {
  return [handle, name, title, bio, mediaPath(imageUrl), JSON.stringify(hours), state, position];
}

const SET = `handle = $3, name = $4, title = $5, bio = $6, image_url = $7, hours = $8, state = $9, position = $10, updated_at = now()`;

const SELECT = `
  select p.id, p.handle, p.name, p.title, p.bio, p.image_url as "imageUrl", p.hours, p.state, p.position, p.updated_at as "updatedAt",
    array(select d.service_id::text from staff_service d where d.tenant_id = p.tenant_id and d.staff_id = p.id order by 1) as "serviceIds",
    (select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'day', e.day, 'kind', e.kind, 'fromMinute', e.from_minute,
        'toMinute', e.to_minute, 'note', e.note) order by e.day, e.from_minute), '[]')
      from staff_exception e where e.tenant_id = p.tenant_id and e.staff_id = p.id
        and e.day >= (now() at time zone 'Asia/Shanghai')::date) as exceptions
  from staff p where p.tenant_id = $1`;
