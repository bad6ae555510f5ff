import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';

export interface ServiceCard {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly category: string;
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly depositFen: number;
  readonly durationMinutes: number;
  /** 1 for an appointment of one's own, more for a class. */
  readonly capacity: number;
}

export interface StaffCard {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly imageUrl: string | null;
}

export interface ServiceDetail extends ServiceCard {
  readonly descriptionHtml: string;
  readonly staff: StaffCard[];
}

export interface StaffDetail extends StaffCard {
  readonly bio: string;
  readonly services: ServiceCard[];
}

/** A service card as jsonb, from a service row called `v`. */
export const SERVICE_CARD_JSON = `jsonb_build_object('id', v.id, 'title', v.title, 'summary', v.summary, 'category', v.category,
  'imageUrl', v.image_url, 'priceFen', v.price_fen, 'depositFen', v.deposit_fen, 'durationMinutes', v.duration_minutes,
  'capacity', v.capacity)`;

const STAFF_CARD_JSON = `jsonb_build_object('id', p.id, 'name', p.name, 'title', p.title, 'imageUrl', p.image_url)`;

/** What a shop offers and who works there; a shop has tens of each, not thousands. */
export async function readServices(
  pool: TenantPool,
  tenantId: TenantId,
): Promise<{ services: ServiceCard[]; staff: StaffCard[] }> {
  const [row] = await pool.query<{ services: ServiceCard[]; staff: StaffCard[] }>(tenantId, READ_SERVICES, [tenantId]);
  return row ?? { services: [], staff: [] };
}

/** @throws Problem service.not_found for one that is unknown, hidden or another shop's */
export async function readService(pool: TenantPool, tenantId: TenantId, serviceId: string): Promise<ServiceDetail> {
  const [row] = await pool.query<{ card: ServiceDetail }>(tenantId, READ_SERVICE, [tenantId, serviceId]);
  if (!row) throw new Problem('service.not_found');
  return row.card;
}

/** @throws Problem staff.not_found */
export async function readStaff(pool: TenantPool, tenantId: TenantId, staffId: string): Promise<StaffDetail> {
  const [row] = await pool.query<{ card: StaffDetail }>(tenantId, READ_STAFF, [tenantId, staffId]);
  if (!row) throw new Problem('staff.not_found');
  return row.card;
}

const READ_SERVICES: Statement = {
  name: 'read_services',
  text: `select
    (select coalesce(jsonb_agg(${SERVICE_CARD_JSON} order by v.position, v.id), '[]')
      from service v where v.tenant_id = $1 and v.state = 'active') as services,
    (select coalesce(jsonb_agg(${STAFF_CARD_JSON} order by p.position, p.id), '[]')
      from staff p where p.tenant_id = $1 and p.state = 'active') as staff`,
};

const READ_SERVICE: Statement = {
  name: 'read_service',
  text: `select ${SERVICE_CARD_JSON} || jsonb_build_object('descriptionHtml', v.description_html, 'staff',
      (select coalesce(jsonb_agg(${STAFF_CARD_JSON} order by p.position, p.id), '[]')
        from staff_service d join staff p on p.tenant_id = d.tenant_id and p.id = d.staff_id
        where d.tenant_id = $1 and d.service_id = v.id and p.state = 'active')) as card
    from service v where v.tenant_id = $1 and v.id = $2 and v.state = 'active'`,
};

const READ_STAFF: Statement = {
  name: 'read_staff',
  text: `select ${STAFF_CARD_JSON} || jsonb_build_object('bio', p.bio, 'services',
      (select coalesce(jsonb_agg(${SERVICE_CARD_JSON} order by v.position, v.id), '[]')
        from staff_service d join service v on v.tenant_id = d.tenant_id and v.id = d.service_id
        where d.tenant_id = $1 and d.staff_id = p.id and v.state = 'active')) as card
    from staff p where p.tenant_id = $1 and p.id = $2 and p.state = 'active'`,
};
