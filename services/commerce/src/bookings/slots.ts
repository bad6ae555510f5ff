import { chinaDay } from '../reconciliation/china-day.js';
import type { BookingSettings } from './booking-settings.js';
import { addDays, dayStartMs, MINUTE_MS, weekdayOf } from './china-time.js';

/** Minutes since midnight in China. */
export interface Span {
  readonly fromMinute: number;
  readonly toMinute: number;
}

export interface WeeklyHours extends Span {
  /** 1 Monday – 7 Sunday. */
  readonly weekday: number;
}

export interface HoursException extends Span {
  /** `2026-12-03` */
  readonly day: string;
  readonly kind: 'off' | 'extra';
}

/** A class begins at fixed times; `staffId` null: whoever does it. */
export interface TimetableEntry {
  readonly weekday: number;
  readonly startMinute: number;
  readonly staffId: string | null;
}

export interface BookableService {
  readonly id: string;
  readonly durationMinutes: number;
  readonly bufferMinutes: number;
  readonly capacity: number;
  readonly timetable: readonly TimetableEntry[] | null;
}

export interface TakenSession {
  readonly serviceId: string;
  readonly startsAtMs: number;
  readonly busyUntilMs: number;
  readonly taken: number;
}

export interface BookableStaff {
  readonly id: string;
  readonly hours: readonly WeeklyHours[];
  readonly exceptions: readonly HoursException[];
  readonly sessions: readonly TakenSession[];
}

export interface SlotQuestion {
  readonly service: BookableService;
  readonly staff: readonly BookableStaff[];
  readonly settings: BookingSettings;
  readonly now: Date;
  /** How many places are wanted. */
  readonly places: number;
}

/** A time at which at least one person has the wanted places free. */
export interface Slot {
  readonly startsAtMs: number;
  readonly staff: readonly { readonly staffId: string; readonly left: number }[];
}

/** The free times of one day, in order. Pure: hours, exceptions and what is taken in, times out. */
export function slotsOf(day: string, question: SlotQuestion): Slot[] {
  const { now, settings } = question;
  const today = chinaDay(now);
  if (day < today || day > addDays(today, settings.horizonDays)) return [];
  const earliestMs = now.getTime() + settings.leadMinutes * MINUTE_MS;
  const byTime = new Map<number, { staffId: string; left: number }[]>();
  for (const person of question.staff) {
    for (const minute of startMinutes(day, person, question)) {
      const startsAtMs = dayStartMs(day) + minute * MINUTE_MS;
      if (startsAtMs < earliestMs) continue;
      const left = placesLeft(startsAtMs, person, question.service);
      if (left < question.places) continue;
      const free = byTime.get(startsAtMs) ?? [];
      free.push({ staffId: person.id, left });
      byTime.set(startsAtMs, free);
    }
  }
  return [...byTime].sort(([a], [b]) => a - b).map(([startsAtMs, staff]) => ({ startsAtMs, staff }));
}

/** Weekly hours and extra hours without the time off, merged and in order. */
export function openSpans(day: string, { hours, exceptions }: Pick<BookableStaff, 'hours' | 'exceptions'>): Span[] {
  const weekday = weekdayOf(day);
  const today = exceptions.filter((exception) => exception.day === day);
  const open = merge([
    ...hours.filter((span) => span.weekday === weekday),
    ...today.filter(({ kind }) => kind === 'extra'),
  ]);
  return today.filter(({ kind }) => kind === 'off').reduce(without, open);
}

function startMinutes(day: string, person: BookableStaff, { service, settings }: SlotQuestion): number[] {
  if (service.timetable) return timetabled(day, person, service, service.timetable);
  const starts: number[] = [];
  for (const { fromMinute, toMinute } of openSpans(day, person)) {
    for (let minute = fromMinute; minute + service.durationMinutes <= toMinute; minute += settings.stepMinutes)
      starts.push(minute);
  }
  return starts;
}

/** A class takes place whatever the weekly hours are, but not in its teacher's time off. */
function timetabled(
  day: string,
  person: BookableStaff,
  { durationMinutes }: BookableService,
  timetable: readonly TimetableEntry[],
): number[] {
  const weekday = weekdayOf(day);
  const off = person.exceptions.filter((exception) => exception.day === day && exception.kind === 'off');
  const starts = timetable
    .filter((entry) => entry.weekday === weekday && (entry.staffId === null || entry.staffId === person.id))
    .map(({ startMinute }) => startMinute)
    .filter((start) => !off.some((span) => start < span.toMinute && span.fromMinute < start + durationMinutes));
  return [...new Set(starts)];
}

/** 0 when the person does something else then. */
function placesLeft(startsAtMs: number, { sessions }: BookableStaff, service: BookableService): number {
  const busyUntilMs = startsAtMs + (service.durationMinutes + service.bufferMinutes) * MINUTE_MS;
  let left = service.capacity;
  for (const session of sessions) {
    if (session.taken === 0 || session.startsAtMs >= busyUntilMs || session.busyUntilMs <= startsAtMs) continue;
    if (session.serviceId !== service.id || session.startsAtMs !== startsAtMs) return 0;
    left = service.capacity - session.taken;
  }
  return left;
}

function merge(spans: readonly Span[]): Span[] {
  const merged: Span[] = [];
  for (const { fromMinute, toMinute } of [...spans].sort((a, b) => a.fromMinute - b.fromMinute)) {
    const last = merged.at(-1);
    if (last && fromMinute <= last.toMinute)
      merged[merged.length - 1] = { fromMinute: last.fromMinute, toMinute: Math.max(last.toMinute, toMinute) };
    else merged.push({ fromMinute, toMinute });
  }
  return merged;
}

function without(spans: readonly Span[], off: Span): Span[] {
  return spans.flatMap(({ fromMinute, toMinute }) =>
    [
      { fromMinute, toMinute: Math.min(toMinute, off.fromMinute) },
      { fromMinute: Math.max(fromMinute, off.toMinute), toMinute },
    ].filter((span) => span.fromMinute < span.toMinute),
  );
}
