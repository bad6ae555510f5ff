import { type CodeSpace, MiniProgramEnv } from 'glass-easel-miniprogram-adapter';
import type { Chrome } from '../chrome/chrome.js';
import type { PhoneSettings } from '../chrome/phone-settings.js';
import { type BaseConfig, type CompiledBase, CUSTOM_TAB_BAR, LOOP_PARAMETER, type PlayerPackage } from '../format.js';
import { registerBuiltIns } from '../frame/register.js';
import type { LaunchOptions, Navigation, WxHost, WxPage } from '../wx/host.js';
import { createWx, type WxRun } from '../wx/wx.js';
import { Application } from './application.js';
import { addTemplates, createSpace } from './code-space.js';
import { ComponentFiles } from './component-files.js';
import { frameServices } from './frame-services.js';
import { Page } from './page.js';
import { nextTaskOf, watchLoops } from './loop-watch.js';
import { pageSettings, stylesOf, tabBarOf } from './page-settings.js';
import { PageStack } from './page-stack.js';
import { folderOf, normalized, type PageUrl, parsePageUrl } from './paths.js';
import { ReadyQueue } from './ready-queue.js';
import { followTheme } from './theme-rules.js';
import { createTimers, type Timers } from './timers.js';
import { templateEnvironment } from './wxs-environment.js';

export interface MiniAppParts {
  readonly base: CompiledBase;
  readonly package: PlayerPackage;
  readonly chrome: Chrome;
  readonly settings: PhoneSettings;
  readonly report: (where: string, error: unknown) => void;
  readonly remark: (text: string) => void;
  readonly restart: () => void;
  /** A page came to the front. */
  readonly paged: (url: PageUrl) => void;
}

/** One run of a mini-program, from `onLaunch` until it is stopped. A reload is another run of the same compiled base. */
export class MiniApp implements WxHost {
  readonly package: PlayerPackage;
  readonly chrome: Chrome;
  readonly settings: PhoneSettings;
  readonly wx: WxRun;
  launch: LaunchOptions = { path: '', query: {}, scene: 1001, referrerInfo: {} };
  readonly #parts: MiniAppParts;
  readonly #env = new MiniProgramEnv();
  readonly #space: CodeSpace;
  readonly #files: ComponentFiles;
  readonly #ready: ReadyQueue;
  readonly #timers: Timers;
  readonly #application: Application;
  readonly #stack: PageStack;
  #running = true;
  #pending = 0;
  #opened = false;
  #idle: (() => void) | null = null;

  constructor(parts: MiniAppParts) {
    this.#parts = parts;
    this.package = parts.package;
    this.chrome = parts.chrome;
    this.settings = parts.settings;
    this.#ready = new ReadyQueue(this.report);
    this.#timers = createTimers(this.report);
    this.#application = new Application(this.report);
    this.#space = createSpace(this.#env, this.#ready);
    const services = frameServices(this);
    registerBuiltIns(this.#space, services);
    const turn = watchLoops(() => performance.now(), nextTaskOf());
    const groups = parts.base.templates(...templateEnvironment(this.chrome.console.forPackage(), turn));
    addTemplates(this.#space, this.config.components, groups);
    this.#stack = new PageStack({
      tabs: this.config.app.tabBar?.list ?? [],
      isPage: (route) => this.config.components[route]?.page === true,
      create: (url, opener) => this.#createPage(url, opener),
      shown: (page, depth) => this.#shown(page, depth),
    });
    this.wx = createWx(this);
    this.#files = new ComponentFiles(parts.base, this.#space, this.report, {
      wx: this.wx.wx,
      App: (options: unknown) => this.#application.define(options),
      getApp: () => this.#application.instance,
      getCurrentPages: () => this.#stack.pages.map(({ caller }) => caller),
      console: this.chrome.console.forPackage(),
      [LOOP_PARAMETER]: turn,
      ...this.#timers.given,
    });
  }

  get config() {
    return this.#parts.base.config;
  }

  get theme(): 'light' | 'dark' {
    return this.config.app.darkmode ? this.settings.theme : 'light';
  }

  get running(): boolean {
    return this.#running;
  }

  get top(): WxPage | undefined {
    return this.#stack.top;
  }

  /** Where the shopper is, lowest page first. */
  get urls(): PageUrl[] {
    return this.#stack.pages.map(({ url }) => url);
  }

  /** Launches it on these pages (the last one on top), or on its own first one, which an empty route means, too. */
  start(wanted: readonly PageUrl[]): void {
    const urls = wanted.map((url) => (url.route === '' ? { ...this.#firstPage(), query: url.query } : url));
    const known = urls.filter(({ route }) => this.config.components[route]?.page);
    const lost = known.length === 0 ? urls.at(-1) : undefined;
    const first = known.at(-1) ?? this.#firstPage();
    this.launch = { path: first.route, query: first.query, scene: sceneOf(first), referrerInfo: {} };
    this.chrome.tabBar.configure(tabBarOf(this.config, this.package.extJson, this.theme));
    this.#files.loadApp();
    this.#application.call('onLaunch', this.launch);
    this.#application.call('onShow', this.launch);
    if (lost) {
      this.report(lost.route, new Error(`page "${lost.route}" is not found`));
      this.#application.call('onPageNotFound', { path: lost.route, query: lost.query, isEntryPage: true });
      if (this.#stack.top) return;
    }
    const below = this.#stack.restore([...known.slice(0, -1), first]);
    this.#timers.later(() => {
      for (const [at, url] of below.entries()) this.#stack.openBelow(url, at);
    }, 0);
  }

  /** No code of the package runs any more; the windows stay until `close`, so that the next run can take their place without a flash. */
  stop(): void {
    this.#application.call('onHide');
    this.#running = false;
    this.#timers.stop();
  }

  close(): void {
    this.#stack.close();
    this.wx.files.release();
  }

  /** The page that a window belongs to. */
  pageOf(frame: unknown): Page | undefined {
    return this.#stack.alive.find((page) => page.frame === frame);
  }

  /** A dark or light phone: media rules, native bars, and whoever listens. */
  themeChanged(): void {
    if (!this.config.app.darkmode) return;
    const { theme } = this;
    const { extJson } = this.package;
    const settingsOf = (route: string, theme: 'light' | 'dark') => pageSettings(this.config, extJson, route, theme);
    this.chrome.tabBar.dress(tabBarOf(this.config, extJson, theme));
    for (const page of this.#stack.alive) {
      followTheme(page.frame.document, theme);
      // Only what the theme decides: a title that the page has set stays.
      const before = settingsOf(page.route, theme === 'dark' ? 'light' : 'dark');
      const changed = Object.entries(settingsOf(page.route, theme)).filter(([key, value]) => before[key] !== value);
      this.dress(page, Object.fromEntries(changed));
    }
    this.tell('onThemeChange', { theme });
  }

  /** Fulfilled when the page on top stands and what it asked for at first is there, or after `mostMs`. */
  async settled(mostMs: number): Promise<void> {
    if (this.#opened && this.#pending === 0) return;
    await new Promise<void>((resolve) => {
      const timer = window.setTimeout(resolve, mostMs);
      this.#idle = () => {
        window.clearTimeout(timer);
        resolve();
      };
    });
  }

  pending(change: 1 | -1): void {
    this.#pending += change;
    if (this.#pending > 0 || !this.#opened) return;
    // What an answer sets off (the pictures' addresses, a second request) begins before this comes to its turn.
    window.setTimeout(() => {
      if (this.#pending === 0) this.#idle?.();
    }, 0);
  }

  navigate(kind: Navigation, url: string): unknown {
    return this.#stack[kind](parsePageUrl(url, this.#stack.top?.route ?? ''));
  }

  navigateBack(delta: number): void {
    this.#stack.navigateBack(delta);
  }

  navigateTo(url: PageUrl): void {
    if (this.#stack.isTab(url.route)) this.#stack.switchTab(url);
    else this.#stack.reLaunch(url);
  }

  dress(page: WxPage | undefined, settings: Readonly<Record<string, unknown>>): void {
    if (page) this.chrome.dressPage(page.view, settings);
    const background = settings['backgroundColor'];
    if (page && typeof background === 'string') page.frame.document.documentElement.style.backgroundColor = background;
  }

  isTabPage(page: WxPage | undefined): boolean {
    return page !== undefined && this.#stack.isTab(page.route);
  }

  assetUrl(source: string, owner: string): string {
    if (source.startsWith('wxfile:')) return this.wx.files.address(source);
    if (source === '' || /^(https?|data|blob):/i.test(source)) return source;
    if (source.startsWith('//')) return `https:${source}`;
    const path = normalized(source.startsWith('/') ? source : folderOf(owner) + source);
    return `/base/${this.package.baseDigest}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
  }

  restart(): void {
    this.#parts.restart();
  }

  tell(event: 'onThemeChange' | 'onUnhandledRejection' | 'onError', value: unknown): void {
    if (!this.#running) return;
    this.#application.call(event, value);
    this.wx.emit(event, value);
  }

  tabTapped(index: number): void {
    const tab = this.config.app.tabBar?.list[index];
    const top = this.#stack.top;
    if (!tab) return;
    const tapped = { index, pagePath: tab.pagePath, text: tab.text };
    this.#guarded('switchTab', () => this.#stack.switchTab({ route: tab.pagePath, query: {} }));
    (this.#stack.top ?? top)?.call('onTabItemTap', tapped);
  }

  backTapped(): void {
    this.#guarded('navigateBack', () => this.#stack.navigateBack(1));
  }

  homeTapped(): void {
    this.#guarded('reLaunch', () => this.navigateTo(this.#firstPage()));
  }

  readonly report = (where: string, error: unknown): void => {
    this.#parts.report(where, error);
  };

  readonly remark = (text: string): void => {
    this.#parts.remark(text);
  };

  #guarded(where: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.report(where, error);
    }
  }

  #firstPage(): PageUrl {
    const { app, routes } = this.config;
    return { route: (app.entryPagePath ?? routes[0] ?? '').replace(/^\//, ''), query: {} };
  }

  #createPage(url: PageUrl, opener: unknown): Page {
    const { config } = this;
    const customTabBar =
      config.app.tabBar?.custom === true && this.#stack.isTab(url.route) && CUSTOM_TAB_BAR in config.components;
    if (customTabBar) this.#files.define(CUSTOM_TAB_BAR);
    this.#files.define(url.route);
    const settings = pageSettings(this.config, this.package.extJson, url.route, this.theme);
    const view = this.chrome.openPage(url.route, settings);
    try {
      const page = new Page({
        env: this.#env,
        space: this.#space,
        view,
        url,
        settings,
        styles: [...stylesOf(this.config, url.route), ...(customTabBar ? [barStyle(this.config)] : [])],
        theme: this.theme,
        opener: opener as never,
        customTabBar,
        report: this.report,
      });
      this.#timers.later(() => {
        this.#ready.flush();
        page.call('onReady');
        this.#opened = true;
        this.pending(1);
        this.pending(-1);
      }, 0);
      return page;
    } catch (error) {
      view.remove();
      this.report(url.route, error);
      throw error;
    }
  }

  #shown(page: Page, depth: number): void {
    this.chrome.showPage(page.view, {
      depth,
      tab: this.#stack.isTab(page.route),
      first: page.route === this.#firstPage().route,
    });
    this.#parts.paged(page.url);
  }
}

/** Scene values of WeChat: 1047 is a scanned code, which has its text in the query's `scene`; 1001 is the list of mini-programs. */
function sceneOf({ query }: PageUrl): number {
  return query['scene'] === undefined ? 1001 : 1047;
}

function barStyle(config: BaseConfig): string {
  return stylesOf(config, CUSTOM_TAB_BAR).slice(1).join('\n');
}
