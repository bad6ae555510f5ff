import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from './product-admin.js';
import { sqlStateOf } from './sql-state.js';

export interface BrandDraft {
  readonly name: string;
  readonly nameEn: string | null;
  readonly logoUrl: string | null;
  readonly position: number;
}

export interface BrandForMerchant extends BrandDraft {
  readonly id: string;
  /** Hidden ones included. */
  readonly productCount: number;
}

const MAX_BRANDS = 500;

@Injectable()
export class BrandAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** All of them, in the merchant's order. */
  list(tenantId: TenantId): Promise<BrandForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<BrandForMerchant>(`${SELECT} where b.tenant_id = $1 order by b.position, b.id`, [tenantId]),
    );
  }

  /** @throws Problem brand.too_many, brand.name_taken */
  create(tenantId: TenantId, draft: BrandDraft, author: Author): Promise<BrandForMerchant> {
    return this.write(tenantId, draft.name, async (tx) => {
      const [known] = await tx.query<{ count: number }>(
        'select count(*)::int as count from brand where tenant_id = $1',
        [tenantId],
      );
      if ((known?.count ?? 0) >= MAX_BRANDS) throw new Problem('brand.too_many', { params: { limit: MAX_BRANDS } });
      const id = newId();
      await tx.execute(
        'insert into brand (tenant_id, id, name, name_en, logo_url, position) values ($1, $2, $3, $4, $5, $6)',
        [tenantId, id, ...columnsOf(draft)],
      );
      await tx.audit({ ...author, action: 'brand.create', subjectType: 'brand', subjectId: id, after: draft });
      return getBrand(tx, id);
    });
  }

  /** @throws Problem brand.not_found, brand.name_taken */
  change(tenantId: TenantId, id: string, draft: BrandDraft, author: Author): Promise<BrandForMerchant> {
    return this.write(tenantId, draft.name, async (tx) => {
      const before = await getBrand(tx, id);
      await tx.execute(
        'update brand set name = $3, name_en = $4, logo_url = $5, position = $6 where tenant_id = $1 and id = $2',
        [tenantId, id, ...columnsOf(draft)],
      );
      await tx.audit({ ...author, action: 'brand.change', subjectType: 'brand', subjectId: id, before, after: draft });
      return getBrand(tx, id);
    });
  }

  /** @throws Problem brand.not_found, brand.in_use */
  async delete(tenantId: TenantId, id: string, author: Author): Promise<void> {
    await this.write(tenantId, '', async (tx) => {
      await tx.query('select from brand where tenant_id = $1 and id = $2 for update', [tenantId, id]);
      const before = await getBrand(tx, id);
      if (before.productCount > 0) throw new Problem('brand.in_use', { params: { count: before.productCount } });
      await tx.execute('delete from brand where tenant_id = $1 and id = $2', [tenantId, id]);
      await tx.audit({ ...author, action: 'brand.delete', subjectType: 'brand', subjectId: id, before });
      return before;
    });
  }

  private async write(
    tenantId: TenantId,
    name: string,
    work: (tx: TenantTransaction) => Promise<BrandForMerchant>,
  ): Promise<BrandForMerchant> {
    try {
      const brand = await this.database.transaction(tenantId, work);
      await this.broadcast.publish('catalogue', tenantId);
      return brand;
    } catch (error) {
      if (sqlStateOf(error) === '23505') throw new Problem('brand.name_taken', { params: { name }, cause: error });
      throw error;
    }
  }
}

function columnsOf({ name, nameEn, logoUrl, position }: BrandDraft): unknown[] {
  return [name.trim(), nameEn?.trim() ?? null, logoUrl, position];
}

async function getBrand(tx: TenantTransaction, id: string): Promise<BrandForMerchant> {
  const [row] = await tx.query<BrandForMerchant>(`${SELECT} where b.tenant_id = $1 and b.id = $2`, [tx.tenantId, id]);
  if (!row) throw new Problem('brand.not_found');
  return row;
}

const SELECT = `
  select b.id, b.name, b.name_en as "nameEn", b.logo_url as "logoUrl", b.position,
    (select count(*)::int from product p where p.tenant_id = b.tenant_id and p.brand_id = b.id) as "productCount"
  from brand b`;
