import { newId, type ProductId } from '#kernel/identity/ids.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { refreshImageUrls } from '../images/image-urls.js';
import type { ProductDraft } from './product-draft.js';

/**
 * Notes the images of a batch and asks for those that are not stored yet; an image that cannot be fetched costs a warning, never
 * the product. Images that a file no longer names go.
 * @returns products that gained or lost an image
 */
export async function writeImages(
  tx: TenantTransaction,
  importId: string,
  products: readonly ProductDraft[],
  idByHandle: ReadonlyMap<string, ProductId>,
): Promise<ReadonlySet<ProductId>> {
  const rows = products.flatMap((product) =>
    product.images.map((image) => ({
      id: newId(),
      product_id: idByHandle.get(product.handle),
      source: image.source,
      position: image.position,
      alt: image.alt,
      import_row: image.row,
    })),
  );
  const incoming = JSON.stringify(rows);
  const written = await tx.query<{ id: string; product_id: ProductId; state: string; created: boolean }>(UPSERT, [
    tx.tenantId,
    incoming,
    importId,
  ]);
  const whole = products.filter((product) => !product.partial).map((product) => idByHandle.get(product.handle));
  const removed = await tx.query<{ product_id: ProductId }>(REMOVE, [tx.tenantId, incoming, whole]);
  await enqueueFetches(
    tx,
    written.filter(({ state }) => state !== 'stored').map(({ id }) => id),
  );
  await refreshImageUrls(tx, [...idByHandle.values()]);
  return new Set([...written.filter(({ created }) => created), ...removed].map(({ product_id }) => product_id));
}

async function enqueueFetches(tx: TenantTransaction, imageIds: readonly string[]): Promise<void> {
  if (imageIds.length === 0) return;
  await tx.execute(
    `insert into outbox (tenant_id, id, job, payload)
     select $1, gen_random_uuid(), 'product-image.fetch', jsonb_build_object('tenantId', $1::uuid, 'imageId', image_id)
     from unnest($2::uuid[]) as image_id`,
    [tx.tenantId, imageIds],
  );
}

const INCOMING = `jsonb_to_recordset($2::jsonb) as incoming (id uuid, product_id uuid, source text, position int, alt text, import_row int)`;

// next_attempt_at lets the sweeper fetch what the job did not; naming an unreachable image again is a reason to try it at once.
const UPSERT = `
  insert into product_image (tenant_id, id, product_id, source, position, alt, state, next_attempt_at, import_id, import_row)
  select $1, id, product_id, source, position, alt, 'pending', now() + interval '2 minutes', $3, import_row from ${INCOMING}
  on conflict (tenant_id, product_id, source) do update set position = excluded.position, alt = excluded.alt,
    import_id = excluded.import_id, import_row = excluded.import_row
  returning id, product_id, state, xmax = 0 as created`;

const REMOVE = `
  delete from product_image
  where tenant_id = $1 and product_id = any($3)
    and not exists (select from ${INCOMING} where incoming.product_id = product_image.product_id and incoming.source = product_image.source)
  returning product_id`;
