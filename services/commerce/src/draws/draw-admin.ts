import { Injectable } from '@nestjs/common';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import { newId, type TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import { mediaPath } from '../bookings/service-draft.js';
import type { Author } from '../catalogue/product-admin.js';
import { requirePeriod } from '../promotions/promotion-wishes.js';
import { DrawSeeds } from './draw-seeds.js';
import { type DrawLook, type PrizeDraft, requireCoupons, requirePrizes, requireTries } from './draw-wishes.js';
import { requirePromisableCoupons } from './promised-coupons.js';

export interface DrawDraft {
  readonly title: string;
  readonly rules: string;
  readonly startsAt: string;
  readonly endsAt: string;
  /** Per shopper, in all and a day (China time); null: as many a day as there are. */
  readonly triesTotal: number;
  readonly triesDaily: number | null;
  readonly addressDays: number;
  readonly look: DrawLook;
  /** Tries each friend brings who comes through a shopper's link, at most so many in all and a day (null: as many a day as there are); 0: none. */
  readonly triesPerShare: number;
  readonly maxShareTries: number;
  readonly maxShareTriesDaily: number | null;
  readonly prizes: readonly PrizeDraft[];
}

/** A published draw is planned until it begins, running until it ends; told by the clock, not stored. */
export const drawStates = ['draft', 'planned', 'running', 'over'] as const;
export type DrawState = (typeof drawStates)[number];

export interface DrawForMerchant extends Omit<DrawDraft, 'startsAt' | 'endsAt' | 'prizes'> {
  readonly id: string;
  readonly state: DrawState;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly publishedAt: Date | null;
  /** Ended by hand. */
  readonly stoppedAt: Date | null;
  /** SHA-256 of the seed in hex; null for a draft. */
  readonly seedHash: string | null;
  readonly entries: number;
  readonly prizes: readonly (PrizeDraft & { readonly position: number; readonly awarded: number })[];
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A shop's draws. What is published stands still: it can end early, and go while it has not begun. */
@Injectable()
export class DrawAdmin {
  constructor(
    private readonly database: TenantDatabase,
    private readonly broadcast: Broadcast,
    private readonly seeds: DrawSeeds,
  ) {}

  /** Newest first. @param page `limit` rows and one more when there are further ones */
  async list(
    tenantId: TenantId,
    { after, limit }: { readonly after: string | null; readonly limit: number },
  ): Promise<DrawForMerchant[]> {
    return this.database.transaction(tenantId, (tx) =>
      tx.query<DrawForMerchant>(`${SELECT} and ($2::uuid is null or d.id < $2) order by d.id desc limit $3`, [
        tenantId,
        after,
        limit + 1,
      ]),
    );
  }

  /** @throws Problem draw.not_found */
  async get(tenantId: TenantId, drawId: string): Promise<DrawForMerchant> {
    return this.database.transaction(tenantId, (tx) => getDraw(tx, drawId));
  }

  /** A draft. @throws Problem request.invalid, draw.odds_sum */
  async create(tenantId: TenantId, draft: DrawDraft, author: Author): Promise<DrawForMerchant> {
    return this.changed(tenantId, (tx) => createDraw(tx, draft, author));
  }

  /** @throws Problem draw.not_found, draw.published, request.invalid, draw.odds_sum */
  async replace(tenantId: TenantId, drawId: string, draft: DrawDraft, author: Author): Promise<DrawForMerchant> {
    requireDraft(draft);
    return this.changed(tenantId, async (tx) => {
      const before = await lockDraw(tx, drawId);
      if (before.state !== 'draft') throw new Problem('draw.published');
      await requireCoupons(tx, draft.prizes);
      await tx.execute('delete from draw_prize where tenant_id = $1 and draw_id = $2', [tenantId, drawId]);
      await tx.execute(
        `update draw set (${COLUMNS}, updated_at) = (${PLACES}, now()) where tenant_id = $1 and id = $2`,
        [tenantId, drawId, ...valuesOf(draft)],
      );
      await writePrizes(tx, drawId, draft.prizes);
      await audit(tx, 'draw.change', drawId, author, { before, after: draft });
      return getDraw(tx, drawId);
    });
  }

  /**
   * Terms, odds, counts and the seed's hash become public together and stand still from here on. Once published, it stays as it is.
   * @throws Problem draw.not_found, draw.coupon_unfit, request.invalid when its end has passed meanwhile
   */
  async publish(tenantId: TenantId, drawId: string, author: Author): Promise<DrawForMerchant> {
    return this.changed(tenantId, (tx) => publishDraw(tx, this.seeds, drawId, author));
  }

  /** Ends a running draw now: its seed is shown, prizes that are left stay with the merchant. @throws Problem draw.not_found, draw.not_running */
  async stop(tenantId: TenantId, drawId: string, author: Author): Promise<DrawForMerchant> {
    return this.changed(tenantId, async (tx) => {
      const before = await lockDraw(tx, drawId);
      if (before.state !== 'running') throw new Problem('draw.not_running');
      // Not now(): entries made while this waited for the row came before the end.
      await tx.execute(
        `update draw set ends_at = clock_timestamp(), stopped_at = clock_timestamp(), updated_at = now() where tenant_id = $1 and id = $2`,
        [tenantId, drawId],
      );
      await audit(tx, 'draw.stop', drawId, author, { before: { endsAt: before.endsAt } });
      return getDraw(tx, drawId);
    });
  }

  /** @throws Problem draw.not_found, draw.begun */
  async remove(tenantId: TenantId, drawId: string, author: Author): Promise<void> {
    await this.changed(tenantId, async (tx) => {
      const before = await lockDraw(tx, drawId);
      if (before.state === 'running' || before.state === 'over') throw new Problem('draw.begun');
      await tx.execute('delete from draw where tenant_id = $1 and id = $2', [tenantId, drawId]);
      await audit(tx, 'draw.remove', drawId, author, { before });
    });
  }

  private async changed<T>(tenantId: TenantId, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    const result = await this.database.transaction(tenantId, work);
    await this.broadcast.publish('catalogue', tenantId);
    return result;
  }
}

/** A draft, in a transaction of the caller's, who then tells of it (`catalogue`). @throws Problem request.invalid, draw.odds_sum */
export async function createDraw(tx: TenantTransaction, draft: DrawDraft, author: Author): Promise<DrawForMerchant> {
  requireDraft(draft);
  const id = newId();
  await requireCoupons(tx, draft.prizes);
  await tx.execute(`insert into draw (tenant_id, id, ${COLUMNS}) values ($1, $2, ${PLACES})`, [
    tx.tenantId,
    id,
    ...valuesOf(draft),
  ]);
  await writePrizes(tx, id, draft.prizes);
  await audit(tx, 'draw.create', id, author, { after: draft });
  return getDraw(tx, id);
}

/** As `DrawAdmin.publish`, in a transaction of the caller's, who then tells of it (`catalogue`). */
export async function publishDraw(
  tx: TenantTransaction,
  seeds: DrawSeeds,
  drawId: string,
  author: Author,
): Promise<DrawForMerchant> {
  const before = await lockDraw(tx, drawId);
  if (before.state !== 'draft') return before;
  requirePeriod({ startsAt: before.startsAt.toISOString(), endsAt: before.endsAt.toISOString() }, new Date());
  // What is promised to the public is looked at once more, however the draft came to be.
  requirePrizes(before.prizes);
  await requirePromisableCoupons(tx, before.prizes, before.endsAt);
  const { sealed, hash } = seeds.make(tx.tenantId, before.id);
  await tx.execute(
    `update draw set state = 'published', published_at = now(), updated_at = now(), seed_hash = $3, seed_sealed = $4
     where tenant_id = $1 and id = $2`,
    [tx.tenantId, drawId, hash, sealed],
  );
  await audit(tx, 'draw.publish', drawId, author, { after: { seedHash: hash.toString('hex') } });
  return getDraw(tx, drawId);
}

/** @throws Problem request.invalid, draw.odds_sum */
function requireDraft(draft: DrawDraft): void {
  requirePeriod(draft, new Date());
  requireTries(draft);
  requirePrizes(draft.prizes);
}

const COLUMNS = `title, rules, starts_at, ends_at, tries_total, tries_daily, address_days, look, tries_per_share, max_share_tries,
  max_share_tries_daily`;
/** Those of `COLUMNS`, behind tenant and id. */
const PLACES = '$3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13';

function valuesOf(draft: DrawDraft): unknown[] {
  const { title, rules, startsAt, endsAt, triesTotal, triesDaily, addressDays } = draft;
  const { look, triesPerShare, maxShareTries, maxShareTriesDaily } = draft;
  const sharing = [triesPerShare, maxShareTries, maxShareTriesDaily];
  return [title, rules, startsAt, endsAt, triesTotal, triesDaily, addressDays, look, ...sharing];
}

async function writePrizes(tx: TenantTransaction, drawId: string, prizes: readonly PrizeDraft[]): Promise<void> {
  await tx.execute(
    `insert into draw_prize (tenant_id, draw_id, position, kind, title, image_url, coupon_id, value_fen, weight_ppm, total)
     select $1, $2, place, kind, title, image_url, coupon_id, value_fen, weight_ppm, total
     from unnest($3::text[], $4::text[], $5::text[], $6::uuid[], $7::int[], $8::int[], $9::int[]) with ordinality
       as prize (kind, title, image_url, coupon_id, value_fen, weight_ppm, total, place)`,
    [
      tx.tenantId,
      drawId,
      prizes.map(({ kind }) => kind),
      prizes.map(({ title }) => title),
      prizes.map(({ imageUrl }) => mediaPath(imageUrl)),
      prizes.map(({ couponId }) => couponId),
      prizes.map(({ valueFen }) => valueFen),
      prizes.map(({ weightPpm }) => weightPpm),
      prizes.map(({ count }) => count),
    ],
  );
}

/** Nobody enters it until the transaction ends. */
async function lockDraw(tx: TenantTransaction, drawId: string): Promise<DrawForMerchant> {
  await tx.query('select from draw where tenant_id = $1 and id = $2 for update', [tx.tenantId, drawId]);
  return getDraw(tx, drawId);
}

async function getDraw(tx: TenantTransaction, drawId: string): Promise<DrawForMerchant> {
  const [row] = await tx.query<DrawForMerchant>(`${SELECT} and d.id = $2`, [tx.tenantId, drawId]);
  if (!row) throw new Problem('draw.not_found');
  return row;
}

function audit(
  tx: TenantTransaction,
  action: string,
  drawId: string,
  author: Author,
  change: { readonly before?: unknown; readonly after?: unknown },
): Promise<void> {
  return tx.audit({ ...author, ...change, action, subjectType: 'draw', subjectId: drawId });
}

const SELECT = `
  select d.id, d.title, d.rules, d.starts_at as "startsAt", d.ends_at as "endsAt", d.tries_total as "triesTotal",
    d.tries_daily as "triesDaily", d.address_days as "addressDays", d.look, d.tries_per_share as "triesPerShare",
    d.max_share_tries as "maxShareTries", d.max_share_tries_daily as "maxShareTriesDaily", d.published_at as "publishedAt", d.stopped_at as "stoppedAt",
    encode(d.seed_hash, 'hex') as "seedHash", d.entries, d.created_at as "createdAt", d.updated_at as "updatedAt",
    case when d.state = 'draft' then 'draft' when d.ends_at <= clock_timestamp() then 'over' when d.starts_at <= clock_timestamp()
      then 'running' else 'planned' end as state,
    (select coalesce(jsonb_agg(jsonb_build_object('position', p.position, 'kind', p.kind, 'title', p.title, 'imageUrl', p.image_url,
        'couponId', p.coupon_id, 'valueFen', p.value_fen, 'weightPpm', p.weight_ppm, 'count', p.total, 'awarded', p.awarded)
        order by p.position), '[]')
      from draw_prize p where p.tenant_id = d.tenant_id and p.draw_id = d.id) as prizes
  from draw d where d.tenant_id = $1`;
