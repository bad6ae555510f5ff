import type { Task } from './model.js';
import type { Shelf } from './shelf.js';

/** Tasks in the order in which they fall due: a binary heap, for a fleet may have a task for each of its accounts. */
export class TaskQueue implements Shelf {
  readonly touched = new Set<string>();
  private heap: Task[] = [];
  private readonly byId = new Map<number, Task>();
  private readonly byName = new Map<string, Set<Task>>();

  get size(): number {
    return this.byId.size;
  }

  add(task: Task): void {
    this.byId.set(task.id, task);
    const name = nameOf(task.kind, task.ref);
    const namesakes = this.byName.get(name);
    if (namesakes) namesakes.add(task);
    else this.byName.set(name, new Set([task]));
    this.heap.push(task);
    this.rise(this.heap.length - 1);
    this.touched.add(String(task.id));
  }

  has(kind: Task['kind'], ref: string): boolean {
    return this.byName.has(nameOf(kind, ref));
  }

  cancel(kind: Task['kind'], ref: string): void {
    for (const task of this.byName.get(nameOf(kind, ref)) ?? []) this.forget(task);
  }

  /** When the next one falls due; null when there is none. */
  nextAt(): number | null {
    this.dropCancelled();
    return this.heap[0]?.dueAt ?? null;
  }

  /** Takes the next one that is due; null when there is none. */
  takeDue(now: number): Task | null {
    this.dropCancelled();
    const first = this.heap[0];
    if (!first || first.dueAt > now) return null;
    this.removeFirst();
    this.forget(first);
    return first;
  }

  /** Moves every task; `move` must keep their order. */
  reschedule(move: (dueAt: number) => number): void {
    for (const task of this.byId.values()) {
      task.dueAt = move(task.dueAt);
      this.touched.add(String(task.id));
    }
  }

  keys(): Iterable<string> {
    return Array.from(this.byId.keys(), String);
  }

  text(key: string): string | undefined {
    const task = this.byId.get(Number(key));
    return task && JSON.stringify(task);
  }

  load(_key: string, value: unknown): void {
    this.add(value as Task);
  }

  /** Its place in the heap is given up once it comes to the top. */
  private forget(task: Task): void {
    this.byId.delete(task.id);
    const name = nameOf(task.kind, task.ref);
    const namesakes = this.byName.get(name);
    namesakes?.delete(task);
    if (namesakes?.size === 0) this.byName.delete(name);
    this.touched.add(String(task.id));
  }

  private dropCancelled(): void {
    while (this.heap[0] && !this.byId.has(this.heap[0].id)) this.removeFirst();
  }

  private removeFirst(): void {
    const last = this.heap.pop();
    if (last === undefined || this.heap.length === 0) return;
    this.heap[0] = last;
    this.sink();
  }

  private rise(from: number): void {
    for (let index = from; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.swapIfLater(parent, index)) return;
      index = parent;
    }
  }

  private sink(): void {
    for (let index = 0; ; ) {
      const [left, right] = [2 * index + 1, 2 * index + 2];
      const sooner =
        right < this.heap.length && isLater(this.heap[left] as Task, this.heap[right] as Task) ? right : left;
      if (sooner >= this.heap.length || !this.swapIfLater(index, sooner)) return;
      index = sooner;
    }
  }

  private swapIfLater(above: number, below: number): boolean {
    const [upper, lower] = [this.heap[above] as Task, this.heap[below] as Task];
    if (!isLater(upper, lower)) return false;
    this.heap[above] = lower;
    this.heap[below] = upper;
    return true;
  }
}

const nameOf = (kind: Task['kind'], ref: string): string => `${kind} ${ref}`;

const isLater = (a: Task, b: Task): boolean => a.dueAt > b.dueAt || (a.dueAt === b.dueAt && a.id > b.id);
