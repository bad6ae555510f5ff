import { Worker } from 'node:worker_threads';
import type { Compiled } from './compile-package.js';

export interface CompileLimits {
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** After how long without work the thread ends, and with it the memory it holds. */
  readonly idleMs: number;
}

export const compileLimits: CompileLimits = { timeoutMs: 30_000, memoryMb: 384, idleMs: 30_000 };

/** The compiler did not come to an end within its limits: the package is too large for it, or means harm. */
export class CompileFailure extends Error {
  override readonly name = 'CompileFailure';
}

interface Task {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly resolve: (compiled: Compiled) => void;
  readonly reject: (error: Error) => void;
}

type Answer = { readonly compiled: Compiled } | { readonly failure: string };

/**
 * Compiles in a thread of its own, one package after the other: what a template does to the compiler, it does not do to the
 * program. The thread is started when there is work.
 */
export class CompileThread {
  private readonly waiting: Task[] = [];
  private current: Task | null = null;
  private worker: Worker | null = null;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  /** @param entry the built compile-worker.js */
  constructor(
    private readonly entry: string,
    private readonly limits: CompileLimits = compileLimits,
  ) {}

  /** @throws CompileFailure */
  compile(files: ReadonlyMap<string, Uint8Array>): Promise<Compiled> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ files, resolve, reject });
      this.next();
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.end('The program is closing.');
    for (const task of this.waiting.splice(0)) task.reject(new CompileFailure('The program is closing.'));
  }

  private next(): void {
    if (this.current || this.closed) return;
    const task = this.waiting.shift();
    if (!task) return;
    this.current = task;
    this.worker ??= this.start();
    this.after(this.limits.timeoutMs, `it took longer than ${this.limits.timeoutMs / 1000} s`);
    this.worker.ref();
    this.worker.postMessage(task.files, []);
  }

  private start(): Worker {
    const worker = new Worker(this.entry, {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.memoryMb },
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
    });
    worker.on('message', (answer: Answer) => {
      if ('compiled' in answer) this.settle((task) => task.resolve(answer.compiled));
      // What failed in it may have left the compiler in pieces: the next package gets a new one.
      else void this.end(answer.failure);
    });
    worker.on('error', (error) => this.lost(worker, error.message));
    worker.on('exit', () => this.lost(worker, 'its thread ended'));
    return worker;
  }

  private settle(answer: (task: Task) => void): void {
    const task = this.current;
    this.current = null;
    if (task) answer(task);
    // While it is idle, it does not keep the program from ending.
    this.worker?.unref();
    this.after(this.limits.idleMs, 'idle');
    this.timer?.unref();
    this.next();
  }

  private after(ms: number, reason: string): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.end(reason), ms);
  }

  private async end(reason: string): Promise<void> {
    const worker = this.worker;
    if (this.timer) clearTimeout(this.timer);
    if (!worker) return;
    this.lost(worker, reason);
    await worker.terminate();
  }

  private lost(worker: Worker, reason: string): void {
    if (worker !== this.worker) return;
    this.worker = null;
    if (this.timer) clearTimeout(this.timer);
    const task = this.current;
    this.current = null;
    task?.reject(new CompileFailure(reason));
    this.next();
  }
}
