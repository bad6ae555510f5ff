import { createHash } from 'node:crypto';
import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import type { AppId, ShopperId } from '#kernel/identity/ids.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { contentScenes } from '#kernel/wechat/content-security-client.js';
import { settleComment } from '../magazine/comment-outcome.js';
import { settleReviewPicture, settleReviewWords } from '../reviews/review-outcome.js';
import type { ContentCheckState } from './content-check-machine.js';

/**
 * What a shopper writes or shows and somebody else sees: an order's note and a refund's reason (the merchant's staff), nickname, avatar
 * comments under articles, reviews of goods with their pictures.
 * An address is not among them: it is read by a courier, and names of people and streets would be refused for what they happen to contain.
 */
export const contentFields = ['note', 'reason', 'nickname', 'avatar', 'comment', 'review', 'review_picture'] as const;
export type ContentField = (typeof contentFields)[number];

export const sceneOfField: Readonly<Record<ContentField, keyof typeof contentScenes>> = {
  note: 'comment',
  reason: 'comment',
  nickname: 'profile',
  avatar: 'profile',
  comment: 'comment',
  review: 'comment',
  review_picture: 'comment',
};

/** WeChat judges pictures by and by and tells its verdict in a push. */
export const pictureFields = ['avatar', 'review_picture'] as const satisfies readonly ContentField[];

export function isPicture(field: ContentField): field is (typeof pictureFields)[number] {
  return pictureFields.some((candidate) => candidate === field);
}

/** Stands where a refund's reason will be. */
export const HELD_REASON = '（内容审核中）';

/** A shopper's profile as the subject of a check; orders are named by their idempotency key, refunds by their order's id, comments by their article's,
 * reviews by their order's and their line, their pictures by their own. */
export const OWN_PROFILE = 'me';

export interface CheckRow {
  readonly id: string;
  readonly app_id: AppId;
  readonly shopper_id: ShopperId;
  readonly field: ContentField;
  readonly subject_key: string;
  readonly content: string | null;
  readonly state: ContentCheckState;
  readonly trace_id: string | null;
  readonly attempts: number;
}

export interface Decision {
  readonly to: 'passed' | 'refused';
  readonly by: Actor;
  readonly suggestion?: string | undefined;
  readonly label?: number | null | undefined;
}

const COLUMNS = 'id, app_id, shopper_id, field, subject_key, content, state, trace_id, attempts';

/** Of a text: the same one about the same subject is one check. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Whoever locks a shopper as well locks their checks first. */
export async function lockCheck(tx: TenantTransaction, checkId: string): Promise<CheckRow | undefined> {
  const [row] = await tx.query<CheckRow>(
    `select ${COLUMNS} from content_check
     where tenant_id = $1 and id = $2 for update`,
    [tx.tenantId, checkId],
  );
  return row;
}

/**
 * Decides an undecided check, whose row the caller has locked: what passed goes where it belongs, what was refused is forgotten.
 * @returns names of avatars that nobody shows any more, to be deleted once this is committed
 */
export async function decide(tx: TenantTransaction, row: CheckRow, decision: Decision): Promise<string[]> {
  const { to, by, suggestion = null, label = null } = decision;
  const isShown = to === 'passed' && row.content !== null && (await isNewest(tx, row));
  const unused = isShown ? await show(tx, row, row.content ?? '') : await forget(tx, row);
  // A text that is shown stands there; the route that serves avatars asks this row.
  const keepsContent = isShown && row.field === 'avatar';
  await tx.execute(
    `update content_check set state = $3, suggestion = coalesce($4, suggestion), label = coalesce($5, label), decided_by = $6,
       decided_at = now(), next_attempt_at = null, problem = null, content = case when $7 then content end
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, row.id, to, suggestion, label, JSON.stringify(by), keepsContent],
  );
  // A review has several parts: what becomes of it is read from what was decided about each.
  if (row.field === 'review') await settleReviewWords(tx, row.shopper_id, row.subject_key);
  if (row.field === 'review_picture') await settleReviewPicture(tx, row.subject_key, to);
  return unused;
}

/** A nickname or avatar must not come back over one that was wished for after it. */
async function isNewest(tx: TenantTransaction, row: CheckRow): Promise<boolean> {
  if (row.subject_key !== OWN_PROFILE) return true;
  const newer = await tx.query(
    `select 1 from content_check newer join content_check own on own.tenant_id = newer.tenant_id and newer.created_at > own.created_at
     where newer.tenant_id = $1 and newer.shopper_id = $2 and newer.field = $3 and newer.state <> 'refused' and own.id = $4 limit 1`,
    [tx.tenantId, row.shopper_id, row.field, row.id],
  );
  return newer.length === 0;
}

/** A nickname that has passed while the shopper waited, unless they have wished for another one meanwhile. */
export async function showNickname(tx: TenantTransaction, shopperId: ShopperId, nickname: string): Promise<void> {
  const [row] = await tx.query<CheckRow>(
    `select ${COLUMNS} from content_check
     where tenant_id = $1 and shopper_id = $2 and field = 'nickname' and subject_key = $3 and digest = $4 for update`,
    [tx.tenantId, shopperId, OWN_PROFILE, digestOf(nickname)],
  );
  if (row && (await isNewest(tx, row))) await show(tx, row, nickname);
}

async function show(tx: TenantTransaction, row: CheckRow, content: string): Promise<string[]> {
  const { tenantId } = tx;
  switch (row.field) {
    case 'note':
      await tx.execute(
        'update shop_order set note = $4 where tenant_id = $1 and shopper_id = $2 and idempotency_key = $3 and note is null',
        [tenantId, row.shopper_id, row.subject_key, content],
      );
      // Paid at the shop, a booking has no order: the note is its own.
      await tx.execute(
        `update booking set note = $4 where tenant_id = $1 and shopper_id = $2 and 'booking:' || idempotency_key = $3
           and order_id is null and note is null`,
        [tenantId, row.shopper_id, row.subject_key, content],
      );
      return [];
    case 'reason':
      await tx.execute('update refund set reason = $4 where tenant_id = $1 and order_id = $2 and reason = $3', [
        tenantId,
        row.subject_key,
        HELD_REASON,
        content,
      ]);
      return [];
    case 'nickname':
      await tx.execute('update shopper set nickname = $3 where tenant_id = $1 and id = $2', [
        tenantId,
        row.shopper_id,
        content,
      ]);
      return [];
    case 'avatar':
      return showAvatar(tx, row.shopper_id, content);
    case 'comment':
      await settleComment(
        tx,
        { shopperId: row.shopper_id, articleId: row.subject_key, digest: digestOf(content) },
        'shown',
      );
      return [];
    case 'review':
    case 'review_picture':
      return [];
    default:
      return row.field satisfies never;
  }
}

/** @returns the avatar that stood there before */
export async function showAvatar(tx: TenantTransaction, shopperId: ShopperId, file: string | null): Promise<string[]> {
  const [before] = await tx.query<{ avatar_file: string | null }>(
    'select avatar_file from shopper where tenant_id = $1 and id = $2 for update',
    [tx.tenantId, shopperId],
  );
  await tx.execute('update shopper set avatar_file = $3 where tenant_id = $1 and id = $2', [
    tx.tenantId,
    shopperId,
    file,
  ]);
  const old = before?.avatar_file ?? null;
  if (old === null || old === file) return [];
  await tx.execute(
    `update content_check set content = null where tenant_id = $1 and field = 'avatar' and content = $2`,
    [tx.tenantId, old],
  );
  return [old];
}

/** @returns the avatar that nobody shows any more */
async function forget(tx: TenantTransaction, { field, content, shopper_id, subject_key }: CheckRow): Promise<string[]> {
  if (content === null) return [];
  if (field === 'comment')
    await settleComment(tx, { shopperId: shopper_id, articleId: subject_key, digest: digestOf(content) }, 'refused');
  return field === 'avatar' ? [content] : [];
}
