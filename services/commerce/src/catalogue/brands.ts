import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import type { Language } from '#kernel/problems/problem.js';
import { untilOf } from '../promotions/sale-price.js';
import { PRODUCT_IS_SHOWN } from './publishing.js';

export interface BrandView {
  readonly id: string;
  readonly name: string;
  readonly logoUrl: string | null;
  /** Products on sale; brands without any are not shown. */
  readonly productCount: number;
}

interface BrandRow extends BrandView {
  readonly nameEn: string | null;
  readonly until: number | null;
}

export async function readBrands(
  pool: TenantPool,
  tenantId: TenantId,
  language: Language,
): Promise<{ readonly items: BrandView[]; readonly pricesUntil: number }> {
  const rows = await pool.query<BrandRow>(tenantId, READ_BRANDS, [tenantId]);
  const items = rows.map(({ id, name, nameEn, logoUrl, productCount }) => ({
    id,
    name: language === 'en' && nameEn ? nameEn : name,
    logoUrl,
    productCount,
  }));
  return { items, pricesUntil: untilOf(rows[0]?.until) };
}

const READ_BRANDS: Statement = {
  name: 'read_brands',
  text: `
    select b.id, b.name, b.name_en as "nameEn", b.logo_url as "logoUrl", g.products as "productCount",
      (extract(epoch from goods_change_at($1)) * 1000)::float8 as until
    from brand b
    join (select p.brand_id, count(*)::int as products from product p
      where p.tenant_id = $1 and ${PRODUCT_IS_SHOWN} and p.brand_id is not null group by p.brand_id) g on g.brand_id = b.id
    where b.tenant_id = $1 order by b.position, b.id`,
};
