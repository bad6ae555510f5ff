import { setImmediate } from 'node:timers/promises';

export interface BatchOptions<Entry, Outcome> {
  /** Settles entries of one key together, first come first, and answers one outcome for each in their order. */
  readonly settle: (key: string, entries: readonly Entry[]) => Promise<readonly Outcome[]>;
  /** Entries that are settled together at most; what comes further waits for the next flight. */
  readonly most: number;
  /** Whether `settle` has failed for what stands in one of the entries; `isDataFault` when missing. */
  readonly isEntryFault?: (error: unknown) => boolean;
}

/**
 * Lets what arrives together for one key be settled by one statement. One flight of a key is under way at a time; what arrives
 * meanwhile is the next one, so that flights grow with the crowd and a single caller waits for nobody. When one entry's data fail
 * a flight, the flight is settled again in halves, down to the one that is at fault: it alone hears of it. `settle` must therefore keep
 * nothing when it fails, and be repeatable.
 */
export class Batches<Entry, Outcome> {
  private readonly waiting = new Map<string, Waiting<Entry, Outcome>[]>();

  constructor(private readonly options: BatchOptions<Entry, Outcome>) {}

  /** Settles as its entry does. */
  add(key: string, entry: Entry): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting = this.waiting.get(key);
      const newcomer = { entry, resolve, reject };
      if (waiting) {
        waiting.push(newcomer);
        return;
      }
      this.waiting.set(key, [newcomer]);
      void this.fly(key);
    });
  }

  private async fly(key: string): Promise<void> {
    // Whatever has come over the network in the same instant travels along.
    await setImmediate();
    for (;;) {
      const waiting = this.waiting.get(key) ?? [];
      if (waiting.length === 0) break;
      await this.settle(key, waiting.splice(0, this.options.most));
    }
    this.waiting.delete(key);
  }

  private async settle(key: string, flight: readonly Waiting<Entry, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.options.settle(
        key,
        flight.map(({ entry }) => entry),
      );
      if (outcomes.length !== flight.length) throw new Error(`${flight.length} entries, ${outcomes.length} outcomes`);
      for (const [place, { resolve }] of flight.entries()) resolve(outcomes[place] as Outcome);
    } catch (error) {
      const isEntryFault = this.options.isEntryFault ?? isDataFault;
      if (flight.length === 1 || !isEntryFault(error)) {
        for (const { reject } of flight) reject(error);
        return;
      }
      const half = Math.ceil(flight.length / 2);
      await this.settle(key, flight.slice(0, half));
      await this.settle(key, flight.slice(half));
    }
  }
}

interface Waiting<Entry, Outcome> {
  readonly entry: Entry;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Whether PostgreSQL has refused what was written (SQLSTATE classes 22 and 23, and the functions' own XP) and would take other data. */
export function isDataFault(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^(22|23|XP)/.test(code);
}
