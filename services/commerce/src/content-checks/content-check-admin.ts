import { Injectable } from '@nestjs/common';
import { TenantDatabase } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { ObjectStore } from '#kernel/storage/object-store.js';
import type { Author } from '../catalogue/product-admin.js';
import { deleteAvatars } from './avatar-files.js';
import { type ContentField, decide, lockCheck } from './content-check.js';
import { contentCheckMachine } from './content-check-machine.js';

export interface HeldContent {
  readonly id: string;
  readonly appId: string;
  readonly shopperId: string;
  readonly field: ContentField;
  /** The order it belongs to; null for a profile, and while the order is not placed. */
  readonly orderId: string | null;
  /** A text; for a picture its path below the applet's address. */
  readonly content: string;
  readonly suggestion: string | null;
  readonly label: number | null;
  readonly createdAt: Date;
}

const COLUMNS = `c.id, c.app_id as "appId", c.shopper_id as "shopperId", c.field,
  case c.field when 'note' then (select o.id from shop_order o where o.tenant_id = c.tenant_id and o.shopper_id = c.shopper_id
      and o.idempotency_key = c.subject_key)
    when 'reason' then c.subject_key::uuid
    when 'review' then split_part(c.subject_key, ':', 1)::uuid
    when 'review_picture' then (select r.order_id from review_picture p join review r on r.tenant_id = p.tenant_id and r.id = p.review_id
      where p.tenant_id = c.tenant_id and p.id = c.subject_key::uuid) end as "orderId",
  case c.field when 'avatar' then 'avatars/' || c.content when 'review_picture' then 'review-pictures/' || c.content else c.content end as content, c.suggestion, c.label, c.created_at as "createdAt"`;

/** What WeChat leaves to the merchant's staff. */
@Injectable()
export class ContentCheckAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly objects: ObjectStore,
  ) {}

  /** Newest first; one row more than `limit` when there is a further page. */
  async listHeld(tenantId: TenantId, after: string | null, limit: number): Promise<HeldContent[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<HeldContent>(
        `select ${COLUMNS} from content_check c
         where c.tenant_id = $1 and c.state = 'held' and c.content is not null and ($2::uuid is null or c.id < $2)
         order by c.id desc limit $3`,
        [tenantId, after, limit + 1],
      ),
    );
  }

  /** @throws Problem content.not_found, content.already_decided */
  async decide(tenantId: TenantId, checkId: string, to: 'passed' | 'refused', author: Author): Promise<void> {
    const unused = await this.database.transaction(tenantId, async (tx) => {
      const row = await lockCheck(tx, checkId);
      if (!row) throw new Problem('content.not_found');
      if (row.state !== 'held' || !contentCheckMachine.canMove(row.state, to))
        throw new Problem('content.already_decided', { params: { state: row.state } });
      await tx.audit({
        ...author,
        action: `content.${to}`,
        subjectType: 'content_check',
        subjectId: checkId,
        before: { state: row.state, field: row.field },
        after: { state: to },
      });
      return decide(tx, row, { to, by: author.actor });
    });
    await deleteAvatars(this.objects, tenantId, unused);
  }
}
