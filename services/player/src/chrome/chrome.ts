import type { WindowSettings } from '../format.js';
import type { PickAnswer, PickRequest } from '../frame/frame-services.js';
import { ConsolePanel } from './console-panel.js';
import { button, element } from './dom.js';
import { askForm, type FormDialog } from './form-dialog.js';
import { answers, Layers } from './layers.js';
import { PageView } from './page-view.js';
import { DEVICES, type PhoneSettings } from './phone-settings.js';
import { askPick } from './pick-dialog.js';
import { TabBar } from './tab-bar.js';
import { type Texts, textsOf } from './texts.js';
import { Toolbar } from './toolbar.js';

export interface ChromeActions {
  back(): void;
  home(): void;
  tab(index: number): void;
  reload(): void;
  assetUrl(path: string): string;
}

export interface Metrics {
  readonly screenWidth: number;
  readonly screenHeight: number;
  readonly windowWidth: number;
  readonly windowHeight: number;
  readonly statusBarHeight: number;
  readonly bottomPx: number;
  readonly model: string;
}

const NAV_BAR_PX = 44;
const TAB_BAR_PX = 50;
/** A window no wider than this is a phone, or a frame made for one: the mini-program fills it. */
const PHONE_WIDTH_PX = 500;

/** The phone round the pages: bars, dialogs, and the controls beside it. */
export class Chrome {
  readonly tabBar: TabBar;
  readonly console: ConsolePanel;
  readonly layers = new Layers();
  readonly pages: PageView[] = [];
  readonly #settings: PhoneSettings;
  readonly #actions: ChromeActions;
  #toolbar: Toolbar;
  readonly #root: HTMLElement;
  readonly #screen: HTMLElement;
  readonly #pages: HTMLElement = element('div', { class: 'pages' });
  #front: PageView | null = null;
  #depth = 0;

  constructor(root: HTMLElement, settings: PhoneSettings, actions: ChromeActions) {
    this.#settings = settings;
    this.#actions = actions;
    this.tabBar = new TabBar({ tapped: (index) => actions.tab(index), assetUrl: (path) => actions.assetUrl(path) });
    this.console = new ConsolePanel(this.texts);
    this.#toolbar = this.#newToolbar();
    const status = element(
      'div',
      { class: 'status-bar', 'aria-hidden': 'true' },
      element('span', {}, '9:41'),
      element('i'),
    );
    this.#screen = element('div', { class: 'screen' }, this.#pages, status, this.tabBar.element, this.layers.element);
    this.#root = element(
      'div',
      { class: 'player' },
      element('main', { class: 'phone' }, this.#screen),
      element('div', { class: 'side' }, this.#toolbar.element, this.console.element),
    );
    root.replaceChildren(this.#root);
    settings.onChange((changed) => {
      this.#dress();
      if (changed.has('language')) this.#speak();
    });
    window.addEventListener('resize', () => this.#dress());
    this.#dress();
  }

  get texts(): Texts {
    return textsOf(this.#settings.language);
  }

  openPage(route: string, settings: WindowSettings): PageView {
    const view = new PageView(route, settings, this.texts, {
      back: () => this.#actions.back(),
      home: () => this.#actions.home(),
      menu: () => void this.#menu(),
      close: () => this.#actions.home(),
    });
    this.#pages.append(view.element);
    return view;
  }

  showPage(view: PageView, { depth, tab, first }: { depth: number; tab: boolean; first: boolean }): void {
    const before = this.#front;
    before?.front(false, { back: false, home: false });
    if (before?.element.isConnected && before !== view && depth === this.#depth + 1) view.arrive(before);
    this.#depth = depth;
    this.#front = view;
    view.front(true, { back: depth > 1, home: depth === 1 && !tab && !first });
    this.tabBar.select(tab ? view.route : null);
    this.#dressStatus();
    this.#screen.classList.toggle('with-tabs', this.tabBar.visible);
  }

  /** Settings of a page that are named win; the others stay. */
  dressPage(view: PageView, settings: WindowSettings): void {
    view.dress(settings);
    this.#dressStatus();
  }

  /** The page in front stays in front, dead, over what comes next. @returns lets go of it */
  keepInSight(): () => void {
    const kept = this.#front;
    this.#front = null;
    kept?.element.classList.add('curtain');
    return () => kept?.element.classList.remove('curtain', 'front');
  }

  showRoute(path: string): void {
    this.#toolbar.showRoute(path);
  }

  metrics(): Metrics {
    const { statusBarPx, bottomPx, model } = DEVICES[this.#settings.device];
    const { clientWidth, clientHeight } = this.#screen;
    const filling = this.#filling;
    const statusBarHeight = filling && this.#touched ? 0 : statusBarPx;
    const bottom = filling && this.#touched ? 0 : bottomPx;
    const bars =
      (this.#front?.custom ? 0 : statusBarHeight + NAV_BAR_PX) + (this.tabBar.visible ? TAB_BAR_PX + bottom : 0);
    return {
      screenWidth: clientWidth,
      screenHeight: clientHeight,
      windowWidth: clientWidth,
      windowHeight: Math.max(0, clientHeight - bars),
      statusBarHeight,
      bottomPx: bottom,
      model,
    };
  }

  form(form: FormDialog): Promise<Record<string, string> | null> {
    return askForm(this.layers, this.texts, form);
  }

  pick(request: PickRequest): Promise<PickAnswer | null> {
    return askPick(this.layers, this.texts, request);
  }

  /** A list to choose from, at the bottom. @returns the chosen place, or null */
  sheet(
    items: readonly string[],
    options: { readonly title?: string; readonly color?: string } = {},
  ): Promise<number | null> {
    return this.layers.ask<number>(
      { kind: 'sheet', place: 'bottom', label: options.title ?? items.join(', ') },
      (answer) => {
        const list = items.map((text, index) => {
          const item = button('sheet-item', text, () => answer(index));
          if (options.color) item.style.color = options.color;
          return item;
        });
        const cancel = button('sheet-item sheet-cancel', this.texts.cancel, () => answer(null));
        cancel.dataset['answer'] = 'cancel';
        const head = options.title ? [element('p', { class: 'note' }, options.title)] : [];
        return [...head, element('div', { class: 'sheet-list' }, ...list), cancel];
      },
    );
  }

  /** The question in the middle of `wx.showModal`. @returns the confirmed text (empty without a field), or null */
  modal(options: {
    readonly title: string;
    readonly content: string;
    readonly editable: boolean;
    readonly placeholder: string;
    readonly confirm?: string;
    readonly cancel: string | null;
    readonly confirmColor?: string;
    readonly cancelColor?: string;
  }): Promise<string | null> {
    const { title, content, editable, placeholder, ...buttons } = options;
    return this.layers.ask<string>({ kind: 'modal', place: 'center', label: title || content }, (answer) => {
      const field = element('textarea', { class: 'modal-field', placeholder, rows: 2 });
      field.value = content;
      return [
        ...(title ? [element('h2', {}, title)] : []),
        editable ? field : element('p', { class: 'modal-text' }, content),
        answers(this.texts, buttons, (confirmed) => answer(confirmed ? (editable ? field.value : '') : null)),
      ];
    });
  }

  #dressStatus(): void {
    this.#root.classList.toggle('dark-status', this.#front?.settings.navigationBarTextStyle === 'black');
  }

  #newToolbar(): Toolbar {
    return new Toolbar(this.#settings, this.texts, this.console.badge, {
      reload: () => this.#actions.reload(),
      toggleConsole: () => this.console.show(!this.console.visible),
    });
  }

  #speak(): void {
    const before = this.#toolbar;
    this.#toolbar = this.#newToolbar();
    before.element.replaceWith(this.#toolbar.element);
    this.console.speak(this.texts);
  }

  get #filling(): boolean {
    return window.innerWidth <= PHONE_WIDTH_PX;
  }

  get #touched(): boolean {
    return window.matchMedia('(pointer: coarse)').matches;
  }

  #dress(): void {
    const { theme, language, device } = this.#settings;
    const { widthPx, heightPx, statusBarPx, bottomPx } = DEVICES[device];
    const filling = this.#filling;
    const real = filling && this.#touched;
    document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
    this.#root.dataset['theme'] = theme;
    this.#root.classList.toggle('filling', filling);
    const { style } = this.#root;
    style.setProperty('--width', `${widthPx}px`);
    style.setProperty('--height', `${heightPx}px`);
    style.setProperty('--status', `${real ? 0 : statusBarPx}px`);
    style.setProperty('--bottom', `${real ? 0 : bottomPx}px`);
    style.setProperty('--radius', bottomPx > 0 ? '54px' : '26px');
    const scale = filling ? 1 : Math.min(1, (window.innerHeight - 48) / (heightPx + 24));
    style.setProperty('--scale', String(Math.max(0.3, scale)));
  }

  async #menu(): Promise<void> {
    const { texts } = this;
    const settings = this.#settings;
    const items: readonly (readonly [string, () => void])[] = [
      [texts.reload, () => this.#actions.reload()],
      [
        settings.theme === 'dark' ? texts.themeLight : texts.themeDark,
        () => settings.set({ theme: settings.theme === 'dark' ? 'light' : 'dark' }),
      ],
      [
        settings.language === 'zh' ? 'English' : '中文',
        () => settings.set({ language: settings.language === 'zh' ? 'en' : 'zh' }),
      ],
      [`${texts.fontScale} 1.0`, () => settings.set({ fontScale: 1 })],
      [`${texts.fontScale} 1.3`, () => settings.set({ fontScale: 1.3 })],
      [`${texts.fontScale} 1.6`, () => settings.set({ fontScale: 1.6 })],
      [texts.console, () => this.console.show(!this.console.visible)],
    ];
    const chosen = await this.sheet(items.map(([text]) => text));
    if (chosen !== null) items[chosen]?.[1]();
  }
}
