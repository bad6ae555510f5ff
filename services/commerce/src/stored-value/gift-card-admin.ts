import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { cardCodeHash, cardCodeTail, newCardCode } from './gift-card-codes.js';
import { requireLawfulCards } from './prepaid-law.js';
import type { GiftCardDraft } from './stored-value-terms.js';

export interface GiftCardBatch {
  readonly id: string;
  readonly title: string;
  readonly faceFen: number;
  readonly cards: number;
  readonly redeemed: number;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: 'active' | 'stopped';
  readonly createdAt: Date;
}

/** Codes exist in this answer and nowhere else; null when the key had made the batch before. */
export interface IssuedCards extends GiftCardBatch {
  readonly codes: readonly string[] | null;
}

/** Cards that a shop hands out, printed or as words. */
@Injectable()
export class GiftCardAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** @throws Problem stored_value.unlawful, stored_value.key_conflict */
  async issue(tenantId: TenantId, key: string, draft: GiftCardDraft, author: Author): Promise<IssuedCards> {
    requireLawfulCards(draft);
    const id = newId<string>();
    const codes = Array.from({ length: draft.cards }, newCardCode);
    return this.database.transaction(tenantId, async (tx) => {
      const inserted = await tx.execute(
        `insert into gift_card_batch (tenant_id, id, title, face_fen, cards, starts_at, ends_at, idempotency_key, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (tenant_id, idempotency_key) do nothing`,
        [
          tenantId,
          id,
          draft.title,
          draft.faceFen,
          draft.cards,
          draft.startsAt,
          draft.endsAt,
          key,
          JSON.stringify(author.actor),
        ],
      );
      if (inserted === 0) return { ...(await issuedBefore(tx, key, draft)), codes: null };
      await tx.execute(
        `insert into gift_card (tenant_id, id, batch_id, face_fen, code_hash, tail, starts_at, ends_at, state)
         select $1, card.id, $2, $3, decode(card.hash, 'hex'), card.tail, $4, $5, 'active'
         from unnest($6::uuid[], $7::text[], $8::text[]) as card (id, hash, tail)`,
        [
          tenantId,
          id,
          draft.faceFen,
          draft.startsAt,
          draft.endsAt,
          codes.map(() => newId()),
          codes.map((code) => cardCodeHash(tenantId, code).toString('hex')),
          codes.map(cardCodeTail),
        ],
      );
      await tx.audit({
        ...author,
        action: 'gift_card.issue',
        subjectType: 'gift_card_batch',
        subjectId: id,
        after: draft,
      });
      return { ...(await getBatch(tx, id)), codes };
    });
  }

  /** Newest first; one row more than `limit` when there is a further page. */
  async list(
    tenantId: TenantId,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<GiftCardBatch[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<GiftCardBatch>(`${SELECT} and ($2::uuid is null or b.id < $2) order by b.id desc limit $3`, [
        tenantId,
        after,
        limit + 1,
      ]),
    );
  }

  /** Cards of a stopped batch cannot be redeemed; what was redeemed stays. @throws Problem gift_card.batch_not_found */
  async setState(
    tenantId: TenantId,
    batchId: string,
    state: GiftCardBatch['state'],
    author: Author,
  ): Promise<GiftCardBatch> {
    return this.database.transaction(tenantId, async (tx) => {
      const before = await getBatch(tx, batchId);
      if (before.state === state) return before;
      await tx.execute('update gift_card_batch set state = $3 where tenant_id = $1 and id = $2', [
        tenantId,
        batchId,
        state,
      ]);
      await tx.audit({
        ...author,
        action: 'gift_card.state',
        subjectType: 'gift_card_batch',
        subjectId: batchId,
        before: { state: before.state },
        after: { state },
      });
      return { ...before, state };
    });
  }
}

const SELECT = `
  select b.id, b.title, b.face_fen as "faceFen", b.cards, b.starts_at as "startsAt", b.ends_at as "endsAt", b.state, b.created_at as "createdAt",
    (select count(*)::int from gift_card g where g.tenant_id = b.tenant_id and g.batch_id = b.id and g.state = 'redeemed') as redeemed
  from gift_card_batch b where b.tenant_id = $1`;

async function getBatch(tx: TenantTransaction, batchId: string): Promise<GiftCardBatch> {
  const [batch] = await tx.query<GiftCardBatch>(`${SELECT} and b.id = $2`, [tx.tenantId, batchId]);
  if (!batch) throw new Problem('gift_card.batch_not_found');
  return batch;
}

async function issuedBefore(tx: TenantTransaction, key: string, draft: GiftCardDraft): Promise<GiftCardBatch> {
  const [batch] = await tx.query<GiftCardBatch>(`${SELECT} and b.idempotency_key = $2`, [tx.tenantId, key]);
  const isSame =
    batch?.title === draft.title &&
    batch.faceFen === draft.faceFen &&
    batch.cards === draft.cards &&
    batch.startsAt.getTime() === Date.parse(draft.startsAt) &&
    batch.endsAt.getTime() === Date.parse(draft.endsAt);
  if (!isSame) throw new Problem('stored_value.key_conflict');
  return batch;
}
