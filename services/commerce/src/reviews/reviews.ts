import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { digestOf } from '../content-checks/content-check.js';
import { type Author as Reviewer, ContentChecks, refusedContent } from '../content-checks/content-checks.js';
import type { ReportReason } from '../magazine/comments.js';
import { moment } from '../magazine/article-card.js';
import { reviewMachine, type ReviewState } from './review-machine.js';
import { dropPictures, reviewSubject, settleReview } from './review-outcome.js';
import { readReviewable, type ReviewableLine } from './reviewable-lines.js';

export const MAX_REVIEW_PICTURES = 6;

export interface ReviewWish {
  /** Position in the lines of the order. */
  readonly line: number;
  readonly stars: number;
  readonly text: string;
  /** Names of pictures sent before. */
  readonly pictures: readonly string[];
  readonly anonymous: boolean;
}

/** A review as its writer sees it, whatever became of it. */
export interface OwnReview {
  readonly id: string;
  readonly line: number;
  readonly state: ReviewState;
  readonly stars: number;
  readonly text: string | null;
  readonly anonymous: boolean;
  readonly pictures: readonly { readonly file: string; readonly state: 'checking' | 'passed' }[];
  readonly reply: string | null;
  readonly createdAt: string;
}

/** What shoppers say of what they have received. Nobody else reads it before WeChat, or the merchant's staff, has agreed to it. */
@Injectable()
export class Reviews {
  constructor(
    private readonly database: TenantDatabase,
    private readonly checks: ContentChecks,
  ) {}

  /** The lines of an order with what this shopper has said of them. @throws Problem order.not_found */
  async ofOrder(
    { tenantId, shopperId }: Reviewer,
    orderId: string,
  ): Promise<{ reviewable: boolean; lines: (ReviewableLine & { review: OwnReview | null })[] }> {
    return this.database.transaction(tenantId, async (tx) => {
      const { lines, reviewable } = await readReviewable(tx, shopperId, orderId);
      const own = await tx.query<OwnReview>(`${SELECT_OWN} and r.order_id = $2`, [tenantId, orderId]);
      return {
        reviewable,
        lines: lines.map((line) => ({ ...line, review: own.find((review) => review.line === line.line) ?? null })),
      };
    });
  }

  /**
   * Once for each line of an order; the same again answers the review that is there.
   * @throws Problem order.not_found, review.not_yet, review.line_unknown, review.already_written, review.pictures_unknown, content.refused
   * pointing at the text, content.too_many
   */
  async write(reviewer: Reviewer, orderId: string, wish: ReviewWish): Promise<OwnReview> {
    const { tenantId } = reviewer;
    const text = wish.text.trim();
    const known = await this.database.transaction(tenantId, (tx) => findWritten(tx, reviewer, orderId, wish, text));
    if (known) return known;
    if (text !== '') {
      const subjectKey = reviewSubject(orderId, wish.line);
      await this.checks.screen(reviewer, { field: 'review', subjectKey, text, pointer: '/text' });
    }
    return this.database.transaction(tenantId, (tx) => insert(tx, reviewer, orderId, { ...wish, text }));
  }

  /** Taken back: words and pictures are forgotten, the stars count no more. Idempotent. @throws Problem review.not_found */
  async withdraw({ tenantId, shopperId }: Reviewer, reviewId: string): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const own = await tx.query('select 1 from review where tenant_id = $1 and id = $2 and shopper_id = $3', [
        tenantId,
        reviewId,
        shopperId,
      ]);
      if (own.length === 0) throw new Problem('review.not_found');
      await cancelChecks(tx, reviewId);
      const [review] = await tx.query<{ state: ReviewState }>(
        'select state from review where tenant_id = $1 and id = $2 for update',
        [tenantId, reviewId],
      );
      if (!review) throw new Problem('review.not_found');
      const to = reviewMachine.canMove(review.state, 'withdrawn') ? 'withdrawn' : review.state;
      await tx.execute(
        `update review set state = $3, words = null, reply = null, replied_at = null, withdrawn_at = coalesce(withdrawn_at, now()),
           updated_at = now()
         where tenant_id = $1 and id = $2`,
        [tenantId, reviewId, to],
      );
      await dropPictures(tx, reviewId);
    });
  }

  /** Somebody finds a review wrong; the merchant reads it. Once per shopper. @throws Problem review.not_found */
  async report({ tenantId, shopperId }: Reviewer, reviewId: string, reason: ReportReason): Promise<void> {
    await this.database.transaction(tenantId, async (tx) => {
      const shown = await tx.query(
        `select 1 from review where tenant_id = $1 and id = $2 and state = 'shown' for update`,
        [tenantId, reviewId],
      );
      if (shown.length === 0) throw new Problem('review.not_found');
      const added = await tx.execute(
        'insert into review_report (tenant_id, review_id, shopper_id, reason) values ($1, $2, $3, $4) on conflict do nothing',
        [tenantId, reviewId, shopperId, reason],
      );
      await tx.execute('update review set reports = reports + $3 where tenant_id = $1 and id = $2', [
        tenantId,
        reviewId,
        added,
      ]);
    });
  }
}

/** Before WeChat is asked: its calls are counted. @returns the same review when it is there already */
async function findWritten(
  tx: TenantTransaction,
  { shopperId }: Reviewer,
  orderId: string,
  wish: ReviewWish,
  text: string,
): Promise<OwnReview | null> {
  await requireLine(tx, shopperId, orderId, wish.line);
  const [known] = await tx.query<OwnReview & { digest: Buffer | null }>(
    `${SELECT_OWN} and r.order_id = $2 and r.line = $3 and r.state in ('held', 'shown', 'hidden')`,
    [tx.tenantId, orderId, wish.line],
  );
  return known ? same(known, wish.stars, text) : null;
}

async function requireLine(tx: TenantTransaction, shopperId: Reviewer['shopperId'], orderId: string, line: number) {
  const { lines, reviewable } = await readReviewable(tx, shopperId, orderId);
  const found = lines[line];
  if (!found) {
    const detail = { zh: '订单中没有这件商品', en: 'is no line of the order' };
    throw new Problem('review.line_unknown', { errors: [{ pointer: '/line', code: 'unknown', detail }] });
  }
  if (!reviewable) throw new Problem('review.not_yet');
  return found;
}

function same(known: OwnReview, stars: number, text: string): OwnReview {
  if (known.stars === stars && (known.text ?? '') === text) return known;
  throw new Problem('review.already_written');
}

/**
 * The check's row is locked while the review is written: whoever decides about the words later finds the review, and whoever has
 * decided before is heard here.
 */
async function insert(
  tx: TenantTransaction,
  { tenantId, appId, shopperId }: Reviewer,
  orderId: string,
  wish: ReviewWish,
): Promise<OwnReview> {
  const { line, stars, text, anonymous } = wish;
  const digest = text === '' ? null : digestOf(text);
  const { productId, optionValues } = await requireLine(tx, shopperId, orderId, line);
  const [check] = await tx.query<{ state: string }>(
    `select state from content_check
     where tenant_id = $1 and shopper_id = $2 and field = 'review' and subject_key = $3 and digest = $4 for share`,
    [tenantId, shopperId, reviewSubject(orderId, line), digest],
  );
  if (check?.state === 'refused') throw refusedContent('/text');
  const [written] = await tx.query<{ id: string }>(
    `insert into review as r (tenant_id, id, app_id, shopper_id, order_id, line, product_id, option_values, stars, words, digest, anonymous, state)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'held')
     on conflict (tenant_id, order_id, line) do update set stars = excluded.stars, words = excluded.words, digest = excluded.digest,
       anonymous = excluded.anonymous, state = 'held', pictures = 0, withdrawn_at = null, reports = 0, created_at = now(), updated_at = now()
       where r.state in ('refused', 'withdrawn')
     returning id`,
    [
      tenantId,
      newId(),
      appId,
      shopperId,
      orderId,
      line,
      productId,
      optionValues,
      stars,
      text === '' ? null : text,
      digest,
      anonymous,
    ],
  );
  if (written) {
    await attach(tx, shopperId, written.id, wish.pictures);
    await settleReview(tx, written.id);
  }
  const [own] = await tx.query<OwnReview>(`${SELECT_OWN} and r.order_id = $2 and r.line = $3`, [
    tenantId,
    orderId,
    line,
  ]);
  if (!own) throw new Problem('review.not_found');
  return written ? own : same(own, stars, text);
}

/** @throws Problem review.pictures_unknown pointing at those that are somebody else's, used, refused or gone */
async function attach(
  tx: TenantTransaction,
  shopperId: string,
  reviewId: string,
  files: readonly string[],
): Promise<void> {
  if (files.length === 0) return;
  const taken = await tx.query<{ file: string }>(
    `with taken as (
       update review_picture p set review_id = $3, position = wanted.position, drop_at = null
       from unnest($4::text[]) with ordinality as wanted (file, position)
       where p.tenant_id = $1 and p.shopper_id = $2 and p.file = wanted.file and p.review_id is null and p.state <> 'refused' and p.drop_at > now()
       returning p.file)
     select file from taken`,
    [tx.tenantId, shopperId, reviewId, files],
  );
  const missing = files.flatMap((file, index) => (taken.some((one) => one.file === file) ? [] : [index]));
  if (missing.length === 0) return;
  const detail = { zh: '请重新上传这张图片', en: 'send this picture again' };
  throw new Problem('review.pictures_unknown', {
    errors: missing.map((index) => ({ pointer: `/pictures/${index}`, code: 'unknown', detail })),
  });
}

/** Nobody needs to look at what was taken back; said again, it is looked at again. */
async function cancelChecks(tx: TenantTransaction, reviewId: string): Promise<void> {
  await tx.execute(
    `update content_check c set state = 'refused', decided_at = now(), content = null, next_attempt_at = null
     from review r
     where r.tenant_id = $1 and r.id = $2 and c.tenant_id = r.tenant_id and c.shopper_id = r.shopper_id and c.state in ('checking', 'held')
       and ((c.field = 'review' and c.subject_key = r.order_id || ':' || r.line)
         or (c.field = 'review_picture' and c.subject_key in (
           select p.id::text from review_picture p where p.tenant_id = r.tenant_id and p.review_id = r.id)))`,
    [tx.tenantId, reviewId],
  );
}

const SELECT_OWN = `
  select r.id, r.line::int, r.state, r.stars::int, r.words as text, r.anonymous, r.reply, ${moment('r.created_at')} as "createdAt",
    coalesce((select jsonb_agg(jsonb_build_object('file', p.file, 'state', p.state) order by p.position) from review_picture p
      where p.tenant_id = r.tenant_id and p.review_id = r.id and p.state <> 'refused'), '[]') as pictures
  from review r where r.tenant_id = $1`;
