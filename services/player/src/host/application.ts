/** The object that `App({…})` makes. */
export class Application {
  readonly #report: (where: string, error: unknown) => void;
  #instance: Record<string, unknown> | undefined;

  constructor(report: (where: string, error: unknown) => void) {
    this.#report = report;
  }

  /** What `getApp()` answers; undefined until `App` was called. */
  get instance(): Record<string, unknown> | undefined {
    return this.#instance;
  }

  define(options: unknown): void {
    if (typeof options !== 'object' || options === null) throw new Error('App() needs an object');
    this.#instance = { ...options };
  }

  call(name: string, value?: unknown): void {
    const method = this.#instance?.[name];
    if (typeof method !== 'function') return;
    try {
      const answer: unknown = method.call(this.#instance, value);
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#report(`App ${name}`, error));
    } catch (error) {
      this.#report(`App ${name}`, error);
    }
  }
}
