/**
 * What the compile side (node) hands to the browser side: one script per template version. It only calls
 * `xiaopuPlayer(base)` with one `CompiledBase`; nothing runs before the host says so, and one base can be launched any
 * number of times. Nothing of a merchant is in it: `ext.json` comes apart, in `PlayerPackage`.
 */
export const COMPILED_FORMAT = 1;

/** The global function the script calls. */
export const RECEIVER = 'xiaopuPlayer';

/** The argument of the script's one call. */
export interface CompiledBase {
  readonly format: typeof COMPILED_FORMAT;
  readonly config: BaseConfig;
  /**
   * `function (getRegExp, getDate, console, …TEMPLATE_PARAMETERS) { return <what the template compiler generated> }`, not strict: WXS is ES5.
   * WXS modules are keyed without suffix, `.constructor` is written `.nv_constructor`, unknown escapes keep their backslash.
   */
  readonly templates: (...environment: readonly unknown[]) => TemplateGroups;
  /** By file, e.g. `services/request.js`. */
  readonly modules: Readonly<Record<string, CompiledModule>>;
  /** Where each module's text lies in the script, in the order of lines: to name file and line of an error. */
  readonly places: readonly ModulePlace[];
}

/** `first`: the script's line (from 1) of the module's first. `lines`: its lines in the file, line by line; left out when they are the same. */
export type ModulePlace = readonly [file: string, first: number, lines?: readonly number[]];

/** Templates by path without suffix, as glass-easel takes them: `{groupList: groups, content: groups[path]}`. */
export type TemplateGroups = Readonly<Record<string, unknown>>;

/** What each `require('…')` in the text means (file in `modules`), and the file's text as a function. Unknown ones are left out. */
export type CompiledModule = readonly [requires: Readonly<Record<string, string>>, run: ModuleFunction];

/** `function (…MODULE_PARAMETERS) { 'use strict'; … }`: strict, so that a bare `this` is not the window. */
export type ModuleFunction = (...values: readonly unknown[]) => void;

export interface BaseConfig {
  /** `app.json` as it is. */
  readonly app: AppJson;
  /** The file that `themeLocation` names, when there is one. */
  readonly themes: Readonly<Record<'light' | 'dark', Readonly<Record<string, string>>>> | null;
  /** All pages: the main package's first, then each subpackage's with its root. */
  readonly routes: readonly string[];
  /** Pages and components by path without suffix and without leading slash. */
  readonly components: Readonly<Record<string, ComponentConfig>>;
  /** CSS by path; `app` is `app.wxss`. `rpx` are `vw`, tags are `wx-…`, classes carry their component's scope. Imports are in. */
  readonly styles: Readonly<Record<string, string>>;
}

export interface ComponentConfig {
  readonly page: boolean;
  /** The file says `"component": true`. */
  readonly component: boolean;
  /** Tag → path without leading slash; the app's own `usingComponents` are in. */
  readonly using: Readonly<Record<string, string>>;
  readonly generics: Readonly<Record<string, { readonly default?: string }>>;
  readonly placeholder: Readonly<Record<string, string>>;
  readonly styleIsolation: string;
  /** Prefix of the component's classes, `prefix--name`; empty when its styles are shared. */
  readonly scope: string;
  /** A named slot stands before the unnamed one: a single slot would be the wrong one. */
  readonly slotsByName?: true;
  readonly pureDataPattern?: string;
  /** A page's own window settings: its JSON file without `usingComponents`. */
  readonly window?: WindowSettings;
}

/** The settings a page or `window` may have, as in WeChat's configuration; further ones are kept and ignored. */
export interface WindowSettings {
  readonly navigationBarTitleText?: string;
  readonly navigationBarBackgroundColor?: string;
  readonly navigationBarTextStyle?: string;
  readonly navigationStyle?: string;
  readonly backgroundColor?: string;
  readonly backgroundTextStyle?: string;
  readonly enablePullDownRefresh?: boolean;
  readonly onReachBottomDistance?: number;
  readonly disableScroll?: boolean;
  readonly homeButton?: boolean;
  /** `v2`: the newer look of the built-in components. */
  readonly style?: string;
  readonly [other: string]: unknown;
}

/** The component that is every tab page's tab bar when `tabBar.custom` is true. */
export const CUSTOM_TAB_BAR = 'custom-tab-bar/index';

export interface TabBarSettings {
  readonly color?: string;
  readonly selectedColor?: string;
  readonly backgroundColor?: string;
  readonly borderStyle?: string;
  readonly custom?: boolean;
  readonly list: readonly TabSettings[];
}

export interface TabSettings {
  readonly pagePath: string;
  readonly text: string;
  readonly iconPath?: string;
  readonly selectedIconPath?: string;
}

export interface AppJson {
  readonly pages: readonly string[];
  readonly entryPagePath?: string;
  readonly window?: WindowSettings;
  readonly tabBar?: TabBarSettings;
  readonly networkTimeout?: { readonly request?: number; readonly uploadFile?: number; readonly downloadFile?: number };
  readonly darkmode?: boolean;
  readonly style?: string;
  readonly [other: string]: unknown;
}

/** The parts of `ext.json` that the player follows. */
export interface ExtJson {
  readonly extEnable?: boolean;
  readonly extAppid?: string;
  readonly ext?: unknown;
  readonly extPages?: Readonly<Record<string, WindowSettings>>;
  readonly window?: WindowSettings;
  readonly tabBar?: Partial<TabBarSettings>;
  readonly [other: string]: unknown;
}

/** `GET /p/{ticket}/package.json`: what a merchant's package adds to its base. */
export interface PlayerPackage {
  readonly appId: string;
  readonly extJson: ExtJson;
  readonly baseDigest: string;
  /** First page and its query; the package's own first page when absent. */
  readonly entry?: { readonly path?: string; readonly query?: Readonly<Record<string, string>> };
  /** Origins that `wx.request` may reach, as WeChat's list of domains: `https://api.example.com`. */
  readonly requestHosts: readonly string[];
  readonly uploadHosts?: readonly string[];
  readonly downloadHosts?: readonly string[];
  /** Whether log-in, payment and phone are played by the sandbox; else the dialogs say that they need a phone. */
  readonly wechat: boolean;
  /** `develop` | `trial` | `release`. */
  readonly envVersion?: string;
  readonly version?: string;
  readonly language?: 'zh' | 'en';
  /** The shop's name, for dialogs. */
  readonly title?: string;
  /** Origins that may embed the player and talk to it by messages. */
  readonly embedders?: readonly string[];
}

/**
 * Called at the head of each turn of a loop, in WXS with the file's name: throws when the loops of one task have gone on for too long.
 */
export const LOOP_PARAMETER = 'xiaopuTurn';

/** Parameters of every module function, in this order; names after `LOOP_PARAMETER` hide what a phone does not have. */
export const MODULE_PARAMETERS = [
  'require',
  'module',
  'exports',
  'wx',
  'App',
  'Page',
  'Component',
  'Behavior',
  'getApp',
  'getCurrentPages',
  'getRegExp',
  'getDate',
  'console',
  'global',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  LOOP_PARAMETER,
  // given as undefined
  'window',
  'document',
  'globalThis',
  'self',
  'parent',
  'top',
  'frames',
  'opener',
  'navigator',
  'location',
  'history',
  'localStorage',
  'sessionStorage',
  'indexedDB',
  'caches',
  'cookieStore',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'EventSource',
  'Worker',
  'SharedWorker',
  'BroadcastChannel',
  'MessageChannel',
  'postMessage',
  'addEventListener',
  'removeEventListener',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'alert',
  'confirm',
  'prompt',
  'open',
  'close',
  'print',
  'Image',
  'customElements',
  'xiaopuPlayer',
] as const;

/** How many of them are given a value; the others are undefined. */
export const GIVEN_PARAMETERS = 19;

/** Parameters of `templates`, in this order: `getRegExp`, `getDate`, `console` and `LOOP_PARAMETER` are given, the rest is undefined. */
export const TEMPLATE_PARAMETERS = [
  'getRegExp',
  'getDate',
  'console',
  LOOP_PARAMETER,
  'window',
  'document',
  'globalThis',
  'self',
  'parent',
  'top',
  'fetch',
  'XMLHttpRequest',
  'localStorage',
  'location',
  'navigator',
  'wx',
] as const;

/**
 * `POST /p/{ticket}/request`: what `wx.request`, `wx.uploadFile` and `wx.downloadFile` send. The body is the mini-program's own
 * body as it is (any bytes); what belongs to it stands in the header `REQUEST_HEADER` as `encodeURIComponent(JSON)`. Answered 200
 * with the other side's body as it is and `ANSWER_HEADER` in the same manner, whatever its status was. Refusals of the player's
 * own are problems (RFC 9457) with another status.
 */
export const REQUEST_HEADER = 'x-player-request';
export const ANSWER_HEADER = 'x-player-answer';

export interface ProxiedRequest {
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

export interface ProxiedAnswer {
  readonly statusCode: number;
  readonly header: Readonly<Record<string, string>>;
}

/**
 * `POST /p/{ticket}/play/{kind}` with JSON, answered with JSON; a refusal of WeChat's is a problem whose `detail` the dialog shows.
 * `login` {} → {code} · `phone` {phoneNumber} → {code} · `cashier` {package, timeStamp, nonceStr, paySign, signType} → {payee, description, totalFen} ·
 * `payment` the same → {paid: true} ·
 * `scan` {code?} → {codes: [{title, path, result}]} or {result, path} · `subscribe` {tmplIds, answers: {id: accept|reject}} → answers.
 */
export type PlayKind = 'login' | 'phone' | 'cashier' | 'payment' | 'scan' | 'subscribe';

/** Messages between the embedding page and the player. */
export type MessageToPlayer =
  | { readonly type: 'xiaopu:reload' }
  | { readonly type: 'xiaopu:navigate'; readonly path: string }
  | { readonly type: 'xiaopu:theme'; readonly dark: boolean }
  | { readonly type: 'xiaopu:language'; readonly language: 'zh' | 'en' };

export type MessageFromPlayer =
  /** A page stands, with its first answers in; `ms` from the start or the reload. */
  | { readonly type: 'xiaopu:ready'; readonly path: string; readonly ms: number }
  | { readonly type: 'xiaopu:page'; readonly path: string }
  /** `place`: file and line of the package, `pages/home/index.js:12`, where they are known. */
  | { readonly type: 'xiaopu:error'; readonly where: string; readonly message: string; readonly place?: string }
  /** Every second; when it stays out for several, the mini-program holds up its process. */
  | { readonly type: 'xiaopu:alive' };
