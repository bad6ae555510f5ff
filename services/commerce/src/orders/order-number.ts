import { randomInt } from 'node:crypto';

/** What people read to each other: the day in Beijing and ten digits that do not tell how much a shop sells. */
export function newOrderNumber(now: Date): string {
  const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day}${String(randomInt(100_000)).padStart(5, '0')}${String(randomInt(100_000)).padStart(5, '0')}`;
}

/** Whether an order could not be written for its number: it is random, the same one twice in a shop and a day is rare, and another one is at hand. */
export function isNumberTaken(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === '23505' && constraint?.includes('number') === true;
}
