import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ProductId } from '#kernel/identity/ids.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import { richTextHtml } from './product-html.js';

export interface ProductAttribute {
  readonly name: string;
  readonly value: string;
  readonly nameEn?: string;
  readonly valueEn?: string;
}

export interface ProductOption {
  readonly name: string;
  readonly values: readonly string[];
}

/** What a merchant may change of a product; what is missing stays, null takes away. */
export interface ProductChange {
  readonly title?: string | undefined;
  readonly titleEn?: string | null | undefined;
  readonly descriptionHtml?: string | undefined;
  readonly descriptionHtmlEn?: string | null | undefined;
  readonly state?: 'active' | 'hidden' | undefined;
  readonly categoryId?: string | null | undefined;
  readonly brandId?: string | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly attributes?: readonly ProductAttribute[] | undefined;
  /** The options in English: as many of them and as many values as there are. */
  readonly optionsEn?: readonly ProductOption[] | null | undefined;
  /** From when until when it is shown; null: at once, for good. */
  readonly publishAt?: string | null | undefined;
  readonly unpublishAt?: string | null | undefined;
}

/**
 * Writes a change to one locked product row.
 * @throws Problem product.change_invalid with a pointer to each fault
 */
export async function writeProductChange(
  tx: TenantTransaction,
  productId: ProductId,
  change: ProductChange,
): Promise<void> {
  const faults = await faultsOf(tx, productId, change);
  if (faults.length > 0) throw new Problem('product.change_invalid', { errors: faults });
  const written = Object.entries(columns).filter(([member]) => change[member as keyof ProductChange] !== undefined);
  const sets = written.map(([, { column }], place) => `${column} = $${place + 3}`);
  const values = written.map(([member, { value }]) => value(change[member as keyof ProductChange]));
  await tx.execute(
    `update product set ${[...sets, 'updated_at = now()'].join(', ')} where tenant_id = $1 and id = $2`,
    [tx.tenantId, productId, ...values],
  );
}

type Column = { readonly column: string; readonly value: (given: unknown) => unknown };

const asIs = (column: string): Column => ({ column, value: (given) => given });
const json = (column: string): Column => ({
  column,
  value: (given) => (given === null ? null : JSON.stringify(given)),
});
const html = (column: string): Column => ({
  column,
  value: (given) => (given === null ? null : richTextHtml(given as string)),
});

const columns: Readonly<Record<keyof ProductChange, Column>> = {
  title: asIs('title'),
  titleEn: asIs('title_en'),
  descriptionHtml: html('description_html'),
  descriptionHtmlEn: html('description_html_en'),
  state: asIs('state'),
  categoryId: asIs('category_id'),
  brandId: asIs('brand_id'),
  tags: { column: 'tags', value: (given) => [...new Set(given as string[])] },
  attributes: json('attributes'),
  optionsEn: json('options_en'),
  publishAt: { column: 'publish_at', value: (given) => given ?? '-infinity' },
  unpublishAt: { column: 'unpublish_at', value: (given) => given ?? 'infinity' },
};

interface Surroundings {
  readonly options: readonly ProductOption[];
  readonly has_category: boolean;
  readonly has_brand: boolean;
  readonly is_backwards: boolean;
}

/** What the rows around it do not allow; the product is there and locked. Category and brand are kept from going until the commit. */
async function faultsOf(tx: TenantTransaction, productId: ProductId, change: ProductChange): Promise<ProblemFault[]> {
  const { categoryId = null, brandId = null, publishAt, unpublishAt, optionsEn } = change;
  await tx.query('select from category where tenant_id = $1 and id = $2 for key share', [tx.tenantId, categoryId]);
  await tx.query('select from brand where tenant_id = $1 and id = $2 for key share', [tx.tenantId, brandId]);
  const [around] = await tx.query<Surroundings>(
    `select p.options, $3::uuid is null or exists (select from category c where c.tenant_id = $1 and c.id = $3) as has_category,
       $4::uuid is null or exists (select from brand b where b.tenant_id = $1 and b.id = $4) as has_brand,
       coalesce($5::timestamptz, p.publish_at) >= coalesce($6::timestamptz, p.unpublish_at) as is_backwards
     from product p where p.tenant_id = $1 and p.id = $2`,
    [
      tx.tenantId,
      productId,
      categoryId,
      brandId,
      publishAt === null ? '-infinity' : publishAt,
      unpublishAt === null ? 'infinity' : unpublishAt,
    ],
  );
  if (!around) throw new Problem('product.not_found');
  const faults: ProblemFault[] = [];
  const fault = (pointer: string, code: string, zh: string, en: string) =>
    faults.push({ pointer, code, detail: { zh, en } });
  if (!around.has_category) fault('/categoryId', 'unknown', '店铺没有这个分类。', 'The shop has no such category.');
  if (!around.has_brand) fault('/brandId', 'unknown', '店铺没有这个品牌。', 'The shop has no such brand.');
  if (around.is_backwards) {
    const pointer = unpublishAt === undefined ? '/publishAt' : '/unpublishAt';
    fault(pointer, 'order', '下架时间必须晚于上架时间。', 'It must come off sale later than it goes on sale.');
  }
  if (optionsEn && !isTranslation(optionsEn, around.options)) {
    const own = around.options.map(({ name, values }) => `${name} (${values.length})`).join(', ');
    fault('/optionsEn', 'shape', `须与商品的规格一一对应：${own}`, `Must match the options one by one: ${own}`);
  }
  return faults;
}

function isTranslation(english: readonly ProductOption[], own: readonly ProductOption[]): boolean {
  return (
    english.length === own.length && english.every(({ values }, place) => values.length === own[place]?.values.length)
  );
}
