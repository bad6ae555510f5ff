import type { CodeSpace, MiniProgramEnv, Root } from 'glass-easel-miniprogram-adapter';
import type { PageView } from '../chrome/page-view.js';
import type { WindowSettings } from '../format.js';
import { BASE_STYLE } from '../frame/base-style.js';
import { FrameContext } from '../frame/frame-context.js';
import type { PageFrame } from '../frame/page-frame.js';
import { scrollPageTo, watchPageScroll } from '../frame/page-scroll.js';
import { PULL_DOWN_STYLE, PullDownRefresh } from '../frame/pull-down-refresh.js';
import { builtInStyle, rememberFrame } from '../frame/register.js';
import { placeSafeArea, withSafeArea } from '../frame/safe-area.js';
import { STYLE_V2 } from '../frame/style-v2.js';
import { openCustomTabBar } from './custom-tab-bar.js';
import type { EventChannel } from './event-channel.js';
import { type PageUrl, pageUrl } from './paths.js';
import { followTheme } from './theme-rules.js';

type Caller = Record<string, unknown>;

export interface PageParts {
  readonly env: MiniProgramEnv;
  readonly space: CodeSpace;
  readonly view: PageView;
  readonly url: PageUrl;
  readonly settings: WindowSettings;
  readonly styles: readonly string[];
  readonly theme: 'light' | 'dark';
  readonly opener: EventChannel | null;
  readonly customTabBar: boolean;
  readonly report: (where: string, error: unknown) => void;
}

const REACH_BOTTOM_PX = 50;

/** One open page: its window, its tree, and the calls into its code. */
export class Page {
  readonly route: string;
  readonly url: PageUrl;
  readonly view: PageView;
  readonly frame: PageFrame;
  /** `this` of the page's code. */
  readonly caller: Caller;
  readonly #root: Root;
  readonly #tabBar: Root | null = null;
  readonly #report: PageParts['report'];
  readonly #pullDown: PullDownRefresh;
  #visible = false;
  #released = false;

  constructor(parts: PageParts) {
    const { env, space, view, url, settings } = parts;
    this.url = url;
    this.route = url.route;
    this.view = view;
    this.#report = parts.report;
    this.frame = openFrame(view.iframe, url.route, parts.styles, parts.theme, settings);
    rememberFrame(this.frame);
    this.#root = env.associateBackend(this.frame.context).createRoot('page', space, pageUrl(url));
    this.caller = this.#root.get() as unknown as Caller;
    Object.assign(this.caller, { route: url.route, __route__: url.route, options: url.query });
    if (parts.opener) this.caller['getOpenerEventChannel'] = () => parts.opener;
    pages.set(this.caller, this);
    this.#pullDown = new PullDownRefresh(this.frame, {
      enabled: settings.enablePullDownRefresh === true,
      textStyle: settings.backgroundTextStyle === 'light' ? 'light' : 'dark',
      refresh: () => this.call('onPullDownRefresh'),
    });
    watchPageScroll(this.frame, {
      reachBottomPx: settings.onReachBottomDistance ?? REACH_BOTTOM_PX,
      scrolled: (scrollTop) => this.call('onPageScroll', { scrollTop }),
      reachBottom: () => this.call('onReachBottom'),
    });
    const { document } = this.frame;
    const placeholder = document.body.appendChild(document.createElement('div'));
    this.#root.attach(document.body as never, placeholder as never);
    if (parts.customTabBar) this.#tabBar = openCustomTabBar(env, space, this.frame);
  }

  /** The page that a page's `this` belongs to. */
  static of(caller: unknown): Page | undefined {
    return typeof caller === 'object' && caller !== null ? pages.get(caller) : undefined;
  }

  get visible(): boolean {
    return this.#visible;
  }

  /** Calls a method of the page's code when it has it; what it throws is reported, not passed on. */
  call(name: string, ...values: readonly unknown[]): unknown {
    const method = this.#released ? undefined : this.caller[name];
    if (typeof method !== 'function') return undefined;
    try {
      return method.apply(this.caller, values);
    } catch (error) {
      this.#report(`${this.route} ${name}`, error);
      return undefined;
    }
  }

  show(): void {
    if (this.#visible) return;
    this.#visible = true;
    placeSafeArea(this.frame.iframe, this.view.custom);
    this.call('onShow');
    this.#lifetime('show');
  }

  hide(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.call('onHide');
    this.#lifetime('hide');
  }

  /** `onUnload`, `detached` of everything in it, and its window is gone; `sliding`: to the side. */
  unload(sliding = false): void {
    if (this.#released) return;
    this.call('onUnload');
    this.#visible = false;
    this.#released = true;
    try {
      this.#root.release();
      this.#tabBar?.release();
    } catch (error) {
      this.#report(`${this.route} detached`, error);
    }
    this.view.remove(sliding);
  }

  startPullDown(): void {
    this.#pullDown.start();
  }

  stopPullDown(): void {
    this.#pullDown.stop();
  }

  scrollTo(
    to: { readonly scrollTop?: number; readonly selector?: string; readonly offsetTop?: number },
    durationMs: number,
  ) {
    const { selector, ...rest } = to;
    const element = selector === undefined ? undefined : this.find(selector);
    return scrollPageTo(this.frame, element === undefined ? rest : { ...rest, element }, durationMs);
  }

  /** The element of a selector in the page's own tree. */
  find(selector: string): HTMLElement | null {
    const found = this.#root.getComponent().getShadowRoot()?.querySelector(selector);
    return (found as { $$?: HTMLElement } | null | undefined)?.$$ ?? null;
  }

  #lifetime(name: 'show' | 'hide'): void {
    try {
      this.#root.getComponent().triggerPageLifetime(name, []);
    } catch (error) {
      this.#report(`${this.route} pageLifetimes.${name}`, error);
    }
  }
}

const pages = new WeakMap<object, Page>();

function openFrame(
  iframe: HTMLIFrameElement,
  route: string,
  styles: readonly string[],
  theme: 'light' | 'dark',
  settings: WindowSettings,
): PageFrame {
  const window = iframe.contentWindow as (Window & typeof globalThis) | null;
  if (!window) throw new Error(`the window of ${route} is gone`);
  const { document } = window;
  document.open();
  document.write('<!doctype html><html><head><meta charset="utf-8"></head><body></body></html>');
  document.close();
  const look = settings.style === 'v2' ? STYLE_V2 : '';
  for (const css of [BASE_STYLE, builtInStyle(), look, PULL_DOWN_STYLE, ...styles]) {
    const style = document.createElement('style');
    style.textContent = withSafeArea(css);
    document.head.append(style);
  }
  if (settings.backgroundColor) document.documentElement.style.backgroundColor = settings.backgroundColor;
  if (settings.disableScroll) document.documentElement.style.overflow = 'hidden';
  followTheme(document, theme);
  return { route, iframe, window, document, context: new FrameContext(window) };
}
