import { Injectable } from '@nestjs/common';
import { FleetDatabase } from '#kernel/data/fleet-database.js';
import type { Transaction } from '#kernel/data/transaction.js';
import { type AgencyId, newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../access/caller.js';
import type { Status } from '../access/tenants.repository.js';
import { AuditAcrossTenants } from '../audit/audit.repository.js';
import { containsPattern } from '../data/id-page.js';
import { isUniqueViolation } from '../data/unique-violation.js';

/** What the agency says about a client. */
export interface MerchantData {
  readonly clientRef: string;
  readonly name: string;
  readonly contactName: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly creditCode: string | null;
  readonly wantedAppId: string | null;
}

export interface Merchant extends MerchantData {
  readonly id: TenantId;
  readonly agencyId: AgencyId;
  readonly status: Status;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

export interface MerchantFilter {
  readonly agencyId: AgencyId | null;
  /** A merchant's own member sees that merchant alone. */
  readonly tenantId: TenantId | null;
  readonly status: Status | null;
  readonly q: string | undefined;
}

const columns = `id, agency_id as "agencyId", client_ref as "clientRef", name, contact_name as "contactName",
  contact_email as "contactEmail", contact_phone as "contactPhone", credit_code as "creditCode",
  wanted_app_id as "wantedAppId", status, created_at as "createdAt", updated_at as "updatedAt"`;

@Injectable()
export class MerchantsAcrossTenants {
  constructor(
    private readonly database: FleetDatabase,
    private readonly audit: AuditAcrossTenants,
  ) {}

  /** @throws Problem agency.not_found, merchant.ref_taken */
  async create(agencyId: AgencyId, data: MerchantData, author: Author): Promise<Merchant> {
    return refuseTakenRef(data.clientRef, () =>
      this.database.transaction(async (tx) => {
        const agencies = await tx.query('select from platform.agency where id = $1', [agencyId]);
        if (agencies.length === 0) throw new Problem('agency.not_found');
        const [merchant] = await tx.query<Merchant>(
          `insert into platform.merchant (id, agency_id, client_ref, name, contact_name, contact_email, contact_phone,
             credit_code, wanted_app_id)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning ${columns}`,
          [newId(), agencyId, ...dataValues(data)],
        );
        if (!merchant) throw new Error('an insert returned no row');
        const change = { action: 'merchant.created', subjectType: 'merchant', subjectId: merchant.id } as const;
        await this.audit.record(tx, agencyId, author, { ...change, after: dataOf(merchant) });
        return merchant;
      }),
    );
  }

  /** @throws Problem merchant.not_found */
  async get(tenantId: TenantId): Promise<Merchant> {
    const [merchant] = await this.database.query<Merchant>(`select ${columns} from platform.merchant where id = $1`, [
      tenantId,
    ]);
    if (!merchant) throw new Problem('merchant.not_found');
    return merchant;
  }

  async list(filter: MerchantFilter, before: string | null, limit: number): Promise<Merchant[]> {
    return this.database.query<Merchant>(
      `select ${columns} from platform.merchant
       where ($1::uuid is null or agency_id = $1) and ($2::uuid is null or id = $2) and ($3::text is null or status = $3)
         and ($4::text is null or name ilike $4 or client_ref ilike $4 or wanted_app_id ilike $4)
         and ($5::uuid is null or id < $5)
       order by id desc limit $6`,
      [
        filter.agencyId,
        filter.tenantId,
        filter.status,
        filter.q === undefined ? null : containsPattern(filter.q),
        before,
        limit,
      ],
    );
  }

  /** @throws Problem merchant.not_found, merchant.ref_taken */
  async change(tenantId: TenantId, change: Partial<MerchantData>, author: Author): Promise<Merchant> {
    return refuseTakenRef(change.clientRef ?? '', () =>
      this.database.transaction(async (tx) => {
        const before = await lock(tx, tenantId);
        const after = { ...dataOf(before), ...change };
        const [merchant] = await tx.query<Merchant>(
          `update platform.merchant set client_ref = $2, name = $3, contact_name = $4, contact_email = $5, contact_phone = $6,
             credit_code = $7, wanted_app_id = $8, updated_at = now()
           where id = $1 returning ${columns}`,
          [tenantId, ...dataValues(after)],
        );
        const subject = { action: 'merchant.changed', subjectType: 'merchant', subjectId: tenantId } as const;
        await this.audit.record(tx, before.agencyId, author, { ...subject, before: dataOf(before), after });
        return merchant ?? before;
      }),
    );
  }

  /** Setting the status it has changes nothing. @throws Problem merchant.not_found */
  async setStatus(tenantId: TenantId, status: Status, author: Author): Promise<Merchant> {
    return this.database.transaction(async (tx) => {
      const before = await lock(tx, tenantId);
      if (before.status === status) return before;
      const [merchant] = await tx.query<Merchant>(
        `update platform.merchant set status = $2, updated_at = now() where id = $1 returning ${columns}`,
        [tenantId, status],
      );
      await this.audit.record(tx, before.agencyId, author, {
        action: status === 'suspended' ? 'merchant.suspended' : 'merchant.resumed',
        subjectType: 'merchant',
        subjectId: tenantId,
        before: { status: before.status },
        after: { status },
      });
      return merchant ?? before;
    });
  }
}

async function lock(tx: Transaction, tenantId: TenantId): Promise<Merchant> {
  const [merchant] = await tx.query<Merchant>(`select ${columns} from platform.merchant where id = $1 for update`, [
    tenantId,
  ]);
  if (!merchant) throw new Problem('merchant.not_found');
  return merchant;
}

function dataOf(merchant: MerchantData): MerchantData {
  const { clientRef, name, contactName, contactEmail, contactPhone, creditCode, wantedAppId } = merchant;
  return { clientRef, name, contactName, contactEmail, contactPhone, creditCode, wantedAppId };
}

function dataValues(data: MerchantData): unknown[] {
  const { clientRef, name, contactName, contactEmail, contactPhone, creditCode, wantedAppId } = data;
  return [clientRef, name, contactName, contactEmail, contactPhone, creditCode, wantedAppId];
}

async function refuseTakenRef<T>(clientRef: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isUniqueViolation(error, 'merchant_agency_id_client_ref_key')) throw error;
    const errors = [{ pointer: '/clientRef', code: 'taken' }];
    throw new Problem('merchant.ref_taken', { params: { clientRef }, errors, cause: error });
  }
}
