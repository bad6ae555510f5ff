import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { ReviewState } from './review-machine.js';

interface WaitingReview {
  readonly state: ReviewState;
  readonly judged: 'passed' | 'refused' | 'held' | null;
  readonly checking: number;
  readonly passed: number;
}

/** What a content check of a review is about: its order's id and its line. */
export function reviewSubject(orderId: string, line: number): string {
  return `${orderId}:${line}`;
}

/** What was decided about the words of a review. Nothing when it was not written down in the end. */
export async function settleReviewWords(tx: TenantTransaction, shopperId: string, subjectKey: string): Promise<void> {
  const [orderId, line] = subjectKey.split(':');
  const [review] = await tx.query<{ id: string }>(
    'select id from review where tenant_id = $1 and order_id = $2 and line = $3 and shopper_id = $4',
    [tx.tenantId, orderId, line, shopperId],
  );
  if (review) await settleReview(tx, review.id);
}

/** What was decided about a picture, whose id the check carries; one that is refused goes. */
export async function settleReviewPicture(
  tx: TenantTransaction,
  pictureId: string,
  to: 'passed' | 'refused',
): Promise<void> {
  // The review's row comes first, as for whoever refuses its words or takes it back.
  await tx.query(
    `select 1 from review where tenant_id = $1 and id = (select review_id from review_picture where tenant_id = $1 and id = $2) for update`,
    [tx.tenantId, pictureId],
  );
  const rows = await tx.query<{ review_id: string | null }>(
    `with judged as (
       update review_picture set state = $3, drop_at = case when $3 = 'refused' then now() else drop_at end
       where tenant_id = $1 and id = $2 and state = 'checking' returning review_id)
     select review_id from judged`,
    [tx.tenantId, pictureId, to],
  );
  const reviewId = rows[0]?.review_id;
  if (reviewId) await settleReview(tx, reviewId);
}

/**
 * A review that waits is shown once nothing of it has to be looked at any more: refused pictures are left out of it, refused words take it
 * with them. Its row is locked before its parts are read, so that of two parts judged at once the second sees the first.
 */
export async function settleReview(tx: TenantTransaction, reviewId: string): Promise<void> {
  await tx.query('select 1 from review where tenant_id = $1 and id = $2 for update', [tx.tenantId, reviewId]);
  const [review] = await tx.query<WaitingReview>(
    `select r.state,
       case when r.digest is null then 'passed' else (select c.state from content_check c where c.tenant_id = r.tenant_id
         and c.shopper_id = r.shopper_id and c.field = 'review' and c.subject_key = r.order_id || ':' || r.line and c.digest = r.digest)
       end as judged,
       (select count(*)::int from review_picture p where p.tenant_id = r.tenant_id and p.review_id = r.id and p.state = 'checking') as checking,
       (select count(*)::int from review_picture p where p.tenant_id = r.tenant_id and p.review_id = r.id and p.state = 'passed') as passed
     from review r where r.tenant_id = $1 and r.id = $2`,
    [tx.tenantId, reviewId],
  );
  if (review?.state !== 'held') return;
  if (review.judged === 'refused') await refuse(tx, reviewId);
  else if (review.judged === 'passed' && review.checking === 0) await show(tx, reviewId, review.passed);
}

async function show(tx: TenantTransaction, reviewId: string, pictures: number): Promise<void> {
  await tx.execute(
    `update review set state = 'shown', pictures = $3, updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, reviewId, pictures],
  );
}

async function refuse(tx: TenantTransaction, reviewId: string): Promise<void> {
  await tx.execute(
    `update review set state = 'refused', words = null, updated_at = now() where tenant_id = $1 and id = $2`,
    [tx.tenantId, reviewId],
  );
  await dropPictures(tx, reviewId);
}

/** Rows and files go with the next round of the sweeper; from now on nobody is shown them. */
export async function dropPictures(tx: TenantTransaction, reviewId: string): Promise<void> {
  await tx.execute(
    `update review_picture set state = 'refused', drop_at = now() where tenant_id = $1 and review_id = $2`,
    [tx.tenantId, reviewId],
  );
}
