import { button, element, icon } from './dom.js';
import type { Texts } from './texts.js';

export type LineKind = 'error' | 'warn' | 'log' | 'request' | 'remark';

const MOST_LINES = 300;
const MOST_CHARACTERS = 2000;

/** Errors, requests and remarks, for the author; a quiet drawer with a number on it. */
export class ConsolePanel {
  readonly element: HTMLElement;
  readonly badge: HTMLElement = element('em', { class: 'console-count', hidden: true });
  readonly #head: HTMLElement = element('header');
  readonly #list: HTMLElement = element('ol', { class: 'console-lines', 'aria-live': 'polite' });
  readonly #empty: HTMLElement = element('p', { class: 'console-empty' });
  readonly #remarks = new Set<string>();
  #errors = 0;

  constructor(texts: Texts) {
    this.element = element('section', { class: 'console', hidden: true }, this.#head, this.#empty, this.#list);
    this.speak(texts);
  }

  /** In another language; the lines stay. */
  speak(texts: Texts): void {
    this.element.setAttribute('aria-label', texts.console);
    this.#empty.textContent = texts.nothingYet;
    this.#head.replaceChildren(
      element('h2', {}, texts.console),
      button('tool', texts.clear, () => this.clear()),
      button('tool console-close', texts.cancel, () => this.show(false), icon('M6 6l12 12M18 6L6 18', 18)),
    );
  }

  get visible(): boolean {
    return !this.element.hidden;
  }

  show(on: boolean): void {
    this.element.hidden = !on;
  }

  clear(): void {
    this.#list.replaceChildren();
    this.#empty.hidden = false;
    this.#errors = 0;
    this.#remarks.clear();
    this.badge.hidden = true;
  }

  add(kind: LineKind, text: string, where = ''): void {
    const line = element('li', { class: `line-${kind}` });
    if (where !== '') line.append(element('b', {}, where), ' ');
    line.append(text.slice(0, MOST_CHARACTERS));
    this.#list.append(line);
    this.#empty.hidden = true;
    if (this.#list.children.length > MOST_LINES) this.#list.firstChild?.remove();
    if (kind !== 'error') return;
    this.#errors += 1;
    this.badge.hidden = false;
    this.badge.textContent = String(Math.min(99, this.#errors));
  }

  /** Said once, however often it happens. */
  remark(text: string): void {
    if (this.#remarks.has(text)) return;
    this.#remarks.add(text);
    this.add('remark', text);
  }

  /** What the package's code gets as `console`. */
  forPackage(): Readonly<Record<string, (...values: unknown[]) => void>> {
    const write =
      (kind: LineKind, level: 'log' | 'warn' | 'error') =>
      (...values: unknown[]) => {
        this.add(kind, values.map(shown).join(' '));
        console[level](...values);
      };
    const log = write('log', 'log');
    const nothing = () => {};
    return {
      log,
      info: log,
      debug: log,
      warn: write('warn', 'warn'),
      error: write('error', 'error'),
      trace: log,
      table: log,
      dir: log,
      group: log,
      groupCollapsed: log,
      groupEnd: nothing,
      time: nothing,
      timeEnd: nothing,
      assert: nothing,
      count: nothing,
    };
  }
}

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}
