import type { Chrome } from '../chrome/chrome.js';
import type { PhoneSettings } from '../chrome/phone-settings.js';
import type { BaseConfig, PlayerPackage } from '../format.js';

/** A page as the interfaces of `wx` need it. */
export interface WxPage {
  readonly route: string;
  readonly view: Chrome['pages'][number];
  readonly frame: { readonly window: Window & typeof globalThis; readonly document: Document };
  readonly caller: Record<string, unknown>;
  startPullDown(): void;
  stopPullDown(): void;
  scrollTo(
    to: { readonly scrollTop?: number; readonly selector?: string; readonly offsetTop?: number },
    durationMs: number,
  ): boolean;
  find(selector: string): HTMLElement | null;
}

export type Navigation = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab';

/** What the host gives the interfaces of one running mini-program. */
export interface WxHost {
  readonly package: PlayerPackage;
  readonly config: BaseConfig;
  readonly chrome: Chrome;
  readonly settings: PhoneSettings;
  readonly launch: LaunchOptions;
  /** False after it was stopped: late answers are dropped. */
  readonly running: boolean;
  /** What the mini-program sees of the phone's theme: light, unless `app.json` says `darkmode`. */
  readonly theme: 'light' | 'dark';
  readonly top: WxPage | undefined;
  report(where: string, error: unknown): void;
  remark(text: string): void;
  /** @returns the channel to the opened page, for `navigateTo` */
  navigate(kind: Navigation, url: string): unknown;
  navigateBack(delta: number): void;
  /** Sets a page's navigation bar and background; unnamed settings stay. */
  dress(page: WxPage | undefined, settings: Readonly<Record<string, unknown>>): void;
  isTabPage(page: WxPage | undefined): boolean;
  /** Starts the mini-program anew, as after an update. */
  restart(): void;
  assetUrl(source: string, owner: string): string;
  /** A count of what is under way, so that a page is called ready when its first answers are in. */
  pending(change: 1 | -1): void;
}

export interface LaunchOptions {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly scene: number;
  readonly referrerInfo: Readonly<Record<string, unknown>>;
  readonly shareTicket?: string;
}
