import { PRODUCT_IS_SHOWN } from '../catalogue/publishing.js';
import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { CARD_JSON, type ProductCard } from '../catalogue/product-card.js';
import { COUPON_CARD_JSON, COUPON_IS_OPEN, type CouponCard } from '../promotions/coupon-card.js';
import { ARTICLE_CARD_JSON, ARTICLE_ROWS, type ArticleCard } from './article-card.js';

/** A block as readers get it: pictures by address, goods as cards. What is not there any more is left out. */
export type ShownBlock =
  | { readonly type: 'text'; readonly html: string }
  | { readonly type: 'heading'; readonly text: string }
  | { readonly type: 'quote'; readonly text: string; readonly by?: string }
  | { readonly type: 'image'; readonly url: string; readonly alt?: string; readonly caption?: string }
  | { readonly type: 'product'; readonly product: ProductCard }
  | { readonly type: 'coupon'; readonly coupon: CouponCard }
  | { readonly type: 'video'; readonly url: string; readonly posterUrl: string | null };

export interface ArticleDetail extends ArticleCard {
  readonly bio: string;
  readonly body: readonly ShownBlock[];
  readonly favourites: number;
  readonly comments: number;
  readonly commentsOpen: boolean;
}

/** @throws Problem article.not_found for an article that is unknown, not published or another shop's */
export async function readArticle(pool: TenantPool, tenantId: TenantId, articleId: string): Promise<ArticleDetail> {
  const [row] = await pool.query<{ article: ArticleDetail }>(tenantId, READ_ARTICLE, [tenantId, articleId, false]);
  if (!row) throw new Problem('article.not_found');
  return row.article;
}

/** The same in any state, for those who write it. @throws Problem article.not_found */
export async function previewArticle(tx: TenantTransaction, articleId: string): Promise<ArticleDetail> {
  const [row] = await tx.query<{ article: ArticleDetail }>(READ_ARTICLE.text, [tx.tenantId, articleId, true]);
  if (!row) throw new Problem('article.not_found');
  return row.article;
}

// Goods and pictures are joined to the blocks that name them; there is no second round trip however many there are.
const BODY = `(
  select coalesce(jsonb_agg(
    case part.block ->> 'type'
      when 'image' then (part.block - 'source') || jsonb_build_object('url', picture.url)
      when 'video' then jsonb_build_object('type', 'video', 'url', part.block -> 'source', 'posterUrl', picture.url)
      when 'product' then jsonb_build_object('type', 'product', 'product', ${CARD_JSON})
      when 'coupon' then jsonb_build_object('type', 'coupon', 'coupon', ${COUPON_CARD_JSON})
      else part.block end order by part.place), '[]')
  from jsonb_array_elements(a.body) with ordinality as part (block, place)
  left join article_image picture on picture.tenant_id = a.tenant_id
    and picture.source = case part.block ->> 'type' when 'image' then part.block ->> 'source' when 'video' then part.block ->> 'poster' end
  left join product p on p.tenant_id = a.tenant_id and ${PRODUCT_IS_SHOWN}
    and p.id = case part.block ->> 'type' when 'product' then (part.block ->> 'productId')::uuid end
  left join coupon c on c.tenant_id = a.tenant_id and ${COUPON_IS_OPEN}
    and c.id = case part.block ->> 'type' when 'coupon' then (part.block ->> 'couponId')::uuid end
  where case part.block ->> 'type' when 'image' then picture.url is not null when 'product' then p.id is not null
    when 'coupon' then c.id is not null else true end)`;

const READ_ARTICLE: Statement = {
  name: 'read_article',
  text: `
    select ${ARTICLE_CARD_JSON} || jsonb_build_object('bio', w.bio, 'body', ${BODY}, 'favourites', t.favourites, 'comments', t.comments,
      'commentsOpen', a.comments_open) as article
    from ${ARTICLE_ROWS}
    where a.tenant_id = $1 and a.id = $2 and ($3::boolean or a.state = 'published')`,
};
