import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from './product-admin.js';
import { sqlStateOf } from './sql-state.js';

export interface CategoryDraft {
  readonly name: string;
  readonly nameEn: string | null;
  /** A category at the top; null for one that stands there itself. */
  readonly parentId: string | null;
  readonly imageUrl: string | null;
  /** Its place among the others, the lowest first. */
  readonly position: number;
}

export interface CategoryForMerchant extends CategoryDraft {
  readonly id: string;
  /** Its own, hidden ones included, without those of the categories in it. */
  readonly productCount: number;
}

const MAX_CATEGORIES = 500;

/** A shop's categories, on two levels. */
@Injectable()
export class CategoryAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** All of them, in the merchant's order. */
  list(tenantId: TenantId): Promise<CategoryForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<CategoryForMerchant>(`${SELECT} where c.tenant_id = $1 order by c.position, c.id`, [tenantId]),
    );
  }

  /** @throws Problem category.too_many, category.name_taken, category.levels */
  create(tenantId: TenantId, draft: CategoryDraft, author: Author): Promise<CategoryForMerchant> {
    return this.write(tenantId, draft.name, async (tx) => {
      const [known] = await tx.query<{ count: number }>(
        'select count(*)::int as count from category where tenant_id = $1',
        [tenantId],
      );
      if ((known?.count ?? 0) >= MAX_CATEGORIES)
        throw new Problem('category.too_many', { params: { limit: MAX_CATEGORIES } });
      const id = newId();
      await tx.execute(
        'insert into category (tenant_id, id, name, name_en, parent_id, image_url, position) values ($1, $2, $3, $4, $5, $6, $7)',
        [tenantId, id, ...columnsOf(draft)],
      );
      await tx.audit({ ...author, action: 'category.create', subjectType: 'category', subjectId: id, after: draft });
      return getCategory(tx, id);
    });
  }

  /** @throws Problem category.not_found, category.name_taken, category.levels */
  change(tenantId: TenantId, id: string, draft: CategoryDraft, author: Author): Promise<CategoryForMerchant> {
    return this.write(tenantId, draft.name, async (tx) => {
      const before = await getCategory(tx, id);
      await tx.execute(
        `update category set name = $3, name_en = $4, parent_id = $5, image_url = $6, position = $7 where tenant_id = $1 and id = $2`,
        [tenantId, id, ...columnsOf(draft)],
      );
      await tx.audit({
        ...author,
        action: 'category.change',
        subjectType: 'category',
        subjectId: id,
        before,
        after: draft,
      });
      return getCategory(tx, id);
    });
  }

  /** @throws Problem category.not_found, category.in_use */
  async delete(tenantId: TenantId, id: string, author: Author): Promise<void> {
    await this.write(tenantId, '', async (tx) => {
      const before = await getCategory(tx, id);
      await tx.execute('delete from category where tenant_id = $1 and id = $2', [tenantId, id]);
      await tx.audit({ ...author, action: 'category.delete', subjectType: 'category', subjectId: id, before });
      return before;
    });
  }

  private async write(
    tenantId: TenantId,
    name: string,
    work: (tx: TenantTransaction) => Promise<CategoryForMerchant>,
  ): Promise<CategoryForMerchant> {
    try {
      const category = await this.database.transaction(tenantId, async (tx) => {
        // Changes of one shop's categories one after the other: three put into each other at once would wait for each other.
        await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`categories ${tenantId}`]);
        return work(tx);
      });
      await this.broadcast.publish('catalogue', tenantId);
      return category;
    } catch (error) {
      throw problemOf(error, name);
    }
  }
}

function problemOf(error: unknown, name: string): unknown {
  switch (sqlStateOf(error)) {
    case '23505':
      return new Problem('category.name_taken', { params: { name }, cause: error });
    case '23503':
      return new Problem('category.in_use', { cause: error });
    // category_has_two_levels in infra/database/sql/0025-catalogue.sql
    case 'XC001':
      return new Problem('category.levels', { cause: error });
    default:
      return error;
  }
}

function columnsOf({ name, nameEn, parentId, imageUrl, position }: CategoryDraft): unknown[] {
  return [name.trim(), nameEn?.trim() ?? null, parentId, imageUrl, position];
}

async function getCategory(tx: TenantTransaction, id: string): Promise<CategoryForMerchant> {
  const [row] = await tx.query<CategoryForMerchant>(`${SELECT} where c.tenant_id = $1 and c.id = $2`, [
    tx.tenantId,
    id,
  ]);
  if (!row) throw new Problem('category.not_found');
  return row;
}

const SELECT = `
  select c.id, c.name, c.name_en as "nameEn", c.parent_id as "parentId", c.image_url as "imageUrl", c.position,
    (select count(*)::int from product p where p.tenant_id = c.tenant_id and p.category_id = c.id) as "productCount"
  from category c`;
