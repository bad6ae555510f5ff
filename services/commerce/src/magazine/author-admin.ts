import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { imageUrl, noteImages } from './article-images.js';

export interface AuthorDraft {
  readonly name: string;
  readonly bio: string;
  /** Where the picture comes from, see `ImageSource`. */
  readonly avatar: string | null;
  /** Their place in the list, the lowest first. */
  readonly position: number;
}

export interface AuthorForMerchant extends AuthorDraft {
  readonly id: string;
  readonly handle: string;
  readonly avatarUrl: string | null;
  /** In every state. */
  readonly articleCount: number;
  readonly updatedAt: Date;
}

const MAX_AUTHORS = 200;

/** Who writes a shop's articles. */
@Injectable()
export class AuthorAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
  ) {}

  /** All of them, in the merchant's order. */
  async list(tenantId: TenantId): Promise<AuthorForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<AuthorForMerchant>(`${SELECT} where w.tenant_id = $1 order by w.position, w.id`, [tenantId]),
    );
  }

  /** @throws Problem author.too_many */
  async create(tenantId: TenantId, draft: AuthorDraft, editor: Editor): Promise<AuthorForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const [known] = await tx.query<{ count: number }>(
        'select count(*)::int as count from author where tenant_id = $1',
        [tenantId],
      );
      if ((known?.count ?? 0) >= MAX_AUTHORS) throw new Problem('author.too_many', { params: { limit: MAX_AUTHORS } });
      const id = newId();
      await insertAuthor(tx, { id, handle: id }, draft);
      await audit(tx, 'author.create', id, editor, null, draft);
      return getAuthor(tx, id);
    });
  }

  /** @throws Problem author.not_found */
  async change(tenantId: TenantId, authorId: string, draft: AuthorDraft, editor: Editor): Promise<AuthorForMerchant> {
    const author = await this.database.transaction(tenantId, async (tx) => {
      const before = await getAuthor(tx, authorId);
      await updateAuthor(tx, authorId, draft);
      await audit(tx, 'author.change', authorId, editor, before, draft);
      return getAuthor(tx, authorId);
    });
    await this.broadcast.publish('catalogue', tenantId);
    return author;
  }

  /** @throws Problem author.not_found, author.has_articles */
  async delete(tenantId: TenantId, authorId: string, editor: Editor): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      await tx.query('select from author where tenant_id = $1 and id = $2 for update', [tenantId, authorId]);
      const author = await getAuthor(tx, authorId);
      if (author.articleCount > 0) throw new Problem('author.has_articles', { params: { count: author.articleCount } });
      await tx.execute('delete from author where tenant_id = $1 and id = $2', [tenantId, authorId]);
      await audit(tx, 'author.delete', authorId, editor, author, null);
    });
  }
}

export async function insertAuthor(
  tx: TenantTransaction,
  { id, handle }: { readonly id: string; readonly handle: string },
  { name, bio, avatar, position }: AuthorDraft,
): Promise<void> {
  await noteImages(tx, [avatar]);
  await tx.execute(
    'insert into author (tenant_id, id, handle, name, bio, avatar_source, position) values ($1, $2, $3, $4, $5, $6, $7)',
    [tx.tenantId, id, handle, name.trim(), bio.trim(), avatar, position],
  );
}

/** @returns whether anything is different now */
export async function updateAuthor(
  tx: TenantTransaction,
  id: string,
  { name, bio, avatar, position }: AuthorDraft,
): Promise<boolean> {
  await noteImages(tx, [avatar]);
  const changed = await tx.execute(
    `update author set name = $3, bio = $4, avatar_source = $5, position = $6, updated_at = now()
     where tenant_id = $1 and id = $2 and (name, bio, avatar_source, position) is distinct from ($3, $4, $5, $6::int)`,
    [tx.tenantId, id, name.trim(), bio.trim(), avatar, position],
  );
  return changed > 0;
}

async function getAuthor(tx: TenantTransaction, authorId: string): Promise<AuthorForMerchant> {
  const [row] = await tx.query<AuthorForMerchant>(`${SELECT} where w.tenant_id = $1 and w.id = $2`, [
    tx.tenantId,
    authorId,
  ]);
  if (!row) throw new Problem('author.not_found');
  return row;
}

function audit(
  tx: TenantTransaction,
  action: string,
  authorId: string,
  editor: Editor,
  before: AuthorDraft | null,
  after: AuthorDraft | null,
): Promise<void> {
  const shown = (author: AuthorDraft | null) => author && { name: author.name, bio: author.bio };
  return tx.audit({
    ...editor,
    action,
    subjectType: 'author',
    subjectId: authorId,
    before: shown(before),
    after: shown(after),
  });
}

const SELECT = `
  select w.id, w.handle, w.name, w.bio, w.avatar_source as avatar, w.position, w.updated_at as "updatedAt",
    ${imageUrl('w.tenant_id', 'w.avatar_source')} as "avatarUrl",
    (select count(*)::int from article a where a.tenant_id = w.tenant_id and a.author_id = w.id) as "articleCount"
  from author w`;
