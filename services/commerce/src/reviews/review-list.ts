import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import { decodeCursor, encodeCursor } from '#kernel/http/cursor.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { moment } from '../magazine/article-card.js';

/** A review as everybody sees it. Name and picture of its writer are those WeChat has agreed to, and absent when they wish so. */
export interface ReviewView {
  readonly id: string;
  readonly stars: number;
  readonly text: string | null;
  readonly optionValues: readonly string[];
  readonly nickname: string | null;
  readonly avatarUrl: string | null;
  readonly pictures: readonly string[];
  readonly reply: string | null;
  readonly repliedAt: string | null;
  readonly createdAt: string;
}

export interface ReviewTally {
  readonly reviews: number;
  /** One decimal, 5 at most; null without reviews. */
  readonly average: number | null;
  readonly withPictures: number;
  /** How many gave one star, two, … five. */
  readonly byStars: readonly number[];
}

export interface ReviewPage {
  readonly tally: ReviewTally;
  readonly items: readonly ReviewView[];
  readonly nextCursor: string | null;
}

export interface ReviewFilter {
  readonly productId: string;
  readonly stars: number | null;
  readonly pictures: boolean;
  readonly cursor: string | undefined;
  readonly limit: number;
}

/** Newest first, with the product's tally; of a product nobody has reviewed, nothing. @throws Problem request.invalid for a cursor not ours */
export async function listReviews(pool: TenantPool, tenantId: TenantId, filter: ReviewFilter): Promise<ReviewPage> {
  const { productId, stars, pictures, cursor, limit } = filter;
  const [after] = decodeCursor(cursor, ['uuid']) ?? [null];
  const [row] = await pool.query<{ tally: TallyRow | null; items: ReviewView[] | null }>(
    tenantId,
    pictures ? LIST_PICTURED : LIST,
    [tenantId, productId, limit + 1, after, stars],
  );
  const found = row?.items ?? [];
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return {
    tally: tallyOf(row?.tally ?? null),
    items,
    nextCursor: found.length > limit && last ? encodeCursor([last.id]) : null,
  };
}

interface TallyRow {
  readonly reviews: number;
  readonly stars_total: number;
  readonly with_pictures: number;
  readonly by_stars: readonly number[];
}

function tallyOf(row: TallyRow | null): ReviewTally {
  if (!row || row.reviews === 0) return { reviews: 0, average: null, withPictures: 0, byStars: [0, 0, 0, 0, 0] };
  return {
    reviews: row.reviews,
    average: Math.round((row.stars_total * 10) / row.reviews) / 10,
    withPictures: row.with_pictures,
    byStars: row.by_stars,
  };
}

const list = (condition: string) => `
  select (select to_jsonb(t) from review_tally t where t.tenant_id = $1 and t.product_id = $2) as tally,
    (select jsonb_agg(jsonb_build_object('id', r.id, 'stars', r.stars, 'text', r.words, 'optionValues', r.option_values,
        'nickname', case when not r.anonymous then s.nickname end, 'avatarUrl', case when not r.anonymous then 'avatars/' || s.avatar_file end,
        'pictures', coalesce((select jsonb_agg('review-pictures/' || p.file order by p.position) from review_picture p
          where p.tenant_id = $1 and p.review_id = r.id and p.state = 'passed'), '[]'),
        'reply', r.reply, 'repliedAt', ${moment('r.replied_at')}, 'createdAt', ${moment('r.created_at')}) order by r.id desc)
      from (select * from review where tenant_id = $1 and product_id = $2 and state = 'shown' and ($4::uuid is null or id < $4)
          and ($5::int is null or stars = $5) ${condition} order by id desc limit $3) r
      join shopper s on s.tenant_id = $1 and s.id = r.shopper_id) as items`;

const LIST: Statement = { name: 'list_reviews', text: list('') };
const LIST_PICTURED: Statement = { name: 'list_pictured_reviews', text: list('and pictures > 0') };
