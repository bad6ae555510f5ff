import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author as Editor } from '../catalogue/product-admin.js';
import { writeOrderMessage } from '../messages/order-messages.js';
import { reviewMachine, type ReviewState } from './review-machine.js';

export interface ReviewForMerchant {
  readonly id: string;
  readonly appId: string;
  readonly orderId: string;
  readonly orderNumber: string;
  readonly line: number;
  readonly productId: string;
  readonly productTitle: string;
  readonly shopperId: string;
  /** Also of those who want to stay unnamed: the merchant knows whose order it was. */
  readonly nickname: string | null;
  readonly anonymous: boolean;
  readonly state: ReviewState;
  readonly stars: number;
  readonly text: string | null;
  readonly pictures: readonly string[];
  readonly hiddenReason: string | null;
  readonly reply: string | null;
  readonly repliedAt: Date | null;
  readonly reports: number;
  /** The checks the staff decide while it is held (`…/held-content/{checkId}/decision`). */
  readonly checkIds: readonly string[];
  readonly createdAt: Date;
}

export interface ReviewsWanted {
  readonly after: string | null;
  readonly limit: number;
  readonly state: ReviewState | null;
  readonly productId: string | null;
  /** At most so many stars: those that want an answer. */
  readonly mostStars: number | null;
  /** Only those that shoppers have reported and that are shown. */
  readonly reported: boolean;
}

/** What the merchant does about reviews. */
@Injectable()
export class ReviewAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(tenantId: TenantId, wanted: ReviewsWanted): Promise<ReviewForMerchant[]> {
    const { after, limit, state, productId, mostStars, reported } = wanted;
    return this.database.transaction(tenantId, (tx) =>
      tx.query<ReviewForMerchant>(
        `${SELECT} where r.tenant_id = $1 and ($2::uuid is null or r.id < $2) and ($3::text is null or r.state = $3)
           and ($4::uuid is null or r.product_id = $4) and ($5::int is null or r.stars <= $5)
           and (not $6 or (r.reports > 0 and r.state = 'shown'))
         order by r.id desc limit $7`,
        [tenantId, after, state, productId, mostStars, reported, limit + 1],
      ),
    );
  }

  /** Answers below the review; null takes the answer away. The shopper is told of the first. @throws Problem review.not_found, review.state_conflict */
  async reply(tenantId: TenantId, reviewId: string, reply: string | null, editor: Editor): Promise<ReviewForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await lock(tx, reviewId);
      if (before.state !== 'shown') throw new Problem('review.state_conflict', { params: { state: before.state } });
      await tx.execute(
        `update review set reply = $3, replied_at = case when $3::text is not null then now() end, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, reviewId, reply],
      );
      if (reply !== null) {
        await writeOrderMessage(tx, {
          purpose: 'reviewReplied',
          orderId: before.order_id,
          subjectId: reviewId,
          facts: { at: new Date().toISOString() },
        });
      }
      await tx.audit({
        ...editor,
        action: 'review.reply',
        subjectType: 'review',
        subjectId: reviewId,
        before: { reply: before.reply },
        after: { reply },
      });
      return get(tx, reviewId);
    });
  }

  /** @throws Problem review.not_found, review.state_conflict */
  async hide(tenantId: TenantId, reviewId: string, reason: string, editor: Editor): Promise<ReviewForMerchant> {
    return this.move(tenantId, reviewId, 'hidden', reason, editor);
  }

  /** @throws Problem review.not_found, review.state_conflict (also for one whose writer has taken it back) */
  async show(tenantId: TenantId, reviewId: string, editor: Editor): Promise<ReviewForMerchant> {
    return this.move(tenantId, reviewId, 'shown', null, editor);
  }

  private async move(
    tenantId: TenantId,
    reviewId: string,
    to: 'shown' | 'hidden',
    reason: string | null,
    editor: Editor,
  ): Promise<ReviewForMerchant> {
    return this.database.transaction(tenantId, async (tx) => {
      const { state, withdrawn_at } = await lock(tx, reviewId);
      // What nobody has agreed to yet is decided as a check, with its own trace of who did.
      if (state === 'held' || withdrawn_at !== null || !reviewMachine.canMove(state, to))
        throw new Problem('review.state_conflict', { params: { state } });
      await tx.execute(
        `update review set state = $3, hidden_reason = $4, reports = case when $3 = 'shown' then 0 else reports end, updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, reviewId, to, reason],
      );
      await tx.audit({
        ...editor,
        action: `review.${to}`,
        subjectType: 'review',
        subjectId: reviewId,
        before: { state },
        after: { state: to, reason },
      });
      return get(tx, reviewId);
    });
  }
}

interface LockedReview {
  readonly state: ReviewState;
  readonly order_id: string;
  readonly reply: string | null;
  readonly withdrawn_at: Date | null;
}

async function lock(tx: TenantTransaction, reviewId: string): Promise<LockedReview> {
  const [row] = await tx.query<LockedReview>(
    'select state, order_id, reply, withdrawn_at from review where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, reviewId],
  );
  if (!row) throw new Problem('review.not_found');
  return row;
}

async function get(tx: TenantTransaction, reviewId: string): Promise<ReviewForMerchant> {
  const [row] = await tx.query<ReviewForMerchant>(`${SELECT} where r.tenant_id = $1 and r.id = $2`, [
    tx.tenantId,
    reviewId,
  ]);
  if (!row) throw new Problem('review.not_found');
  return row;
}

const SELECT = `
  select r.id, r.app_id as "appId", r.order_id as "orderId", o.number as "orderNumber", r.line::int, r.product_id as "productId",
    coalesce(o.lines -> r.line::int ->> 'title', '') as "productTitle", r.shopper_id as "shopperId", s.nickname, r.anonymous, r.state,
    r.stars::int, r.words as text, r.hidden_reason as "hiddenReason", r.reply, r.replied_at as "repliedAt", r.reports,
    r.created_at as "createdAt",
    coalesce((select jsonb_agg('review-pictures/' || p.file order by p.position) from review_picture p
      where p.tenant_id = r.tenant_id and p.review_id = r.id and p.state <> 'refused'), '[]') as pictures,
    coalesce((select jsonb_agg(k.id) from content_check k where r.state = 'held' and k.tenant_id = r.tenant_id and k.shopper_id = r.shopper_id
      and k.state = 'held' and ((k.field = 'review' and k.subject_key = r.order_id || ':' || r.line and k.digest = r.digest)
        or (k.field = 'review_picture' and k.subject_key in (select p.id::text from review_picture p
          where p.tenant_id = r.tenant_id and p.review_id = r.id)))), '[]') as "checkIds"
  from review r
  join shop_order o on o.tenant_id = r.tenant_id and o.id = r.order_id
  join shopper s on s.tenant_id = r.tenant_id and s.id = r.shopper_id`;
