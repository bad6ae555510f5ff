import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Author } from '../catalogue/product-admin.js';
import { putService } from './service-admin.js';
import { invalid, type ServiceDraft, type StaffDraft } from './service-draft.js';
import { putStaff } from './staff-admin.js';

/** A whole shop in one file: staff name their services, and classes their teachers, by handle, in the file or in the shop already. */
export interface BookingImport {
  readonly services: readonly (Omit<ServiceDraft, 'timetable'> & {
    readonly timetable:
      | readonly { readonly weekday: number; readonly startMinute: number; readonly staff: string | null }[]
      | null;
  })[];
  readonly staff: readonly (Omit<StaffDraft, 'serviceIds'> & { readonly services: readonly string[] })[];
}

export interface ImportCounts {
  readonly services: number;
  readonly staff: number;
  readonly created: number;
}

/** Services and staff from a file, such as a template's demo shop; importing it again changes nothing. */
@Injectable()
export class BookingImporter {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** All of it or nothing. @throws Problem request.invalid pointing at what is wrong */
  async import(tenantId: TenantId, file: BookingImport, author: Author): Promise<ImportCounts> {
    requireOnce(file.services, '/services');
    requireOnce(file.staff, '/staff');
    const counts = await this.database.transaction(tenantId, async (tx) => {
      const services = await idsByHandle(tx, 'service');
      let created = 0;
      // Without timetables first: these name people who are not there yet.
      for (const [index, draft] of file.services.entries()) {
        const put = await putService(tx, { ...draft, timetable: null }, true, `/services/${index}`);
        services.set(draft.handle, put.service.id);
        created += Number(put.isNew);
      }
      const staff = await idsByHandle(tx, 'staff');
      for (const [index, draft] of file.staff.entries()) {
        const serviceIds = draft.services.map((handle, place) =>
          known(services, handle, `/staff/${index}/services/${place}`),
        );
        const put = await putStaff(tx, { ...draft, serviceIds }, true, `/staff/${index}`);
        staff.set(draft.handle, put.id);
        created += Number(put.isNew);
      }
      await setTimetables(tx, file, services, staff);
      const result = { services: file.services.length, staff: file.staff.length, created };
      await tx.audit({
        ...author,
        action: 'booking.import',
        subjectType: 'merchant',
        subjectId: tenantId,
        after: result,
      });
      return result;
    });
    await this.broadcast.publish('catalogue', tenantId);
    return counts;
  }
}

async function setTimetables(
  tx: TenantTransaction,
  file: BookingImport,
  services: ReadonlyMap<string, string>,
  staff: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [index, { handle, timetable }] of file.services.entries()) {
    if (timetable === null) continue;
    const entries = timetable.map(({ staff: who, ...entry }, place) => ({
      ...entry,
      staffId: who === null ? null : known(staff, who, `/services/${index}/timetable/${place}/staff`),
    }));
    await tx.execute('update service set timetable = $3 where tenant_id = $1 and id = $2', [
      tx.tenantId,
      services.get(handle),
      JSON.stringify(entries),
    ]);
  }
}

async function idsByHandle(tx: TenantTransaction, table: 'service' | 'staff'): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; handle: string }>(`select id, handle from ${table} where tenant_id = $1`, [
    tx.tenantId,
  ]);
  return new Map(rows.map(({ id, handle }) => [handle, id]));
}

function known(ids: ReadonlyMap<string, string>, handle: string, pointer: string): string {
  const id = ids.get(handle);
  if (id === undefined)
    throw invalid(pointer, { zh: `文件与店铺中都没有 ${handle}`, en: `neither the file nor the shop has ${handle}` });
  return id;
}

function requireOnce(items: readonly { readonly handle: string }[], at: string): void {
  const seen = new Set<string>();
  for (const [index, { handle }] of items.entries()) {
    if (seen.has(handle)) throw invalid(`${at}/${index}/handle`, { zh: '标识重复', en: 'is there twice' });
    seen.add(handle);
  }
}
