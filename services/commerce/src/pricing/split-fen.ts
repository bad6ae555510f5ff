/**
 * Splits an amount by weights into whole fen whose sum is exactly the amount. What is left after rounding down goes, a fen each, to the
 * largest remainders, of equal ones to the first. No part is larger than its weight as long as the amount is not larger than their sum.
 * @param weights not negative; all 0 only when the amount is 0
 */
export function splitFen(amountFen: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (amountFen === 0) return weights.map(() => 0);
  if (total <= 0) throw new Error('an amount cannot be split over nothing');
  // The product of two amounts of 10⁹ fen does not fit into a double.
  const exact = weights.map((weight) => BigInt(amountFen) * BigInt(weight));
  const parts = exact.map((product) => Number(product / BigInt(total)));
  const left = amountFen - parts.reduce((sum, part) => sum + part, 0);
  const remainders = exact.map((product) => Number(product % BigInt(total)));
  const first = [...weights.keys()].sort((a, b) => (remainders[b] ?? 0) - (remainders[a] ?? 0) || a - b).slice(0, left);
  for (const index of first) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
