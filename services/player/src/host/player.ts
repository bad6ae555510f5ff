import { Chrome } from '../chrome/chrome.js';
import type { PhoneSettings } from '../chrome/phone-settings.js';
import { COMPILED_FORMAT, type CompiledBase, type PlayerPackage, RECEIVER } from '../format.js';
import { problemText } from '../wx/network.js';
import { watchDataSize } from './data-size.js';
import { Embedding } from './embedding.js';
import { hiddenNameIn, placeOf } from './error-places.js';
import { EndlessLoop } from './loop-watch.js';
import { MiniApp } from './mini-app.js';
import { type PageUrl, pageUrl, parsePageUrl } from './paths.js';

/** How long a page may wait for its first answers before it counts as standing. */
const SETTLED_MS = 5000;
/** How long the earlier run's pages stay in front of a reloaded one. */
const CURTAIN_MS = 400;

/** Loads a package, runs it, and runs it anew when it has changed. */
export class Player {
  readonly #settings: PhoneSettings;
  readonly #chrome: Chrome;
  readonly #bases = new Map<string, CompiledBase>();
  #embedding: Embedding | null = null;
  #app: MiniApp | null = null;
  #package: PlayerPackage | null = null;
  #turn = 0;

  constructor(root: HTMLElement, settings: PhoneSettings) {
    this.#settings = settings;
    this.#chrome = new Chrome(root, settings, {
      back: () => this.#app?.backTapped(),
      home: () => this.#app?.homeTapped(),
      tab: (index) => this.#app?.tabTapped(index),
      reload: () => this.#start(this.reload(), 'reload'),
      assetUrl: (path) => this.#app?.assetUrl(path, '') ?? '',
    });
    watchDataSize((text) => this.#chrome.console.remark(text));
    settings.onChange((changed) => {
      if (!this.#app) return;
      if (changed.has('language') || changed.has('fontScale') || changed.has('device'))
        this.#start(this.reload(), 'reload');
      else if (changed.has('theme')) this.#app.themeChanged();
    });
  }

  /** Loads the package and opens it on its entry, or on what the address says. Throws in words for people. */
  async open(): Promise<void> {
    const started = performance.now();
    const loaded = await this.#load();
    this.#embedding = new Embedding(loaded.embedders ?? [], {
      reload: () => this.#start(this.reload(), 'reload'),
      navigate: (path) =>
        this.#guarded(path, () => this.#app?.navigateTo(parsePageUrl(`/${path.replace(/^\//, '')}`, ''))),
      theme: (dark) => this.#settings.set({ theme: dark ? 'dark' : 'light' }),
      language: (language) => this.#settings.set({ language }),
    });
    if (loaded.language) this.#settings.suggest({ language: loaded.language });
    const { path = '', query = {} } = loaded.entry ?? {};
    const entry = parsePageUrl(`/${path.replace(/^\//, '')}`, '');
    await this.#run(loaded, [{ ...entry, query: { ...entry.query, ...query } }], started);
  }

  /** The settings have changed: the package is asked for anew and launched on the pages that are open. Compiled code stays. */
  async reload(): Promise<void> {
    const started = performance.now();
    const urls = this.#app?.urls ?? [];
    await this.#run(await this.#load(), urls, started);
  }

  async #load(): Promise<PlayerPackage> {
    const response = await fetch(new URL('package.json', document.baseURI), { cache: 'no-store', credentials: 'omit' });
    if (!response.ok) throw new Error(await problemText(response));
    this.#package = (await response.json()) as PlayerPackage;
    return this.#package;
  }

  async #run(loaded: PlayerPackage, urls: readonly PageUrl[], startedAt: number): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    delete document.documentElement.dataset['ready'];
    const base = await this.#base(loaded.baseDigest);
    if (turn !== this.#turn) return;
    const before = this.#app;
    before?.stop();
    this.#chrome.layers.clear();
    const app = new MiniApp({
      base,
      package: loaded,
      chrome: this.#chrome,
      settings: this.#settings,
      report: (where, error) => this.report(where, error),
      remark: (text) => this.#chrome.console.remark(text),
      restart: () => this.#start(this.reload(), 'restart'),
      paged: (url) => this.#paged(url),
    });
    this.#app = app;
    document.title = loaded.title ?? document.title;
    const close = before ? this.#behindCurtain(before) : () => {};
    try {
      app.start(urls);
    } catch (error) {
      this.report(urls.at(-1)?.route ?? 'app.js', error);
    }
    await app.settled(SETTLED_MS);
    close();
    if (turn !== this.#turn) return;
    const ms = Math.round(performance.now() - startedAt);
    performance.measure('player:ready', { start: startedAt, duration: ms });
    const top = app.urls.at(-1);
    document.documentElement.dataset['ready'] = top?.route ?? '';
    this.#embedding?.tell({ type: 'xiaopu:ready', path: top ? pageUrl(top) : '', ms });
  }

  /** The earlier run's pages stay in sight, dead, until the new ones are drawn. @returns takes them away */
  #behindCurtain(before: MiniApp): () => void {
    const lift = this.#chrome.keepInSight();
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      lift();
      before.close();
    };
    window.setTimeout(close, CURTAIN_MS);
    return close;
  }

  async #base(digest: string): Promise<CompiledBase> {
    const known = this.#bases.get(digest);
    if (known) return known;
    const base = await loadScript(`/base/${encodeURIComponent(digest)}/app.js`);
    if (base.format !== COMPILED_FORMAT) throw new Error(`compiled format ${String(base.format)} is not understood`);
    this.#bases.set(digest, base);
    return base;
  }

  report(where: string, error: unknown): void {
    const { message, stack } = asError(error);
    this.#show(error, where);
    console.error(`[${where}]`, stack ?? message);
    this.#app?.tell('onError', message);
  }

  remark(text: string): void {
    this.#chrome.console.remark(text);
  }

  /** A promise of the package's code that nobody caught. */
  rejected(reason: unknown, promise: Promise<unknown>): void {
    this.#show(reason, 'Promise');
    this.#app?.tell('onUnhandledRejection', { reason, promise });
  }

  /** To the author, in the console and around the player: what, where in the package, and what a mini-program is without. */
  #show(error: unknown, where: string): void {
    const { message, stack } = asError(error);
    const { texts } = this.#chrome;
    const base = this.#package ? this.#bases.get(this.#package.baseDigest) : undefined;
    const found = base ? placeOf(stack, base) : null;
    const isLoop = error instanceof EndlessLoop;
    const place = found?.place ?? (isLoop ? error.file : undefined);
    const hidden = found && stack?.startsWith('TypeError') ? hiddenNameIn(found.text) : null;
    const lines = [
      isLoop ? texts.endlessLoop : message,
      place && `(${place})`,
      hidden && `${hidden}: ${texts.noBrowser}`,
    ];
    this.#chrome.console.add('error', lines.filter(Boolean).join(' '), where);
    this.#embedding?.tell({ type: 'xiaopu:error', where, message, ...(place !== undefined && { place }) });
    if (isLoop) this.#chrome.layers.toast([texts.endlessLoop, place].filter(Boolean).join('\n'), 'none', 4000, false);
  }

  #paged(url: PageUrl): void {
    const path = pageUrl(url);
    this.#chrome.showRoute(path);
    this.#embedding?.tell({ type: 'xiaopu:page', path });
  }

  #start(work: Promise<void>, where: string): void {
    work.catch((error: unknown) => {
      this.report(where, error);
      this.#chrome.layers.toast(`${this.#chrome.texts.loadFailed}: ${(error as Error).message}`, 'none', 4000, false);
    });
  }

  #guarded(where: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.report(where, error);
    }
  }
}

/** By its members: an error of a page's own window is no `Error` of this one. */
function asError(value: unknown): { readonly message: string; readonly stack?: string | undefined } {
  const { message, stack } = (value ?? {}) as { message?: unknown; stack?: unknown };
  if (typeof message !== 'string') return { message: worded(value) };
  return { message, stack: typeof stack === 'string' ? stack : undefined };
}

function worded(value: unknown): string {
  if (typeof value === 'string') return value;
  const { errMsg } = (value ?? {}) as { errMsg?: unknown };
  if (typeof errMsg === 'string') return errMsg;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** The compiled base hands itself over by calling the receiver; its script element answers only that it was loaded. */
function loadScript(source: string): Promise<CompiledBase> {
  return new Promise((resolve, reject) => {
    let received: CompiledBase | null = null;
    (window as unknown as Record<string, unknown>)[RECEIVER] = (base: CompiledBase) => {
      received = base;
    };
    const script = document.createElement('script');
    script.src = source;
    script.addEventListener('load', () => {
      script.remove();
      if (received) resolve(received);
      else reject(new Error(`${source} holds no mini-program`));
    });
    script.addEventListener('error', () => reject(new Error(`${source} cannot be loaded`)));
    document.head.append(script);
  });
}
