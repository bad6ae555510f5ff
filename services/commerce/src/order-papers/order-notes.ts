import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Actor } from '#kernel/tenancy/actor.js';
import type { Author } from '../catalogue/product-admin.js';

export interface OrderNote {
  readonly id: string;
  readonly text: string;
  readonly by: Actor;
  readonly createdAt: Date;
}

export interface OrderRemarks {
  /** Newest first. */
  readonly notes: readonly OrderNote[];
  readonly tags: readonly string[];
}

export const MAX_TAGS = 10;

/** What the merchant's staff tell each other about an order. Nothing a shopper is answered reads these tables. */
@Injectable()
export class OrderNotes {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem order.not_found */
  async read(tenantId: TenantId, orderId: string): Promise<OrderRemarks> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireOrder(tx, orderId);
      return readRemarks(tx, orderId);
    });
  }

  /** @throws Problem order.not_found */
  async add(tenantId: TenantId, orderId: string, text: string, by: Author): Promise<OrderRemarks> {
    return this.database.transaction(tenantId, async (tx) => {
      await requireOrder(tx, orderId);
      const id = newId();
      await tx.execute(
        'insert into order_note (tenant_id, order_id, id, words, written_by) values ($1, $2, $3, $4, $5)',
        [tenantId, orderId, id, text.trim(), JSON.stringify(by.actor)],
      );
      await tx.audit({
        ...by,
        action: 'order.note',
        subjectType: 'order',
        subjectId: orderId,
        after: { noteId: id, text: text.trim() },
      });
      return readRemarks(tx, orderId);
    });
  }

  /** The order has these tags and no others. @throws Problem order.not_found, order_tag.too_many */
  async tag(tenantId: TenantId, orderId: string, wanted: readonly string[], by: Author): Promise<OrderRemarks> {
    const tags = [...new Set(wanted.map((tag) => tag.trim()))];
    if (tags.length > MAX_TAGS) throw new Problem('order_tag.too_many', { params: { limit: MAX_TAGS } });
    return this.database.transaction(tenantId, async (tx) => {
      await requireOrder(tx, orderId, 'for no key update');
      const before = (await readRemarks(tx, orderId)).tags;
      await tx.execute('delete from order_tag where tenant_id = $1 and order_id = $2 and tag <> all($3::text[])', [
        tenantId,
        orderId,
        tags,
      ]);
      await tx.execute(
        `insert into order_tag (tenant_id, order_id, tag, tagged_by) select $1, $2, tag, $4 from unnest($3::text[]) tag on conflict do nothing`,
        [tenantId, orderId, tags, JSON.stringify(by.actor)],
      );
      const after = await readRemarks(tx, orderId);
      if (before.join() !== after.tags.join()) {
        await tx.audit({
          ...by,
          action: 'order.tag',
          subjectType: 'order',
          subjectId: orderId,
          before: { tags: before },
          after: { tags: after.tags },
        });
      }
      return after;
    });
  }

  /** The tags in use, the most used first. */
  async listTags(tenantId: TenantId): Promise<{ tag: string; orders: number }[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<{ tag: string; orders: number }>(
        'select tag, count(*)::int as orders from order_tag where tenant_id = $1 group by tag order by 2 desc, 1 limit 200',
        [tenantId],
      ),
    );
  }
}

async function requireOrder(
  tx: TenantTransaction,
  orderId: string,
  lock: '' | 'for no key update' = '',
): Promise<void> {
  const known = await tx.query(`select 1 from shop_order where tenant_id = $1 and id = $2 ${lock}`, [
    tx.tenantId,
    orderId,
  ]);
  if (known.length === 0) throw new Problem('order.not_found');
}

async function readRemarks(tx: TenantTransaction, orderId: string): Promise<OrderRemarks> {
  const notes = await tx.query<OrderNote>(
    `select id, words as text, written_by as by, created_at as "createdAt" from order_note
     where tenant_id = $1 and order_id = $2 order by created_at desc, id desc limit 200`,
    [tx.tenantId, orderId],
  );
  const tags = await tx.query<{ tag: string }>(
    'select tag from order_tag where tenant_id = $1 and order_id = $2 order by created_at, tag',
    [tx.tenantId, orderId],
  );
  return { notes, tags: tags.map(({ tag }) => tag) };
}
