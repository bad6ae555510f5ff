import type { Statement, TenantPool } from '#kernel/data/tenant-pool.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { imageUrl } from './article-images.js';

export interface AuthorProfile {
  readonly id: string;
  readonly name: string;
  readonly bio: string;
  readonly avatarUrl: string | null;
  readonly articleCount: number;
}

/** Authors with something to read, in the merchant's order. */
export async function readAuthors(pool: TenantPool, tenantId: TenantId): Promise<AuthorProfile[]> {
  return pool.query<AuthorProfile>(tenantId, READ_AUTHORS, [tenantId]);
}

/** @throws Problem author.not_found */
export async function readAuthor(pool: TenantPool, tenantId: TenantId, authorId: string): Promise<AuthorProfile> {
  const [row] = await pool.query<AuthorProfile>(tenantId, READ_AUTHOR, [tenantId, authorId]);
  if (!row) throw new Problem('author.not_found');
  return row;
}

export interface Channel {
  readonly name: string;
  readonly articleCount: number;
}

/** Channels with something to read, the fullest first. */
export async function readChannels(pool: TenantPool, tenantId: TenantId): Promise<Channel[]> {
  return pool.query<Channel>(tenantId, READ_CHANNELS, [tenantId]);
}

const AUTHOR_COLUMNS = `w.id, w.name, w.bio, ${imageUrl('w.tenant_id', 'w.avatar_source')} as "avatarUrl",
  (select count(*)::int from article a where a.tenant_id = w.tenant_id and a.author_id = w.id and a.state = 'published') as "articleCount"`;

const READ_AUTHORS: Statement = {
  name: 'read_authors',
  text: `select ${AUTHOR_COLUMNS} from author w
    where w.tenant_id = $1 and exists (select from article a where a.tenant_id = $1 and a.author_id = w.id and a.state = 'published')
    order by w.position, w.id limit 100`,
};

const READ_AUTHOR: Statement = {
  name: 'read_author',
  text: `select ${AUTHOR_COLUMNS} from author w where w.tenant_id = $1 and w.id = $2`,
};

const READ_CHANNELS: Statement = {
  name: 'read_channels',
  text: `select channel as name, count(*)::int as "articleCount" from article
    where tenant_id = $1 and state = 'published' and channel is not null group by channel order by count(*) desc, channel limit 50`,
};
