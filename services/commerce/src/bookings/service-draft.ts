import { Problem } from '#kernel/problems/problem.js';
import type { Text } from '#kernel/problems/problem-table.js';
import type { WeeklyHours } from './slots.js';

/** What a merchant says of a service. Money is fen; times are minutes. */
export interface ServiceDraft {
  readonly handle: string;
  readonly title: string;
  readonly summary: string;
  readonly descriptionHtml: string;
  readonly category: string;
  /** An https address, or `template:<template>/<path>` of a picture that a template brings along. */
  readonly imageUrl: string | null;
  readonly priceFen: number;
  readonly depositFen: number;
  readonly durationMinutes: number;
  readonly bufferMinutes: number;
  readonly capacity: number;
  /** Null: begins at any free time. `staffId` null: whoever does it. */
  readonly timetable:
    | readonly { readonly weekday: number; readonly startMinute: number; readonly staffId: string | null }[]
    | null;
  readonly state: 'active' | 'hidden';
  readonly position: number;
}

/** What a merchant says of somebody who works there. */
export interface StaffDraft {
  readonly handle: string;
  readonly name: string;
  readonly title: string;
  readonly bio: string;
  readonly imageUrl: string | null;
  readonly hours: readonly WeeklyHours[];
  readonly serviceIds: readonly string[];
  readonly state: 'active' | 'hidden';
  readonly position: number;
}

/** What a schema cannot say. @param at pointer of the draft @throws Problem request.invalid */
export function checkService({ priceFen, depositFen }: Pick<ServiceDraft, 'priceFen' | 'depositFen'>, at = ''): void {
  if (depositFen > priceFen)
    throw invalid(`${at}/depositFen`, { zh: '定金不能高于价格', en: 'cannot be more than the price' });
}

/** @throws Problem request.invalid at the span that ends before it begins, or meets another of its day */
export function checkHours(hours: readonly WeeklyHours[], at = ''): void {
  for (const [index, span] of hours.entries()) {
    if (span.fromMinute >= span.toMinute)
      throw invalid(`${at}/hours/${index}/toMinute`, { zh: '结束须晚于开始', en: 'must be after the beginning' });
    const meets = hours.some(
      (other, place) =>
        place < index &&
        other.weekday === span.weekday &&
        other.fromMinute < span.toMinute &&
        span.fromMinute < other.toMinute,
    );
    if (meets)
      throw invalid(`${at}/hours/${index}`, { zh: '与同一天的另一时段重叠', en: 'overlaps another span of that day' });
  }
}

export function invalid(pointer: string, detail: Text): Problem {
  return new Problem('request.invalid', { errors: [{ pointer, code: 'invalid', detail }] });
}

/** As shoppers' media are addressed: a template's picture is a path below the applet's address. */
export function mediaPath(url: string | null): string | null {
  return url?.startsWith('template:') === true ? `media/template/${url.slice('template:'.length)}` : url;
}
