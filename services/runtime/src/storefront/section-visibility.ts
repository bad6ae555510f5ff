/** What decides whether a section is shown. Times are texts of RFC 3339. */
export interface Visibility {
  readonly hidden?: boolean;
  readonly schedule?: { readonly from?: string; readonly to?: string };
}

/** @param at milliseconds since 1970 */
export function isShownAt({ hidden, schedule }: Visibility, at: number): boolean {
  return hidden !== true && at >= time(schedule?.from, -Infinity) && at < time(schedule?.to, Infinity);
}

/** When the next of these sections appears or disappears after `at`; Infinity when all stay as they are. */
export function nextChangeAfter(sections: readonly Visibility[], at: number): number {
  const times = sections
    .filter(({ hidden }) => hidden !== true)
    .flatMap(({ schedule }) => [time(schedule?.from, Infinity), time(schedule?.to, Infinity)]);
  return Math.min(Infinity, ...times.filter((moment) => moment > at));
}

function time(text: string | undefined, otherwise: number): number {
  const moment = typeof text === 'string' ? Date.parse(text) : Number.NaN;
  return Number.isNaN(moment) ? otherwise : moment;
}
