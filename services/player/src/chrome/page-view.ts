import type { WindowSettings } from '../format.js';
import { button, element, icon } from './dom.js';
import type { Texts } from './texts.js';

export interface PageViewActions {
  back(): void;
  home(): void;
  menu(): void;
  close(): void;
}

const BACK = 'M15 4l-8 8 8 8';
/** As long as the animations in chrome.css. */
const SLIDE_MS = 220;
const HOME = 'M4 11l8-7 8 7v9h-5v-6H9v6H4z';

/** One page on the phone: its navigation bar and its window. */
export class PageView {
  readonly element: HTMLElement;
  readonly iframe: HTMLIFrameElement;
  readonly route: string;
  #settings: WindowSettings;
  readonly #bar: HTMLElement;
  readonly #title: HTMLElement;
  readonly #back: HTMLElement;
  readonly #home: HTMLElement;
  readonly #busy: HTMLElement;
  #mayGoHome = true;

  constructor(route: string, settings: WindowSettings, texts: Texts, actions: PageViewActions) {
    this.route = route;
    this.#settings = settings;
    this.#back = button('nav-button', texts.back, () => actions.back(), icon(BACK));
    this.#home = button('nav-button', texts.home, () => actions.home(), icon(HOME, 20));
    this.#busy = element('span', { class: 'nav-busy', hidden: true });
    this.#title = element('h1', { class: 'nav-title' });
    const capsule = element(
      'div',
      { class: 'capsule' },
      button('capsule-menu', texts.menu, () => actions.menu(), icon('M5 12h.01M12 12h.01M19 12h.01')),
      button('capsule-close', texts.close, () => actions.close(), icon('M12 12h.01M12 4a8 8 0 1 0 .01 0z', 20)),
    );
    const heading = element('div', { class: 'nav-heading' }, this.#busy, this.#title);
    this.#bar = element('header', { class: 'nav-bar' }, this.#back, this.#home, heading, capsule);
    this.iframe = element('iframe', { class: 'page-window', 'data-route': route, title: route });
    this.element = element('section', { class: 'page', 'data-route': route, inert: true }, this.#bar, this.iframe);
    this.#paint();
  }

  get settings(): WindowSettings {
    return this.#settings;
  }

  get custom(): boolean {
    return this.#settings.navigationStyle === 'custom';
  }

  /** Settings that are named win; the others stay. */
  dress(settings: WindowSettings): void {
    const named = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
    this.#settings = { ...this.#settings, ...Object.fromEntries(named) };
    if (typeof settings['navigationBarLoading'] === 'boolean') this.busy(settings['navigationBarLoading']);
    this.#paint();
  }

  busy(on: boolean): void {
    this.#busy.hidden = !on;
  }

  hideHomeButton(): void {
    this.#mayGoHome = false;
    this.#home.hidden = true;
  }

  /** Brings it to the front or puts it behind. */
  front(on: boolean, way: { readonly back: boolean; readonly home: boolean }): void {
    this.element.classList.toggle('front', on);
    this.element.toggleAttribute('inert', !on);
    this.#back.hidden = !way.back;
    this.#home.hidden = !way.home || !this.#mayGoHome;
  }

  /** It comes in from the side, over the page it was opened from. */
  arrive(from: PageView): void {
    slide(this.element, 'arriving');
    slide(from.element, 'under');
  }

  /** @param sliding out of sight, dead, to the side it came from */
  remove(sliding = false): void {
    if (!sliding || !slide(this.element, 'leaving', () => this.element.remove())) this.element.remove();
    else this.front(false, { back: false, home: false });
  }

  #paint(): void {
    const { navigationBarTitleText, navigationBarBackgroundColor, navigationBarTextStyle, backgroundColor } =
      this.#settings;
    this.#title.textContent = navigationBarTitleText ?? '';
    this.element.classList.toggle('custom-bar', this.custom);
    this.element.classList.toggle('dark-text', navigationBarTextStyle === 'black');
    this.#bar.style.backgroundColor = this.custom ? '' : (navigationBarBackgroundColor ?? '#000000');
    this.element.style.backgroundColor = backgroundColor ?? '#ffffff';
    this.iframe.title = navigationBarTitleText || this.route;
  }
}

/** Wears a class while pages move. @returns false for a person who wants no motion: nothing is done */
function slide(element: HTMLElement, name: 'arriving' | 'under' | 'leaving', done?: () => void): boolean {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return false;
  element.classList.add(name);
  window.setTimeout(() => {
    element.classList.remove(name);
    done?.();
  }, SLIDE_MS);
  return true;
}
