import type { GeneralComponent } from 'glass-easel';

/**
 * Fires `ready` after the components have been attached, innermost first: the framework leaves that to its host. While a page is
 * being opened the queue is held, so that `ready` comes after the page's `onShow`.
 */
export class ReadyQueue {
  readonly #report: (where: string, error: unknown) => void;
  #waiting: GeneralComponent[] = [];
  #timer = 0;

  constructor(report: (where: string, error: unknown) => void) {
    this.#report = report;
  }

  add(component: GeneralComponent): void {
    this.#waiting.push(component);
    if (this.#timer === 0) this.#timer = window.setTimeout(() => this.flush(), 0);
  }

  flush(): void {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    const components = this.#waiting.reverse();
    this.#waiting = [];
    for (const component of components) {
      try {
        component.triggerLifetime('ready', []);
      } catch (error) {
        this.#report(`${component.is} ready`, error);
      }
    }
  }
}
