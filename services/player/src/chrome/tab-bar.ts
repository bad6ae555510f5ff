import type { TabBarSettings, TabSettings } from '../format.js';
import { element } from './dom.js';

export interface TabBarActions {
  tapped(index: number): void;
  assetUrl(path: string): string;
}

interface Mark {
  readonly badge?: string;
  readonly dot?: boolean;
}

/** The native tab bar of the mini-program. */
export class TabBar {
  readonly element: HTMLElement = element('nav', { class: 'tab-bar', hidden: true });
  readonly #actions: TabBarActions;
  #settings: TabBarSettings | null = null;
  #marks = new Map<number, Mark>();
  #selected: string | null = null;
  #hiddenByPage = false;

  constructor(actions: TabBarActions) {
    this.#actions = actions;
  }

  /** For a new run: marks and what pages have set are gone. */
  configure(settings: TabBarSettings | null): void {
    this.#settings = settings;
    this.#marks = new Map();
    this.#hiddenByPage = false;
    this.#paint();
  }

  /** In other colours; marks stay. */
  dress(settings: TabBarSettings | null): void {
    this.#settings = settings;
    this.#paint();
  }

  get visible(): boolean {
    return !this.element.hidden;
  }

  has(index: number): boolean {
    return this.#settings?.list[index] !== undefined;
  }

  /** @param route of the tab page in front, or null when the page in front is none */
  select(route: string | null): void {
    this.#selected = route;
    this.#paint();
  }

  mark(index: number, mark: Mark): void {
    this.#marks.set(index, mark);
    this.#paint();
  }

  setItem(index: number, item: Partial<TabSettings>): void {
    if (!this.#settings) return;
    const list = this.#settings.list.map((tab, at) => (at === index ? { ...tab, ...item } : tab));
    this.#settings = { ...this.#settings, list };
    this.#paint();
  }

  setStyle(style: Partial<TabBarSettings>): void {
    if (!this.#settings) return;
    this.#settings = { ...this.#settings, ...style, list: this.#settings.list };
    this.#paint();
  }

  hide(on: boolean): void {
    this.#hiddenByPage = on;
    this.#paint();
  }

  #paint(): void {
    const settings = this.#settings;
    this.element.hidden = !settings || settings.custom === true || this.#selected === null || this.#hiddenByPage;
    if (!settings) return;
    this.element.style.backgroundColor = settings.backgroundColor ?? '#ffffff';
    this.element.classList.toggle('white-border', settings.borderStyle === 'white');
    this.element.replaceChildren(...settings.list.map((tab, index) => this.#item(settings, tab, index)));
  }

  #item(settings: TabBarSettings, tab: TabSettings, index: number): HTMLElement {
    const selected = tab.pagePath === this.#selected;
    const picture = selected ? (tab.selectedIconPath ?? tab.iconPath) : tab.iconPath;
    const { badge, dot } = this.#marks.get(index) ?? {};
    const item = element('button', {
      class: 'tab',
      type: 'button',
      'data-path': tab.pagePath,
      'aria-current': selected && 'page',
    });
    item.style.color = (selected ? settings.selectedColor : settings.color) ?? (selected ? '#07c160' : '#7f8389');
    if (picture)
      item.append(element('img', { src: this.#actions.assetUrl(`/${picture.replace(/^\//, '')}`), alt: '' }));
    item.append(element('span', {}, tab.text));
    if (badge) item.append(element('em', { class: 'tab-badge' }, badge.slice(0, 4)));
    if (dot) item.append(element('em', { class: 'tab-dot' }));
    item.addEventListener('click', () => this.#actions.tapped(index));
    return item;
  }
}
