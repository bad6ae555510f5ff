import { CurrentWindowBackendContext, type Element as TreeElement, Event as TreeEvent } from 'glass-easel';
import { Gestures, type TouchReceiver } from './gestures.js';
import { nodeContextOf } from './node-context.js';
import { rpxToVw } from './rpx.js';
import { withSafeArea } from './safe-area.js';

/** Events of the DOM that a mini-program may listen for on any tag; all others come from gestures and from the built-ins. */
const PASSED_ON = new Set(['transitionend', 'animationend', 'animationstart', 'animationiteration']);

type Backend = CurrentWindowBackendContext;
type Node0 = Parameters<Backend['getScrollOffset']>[0];

interface TreeNode extends Node {
  __wxElement?: TreeElement;
}

/**
 * The DOM of one page's iframe as glass-easel's backend. Elements are `<wx-view>`, `<wx-button>` … as in WeChat's own web view, so
 * that neither the browser's defaults nor the player's styles apply to them.
 */
export class FrameContext extends CurrentWindowBackendContext implements TouchReceiver {
  readonly #window: Window & typeof globalThis;
  readonly #listened = new WeakMap<object, Set<string>>();
  readonly #seen = new WeakSet<Event>();

  constructor(window: Window & typeof globalThis) {
    super();
    this.#window = window;
    const { document } = window;
    this.document = {
      createElement: (tag: string) => createElement(document, tag),
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    } as unknown as Backend['document'];
    void new Gestures(this, window);
  }

  override getWindowWidth(): number {
    return this.#window.document.documentElement.clientWidth;
  }

  override getWindowHeight(): number {
    return this.#window.document.documentElement.clientHeight;
  }

  override getDevicePixelRatio(): number {
    return this.#window.devicePixelRatio;
  }

  override getRootNode(): ReturnType<Backend['getRootNode']> {
    return this.#window.document.body as unknown as ReturnType<Backend['getRootNode']>;
  }

  /** `setData`'s callback: after the DOM has the change, without waiting for a frame that a hidden page never gets. */
  override render(done: (error: Error | null) => void): void {
    setTimeout(() => {
      done(null);
    }, 0);
  }

  // Styles are written into the page's head by the host, not through the backend.
  override registerStyleSheetContent(): void {}

  override appendStyleSheetPath(): number {
    return 0;
  }

  override disableStyleSheet(): void {}

  override onEvent(): void {}

  override setModelBindingStat(): void {}

  override getScrollOffset(target: Node0, done: Parameters<Backend['getScrollOffset']>[1]): void {
    const { document } = this.#window;
    const asked = target as unknown as HTMLElement;
    const element = asked === document.body ? (document.scrollingElement ?? document.body) : asked;
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = element;
    done({ scrollLeft, scrollTop, scrollWidth, scrollHeight });
  }

  override getContext(target: Node0, done: (context: unknown) => void): void {
    done(nodeContextOf(target as unknown as Element));
  }

  override getFocusedNode(done: Parameters<Backend['getFocusedNode']>[0]): void {
    const focused = treeNodeOf(this.#window.document.activeElement);
    done(focused as unknown as Parameters<typeof done>[0]);
  }

  override elementFromPoint(left: number, top: number, done: (found: TreeElement | null) => void): void {
    done(treeElementOf(this.#window.document.elementFromPoint(left, top)));
  }

  /** Against the page's own window: the browser's default would be the player's, which shows a whole phone. */
  override createIntersectionObserver(
    target: Node0,
    relativeTo: Node0 | null,
    margin: string,
    thresholds: number[],
    listener: Parameters<Backend['createIntersectionObserver']>[4],
  ): ReturnType<Backend['createIntersectionObserver']> {
    const { IntersectionObserver, document } = this.#window;
    const observer = new IntersectionObserver(
      (entries) => {
        for (const { intersectionRatio, boundingClientRect, intersectionRect, rootBounds, time } of entries) {
          const relativeRect = rootBounds ?? document.documentElement.getBoundingClientRect();
          listener({ intersectionRatio, boundingClientRect, intersectionRect, relativeRect, time });
        }
      },
      { root: (relativeTo as unknown as Element | null) ?? document, rootMargin: margin, threshold: thresholds },
    );
    observer.observe(target as unknown as Element);
    return { disconnect: () => observer.disconnect() };
  }

  override setListenerStats(element: Node0, type: string): void {
    const target = element as unknown as HTMLElement | null;
    if (!target) return;
    const types = this.#listened.get(target) ?? new Set();
    this.#listened.set(target, types);
    if (types.has(type)) return;
    types.add(type);
    if (!PASSED_ON.has(type)) return;
    target.addEventListener(type, (event) => {
      if (this.#seen.has(event)) return;
      this.#seen.add(event);
      this.fire(event, type, { elapsedTime: (event as TransitionEvent).elapsedTime });
    });
  }

  /** Whether the element or one around it has a listener. */
  isListening(target: Node | null, type: string): boolean {
    for (let node = target; node; node = node.parentNode) if (this.#listened.get(node)?.has(type)) return true;
    return false;
  }

  /** Sends a DOM event into the tree, at the innermost element of the tree. @returns whether a listener caught it */
  fire(event: Event, type: string, detail: unknown, extraFields?: object, at?: Node | null): boolean {
    const target = treeElementOf(at ?? (event.target as Node | null));
    if (!target) return false;
    const sent = new TreeEvent(type, detail, {
      originalEvent: event,
      bubbles: true,
      composed: true,
      capturePhase: true,
      ...(extraFields ? { extraFields: extraFields as Record<string, unknown> } : {}),
    });
    TreeEvent.dispatchEvent(target, sent);
    return sent.defaultPrevented();
  }
}

/** The tree's element that a DOM node belongs to. */
export function treeElementOf(node: Node | null): TreeElement | null {
  return treeNodeOf(node)?.__wxElement ?? null;
}

function treeNodeOf(node: Node | null): TreeNode | null {
  for (let each: TreeNode | null = node; each; each = each.parentNode) if (each.__wxElement) return each;
  return null;
}

function createElement(document: Document, tag: string): HTMLElement {
  const element = document.createElement(tag.startsWith('wx-') ? tag : `wx-${tag}`);
  const set = element.setAttribute.bind(element);
  // Ids come as `component--id`; in WXSS, and to whoever looks at the page, `#id` is the one that was written.
  Object.defineProperty(element, 'id', {
    get: () => element.getAttribute('id') ?? '',
    set(id: string) {
      set('id', id.replace(/^.*?--/, ''));
    },
  });
  element.setAttribute = (name: string, value: unknown) => {
    if (value === undefined || value === null || value === false) element.removeAttribute(name);
    else set(name, name === 'style' ? withSafeArea(rpxToVw(value as string)) : (value as string));
  };
  return element;
}
