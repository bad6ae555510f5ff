import { defineMachine } from '#kernel/machine/state-machine.js';

/** open → acknowledged (somebody has read it) → resolved (it is dealt with, at WeChat). */
export const penaltyMachine = defineMachine('open', {
  open: ['acknowledged', 'resolved'],
  acknowledged: ['resolved'],
  resolved: [],
});

export type PenaltyState = keyof typeof penaltyMachine.moves;

const DEADLINES = ['deadline', 'deadline_time', 'end_time', 'expire_time', 'rectify_deadline'];
const SUMMARIES = ['title', 'reason', 'rule', 'punish_reason', 'content', 'msg', 'text'];
const MAX_SUMMARY = 300;

type Detail = Readonly<Record<string, unknown>>;

/**
 * Until when WeChat waits. The detail of a violation is not documented beyond being JSON (`shared/wechat/login-and-user.md` §9), so a deadline is
 * looked for under the names WeChat uses elsewhere: seconds, milliseconds, or a date, which is China's when it names no zone.
 */
export function deadlineOf(detail: Detail): Date | null {
  for (const name of DEADLINES) {
    const time = timeOf(detail[name]);
    if (time) return time;
  }
  return null;
}

function timeOf(value: unknown): Date | null {
  if (typeof value === 'number' || (typeof value === 'string' && /^\d{9,13}$/.test(value))) {
    const number = Number(value);
    return usable(new Date(number < 100_000_000_000 ? number * 1000 : number));
  }
  if (typeof value !== 'string') return null;
  const [, date, time = '23:59:59', zone = '+08:00'] =
    /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/.exec(value.trim()) ?? [];
  return date === undefined ? null : usable(new Date(`${date}T${time}${zone}`));
}

function usable(time: Date): Date | null {
  const year = time.getUTCFullYear();
  return year >= 2000 && year < 2200 ? time : null;
}

/** One line for people; the whole detail stands beside it. */
export function summaryOf(detail: Detail): string {
  const words = SUMMARIES.map((name) => detail[name]).find((value) => typeof value === 'string' && value.trim() !== '');
  const text = typeof words === 'string' ? words : JSON.stringify(detail);
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_SUMMARY);
}
