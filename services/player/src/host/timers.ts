type Callback = (...values: unknown[]) => void;

export interface Timers {
  /** `setTimeout` and its like for the package's code: `this` is nothing, what throws is reported, and they end with the run. */
  readonly given: Readonly<Record<'setTimeout' | 'clearTimeout' | 'setInterval' | 'clearInterval', unknown>>;
  /** The host's own. */
  later(work: () => void, ms: number): void;
  stop(): void;
}

export function createTimers(report: (where: string, error: unknown) => void): Timers {
  const timeouts = new Set<number>();
  const intervals = new Set<number>();
  let running = true;
  const guarded = (where: string, callback: unknown, values: readonly unknown[]) => {
    if (!running || typeof callback !== 'function') return;
    try {
      (callback as Callback)(...values);
    } catch (error) {
      report(where, error);
    }
  };
  const setTimer = (callback: unknown, ms?: number, ...values: readonly unknown[]): number => {
    if (!running) return 0;
    const id = window.setTimeout(() => {
      timeouts.delete(id);
      guarded('setTimeout', callback, values);
    }, ms);
    timeouts.add(id);
    return id;
  };
  return {
    given: {
      setTimeout: setTimer,
      clearTimeout: (id?: number) => {
        window.clearTimeout(id);
        if (id !== undefined) timeouts.delete(id);
      },
      setInterval: (callback: unknown, ms?: number, ...values: readonly unknown[]) => {
        if (!running) return 0;
        const id = window.setInterval(() => guarded('setInterval', callback, values), ms);
        intervals.add(id);
        return id;
      },
      clearInterval: (id?: number) => {
        window.clearInterval(id);
        if (id !== undefined) intervals.delete(id);
      },
    },
    later: (work, ms) => {
      setTimer(work, ms);
    },
    stop() {
      running = false;
      for (const id of timeouts) window.clearTimeout(id);
      for (const id of intervals) window.clearInterval(id);
    },
  };
}
