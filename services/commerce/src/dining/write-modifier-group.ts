import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';

/** A group as the merchant writes it down; its modifiers in the order of the menu, each name once. */
export interface ModifierGroupDraft {
  readonly name: string;
  readonly minChoices: number;
  readonly maxChoices: number;
  readonly modifiers: readonly { readonly name: string; readonly priceFen: number }[];
}

/**
 * Stores a group under `groupId`. Modifiers are known by their names: what keeps its name keeps its id, and whether it is sold out;
 * what is no longer named goes.
 */
export async function writeModifierGroup(
  tx: TenantTransaction,
  draft: ModifierGroupDraft,
  groupId: string,
): Promise<string> {
  const { name, minChoices, maxChoices, modifiers } = draft;
  await tx.execute(
    `insert into modifier_group (tenant_id, id, name, min_choices, max_choices) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, id) do update set name = excluded.name, min_choices = excluded.min_choices, max_choices = excluded.max_choices`,
    [tx.tenantId, groupId, name, minChoices, maxChoices],
  );
  await tx.execute('delete from modifier where tenant_id = $1 and group_id = $2 and name <> all($3)', [
    tx.tenantId,
    groupId,
    modifiers.map((modifier) => modifier.name),
  ]);
  await tx.execute(
    `insert into modifier (tenant_id, id, group_id, name, price_fen, position)
     select $1, id, $2, name, price_fen, place
     from unnest($3::uuid[], $4::text[], $5::int[]) with ordinality as draft (id, name, price_fen, place)
     on conflict (tenant_id, group_id, name) do update set price_fen = excluded.price_fen, position = excluded.position`,
    [
      tx.tenantId,
      groupId,
      modifiers.map(() => newId()),
      modifiers.map((modifier) => modifier.name),
      modifiers.map((modifier) => modifier.priceFen),
    ],
  );
  return groupId;
}

/** Exactly these groups for a dish, in this order. */
export async function assignGroups(
  tx: TenantTransaction,
  productId: string,
  groupIds: readonly (string | undefined)[],
): Promise<void> {
  await tx.execute('delete from product_modifier_group where tenant_id = $1 and product_id = $2', [
    tx.tenantId,
    productId,
  ]);
  await tx.execute(
    `insert into product_modifier_group (tenant_id, product_id, group_id, position)
     select $1, $2, id, place from unnest($3::uuid[]) with ordinality as wanted (id, place)`,
    [tx.tenantId, productId, groupIds],
  );
}
