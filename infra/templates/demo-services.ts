import { type DemoPart, idOf, type Json, limitOf } from './demo-part.js';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
const CHINA_MS = 480 * MINUTE_MS;
const STEP_MINUTES = 30;
const DAYS_AHEAD = 30;

interface ServiceEntry extends Json {
  readonly handle: string;
  readonly category: string;
  readonly descriptionHtml: string;
  readonly durationMinutes: number;
  readonly capacity: number;
}
interface StaffEntry extends Json {
  readonly handle: string;
  readonly bio: string;
  /** weekday 1 is Monday; minutes of the day in China. */
  readonly hours: readonly { readonly weekday: number; readonly fromMinute: number; readonly toMinute: number }[];
  readonly services: readonly string[];
}

/** Services that can be looked at with who does them and when; nobody has booked anything yet. */
export class DemoServices implements DemoPart {
  private readonly services: readonly ServiceEntry[];
  private readonly staff: readonly StaffEntry[];
  readonly sections = {
    services: (settings: Json) => {
      const category = settings['category'];
      const found = this.services.filter((service) => !category || service.category === category);
      return found.slice(0, limitOf(settings, 6)).map(serviceCard);
    },
  };

  constructor(file: Json) {
    this.services = (file['services'] ?? []) as ServiceEntry[];
    this.staff = (file['staff'] ?? []) as StaffEntry[];
  }

  answer([head, id, what]: readonly string[], query: URLSearchParams): unknown {
    if (head === 'staff') return this.person(id ?? '');
    if (head !== 'services') return undefined;
    if (id === undefined) return { services: this.services.map(serviceCard), staff: this.staff.map(staffCard) };
    const service = this.services.find(({ handle }) => idOf(handle) === id);
    if (!service) return null;
    const staff = this.staff.filter(({ services }) => services.includes(service.handle));
    if (what === 'times') return freeTimes(service, staff, query, Date.now());
    return { ...serviceCard(service), descriptionHtml: service.descriptionHtml, staff: staff.map(staffCard) };
  }

  private person(id: string): Json | null {
    const found = this.staff.find(({ handle }) => idOf(handle) === id);
    if (!found) return null;
    const services = this.services.filter(({ handle }) => found.services.includes(handle));
    return { ...staffCard(found), bio: found.bio, services: services.map(serviceCard) };
  }
}

function serviceCard({ handle, title, summary, category, imageUrl, priceFen, ...service }: ServiceEntry): Json {
  const { depositFen, durationMinutes, capacity } = service;
  const card = { id: idOf(handle), title, summary, category, imageUrl: imageUrl ?? null, priceFen };
  return { ...card, depositFen, durationMinutes, capacity };
}

function staffCard({ handle, name, title, imageUrl }: StaffEntry): Json {
  return { id: idOf(handle), name, title, imageUrl: imageUrl ?? null };
}

function freeTimes(service: ServiceEntry, staff: readonly StaffEntry[], query: URLSearchParams, now: number): Json {
  const wanted = query.get('staffId');
  const people = staff.filter(({ handle }) => wanted === null || idOf(handle) === wanted);
  const today = dayOf(now);
  const from = Date.parse(`${query.get('from') ?? today}T00:00:00+08:00`);
  const count = Math.min(31, Number(query.get('days') ?? 7));
  const days = Array.from({ length: count }, (_, index) => from + index * DAY_MS).map((start) => ({
    day: dayOf(start),
    times: timesOf(service, people, start, now),
  }));
  return { lastDay: dayOf(now + DAYS_AHEAD * DAY_MS), days };
}

function timesOf(service: ServiceEntry, people: readonly StaffEntry[], day: number, now: number): Json[] {
  const weekday = new Date(day + CHINA_MS).getUTCDay() || 7;
  const starts = new Map<number, string[]>();
  for (const { handle, hours } of people) {
    for (const { fromMinute, toMinute } of hours.filter((hour) => hour.weekday === weekday)) {
      for (let minute = fromMinute; minute + service.durationMinutes <= toMinute; minute += STEP_MINUTES) {
        starts.set(minute, [...(starts.get(minute) ?? []), idOf(handle)]);
      }
    }
  }
  return [...starts]
    .sort(([a], [b]) => a - b)
    .map(([minute, staffIds]) => ({ at: day + minute * MINUTE_MS, staffIds }))
    .filter(({ at }) => at > now && at < now + DAYS_AHEAD * DAY_MS)
    .map(({ at, staffIds }) => ({
      startsAt: new Date(at).toISOString(),
      endsAt: new Date(at + service.durationMinutes * MINUTE_MS).toISOString(),
      left: service.capacity,
      staffIds,
    }));
}

function dayOf(time: number): string {
  return new Date(time + CHINA_MS).toISOString().slice(0, 10);
}
