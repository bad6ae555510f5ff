import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { TenantDatabase, type TenantTransaction } from '#kernel/data/tenant-database.js';
import type { TenantId } from '#kernel/identity/ids.js';
import { Problem } from '#kernel/problems/problem.js';
import type { Author } from '../catalogue/product-admin.js';
import { type EntryPage, entriesAfter, entryPage, LIST_ENTRIES, type PointsEntry } from './points-entries.js';
import type { Tier } from './programme.js';
import { readProgramme } from './programme-admin.js';
import { growthOf, standing } from './tier-ladder.js';

/** A member as the merchant sees one; whoever has earned, signed in or been given something. */
export interface MemberForMerchant {
  readonly id: string;
  readonly nickname: string | null;
  readonly phone: string | null;
  readonly points: number;
  readonly pointsOwed: number;
  readonly growthFen: number;
  readonly tier: Tier | null;
  readonly memberSince: Date;
}

export interface MemberFilter {
  readonly tierId: string | null;
  readonly after: { readonly growthFen: number; readonly id: string } | null;
  readonly limit: number;
}

export interface PointsWish {
  /** Positive = given to the member. */
  readonly delta: number;
  /** The member reads it. */
  readonly reason: string;
  readonly idempotencyKey: string;
}

/** Members and their points, the merchant's side. */
@Injectable()
export class MemberAdmin {
  constructor(private readonly database: TenantDatabase) {}

  /** Those with the most growth first; `limit` rows and one more when there are further ones. @throws Problem request.invalid for a tier the shop does not have */
  async list(tenantId: TenantId, { tierId, after, limit }: MemberFilter): Promise<MemberForMerchant[]> {
    return this.database.transaction(tenantId, async (tx) => {
      const { tiers } = await readProgramme(tx);
      const range = tierId === null ? { fromFen: 0, belowFen: null } : growthOf(tiers, tierId);
      if (!range) throw new Problem('request.invalid', { errors: [UNKNOWN_TIER] });
      const rows = await tx.query<Omit<MemberForMerchant, 'tier'>>(
        `${SELECT} and m.growth_fen >= $2 and ($3::int is null or m.growth_fen < $3)
           and ($4::int is null or (m.growth_fen, m.shopper_id) < ($4, $5::uuid))
         order by m.growth_fen desc, m.shopper_id desc limit $6`,
        [tenantId, range.fromFen, range.belowFen, after?.growthFen ?? null, after?.id ?? null, limit + 1],
      );
      return rows.map((row) => ({ ...row, tier: standing(tiers, row.growthFen).tier }));
    });
  }

  /** @throws Problem membership.member_not_found */
  async get(tenantId: TenantId, shopperId: string): Promise<MemberForMerchant> {
    return this.database.transaction(tenantId, (tx) => getMember(tx, shopperId));
  }

  /** Newest first. @throws Problem membership.member_not_found, request.invalid */
  async entries(
    tenantId: TenantId,
    shopperId: string,
    { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  ): Promise<EntryPage> {
    const after = entriesAfter(cursor);
    return this.database.transaction(tenantId, async (tx) => {
      await getMember(tx, shopperId);
      return entryPage(await tx.query<PointsEntry>(LIST_ENTRIES, [tenantId, shopperId, ...after, limit + 1]), limit);
    });
  }

  /**
   * Gives a shopper points, or takes some; who was no member becomes one. The same key does it once.
   * @throws Problem membership.member_not_found, points.insufficient, points.key_conflict
   */
  async adjust(tenantId: TenantId, shopperId: string, wish: PointsWish, author: Author): Promise<MemberForMerchant> {
    const { delta, reason, idempotencyKey } = wish;
    const reference = referenceOf(shopperId, idempotencyKey);
    const work = async (tx: TenantTransaction) => {
      const known = await tx.query('select from shopper where tenant_id = $1 and id = $2', [tenantId, shopperId]);
      if (known.length === 0) throw new Problem('membership.member_not_found');
      const [row] = await tx.query<{ given: boolean }>(
        `select give_points($1, $2, $3, 'adjustment', $4, $5) as given`,
        [tenantId, shopperId, delta, reference, reason],
      );
      if (row?.given !== true) await requireSame(tx, reference, delta);
      else
        await tx.audit({
          ...author,
          action: 'points.adjust',
          subjectType: 'shopper',
          subjectId: shopperId,
          after: { delta, reason },
        });
      return getMember(tx, shopperId);
    };
    return this.database.transaction(tenantId, work).catch(asInsufficient);
  }
}

/** The same key, with other points: it was meant for something else. */
async function requireSame(tx: TenantTransaction, reference: string, delta: number): Promise<void> {
  const same = await tx.query(
    `select from account_entry where tenant_id = $1 and kind = 'points' and reason = 'adjustment' and reference_id = $2 and delta = $3`,
    [tx.tenantId, reference, delta],
  );
  if (same.length === 0) throw new Problem('points.key_conflict');
}

async function getMember(tx: TenantTransaction, shopperId: string): Promise<MemberForMerchant> {
  const { tiers } = await readProgramme(tx);
  const [row] = await tx.query<Omit<MemberForMerchant, 'tier'>>(`${SELECT} and m.shopper_id = $2`, [
    tx.tenantId,
    shopperId,
  ]);
  if (!row) throw new Problem('membership.member_not_found');
  return { ...row, tier: standing(tiers, row.growthFen).tier };
}

function referenceOf(shopperId: string, idempotencyKey: string): string {
  const hex = createHash('sha256').update(`${shopperId.toLowerCase()} ${idempotencyKey}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

function asInsufficient(error: unknown): never {
  throw (error as { code?: string }).code === 'XP003' ? new Problem('points.insufficient') : error;
}

const UNKNOWN_TIER = {
  pointer: '/query/tier',
  code: 'unknown',
  detail: { zh: '店铺没有该等级', en: 'is no tier of this shop' },
};

const SELECT = `
  select m.shopper_id as id, s.nickname, s.phone_masked as phone, coalesce(a.amount, 0) as points, m.points_owed as "pointsOwed",
    m.growth_fen as "growthFen", m.created_at as "memberSince"
  from shopper_membership m
  join shopper s on s.tenant_id = m.tenant_id and s.id = m.shopper_id
  left join shopper_account a on a.tenant_id = m.tenant_id and a.shopper_id = m.shopper_id and a.kind = 'points'
  where m.tenant_id = $1`;
