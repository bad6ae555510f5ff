import { Problem } from '#kernel/problems/problem.js';
import { splitFen } from '../pricing/split-fen.js';

/** Goods a refund is for. `line` is a position in the order's lines. */
export interface RefundedLine {
  readonly line: number;
  readonly quantity: number;
}

/** A line as the order keeps it. */
export interface PaidLine {
  readonly skuId: string;
  readonly quantity: number;
  readonly totalFen: number;
  readonly listPriceFen?: number;
  readonly adjustments?: readonly { readonly amountFen: number }[];
}

/**
 * What the shopper has paid for each line, fen: coupons and points are taken off the lines they were for when the order says so, and
 * else off all of them by their price. The shares sum to the goods' total less the discount exactly.
 */
export function lineShares(lines: readonly PaidLine[], discountFen: number): number[] {
  const paidFen = sum(lines.map(({ totalFen }) => totalFen)) - discountFen;
  const explained = lines.map(
    ({ listPriceFen = 0, quantity, adjustments }) =>
      listPriceFen * quantity + sum((adjustments ?? []).map(({ amountFen }) => amountFen)),
  );
  const isExplained = lines.every(({ adjustments }) => adjustments) && explained.every((fen) => fen >= 0);
  if (isExplained && sum(explained) === paidFen) return explained;
  return splitFen(
    paidFen,
    lines.map(({ totalFen }) => totalFen),
  );
}

/** What some of the goods cost, fen, when `taken` went back before: units in whatever portions sum to the line's share exactly. */
export function worthOf(
  lines: readonly PaidLine[],
  shares: readonly number[],
  taken: readonly RefundedLine[],
  wanted: readonly RefundedLine[],
): number {
  const before = quantities(lines, taken);
  const after = quantities(lines, [...taken, ...wanted]);
  return sum(
    lines.map(({ quantity }, index) => {
      const upTo = (units: number) => Math.floor(((shares[index] ?? 0) * units) / quantity);
      return upTo(after[index] ?? 0) - upTo(before[index] ?? 0);
    }),
  );
}

/** @throws Problem refund.lines_invalid pointing at lines the order has not, or has no more of */
export function requireLeft(
  lines: readonly PaidLine[],
  taken: readonly RefundedLine[],
  wanted: readonly RefundedLine[],
): void {
  const left = lines.map(({ quantity }, index) => quantity - (quantities(lines, taken)[index] ?? 0));
  const wrong = wanted.flatMap(({ line, quantity }, index) => {
    const rest = (left[line] ?? 0) - quantity;
    left[line] = rest;
    return rest < 0 ? [index] : [];
  });
  if (wrong.length === 0) return;
  const detail = { zh: '不在订单中，或超过可退数量', en: 'is not in the order, or is more than is left to give back' };
  throw new Problem('refund.lines_invalid', {
    errors: wrong.map((index) => ({ pointer: `/lines/${index}`, code: 'invalid', detail })),
  });
}

/** Whether every single piece of the order is among them. */
export function areAll(lines: readonly PaidLine[], refunded: readonly RefundedLine[]): boolean {
  const units = quantities(lines, refunded);
  return lines.every(({ quantity }, index) => (units[index] ?? 0) >= quantity);
}

function quantities(lines: readonly PaidLine[], refunded: readonly RefundedLine[]): number[] {
  const units = lines.map(() => 0);
  for (const { line, quantity } of refunded) units[line] = (units[line] ?? 0) + quantity;
  return units;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
