import { randomInt } from 'node:crypto';

/** What people read to each other: the day in Beijing and ten digits that do not tell how much a shop sells. */
export function newOrderNumber(now: Date): string {
  const day = new Date(now.getTime() + 8 * 3_600_000).toISOString().slice(2, 10).replaceAll('-', '');
  return `${day}${String(randomInt(100_000)).padStart(5, '0')}${String(randomInt(100_000)).padStart(5, '0')}`;
}
