import { TemplateFault } from './template-fault.js';

/** The most that are told at once: behind them there is a fault that causes the others. */
const MOST_FAULTS = 100;

/** Goes on behind a fault, so that an author sees all there are and not one after another. */
export class FoundFaults {
  readonly #found: TemplateFault[] = [];

  add(...faults: readonly TemplateFault[]): void {
    this.#found.push(...faults);
  }

  /** What the work answers; `null` when it throws a fault, which is kept. */
  of<T>(work: () => T): T | null {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof TemplateFault)) throw error;
      this.add(...error.all);
      return null;
    }
  }

  /** @throws TemplateFault the first, with all others */
  refuse(): void {
    const told = new Map(this.#found.map((fault) => [fault.sentence('en'), fault]));
    const [first, ...more] = [...told.values()].slice(0, MOST_FAULTS);
    if (first) throw new TemplateFault(first.file, first.code, first.params, first.line, more);
  }
}

/** @throws TemplateFault when there are any */
export function refuseAny(faults: readonly TemplateFault[]): void {
  const found = new FoundFaults();
  found.add(...faults);
  found.refuse();
}
