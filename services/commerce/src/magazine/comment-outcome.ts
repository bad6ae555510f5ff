import type { TenantTransaction } from '#kernel/data/tenant-database.js';

export interface JudgedComment {
  readonly shopperId: string;
  readonly articleId: string;
  /** Of its words: the same ones by the same shopper under the same article are one comment. */
  readonly digest: Buffer;
}

/** What was decided about the words of a comment that waits; nothing when it waits no longer, or was not written down in the end. */
export async function settleComment(
  tx: TenantTransaction,
  { shopperId, articleId, digest }: JudgedComment,
  to: 'shown' | 'refused',
): Promise<void> {
  const settled = await tx.execute(
    `update article_comment set state = $5, words = case when $5 = 'shown' then words end, updated_at = now()
     where tenant_id = $1 and shopper_id = $2 and article_id = $3 and digest = $4 and state = 'held'`,
    [tx.tenantId, shopperId, articleId, digest, to],
  );
  if (to === 'shown') await countComments(tx, articleId, settled);
}

/** The tally of an article follows its shown comments, in the transaction that shows or hides them. */
export async function countComments(tx: TenantTransaction, articleId: string, change: number): Promise<void> {
  if (change === 0) return;
  await tx.execute('update article_tally set comments = comments + $3 where tenant_id = $1 and article_id = $2', [
    tx.tenantId,
    articleId,
    change,
  ]);
}
