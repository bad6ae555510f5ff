import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { fault, MOST_PRIZE_FEN, type PrizeDraft } from './draw-wishes.js';

interface CouponRow {
  readonly id: string;
  readonly kind: 'amount' | 'percent' | 'voucher';
  readonly amount_fen: number;
  readonly max_off_fen: number | null;
  readonly ends_in_time: boolean;
  /** Null: without end. */
  readonly free: number | null;
}

/** @throws Problem draw.coupon_unfit with a pointer to each prize whose coupon `unfitCoupons` finds */
export async function requirePromisableCoupons(
  tx: TenantTransaction,
  prizes: readonly PrizeDraft[],
  endsAt: Date,
): Promise<void> {
  const faults = await unfitCoupons(tx, prizes, endsAt);
  if (faults.length > 0) throw new Problem('draw.coupon_unfit', { errors: faults });
}

/**
 * What is wrong with coupons that a draw is about to promise. They must be good until its end at least, worth no more than the law lets a
 * prize be, and enough, beside those collected and those promised by other draws. Their rows stay locked, so that nobody collects what
 * is counted here.
 */
export async function unfitCoupons(
  tx: TenantTransaction,
  prizes: readonly PrizeDraft[],
  endsAt: Date,
): Promise<ProblemFault[]> {
  const ids = [...new Set(prizes.map(({ couponId }) => couponId).filter((id) => id !== null))];
  if (ids.length === 0) return [];
  await tx.query('select from coupon where tenant_id = $1 and id = any($2::uuid[]) order by id for no key update', [
    tx.tenantId,
    ids,
  ]);
  const rows = await tx.query<CouponRow>(
    `select c.id, c.kind, c.amount_fen, c.max_off_fen, c.ends_at > $3 as ends_in_time,
       c.total - c.claimed - coupons_set_aside(c.tenant_id, c.id) as free
     from coupon c where c.tenant_id = $1 and c.id = any($2::uuid[])`,
    [tx.tenantId, ids, endsAt],
  );
  return prizes.flatMap(({ couponId }, index) => {
    const coupon = rows.find(({ id }) => id === couponId);
    if (!coupon) return [];
    const wanted = prizes.filter((other) => other.couponId === couponId);
    const detail = unfitness(
      coupon,
      wanted.reduce((sum, { count }) => sum + (count ?? 0), 0),
    );
    return detail ? [fault(`/prizes/${index}/couponId`, 'unfit', detail)] : [];
  });
}

function unfitness({ kind, amount_fen, max_off_fen, ends_in_time, free }: CouponRow, wanted: number): Text | null {
  const worthFen = kind === 'percent' ? max_off_fen : amount_fen;
  if (!ends_in_time) return { zh: '优惠券须在抽奖结束后仍然有效', en: 'must be good until after the draw has ended' };
  if (worthFen === null)
    return { zh: '折扣券作为奖品须设置最高优惠金额', en: 'a percentage needs a most that it takes off to be a prize' };
  if (worthFen > MOST_PRIZE_FEN)
    return { zh: '单个奖品的价值不得超过 5 万元', en: 'a prize is worth 50,000 yuan at most' };
  if (free !== null && free < wanted)
    return {
      zh: `需要 ${wanted} 张，仅剩 ${Math.max(0, free)} 张可用`,
      en: `${wanted} are needed, ${Math.max(0, free)} are left`,
    };
  return null;
}
