import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type ProductId } from '#kernel/identity/ids.js';
import type { ProductDraft } from '../catalogue/product-draft.js';
import { assignGroups, type ModifierGroupDraft, writeModifierGroup } from './write-modifier-group.js';

/**
 * Stores the extras that an import file names. Groups are known by their names; a file without the column, or with an empty cell,
 * leaves a dish's groups as they are.
 * @returns products whose extras changed
 */
export async function writeExtras(
  tx: TenantTransaction,
  products: readonly ProductDraft[],
  idByHandle: ReadonlyMap<string, ProductId>,
): Promise<ReadonlySet<ProductId>> {
  const dishes = products.filter(({ extras }) => extras.length > 0);
  if (dishes.length === 0) return new Set();
  const drafts = new Map(dishes.flatMap(({ extras }) => extras).map((group) => [group.name, group]));
  const groupIds = await writeGroups(tx, drafts);
  const changed = new Set<ProductId>();
  for (const { handle, extras } of dishes) {
    const productId = idByHandle.get(handle);
    const wanted = extras.map(({ name }) => groupIds.get(name));
    if (productId && (await assign(tx, productId, wanted))) changed.add(productId);
  }
  return changed;
}

interface KnownGroup {
  readonly id: string;
  readonly name: string;
  readonly draft: ModifierGroupDraft;
}

async function writeGroups(
  tx: TenantTransaction,
  drafts: ReadonlyMap<string, ModifierGroupDraft>,
): Promise<ReadonlyMap<string, string>> {
  const known = await tx.query<KnownGroup>(
    `select g.id, g.name, jsonb_build_object('name', g.name, 'minChoices', g.min_choices, 'maxChoices', g.max_choices,
       'modifiers', (select coalesce(jsonb_agg(jsonb_build_object('name', m.name, 'priceFen', m.price_fen) order by m.position), '[]')
         from modifier m where m.tenant_id = $1 and m.group_id = g.id)) as draft
     from modifier_group g where g.tenant_id = $1 and g.name = any($2)`,
    [tx.tenantId, [...drafts.keys()]],
  );
  const ids = new Map(known.map(({ id, name }) => [name, id]));
  for (const [name, draft] of drafts) {
    const there = known.find((group) => group.name === name);
    if (there && isSame(there.draft, draft)) continue;
    ids.set(name, await writeModifierGroup(tx, draft, there?.id ?? newId()));
  }
  return ids;
}

function isSame(a: ModifierGroupDraft, b: ModifierGroupDraft): boolean {
  const key = ({ minChoices, maxChoices, modifiers }: ModifierGroupDraft) =>
    JSON.stringify([minChoices, maxChoices, modifiers.map(({ name, priceFen }) => [name, priceFen])]);
  return key(a) === key(b);
}

async function assign(
  tx: TenantTransaction,
  productId: ProductId,
  groupIds: readonly (string | undefined)[],
): Promise<boolean> {
  const before = await tx.query<{ group_id: string }>(
    'select group_id from product_modifier_group where tenant_id = $1 and product_id = $2 order by position',
    [tx.tenantId, productId],
  );
  if (before.map((row) => row.group_id).join() === groupIds.join()) return false;
  await assignGroups(tx, productId, groupIds);
  return true;
}
