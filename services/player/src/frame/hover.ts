import type { Element as TreeElement } from 'glass-easel';

/** glass-easel keeps classes in segments; this one leaves the template's and the scripts' alone. */
const HOVER_SEGMENT = 2;
/** The classes of the tags themselves, which no style sheet of the mini-program scopes. */
const OWN = new Set(['button-hover', 'navigator-hover']);

interface TreeNode extends Node {
  __wxElement?: TreeElement & { readonly data?: Readonly<Record<string, unknown>> };
}

/** `hover-class` of what a finger holds: on after `hover-start-time`, off `hover-stay-time` after it was lifted, at once when it moves away. */
export class Hover {
  readonly #window: Window;
  #starting: number[] = [];
  #held: (() => void)[] = [];

  constructor(window: Window) {
    this.#window = window;
  }

  press(target: Node | null): void {
    this.leave();
    for (let node: TreeNode | null = target; node; node = node.parentNode) {
      const element = node.__wxElement;
      const { data } = element ?? {};
      const names = classesOf(data?.['hoverClass']);
      if (!element || names.length === 0 || data?.['disabled']) continue;
      const start = () => this.#hold(element, node as HTMLElement, names, Number(data?.['hoverStayTime']) || 0);
      this.#starting.push(this.#window.setTimeout(start, Number(data?.['hoverStartTime']) || 0));
      if (data?.['hoverStopPropagation']) return;
    }
  }

  lift(): void {
    for (const end of this.#held) end();
    this.#held = [];
    this.#stopStarting();
  }

  /** The finger scrolls: nothing stays marked. */
  leave(): void {
    this.lift();
  }

  #hold(element: TreeElement, host: HTMLElement, names: readonly string[], stayMs: number): void {
    const toggle = (on: boolean) => {
      for (const name of names) {
        if (OWN.has(name)) host.classList.toggle(name, on);
        else element.classList?.toggle(name, on, HOVER_SEGMENT);
      }
    };
    toggle(true);
    this.#held.push(() => this.#window.setTimeout(() => toggle(false), stayMs));
  }

  #stopStarting(): void {
    for (const timer of this.#starting) this.#window.clearTimeout(timer);
    this.#starting = [];
  }
}

function classesOf(value: unknown): string[] {
  const names = typeof value === 'string' ? value.split(/\s+/) : [];
  return names.filter((name) => name !== '' && name !== 'none');
}
