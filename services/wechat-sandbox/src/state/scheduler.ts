import type { Store } from './store.js';
import type { Task } from './model.js';

type Handler = (ref: string) => void | Promise<void>;

const LONGEST_TIMER_MS = 2_000_000_000;

/** Runs tasks when they fall due. They are part of the state, so a restart loses none. */
export class Scheduler {
  private readonly handlers = new Map<Task['kind'], Handler>();
  private timer: NodeJS.Timeout | null = null;
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
    state.tasks.push({ id: state.counters.task++, kind, ref, dueAt });
    this.store.touch();
    this.arm();
  }

  cancel(kind: Task['kind'], ref: string): void {
    this.store.state.tasks = this.store.state.tasks.filter((task) => task.kind !== kind || task.ref !== ref);
  }

  isPlanned(kind: Task['kind'], ref: string): boolean {
    return this.store.state.tasks.some((task) => task.kind === kind && task.ref === ref);
  }

  /** Applies a new time scale to what is already waiting. */
  rescale(from: number, to: number): void {
    const now = Date.now();
    for (const task of this.store.state.tasks) task.dueAt = now + Math.max(0, task.dueAt - now) * (from / to);
    this.arm();
  }

  /** Looks again at what is due; call it after the state was aged or replaced. */
  arm(): void {
    if (!this.isRunning) return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const next = this.store.state.tasks.reduce(
      (soonest, task) => Math.min(soonest, task.dueAt),
      Number.POSITIVE_INFINITY,
    );
    if (next === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(Math.max(0, next - Date.now()), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => this.runDue(), wait);
  }

  private runDue(): void {
    const now = Date.now();
    const due = this.store.state.tasks
      .filter((task) => task.dueAt <= now)
      .sort((a, b) => a.dueAt - b.dueAt || a.id - b.id);
    const ids = new Set(due.map((task) => task.id));
    this.store.state.tasks = this.store.state.tasks.filter((task) => !ids.has(task.id));
    for (const task of due) void this.run(task);
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
