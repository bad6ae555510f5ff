import { age } from './ageing.js';
import type { App } from './app.model.js';
import type { Shelf } from './shelf.js';
import { appText, slimApp } from './slim-app.js';
import type { Token } from './token.model.js';

/**
 * All accounts, by AppID and by token.
 *
 * Whoever gets one through `find` may change it, so it counts as touched and is compared with what was last written; `peek` and
 * `values` are for reading only. Moving the clock only notes by how much: an account is made older when it is next looked at.
 */
export class Accounts implements Shelf {
  readonly touched = new Set<string>();
  /** By how much the world was aged in all. */
  agedMs = 0;
  private readonly byAppid = new Map<string, App>();
  private readonly appidByToken = new Map<string, string>();

  get size(): number {
    return this.byAppid.size;
  }

  find(appid: string): App | null {
    const app = this.peek(appid);
    if (app !== null) this.touched.add(appid);
    return app;
  }

  findByToken(value: string): App | null {
    const appid = this.appidByToken.get(value);
    return appid === undefined ? null : this.find(appid);
  }

  add(app: App): void {
    if (this.agedMs !== 0) app.agedMs = this.agedMs;
    this.hold(app);
    this.touched.add(app.appid);
  }

  /** For reading only. */
  peek(appid: string): App | null {
    const app = this.byAppid.get(appid);
    return app === undefined ? null : this.upToDate(app);
  }

  /** In the order of registration; for reading only. */
  *values(): IterableIterator<App> {
    for (const app of this.byAppid.values()) yield this.upToDate(app);
  }

  *newestFirst(): IterableIterator<App> {
    for (const app of [...this.byAppid.values()].reverse()) yield this.upToDate(app);
  }

  /** The platform's tokens of an account; keeps the index exact. */
  setTokens(app: App, tokens: Token[]): void {
    for (const { value } of app.authorization.tokens) this.appidByToken.delete(value);
    app.authorization.tokens = tokens;
    for (const { value } of tokens) this.appidByToken.set(value, app.appid);
  }

  /** The tokens an account got for itself, by its AppSecret. */
  setOwnTokens(app: App, ownTokens: App['ownTokens']): void {
    for (const { value } of ownTokensOf(app)) this.appidByToken.delete(value);
    app.ownTokens = ownTokens;
    for (const { value } of ownTokensOf(app)) this.appidByToken.set(value, app.appid);
  }

  keys(): Iterable<string> {
    return this.byAppid.keys();
  }

  text(key: string): string | undefined {
    const app = this.byAppid.get(key);
    return app && appText(app);
  }

  load(_key: string, value: unknown): void {
    this.hold(slimApp(value as App));
  }

  private hold(app: App): void {
    this.byAppid.set(app.appid, app);
    for (const { value } of app.authorization.tokens) this.appidByToken.set(value, app.appid);
    for (const { value } of ownTokensOf(app)) this.appidByToken.set(value, app.appid);
  }

  private upToDate(app: App): App {
    const behindMs = this.agedMs - app.agedMs;
    if (behindMs === 0) return app;
    age(app, behindMs);
    app.agedMs = this.agedMs;
    return app;
  }
}

const ownTokensOf = ({ ownTokens }: App): Token[] =>
  ownTokens === null ? [] : [...ownTokens.plain, ...ownTokens.stable];
