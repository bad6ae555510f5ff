import { Hover } from './hover.js';

const MOVED_PX = 10;
const LONG_PRESS_MS = 350;

export interface TouchPoint {
  readonly identifier: number;
  readonly pageX: number;
  readonly pageY: number;
  readonly clientX: number;
  readonly clientY: number;
  readonly force: number;
  /** On a canvas: from its corner. */
  readonly x?: number;
  readonly y?: number;
}

/** The page's tree, as far as fingers are concerned. */
export interface TouchReceiver {
  /** @returns whether a listener caught it */
  fire(event: Event, type: string, detail: unknown, extraFields?: object, at?: Node | null): boolean;
  isListening(target: Node | null, type: string): boolean;
}

interface Touches {
  readonly touches: readonly TouchPoint[];
  readonly changedTouches: readonly TouchPoint[];
}

type Place = Pick<Touch, 'clientX' | 'clientY'> & { readonly identifier?: number; readonly force?: number };

/** Fingers, and a mouse in the place of one finger, as `touchstart` … `tap`, `longpress` and hover classes. */
export class Gestures {
  readonly #context: TouchReceiver;
  readonly #window: Window;
  readonly #hover: Hover;
  #press: { readonly x: number; readonly y: number; readonly timer: number; readonly target: Node } | null = null;
  /** The gesture was a scroll, a drag or a long press: the click at its end is no tap. */
  #spoilt = false;

  constructor(context: TouchReceiver, window: Window) {
    this.#context = context;
    this.#window = window;
    this.#hover = new Hover(window);
    this.#listen(window.document.documentElement);
  }

  #listen(root: HTMLElement): void {
    const touches = (event: TouchEvent): Touches => ({
      touches: [...event.touches].map((touch) => this.#point(event, touch)),
      changedTouches: [...event.changedTouches].map((touch) => this.#point(event, touch)),
    });
    const held = (event: PointerEvent): Touches => {
      const point = this.#point(event, event);
      return { touches: [point], changedTouches: [point] };
    };
    const mouse = (work: (event: PointerEvent) => void) => (event: PointerEvent) => {
      if (event.pointerType !== 'touch') work(event);
    };
    // Not passive: catchtouchmove holds the page still.
    const options = { capture: true, passive: false } as const;
    root.addEventListener('touchstart', (event) => this.#start(event, event.touches[0], touches(event)), options);
    root.addEventListener('touchmove', (event) => this.#move(event, event.touches[0], touches(event)), options);
    root.addEventListener('touchend', (event) => this.#end(event, 'touchend', touches(event)), options);
    root.addEventListener('touchcancel', (event) => this.#end(event, 'touchcancel', touches(event)), options);
    root.addEventListener(
      'pointerdown',
      mouse((event) => this.#start(event, event, held(event))),
      true,
    );
    root.addEventListener(
      'pointermove',
      mouse((event) => this.#press && this.#move(event, event, held(event))),
      true,
    );
    const released = (type: string) =>
      mouse((event) => this.#press && this.#end(event, type, { ...held(event), touches: [] }));
    root.addEventListener('pointerup', released('touchend'), true);
    root.addEventListener('pointercancel', released('touchcancel'), true);
    root.addEventListener('click', (event) => this.#tap(event), true);
  }

  #start(event: Event, place: Place | undefined, touches: Touches): void {
    if (!place) return;
    this.#forget();
    this.#spoilt = false;
    const timer = this.#window.setTimeout(() => this.#longPress(event, touches), LONG_PRESS_MS);
    this.#press = { x: place.clientX, y: place.clientY, timer, target: event.target as Node };
    this.#context.fire(event, 'touchstart', {}, touches);
    this.#hover.press(event.target as Node);
  }

  #move(event: Event, place: Place | undefined, touches: Touches): void {
    const press = this.#press;
    if (press && place && Math.hypot(place.clientX - press.x, place.clientY - press.y) > MOVED_PX) {
      this.#spoilt = true;
      this.#window.clearTimeout(press.timer);
      this.#hover.leave();
    }
    const stopped = this.#context.fire(event, 'touchmove', {}, touches, press?.target);
    if (stopped && event.cancelable) event.preventDefault();
  }

  #end(event: Event, type: string, touches: Touches): void {
    if (type === 'touchcancel') this.#spoilt = true;
    // Where it began, as with fingers; a mouse may have left the tag.
    const target = this.#press?.target;
    this.#forget();
    this.#context.fire(event, type, {}, touches, target);
    this.#hover.lift();
  }

  #longPress(event: Event, touches: Touches): void {
    const { pageX: x, pageY: y } = touches.changedTouches[0] ?? { pageX: 0, pageY: 0 };
    for (const type of ['longpress', 'longtap']) this.#context.fire(event, type, { x, y }, touches);
    // WeChat leaves the tap out only where somebody listened.
    if (this.#context.isListening(event.target as Node, 'longpress')) this.#spoilt = true;
  }

  #tap(event: MouseEvent): void {
    // A click without a pointer is a key or a script: it is a tap.
    if (this.#spoilt && event.detail > 0) {
      this.#spoilt = false;
      event.stopPropagation();
      return;
    }
    if ((event.target as Element).closest('wx-button[disabled]')) return;
    const point = this.#point(event, event);
    this.#context.fire(event, 'tap', { x: point.pageX, y: point.pageY }, { touches: [], changedTouches: [point] });
  }

  #forget(): void {
    if (this.#press) this.#window.clearTimeout(this.#press.timer);
    this.#press = null;
  }

  #point(event: Event, { clientX, clientY, identifier = 0, force = 1 }: Place): TouchPoint {
    const { scrollX, scrollY } = this.#window;
    const point = {
      identifier,
      pageX: clientX + scrollX,
      pageY: clientY + scrollY,
      clientX,
      clientY,
      force: force || 1,
    };
    const canvas = (event.target as Element).closest?.('wx-canvas')?.getBoundingClientRect();
    return canvas ? { ...point, x: clientX - canvas.left, y: clientY - canvas.top } : point;
  }
}
