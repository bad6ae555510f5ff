import { imageUrl } from './article-images.js';

export interface AuthorCard {
  readonly id: string;
  readonly name: string;
  readonly avatarUrl: string | null;
}

export interface ArticleCard {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly coverUrl: string | null;
  readonly channel: string | null;
  readonly tags: readonly string[];
  readonly author: AuthorCard;
  /** RFC 3339, whole seconds, UTC. */
  readonly publishedAt: string | null;
  readonly readMinutes: number;
  readonly likes: number;
}

/** SQL for a moment as every phone reads it. */
export function moment(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
}

/** An author's card as jsonb, from an author row called `w`. */
export const AUTHOR_JSON = `jsonb_build_object('id', w.id, 'name', w.name, 'avatarUrl', ${imageUrl('w.tenant_id', 'w.avatar_source')})`;

/** An article's card as jsonb, from rows called `a` (article), `w` (author) and `t` (tally). */
export const ARTICLE_CARD_JSON = `jsonb_build_object('id', a.id, 'title', a.title, 'summary', a.summary,
  'coverUrl', ${imageUrl('a.tenant_id', 'a.cover_source')}, 'channel', a.channel, 'tags', a.tags, 'author', ${AUTHOR_JSON},
  'publishedAt', ${moment('a.published_at')}, 'readMinutes', a.read_minutes, 'likes', t.likes)`;

/** The rows that the card is made of; the caller adds the condition on tenant and article. */
export const ARTICLE_ROWS = `article a
  join author w on w.tenant_id = a.tenant_id and w.id = a.author_id
  join article_tally t on t.tenant_id = a.tenant_id and t.article_id = a.id`;
