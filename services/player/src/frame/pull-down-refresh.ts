import type { PageFrame } from './page-frame.js';
import { watchPull } from './pull-gesture.js';

const TRIGGER_PX = 40;
const HELD_PX = 50;
const MOST_PX = 100;
const MOST_MS = 10_000;

export interface PullDownSettings {
  /** Whether a finger can pull: `enablePullDownRefresh`. `start` works without it, as `wx.startPullDownRefresh`. */
  readonly enabled: boolean;
  /** `light` dots for dark backgrounds. */
  readonly textStyle: 'dark' | 'light';
  refresh(): void;
}

/** The page moves down under the finger, three dots stand behind it, `refresh` is called, and `stop` (or time) moves it back. */
export class PullDownRefresh {
  readonly #frame: PageFrame;
  readonly #settings: PullDownSettings;
  readonly #dots: HTMLElement;
  #refreshing = false;
  #deadline = 0;

  constructor(frame: PageFrame, settings: PullDownSettings) {
    this.#frame = frame;
    this.#settings = settings;
    const { document } = frame;
    this.#dots = document.createElement('div');
    this.#dots.className = `wxi-pull wxi-pull-${settings.textStyle}`;
    this.#dots.setAttribute('role', 'status');
    this.#dots.setAttribute('aria-hidden', 'true');
    this.#dots.append(...[0, 1, 2].map(() => document.createElement('i')));
    document.documentElement.append(this.#dots);
    if (settings.enabled) this.#listen();
  }

  start(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    this.#move(HELD_PX, true);
    this.#dots.setAttribute('aria-hidden', 'false');
    const { window } = this.#frame;
    // A page that forgets wx.stopPullDownRefresh is not left hanging: WeChat's own time is of this order.
    this.#deadline = window.setTimeout(() => this.stop(), MOST_MS);
    this.#settings.refresh();
  }

  stop(): void {
    this.#frame.window.clearTimeout(this.#deadline);
    this.#refreshing = false;
    this.#dots.setAttribute('aria-hidden', 'true');
    this.#move(0, true);
  }

  #listen(): void {
    const { document } = this.#frame;
    watchPull(document.documentElement, {
      begins: (event) =>
        !this.#refreshing && (document.scrollingElement?.scrollTop ?? 0) <= 0 && !holdsOwnGesture(event.target),
      pulled: (px) => this.#move(Math.min(MOST_PX, px), false),
      released: (px) => (px >= TRIGGER_PX ? this.start() : this.#move(0, true)),
    });
  }

  #move(px: number, gently: boolean): void {
    const { style } = this.#frame.document.body;
    style.transition = gently ? 'transform .2s' : 'none';
    style.transform = px > 0 ? `translateY(${px}px)` : '';
    this.#dots.style.opacity = px > 0 ? '1' : '0';
  }
}

/** Fields, sliders and scroll views keep their own gesture. */
function holdsOwnGesture(target: EventTarget | null): boolean {
  const own = 'wx-scroll-view,wx-slider,wx-swiper[vertical],wx-picker-view,wx-movable-view,wx-map,input,textarea';
  return (target as Element | null)?.closest?.(own) != null;
}

export const PULL_DOWN_STYLE = `
.wxi-pull{position:fixed;z-index:-1;top:0;left:0;right:0;height:50px;display:flex;gap:8px;align-items:center;justify-content:center;opacity:0;transition:opacity .2s;pointer-events:none}
.wxi-pull i{width:8px;height:8px;border-radius:50%;background:#9a9a9a;animation:wxi-pull .9s infinite ease-in-out}
.wxi-pull-light i{background:#fff}
.wxi-pull i:nth-child(2){animation-delay:.15s}
.wxi-pull i:nth-child(3){animation-delay:.3s}
@keyframes wxi-pull{0%,60%,100%{opacity:.3}30%{opacity:1}}
`;
