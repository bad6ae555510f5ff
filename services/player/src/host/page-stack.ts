import type { TabSettings } from '../format.js';
import { EventChannel } from './event-channel.js';
import type { Page } from './page.js';
import type { PageUrl } from './paths.js';

export interface PageStackParts {
  readonly tabs: readonly TabSettings[];
  isPage(route: string): boolean;
  create(url: PageUrl, opener: EventChannel | null): Page;
  /** The page on top has changed. */
  shown(page: Page, depth: number): void;
}

const MOST_PAGES = 10;

/** The pages that are open, as WeChat keeps them: at most ten, those of the tab bar alive behind. Refusals are WeChat's words. */
export class PageStack {
  readonly #parts: PageStackParts;
  readonly #pages: Page[] = [];
  readonly #tabs = new Map<string, Page>();

  constructor(parts: PageStackParts) {
    this.#parts = parts;
  }

  get pages(): readonly Page[] {
    return this.#pages;
  }

  get top(): Page | undefined {
    return this.#pages.at(-1);
  }

  /** Every page whose window is there, also tabs that do not show. */
  get alive(): readonly Page[] {
    return [...new Set([...this.#pages, ...this.#tabs.values()])];
  }

  isTab(route: string): boolean {
    return this.#parts.tabs.some(({ pagePath }) => pagePath === route);
  }

  navigateTo(url: PageUrl): EventChannel {
    if (this.isTab(url.route)) throw new Error('can not navigateTo a tabbar page');
    this.#demand(url.route);
    if (this.#pages.length >= MOST_PAGES) throw new Error('webview count limit exceed');
    const channel = new EventChannel();
    this.top?.hide();
    this.#open(url, channel);
    return channel;
  }

  redirectTo(url: PageUrl): void {
    if (this.isTab(url.route)) throw new Error('can not redirectTo a tabbar page');
    this.#demand(url.route);
    const leaving = this.#pages.pop();
    this.#forget(leaving);
    this.#open(url, null);
    leaving?.unload();
  }

  reLaunch(url: PageUrl): void {
    this.#demand(url.route);
    const leaving = this.alive;
    this.#pages.length = 0;
    this.#tabs.clear();
    this.#open(url, null);
    for (const page of [...leaving].reverse()) page.unload();
  }

  switchTab(url: PageUrl): void {
    if (!this.isTab(url.route)) throw new Error('can not switch to no-tabBar page');
    if (this.#pages.length === 1 && this.top?.route === url.route) return;
    for (const page of this.#pages.splice(0).reverse()) {
      if (this.#tabs.get(page.route) === page) page.hide();
      else page.unload();
    }
    const kept = this.#tabs.get(url.route);
    if (!kept) this.#open({ route: url.route, query: {} }, null);
    else {
      this.#pages.push(kept);
      this.#show(kept);
    }
  }

  navigateBack(delta = 1): void {
    const leaving = Math.min(Math.max(1, Math.floor(delta) || 1), this.#pages.length - 1);
    if (leaving < 1) throw new Error('cannot navigate back at first page.');
    const [front, ...others] = this.#pages.splice(-leaving).reverse();
    for (const page of [front, ...others]) {
      this.#forget(page);
      page?.unload(page === front);
    }
    if (this.top) this.#show(this.top);
  }

  /** Opens the pages of an earlier run again: the top one now, those below it when they are called for. */
  restore(urls: readonly PageUrl[]): PageUrl[] {
    const known = urls.filter(({ route }) => this.#parts.isPage(route));
    const top = known.pop();
    if (top) this.#open(top, null);
    return known;
  }

  /** Puts a page below the others, without showing it. */
  openBelow(url: PageUrl, at: number): void {
    const page = this.#parts.create(url, null);
    this.#pages.splice(at, 0, page);
    if (this.isTab(url.route)) this.#tabs.set(url.route, page);
    page.call('onLoad', page.url.query);
    if (this.top) this.#parts.shown(this.top, this.#pages.length);
  }

  close(): void {
    for (const page of [...this.alive].reverse()) page.unload();
    this.#pages.length = 0;
    this.#tabs.clear();
  }

  #demand(route: string): void {
    if (!this.#parts.isPage(route)) throw new Error(`page "${route}" is not found`);
  }

  #open(url: PageUrl, opener: EventChannel | null): void {
    const page = this.#parts.create(url, opener);
    this.#pages.push(page);
    if (this.isTab(url.route)) this.#tabs.set(url.route, page);
    page.call('onLoad', page.url.query);
    this.#show(page);
  }

  #show(page: Page): void {
    // The page's own onLoad may have gone on to another.
    if (this.top !== page) return;
    this.#parts.shown(page, this.#pages.length);
    page.show();
  }

  #forget(page: Page | undefined): void {
    if (page && this.#tabs.get(page.route) === page) this.#tabs.delete(page.route);
  }
}
