import type { FrameServices } from './frame-services.js';
import type { PageFrame } from './page-frame.js';

/**
 * One built-in tag (`view`, `image` …). Its element in the page is `<wx-TAG>`; what it draws below that is its own DOM, invisible
 * to the mini-program's tree. `self` is one instance.
 */
export interface BuiltIn {
  readonly tag: string;
  /** `slot`: the children of the tag stand inside its element. `none`: it takes no children and draws for itself. */
  readonly content: 'slot' | 'none';
  readonly properties: Readonly<Record<string, BuiltInProperty>>;
  /** By property, or by several: `'range, value'`. Called on every change, not for the first values: see `attached`. */
  readonly observers?: Readonly<Record<string, (self: BuiltInSelf, ...values: readonly never[]) => void>>;
  /** The element stands in the page and the first values are there. */
  readonly attached?: (self: BuiltInSelf) => void;
  readonly detached?: (self: BuiltInSelf) => void;
  /** Callable from other built-ins by `self.ask(element, name, …)`. */
  readonly methods?: Readonly<Record<string, (self: BuiltInSelf, ...values: readonly never[]) => unknown>>;
  /** CSS of the tag, in every page once. Classes of the built-in's own elements begin with `wxi-`. */
  readonly css?: string;
}

export interface BuiltInProperty {
  readonly type:
    | StringConstructor
    | BooleanConstructor
    | NumberConstructor
    | ArrayConstructor
    | ObjectConstructor
    | FunctionConstructor
    | null;
  readonly value: unknown;
}

/** One built-in in a page, as its definition sees it. */
export interface BuiltInSelf {
  readonly tag: string;
  /** `<wx-TAG>` */
  readonly host: HTMLElement;
  readonly page: PageFrame;
  readonly services: FrameServices;
  /** Property values as they are now. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Scratch of this instance; nobody else looks into it. */
  readonly state: Record<string, unknown>;
  /** Path of the page or component in whose template the tag stands; relative picture paths begin there. */
  readonly owner: string;
  /** `data-*` values of the tag. */
  readonly dataset: Readonly<Record<string, unknown>>;
  setData(changes: Readonly<Record<string, unknown>>): void;
  /** Triggers an event on the tag, e.g. `fire('change', {value})`. Bubbles only when said so, as WeChat's component events. */
  fire(type: string, detail?: unknown, options?: { readonly bubbles?: boolean; readonly composed?: boolean }): void;
  /** A DOM element of this page's document with a class. */
  element<K extends keyof HTMLElementTagNameMap>(tag: K, className?: string): HTMLElementTagNameMap[K];
  /** Calls a method of another built-in by its element; undefined when it has none of that name. */
  ask(element: Element, method: string, ...values: readonly unknown[]): unknown;
}
