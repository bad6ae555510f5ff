import type { PointsRule } from './price-list.js';

/** Points that are spent, and the fen they take off. */
export interface PointsUse {
  readonly points: number;
  readonly fen: number;
}

export const noPoints: PointsUse = { points: 0, fen: 0 };

/**
 * The most that points take off: no more of them than the shopper has, no more than the rule's share of the goods, whole fen rounded down,
 * and not a point more than those fen take.
 * @param goodsFen what the goods cost before points
 * @param mostFen what may be taken off at all
 */
export function pointsUse(points: number, rule: PointsRule | null, goodsFen: number, mostFen: number): PointsUse {
  if (!rule || rule.pointsPerYuanOff < 1 || points < 1) return noPoints;
  const { pointsPerYuanOff, mostPercent } = rule;
  const limitFen = Math.min(Math.floor((goodsFen * Math.min(100, mostPercent)) / 100), goodsFen, mostFen);
  if (limitFen < 1) return noPoints;
  const most = Math.min(points, Math.floor((limitFen * pointsPerYuanOff) / 100));
  const fen = Math.floor((most * 100) / pointsPerYuanOff);
  return fen < 1 ? noPoints : { points: Math.ceil((fen * pointsPerYuanOff) / 100), fen };
}
