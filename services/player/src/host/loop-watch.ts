/** Longer than any page's own work, shorter than the browser's patience. */
export const MOST_LOOP_MS = 3_000;
/** The clock is asked every so many turns. */
const TURNS = 256;

/** Thrown into a loop that does not end. */
export class EndlessLoop extends Error {
  override readonly name = 'EndlessLoop';

  /** @param file of a WXS module; a script's is in its stack */
  constructor(readonly file?: string) {
    super(`A loop did not end within ${MOST_LOOP_MS / 1000} seconds and was stopped`);
  }
}

/**
 * Ends loops that have gone on for too long within one task of the browser, in which nothing else could happen: also one that waits
 * for promises that are there, or catches what ends the loop in it.
 * @param nextTask runs the work when the browser is free again
 */
export function watchLoops(now: () => number, nextTask: (work: () => void) => void): (file?: string) => void {
  let turns = 0;
  let startedMs: number | null = null;
  let late = false;
  const free = () => {
    startedMs = null;
    late = false;
  };
  return (file) => {
    turns += 1;
    if (!late) {
      if (turns % TURNS !== 0) return;
      if (startedMs === null) {
        startedMs = now();
        nextTask(free);
      }
      late = now() - startedMs > MOST_LOOP_MS;
    }
    if (late) throw new EndlessLoop(file);
  };
}

/** As the browser's own tasks come: not delayed as timers are, and after all promises. */
export function nextTaskOf(): (work: () => void) => void {
  const { port1, port2 } = new MessageChannel();
  let waiting: (() => void)[] = [];
  port2.addEventListener('message', () => {
    const due = waiting;
    waiting = [];
    for (const work of due) work();
  });
  port2.start();
  return (work) => {
    waiting.push(work);
    port1.postMessage(0);
  };
}
