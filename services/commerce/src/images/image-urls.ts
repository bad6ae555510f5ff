import type { ProductId } from '#kernel/identity/ids.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';

/** Brings the image addresses, and the widths of smaller copies, that products and SKUs repeat up to date with the stored images. */
export async function refreshImageUrls(tx: TenantTransaction, productIds: readonly ProductId[]): Promise<void> {
  await tx.execute(
    `update product set image_url = chosen.url, image_widths = chosen.widths, updated_at = now()
     from (
       select product.id, first.url, first.widths
       from product left join lateral (
         select url, widths from product_image as image
         where image.tenant_id = $1 and image.product_id = product.id and image.state = 'stored' order by image.position, image.id limit 1
       ) as first on true
       where tenant_id = $1 and id = any($2)
     ) as chosen
     where product.tenant_id = $1 and product.id = chosen.id
       and (product.image_url, product.image_widths) is distinct from (chosen.url, chosen.widths)`,
    [tx.tenantId, productIds],
  );
  await tx.execute(
    `update sku set image_url = chosen.url
     from (
       select sku.id, image.url from sku left join product_image as image
         on image.tenant_id = $1 and image.product_id = sku.product_id and image.source = sku.image_source and image.state = 'stored'
       where sku.tenant_id = $1 and sku.product_id = any($2)
     ) as chosen
     where sku.tenant_id = $1 and sku.id = chosen.id and sku.image_url is distinct from chosen.url`,
    [tx.tenantId, productIds],
  );
}
