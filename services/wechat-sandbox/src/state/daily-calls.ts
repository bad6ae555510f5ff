import type { Shelf } from './shelf.js';

interface DayOfCalls {
  day: string;
  counts: Record<string, number>;
}

/** How often each path was called today, by account (`''` = the platform itself). */
export class DailyCalls implements Shelf {
  readonly touched = new Set<string>();
  private readonly byAppid = new Map<string, DayOfCalls>();

  used(appid: string, path: string, day: string): number {
    const calls = this.byAppid.get(appid);
    return calls?.day === day ? (calls.counts[path] ?? 0) : 0;
  }

  add(appid: string, path: string, day: string): void {
    let calls = this.byAppid.get(appid);
    if (calls?.day !== day) {
      calls = { day, counts: {} };
      this.byAppid.set(appid, calls);
    }
    calls.counts[path] = (calls.counts[path] ?? 0) + 1;
    this.touched.add(appid);
  }

  clear(appid: string): void {
    this.byAppid.delete(appid);
    this.touched.add(appid);
  }

  keys(): Iterable<string> {
    return this.byAppid.keys();
  }

  text(key: string): string | undefined {
    const calls = this.byAppid.get(key);
    return calls && JSON.stringify(calls);
  }

  load(key: string, value: unknown): void {
    this.byAppid.set(key, value as DayOfCalls);
  }
}
