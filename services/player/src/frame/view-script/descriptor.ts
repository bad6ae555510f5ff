import { Component, type Element as TreeElement, type GeneralComponent, safeCallback } from 'glass-easel';
import { isBuiltIn } from '../register.js';

/** glass-easel keeps styles and classes in segments; this one is for what scripts set and wins over the template's. */
const SCRIPT_SEGMENT = 3;
const states = new WeakMap<TreeElement, Record<string, unknown>>();
const descriptors = new WeakMap<TreeElement, ViewDescriptor>();

type Listener = (...values: unknown[]) => unknown;

/** What WXS event handlers and property observers get for an element: WeChat's ComponentDescriptor. */
export class ViewDescriptor {
  readonly #element: TreeElement;

  private constructor(element: TreeElement) {
    this.#element = element;
  }

  static of(element: TreeElement): ViewDescriptor {
    const known = descriptors.get(element) ?? new ViewDescriptor(element);
    descriptors.set(element, known);
    return known;
  }

  selectComponent(selector: string): ViewDescriptor | null {
    const found = this.#insides()?.querySelector(selector);
    return found ? ViewDescriptor.of(found) : null;
  }

  selectAllComponents(selector: string): ViewDescriptor[] {
    return (this.#insides()?.querySelectorAll(selector) ?? []).map((found) => ViewDescriptor.of(found));
  }

  setStyle(style: string | Readonly<Record<string, unknown>>): this {
    const css =
      typeof style === 'string'
        ? style
        : Object.entries(style ?? {})
            .map(declaration)
            .join(';');
    this.#element.setNodeStyle(css, SCRIPT_SEGMENT);
    return this;
  }

  addClass(names: string): this {
    return this.#toggle(names, true);
  }

  removeClass(names: string): this {
    return this.#toggle(names, false);
  }

  hasClass(name: string): boolean {
    const { classList } = this.#element;
    return (classList?.contains(name) || classList?.contains(name, SCRIPT_SEGMENT)) ?? false;
  }

  getDataset(): Readonly<Record<string, unknown>> {
    return this.#element.dataset ?? {};
  }

  /** A scratch object of the element's own; the same for every script that asks. */
  getState(): Record<string, unknown> {
    const state = states.get(this.#element) ?? {};
    states.set(this.#element, state);
    return state;
  }

  /** Calls a method of the page or component; for a tag inside a template, of the one whose template it is. */
  callMethod(name: string, detail?: unknown): void {
    const owner = this.#component() ?? this.#element.ownerShadowRoot?.getHostNode();
    if (owner === undefined) return;
    const method: Listener | undefined = Component.getMethod(owner, name) as Listener | undefined;
    if (method === undefined) throw new Error(`callMethod: ${owner.is} has no method "${name}".`);
    later(owner, () => method.call(owner.getMethodCaller(), detail));
  }

  triggerEvent(name: string, detail?: unknown, options?: { bubbles?: boolean; composed?: boolean }): void {
    later(this.#element, () => this.#element.triggerEvent(name, detail, options));
  }

  requestAnimationFrame(callback: Listener): number {
    return this.#window().requestAnimationFrame(() => callback());
  }

  setTimeout(callback: Listener, delayMs: number): number {
    return this.#window().setTimeout(callback, delayMs);
  }

  clearTimeout(timer: number): void {
    this.#window().clearTimeout(timer);
  }

  getBoundingClientRect(): Readonly<Record<string, number>> {
    const { left, top, right, bottom, width, height } = this.#dom().getBoundingClientRect();
    return { left, top, right, bottom, width, height };
  }

  getComputedStyle(names: readonly string[]): Readonly<Record<string, string>> {
    const style = this.#window().getComputedStyle(this.#dom());
    return Object.fromEntries(
      names.map((name) => [name, style.getPropertyValue(kebab(name)) || style.getPropertyValue(name)]),
    );
  }

  #toggle(names: string, on: boolean): this {
    for (const name of names.split(/\s+/).filter(Boolean)) this.#element.classList?.toggle(name, on, SCRIPT_SEGMENT);
    return this;
  }

  #component(): GeneralComponent | null {
    const component = this.#element.asGeneralComponent();
    return component === null || isBuiltIn(component.is) ? null : component;
  }

  #insides() {
    return this.#component()?.getShadowRoot() ?? null;
  }

  #dom(): HTMLElement {
    return this.#element.$$ as unknown as HTMLElement;
  }

  #window(): Window & typeof globalThis {
    return this.#dom().ownerDocument.defaultView as Window & typeof globalThis;
  }
}

/** On a phone scripts run apart from the pages' code: what they ask of it happens after the change that they are part of. */
function later(element: TreeElement, work: () => void): void {
  const component = element.asGeneralComponent() ?? element.ownerShadowRoot?.getHostNode();
  queueMicrotask(() => safeCallback('WXS', work, null, [], component));
}

function declaration([name, value]: [string, unknown]): string {
  return `${kebab(name)}:${String(value)}`;
}

function kebab(name: string): string {
  return name.startsWith('--') ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
