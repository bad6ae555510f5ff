import type { TenantTransaction } from '#kernel/data/tenant-database.js';
import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import { WHOLE_PPM } from './draw-roll.js';

/**
 * What a prize of a draw may be worth at most, in fen: 50,000 yuan (规范促销行为暂行规定, in force since 2020-12-01;
 * shared/guides/peers.md §6).
 */
export const MOST_PRIZE_FEN = 5_000_000;

/** What a draw looks like on the phone: a wheel that turns, a field to scratch, a light that runs round a grid. It decides nothing. */
export const drawLooks = ['wheel', 'scratch', 'grid'] as const;
export type DrawLook = (typeof drawLooks)[number];

export const prizeKinds = ['coupon', 'goods', 'thanks'] as const;
export type PrizeKind = (typeof prizeKinds)[number];

export interface PrizeDraft {
  readonly kind: PrizeKind;
  readonly title: string;
  readonly imageUrl: string | null;
  /** Of kind coupon. */
  readonly couponId: string | null;
  /** Of kind goods: what it is worth. */
  readonly valueFen: number | null;
  readonly weightPpm: number;
  /** How many there are; null for thanks, which never runs out. */
  readonly count: number | null;
}

interface Tries {
  readonly triesTotal: number;
  readonly triesDaily: number | null;
  readonly triesPerShare: number;
  readonly maxShareTries: number;
  readonly maxShareTriesDaily: number | null;
}

/** What a schema cannot say of tries: a day has no more than there are in all, and those that friends bring have a limit. @throws Problem request.invalid */
export function requireTries({ triesTotal, triesDaily, ...share }: Tries): void {
  const { triesPerShare, maxShareTries, maxShareTriesDaily } = share;
  const faults: ProblemFault[] = [];
  if (triesDaily !== null && triesDaily > triesTotal) faults.push(fault('/triesDaily', 'range', MORE_A_DAY));
  if (triesPerShare === 0 && maxShareTries > 0) faults.push(fault('/maxShareTries', 'unexpected', NO_SHARING));
  if (maxShareTries < triesPerShare) faults.push(fault('/maxShareTries', 'range', LESS_THAN_ONE_FRIEND));
  if (maxShareTriesDaily !== null && maxShareTriesDaily > maxShareTries)
    faults.push(fault('/maxShareTriesDaily', 'range', MORE_BROUGHT_A_DAY));
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

/** What a schema cannot say of prizes. @throws Problem request.invalid, draw.odds_sum which names the sum */
export function requirePrizes(prizes: readonly PrizeDraft[]): void {
  const faults = prizes.flatMap((prize, index) => faultsOf(prize, `/prizes/${index}`));
  const thanks = prizes.filter(({ kind }) => kind === 'thanks').length;
  if (thanks !== 1) faults.push(fault('/prizes', 'thanks', ONE_THANKS));
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
  const sum = prizes.reduce((total, { weightPpm }) => total + weightPpm, 0);
  if (sum === WHOLE_PPM) return;
  const params = { sum, difference: Math.abs(WHOLE_PPM - sum) };
  throw new Problem('draw.odds_sum', { params, errors: [fault('/prizes', 'sum', sumDetail(sum))] });
}

/** Coupons named as prizes exist in this shop. @throws Problem request.invalid */
export async function requireCoupons(tx: TenantTransaction, prizes: readonly PrizeDraft[]): Promise<void> {
  const ids = prizes.map(({ couponId }) => couponId);
  const rows = await tx.query<{ id: string }>('select id from coupon where tenant_id = $1 and id = any($2::uuid[])', [
    tx.tenantId,
    ids.filter((id) => id !== null),
  ]);
  const known = new Set(rows.map(({ id }) => id));
  const faults = ids.flatMap((id, index) =>
    id === null || known.has(id.toLowerCase()) ? [] : [fault(`/prizes/${index}/couponId`, 'unknown', UNKNOWN_COUPON)],
  );
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

/** Each kind has values of its own, and not those of the others. */
function faultsOf({ kind, couponId, valueFen, count, weightPpm }: PrizeDraft, pointer: string): ProblemFault[] {
  const members = [
    { name: 'couponId', value: couponId, wanted: kind === 'coupon' },
    { name: 'valueFen', value: valueFen, wanted: kind === 'goods' },
    { name: 'count', value: count, wanted: kind !== 'thanks' },
  ];
  const faults = members.flatMap(({ name, value, wanted }) => {
    if (wanted === (value !== null)) return [];
    return [fault(`${pointer}/${name}`, wanted ? 'required' : 'unexpected', wanted ? REQUIRED : UNEXPECTED)];
  });
  if (kind !== 'thanks' && weightPpm < 1) faults.push(fault(`${pointer}/weightPpm`, 'minimum', NO_CHANCE));
  return faults;
}

const MORE_A_DAY = { zh: '每天次数不能多于总次数', en: 'must not be more than triesTotal' };
const NO_SHARING = {
  zh: '未设置每位好友带来的次数（triesPerShare）时须为 0',
  en: 'must be 0 while triesPerShare is: friends bring no tries then',
};
const LESS_THAN_ONE_FRIEND = { zh: '不能少于 triesPerShare', en: 'must not be less than triesPerShare' };
const MORE_BROUGHT_A_DAY = { zh: '每天次数不能多于 maxShareTries', en: 'must not be more than maxShareTries' };
const ONE_THANKS = {
  zh: '须有且只有一项“谢谢参与”（thanks）：奖品发完后，抽中者归入该项',
  en: 'must have exactly one prize of kind thanks: it is what everybody gets whose prize is used up',
};
const REQUIRED = { zh: '该类型的奖品必须填写', en: 'is required for this kind of prize' };
const UNEXPECTED = { zh: '该类型的奖品没有此项', en: 'does not belong to this kind of prize: leave it out' };
const NO_CHANCE = { zh: '奖品的中奖概率不能为 0', en: 'must be at least 1: a prize nobody can win is none' };
const UNKNOWN_COUPON = { zh: '店铺没有该优惠券', en: 'is no coupon of this shop' };

function sumDetail(sum: number): Text {
  const [missing, much] = [WHOLE_PPM - sum, sum - WHOLE_PPM];
  return sum < WHOLE_PPM
    ? { zh: `各项概率之和为 ${sum}，还差 ${missing}`, en: `the weights come to ${sum}: ${missing} are missing` }
    : { zh: `各项概率之和为 ${sum}，多出 ${much}`, en: `the weights come to ${sum}: ${much} too many` };
}

export function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}
