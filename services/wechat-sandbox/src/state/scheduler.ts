import type { Task } from './model.js';
import type { Store } from './store.js';

type Handler = (ref: string) => void | Promise<void>;

const LONGEST_TIMER_MS = 2_000_000_000;
/** So many tasks are begun before others get their turn. */
const TASKS_AT_ONCE = 500;

/** Runs tasks when they fall due. They are part of the state, so a restart loses none. */
export class Scheduler {
  private readonly handlers = new Map<Task['kind'], Handler>();
  private timer: NodeJS.Timeout | null = null;
  private armedForAt = Number.POSITIVE_INFINITY;
  private isRunning = false;

  constructor(private readonly store: Store) {}

  on(kind: Task['kind'], handler: Handler): void {
    this.handlers.set(kind, handler);
  }

  start(): void {
    this.isRunning = true;
    this.arm();
  }

  stop(): void {
    this.isRunning = false;
    if (this.timer !== null) clearTimeout(this.timer);
  }

  /** Plans a task `delayMs` of WeChat's time from now; `timeScale` makes it shorter. */
  plan(kind: Task['kind'], ref: string, delayMs: number): void {
    const { state } = this.store;
    const dueAt = Date.now() + delayMs / state.settings.timeScale;
    state.tasks.add({ id: state.counters.task++, kind, ref, dueAt });
    this.store.touch();
    if (dueAt < this.armedForAt) this.arm();
  }

  cancel(kind: Task['kind'], ref: string): void {
    this.store.state.tasks.cancel(kind, ref);
  }

  isPlanned(kind: Task['kind'], ref: string): boolean {
    return this.store.state.tasks.has(kind, ref);
  }

  /** Applies a new time scale to what is already waiting. */
  rescale(from: number, to: number): void {
    if (from === to) return;
    const now = Date.now();
    this.store.state.tasks.reschedule((dueAt) => now + Math.max(0, dueAt - now) * (from / to));
    this.arm();
  }

  /** Looks again at what is due; call it after the state was aged or replaced. */
  arm(): void {
    if (!this.isRunning) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.armedForAt = this.store.state.tasks.nextAt() ?? Number.POSITIVE_INFINITY;
    if (this.armedForAt === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, this.armedForAt - Date.now()), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.runDue(), wait);
  }

  private runDue(): void {
    const now = Date.now();
    for (let begun = 0; begun < TASKS_AT_ONCE; begun++) {
      const task = this.store.state.tasks.takeDue(now);
      if (task === null) break;
      void this.run(task);
    }
    this.store.touch();
    this.arm();
  }

  private async run(task: Task): Promise<void> {
    try {
      await this.handlers.get(task.kind)?.(task.ref);
    } catch (error) {
      process.stderr.write(`wechat-sandbox: ${task.kind} ${task.ref} failed: ${String(error)}\n`);
    }
    this.store.touch();
  }
}
