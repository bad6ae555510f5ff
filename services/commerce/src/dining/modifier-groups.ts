import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import type { ModifierGroup } from './modifier-choice.js';
import { assignGroups, type ModifierGroupDraft, writeModifierGroup } from './write-modifier-group.js';

export interface ModifierGroupForMerchant extends ModifierGroup {
  readonly productIds: readonly string[];
}

const SELECT = `
  select g.id, g.name, g.min_choices as "minChoices", g.max_choices as "maxChoices",
    (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'priceFen', m.price_fen, 'soldOut', m.sold_out)
        order by m.position, m.id), '[]') from modifier m where m.tenant_id = g.tenant_id and m.group_id = g.id) as modifiers,
    (select coalesce(jsonb_agg(p.product_id order by p.product_id), '[]')
      from product_modifier_group p where p.tenant_id = g.tenant_id and p.group_id = g.id) as "productIds"
  from modifier_group g where g.tenant_id = $1`;

/** Options and extras as the merchant keeps them. Every change reaches shoppers at once. */
@Injectable()
export class ModifierGroups {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  async list(tenantId: TenantId): Promise<ModifierGroupForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ModifierGroupForMerchant>(`${SELECT} order by g.name limit 500`, [tenantId]),
    );
  }

  /** @throws Problem modifier_group.name_taken */
  async create(tenantId: TenantId, draft: ModifierGroupDraft, author: Author): Promise<ModifierGroupForMerchant> {
    return this.changed(tenantId, async (tx) => {
      await refuseTwin(tx, draft.name, null);
      const groupId = await writeModifierGroup(tx, draft, newId());
      await tx.audit({
        ...author,
        action: 'modifier_group.create',
        subjectType: 'modifier_group',
        subjectId: groupId,
        after: draft,
      });
      return get(tx, groupId);
    });
  }

  /** Replaces name, counts and modifiers; a modifier that keeps its name keeps its id. @throws Problem modifier_group.not_found, modifier_group.name_taken */
  async replace(
    tenantId: TenantId,
    groupId: string,
    draft: ModifierGroupDraft,
    author: Author,
  ): Promise<ModifierGroupForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await get(tx, groupId);
      await refuseTwin(tx, draft.name, groupId);
      await writeModifierGroup(tx, draft, groupId);
      await tx.audit({
        ...author,
        action: 'modifier_group.change',
        subjectType: 'modifier_group',
        subjectId: groupId,
        before,
        after: draft,
      });
      return get(tx, groupId);
    });
  }

  /** @throws Problem modifier_group.not_found */
  async remove(tenantId: TenantId, groupId: string, author: Author): Promise<void> {
    await this.changed(tenantId, async (tx) => {
      const before = await get(tx, groupId);
      await tx.execute('delete from modifier_group where tenant_id = $1 and id = $2', [tenantId, groupId]);
      await tx.audit({
        ...author,
        action: 'modifier_group.remove',
        subjectType: 'modifier_group',
        subjectId: groupId,
        before,
      });
    });
  }

  /** "Sold out" for today, and back. @throws Problem modifier.not_found */
  async setSoldOut(
    tenantId: TenantId,
    modifierId: string,
    soldOut: boolean,
    author: Author,
  ): Promise<ModifierGroupForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const [row] = await tx.query<{ group_id: string }>(
        `with changed as (update modifier set sold_out = $3 where tenant_id = $1 and id = $2 returning group_id) select group_id from changed`,
        [tenantId, modifierId, soldOut],
      );
      if (!row) throw new Problem('modifier.not_found');
      await tx.audit({
        ...author,
        action: 'modifier.change',
        subjectType: 'modifier',
        subjectId: modifierId,
        after: { soldOut },
      });
      return get(tx, row.group_id);
    });
  }

  /** The groups of a dish, in their order. @throws Problem product.not_found, modifier_group.not_found */
  async assign(
    tenantId: TenantId,
    productId: string,
    groupIds: readonly string[],
    author: Author,
  ): Promise<ModifierGroupForMerchant[]> {
    return this.changed(tenantId, async (tx) => {
      const products = await tx.query('select 1 from product where tenant_id = $1 and id = $2 for update', [
        tenantId,
        productId,
      ]);
      if (products.length === 0) throw new Problem('product.not_found');
      const known = await tx.query<{ id: string }>(
        'select id from modifier_group where tenant_id = $1 and id = any($2)',
        [tenantId, groupIds],
      );
      if (known.length < new Set(groupIds).size) throw new Problem('modifier_group.not_found');
      await assignGroups(tx, productId, groupIds);
      await tx.audit({
        ...author,
        action: 'product.extras',
        subjectType: 'product',
        subjectId: productId,
        after: { groupIds },
      });
      return tx.query<ModifierGroupForMerchant>(`${SELECT} and g.id = any($2) order by array_position($2, g.id)`, [
        tenantId,
        groupIds,
      ]);
    });
  }

  private async changed<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

async function refuseTwin(tx: TenantTransaction, name: string, groupId: string | null): Promise<void> {
  const twins = await tx.query(
    'select 1 from modifier_group where tenant_id = $1 and name = $2 and id is distinct from $3',
    [tx.tenantId, name, groupId],
  );
  if (twins.length > 0) throw new Problem('modifier_group.name_taken');
}

async function get(tx: TenantTransaction, groupId: string): Promise<ModifierGroupForMerchant> {
  const [row] = await tx.query<ModifierGroupForMerchant>(`${SELECT} and g.id = $2`, [tx.tenantId, groupId]);
  if (!row) throw new Problem('modifier_group.not_found');
  return row;
}
