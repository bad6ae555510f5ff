import { Problem, type ProblemFault } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';

/** What a merchant promises members; money in fen. */
export interface ProgrammeTerms {
  readonly enabled: boolean;
  /** Earned for each yuan paid for goods. */
  readonly pointsPerYuan: number;
  /** How many points are worth one yuan at checkout, and how much of the goods may be paid with them; 0: nothing. */
  readonly pointsPerYuanOff: number;
  readonly mostPercent: number;
  /** Points end with the month in which they get so old; null: never. */
  readonly validMonths: number | null;
  /** For the first, second, … day in a row; the last holds from then on. Empty: no signing in. */
  readonly signInPoints: readonly number[];
}

export interface Tier {
  readonly id: string;
  readonly name: string;
  /** Of growth: what was paid for goods since the first of the month a year ago. */
  readonly fromFen: number;
  /** Off the price of goods, 5 for 95 折. */
  readonly percentOff: number;
  /** Of the points earned; 100 for as many as everybody. */
  readonly multiplierPercent: number;
}

export interface Programme extends ProgrammeTerms {
  /** Ascending. */
  readonly tiers: readonly Tier[];
}

/** As the merchant sends it: a tier without an id is a new one. */
export interface ProgrammeDraft extends ProgrammeTerms {
  readonly tiers: readonly (Omit<Tier, 'id'> & { readonly id?: string })[];
}

export const MOST_TIERS = 10;

/** What a schema cannot say of a programme: tiers ascend in every respect, and a yuan never earns more than a yuan. @throws Problem request.invalid */
export function requireProgramme(draft: ProgrammeDraft, knownTiers: readonly Tier[]): void {
  const known = new Set(knownTiers.map(({ id }) => id));
  const faults = draft.tiers.flatMap((_, place) => tierFaults(draft.tiers, place, known));
  const earnedMost = draft.pointsPerYuan * Math.max(100, ...draft.tiers.map((tier) => tier.multiplierPercent));
  if (draft.mostPercent > 0 && earnedMost > draft.pointsPerYuanOff * 100)
    faults.push(fault('/pointsPerYuan', 'range', MORE_THAN_PAID));
  if (faults.length > 0) throw new Problem('request.invalid', { errors: faults });
}

function tierFaults(tiers: ProgrammeDraft['tiers'], place: number, known: ReadonlySet<string>): ProblemFault[] {
  const [tier, below] = [tiers[place], tiers[place - 1]];
  if (!tier) return [];
  const at = `/tiers/${place}`;
  const twice = (same: (other: ProgrammeDraft['tiers'][number]) => boolean) => tiers.findIndex(same) < place;
  const faults: ProblemFault[] = [];
  if (tier.id !== undefined && !known.has(tier.id)) faults.push(fault(`${at}/id`, 'unknown', UNKNOWN_TIER));
  if (tier.id !== undefined && twice(({ id }) => id === tier.id)) faults.push(fault(`${at}/id`, 'unique', TWICE));
  if (twice(({ name }) => name === tier.name)) faults.push(fault(`${at}/name`, 'unique', TWICE));
  if (!below) return faults;
  if (tier.fromFen <= below.fromFen) faults.push(fault(`${at}/fromFen`, 'range', ASCEND));
  if (tier.percentOff < below.percentOff) faults.push(fault(`${at}/percentOff`, 'range', NOT_LESS));
  if (tier.multiplierPercent < below.multiplierPercent)
    faults.push(fault(`${at}/multiplierPercent`, 'range', NOT_LESS));
  return faults;
}

function fault(pointer: string, code: string, detail: Text): ProblemFault {
  return { pointer, code, detail };
}

const UNKNOWN_TIER = {
  zh: '店铺没有该等级；新等级请不要填写 id',
  en: 'is no tier of this shop; leave it out for a new one',
};
const TWICE = { zh: '与前面的等级重复', en: 'is that of a tier before it' };
const ASCEND = { zh: '必须高于前一等级', en: 'must be more than that of the tier before it' };
const NOT_LESS = { zh: '不能低于前一等级', en: 'must not be less than that of the tier before it' };
const MORE_THAN_PAID = {
  zh: '按最高等级计算，每消费 1 元返还的积分价值超过 1 元；请降低赠送积分或提高兑换 1 元所需积分',
  en: 'in the highest tier a yuan would earn more than a yuan: earn fewer points, or ask more of them for a yuan',
};
