/** Calls of the running minute by path and account; kept in memory only. */
export class MinuteCounts {
  private minute = 0;
  private counts = new Map<string, number>();

  add(path: string, appid: string, now = Date.now()): number {
    const minute = Math.floor(now / 60_000);
    if (minute !== this.minute) {
      this.minute = minute;
      this.counts.clear();
    }
    const key = `${appid} ${path}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count;
  }

  clear(): void {
    this.counts.clear();
  }
}
