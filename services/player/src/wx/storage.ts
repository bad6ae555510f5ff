import type { WxHost } from './host.js';
import { allAsynchronous, type Interfaces, textOf, WxError } from './interface.js';

/** WeChat's limits: one value, and all of an applet's together. */
const MOST_PER_KEY_BYTES = 1024 * 1024;
const MOST_BYTES = 10 * 1024 * 1024;

/** `wx.setStorage` and its like, in the browser's storage under the applet's own prefix; kept over reloads as on a phone. */
export function storageInterfaces(host: WxHost): Interfaces {
  const store = new AppletStorage(`wx:${host.package.appId}:`);
  const keyOf = (options: Readonly<Record<string, unknown>>) => {
    const key = textOf(options['key']);
    if (key === '') throw new WxError('parameter error: parameter.key should be String instead of Undefined;');
    return key;
  };
  const synchronous = {
    setStorageSync: (key: string, data: unknown) => store.set(key, data),
    getStorageSync: (key: string) => store.get(key) ?? '',
    removeStorageSync: (key: string) => store.remove(key),
    clearStorageSync: () => store.clear(),
    getStorageInfoSync: () => store.info(),
  };
  return {
    ...synchronous,
    batchSetStorageSync: (list: readonly { key: string; value: unknown }[]) => {
      for (const { key, value } of list) store.set(key, value);
    },
    batchGetStorageSync: (keys: readonly string[]) => keys.map((key) => store.get(key) ?? ''),
    ...allAsynchronous(host, {
      setStorage: (options) => store.set(keyOf(options), options['data']),
      getStorage: (options) => {
        const data = store.get(keyOf(options));
        if (data === undefined) throw new WxError('data not found');
        return { data };
      },
      removeStorage: (options) => store.remove(keyOf(options)),
      clearStorage: () => store.clear(),
      getStorageInfo: () => store.info(),
    }),
  };
}

class AppletStorage {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  get(key: string): unknown {
    const text = localStorage.getItem(this.#prefix + key);
    return text === null ? undefined : (JSON.parse(text) as { d?: unknown }).d;
  }

  set(key: string, data: unknown): void {
    if (typeof data === 'function' || typeof data === 'symbol') throw new WxError('data cannot be stored');
    const text = JSON.stringify({ d: data });
    const size = text.length - 6;
    if (size > MOST_PER_KEY_BYTES) throw new WxError('entry size limit reached');
    if (this.#sizeBytes() + size > MOST_BYTES) throw new WxError('exceed storage max size 10Mb');
    try {
      localStorage.setItem(this.#prefix + key, text);
    } catch {
      // The browser gives an origin less than a phone gives an applet.
      throw new WxError('exceed storage max size 10Mb');
    }
  }

  remove(key: string): void {
    localStorage.removeItem(this.#prefix + key);
  }

  clear(): void {
    for (const key of this.#keys()) this.remove(key);
  }

  info() {
    return { keys: this.#keys(), currentSize: Math.ceil(this.#sizeBytes() / 1024), limitSize: MOST_BYTES / 1024 };
  }

  #keys(): string[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.#prefix))
      .map((key) => key.slice(this.#prefix.length));
  }

  #sizeBytes(): number {
    return this.#keys().reduce((sum, key) => sum + (localStorage.getItem(this.#prefix + key)?.length ?? 0), 0);
  }
}
