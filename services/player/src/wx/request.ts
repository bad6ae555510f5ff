import type { WxHost } from './host.js';
import { asynchronous, type Interfaces, numberOf, type Options, textOf, WxError } from './interface.js';
import { type NetworkAnswer, send } from './network.js';

const DEFAULT_TIMEOUT_MS = 60_000;
/** WeChat runs so many at once; the others wait. */
const MOST_AT_ONCE = 10;

/** `wx.request`: any status is a success, as on a phone; a host that is not on the list is refused before anything is sent. */
export function requestInterfaces(host: WxHost): Interfaces {
  const lanes = new Lanes(MOST_AT_ONCE);
  return {
    request(options: Options) {
      const task = new Task();
      const work = async () => {
        const { url, method, header, body } = requestOf(options);
        demandListed(url, host.package.requestHosts);
        const timeoutMs = numberOf(options['timeout'], host.config.app.networkTimeout?.request ?? DEFAULT_TIMEOUT_MS);
        const answer = await lanes.run(() =>
          sent(host, task, timeoutMs, (signal) => send({ url, method, header, timeoutMs }, body, signal)),
        );
        host.chrome.console.add('request', `${method} ${shortened(url)} → ${answer.statusCode}`);
        return { data: dataOf(answer, options), statusCode: answer.statusCode, header: answer.header, cookies: [] };
      };
      const withCallbacks = { ...options, complete: options.complete ?? (() => {}) };
      void asynchronous(host, 'request', work)(withCallbacks);
      return task.handle;
    },
  };
}

/** The handle a mini-program gets for something on its way. */
export class Task {
  readonly controller = new AbortController();
  readonly #nothing = () => {};
  aborted = false;

  get handle() {
    return {
      abort: () => {
        this.aborted = true;
        this.controller.abort();
      },
      onHeadersReceived: this.#nothing,
      offHeadersReceived: this.#nothing,
      onChunkReceived: this.#nothing,
      offChunkReceived: this.#nothing,
      onProgressUpdate: this.#nothing,
      offProgressUpdate: this.#nothing,
    };
  }
}

/** Does it within a time; what goes wrong is said in WeChat's words. */
export async function sent(
  host: WxHost,
  task: Task,
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<NetworkAnswer>,
): Promise<NetworkAnswer> {
  let late = false;
  const timer = window.setTimeout(() => {
    late = true;
    task.controller.abort();
  }, timeoutMs);
  host.pending(1);
  try {
    return await work(task.controller.signal);
  } catch (error) {
    if (task.aborted) throw new WxError('abort');
    if (late) throw new WxError('timeout', { errno: 5 });
    if (error instanceof WxError) throw error;
    throw new WxError('net::ERR_CONNECTION_FAILED', { errno: 600_001 });
  } finally {
    window.clearTimeout(timer);
    // After the callbacks of this answer have run.
    window.setTimeout(() => host.pending(-1), 0);
  }
}

/** Throws WeChat's refusal when the host is not on the list. */
export function demandListed(url: string, hosts: readonly string[]): void {
  const origin = URL.canParse(url) ? new URL(url).origin : null;
  if (origin === null) throw new WxError('invalid url', { errno: 600_009 });
  if (!hosts.some((host) => origin === (URL.canParse(host) ? new URL(host).origin : host))) {
    throw new WxError('url not in domain list', { errno: 600_002 });
  }
}

function requestOf(options: Options) {
  const method = (textOf(options['method']) || 'GET').toUpperCase();
  const header = headersOf(options['header']);
  const data = options['data'];
  let url = textOf(options['url']);
  if (method === 'GET' || method === 'HEAD') {
    const query = typeof data === 'string' ? data : queryOf(data);
    if (query !== '') url += (url.includes('?') ? '&' : '?') + query;
    return { url, method, header, body: null };
  }
  return { url, method, header, body: bodyOf(data, header['content-type'] ?? '') };
}

/** Lower-case names; WeChat sets the referer itself and says JSON when nothing is said. */
function headersOf(given: unknown): Record<string, string> {
  const header: Record<string, string> = { 'content-type': 'application/json' };
  for (const [name, value] of Object.entries((given as Record<string, unknown> | null | undefined) ?? {})) {
    if (value !== undefined && !/^referer$/i.test(name)) header[name.toLowerCase()] = plain(value);
  }
  return header;
}

function bodyOf(data: unknown, contentType: string): BodyInit | null {
  if (data === undefined || data === null) return null;
  if (typeof data === 'string' || data instanceof ArrayBuffer) return data;
  return contentType.includes('application/x-www-form-urlencoded') ? queryOf(data) : JSON.stringify(data);
}

function queryOf(data: unknown): string {
  if (typeof data !== 'object' || data === null) return '';
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(plain(value))}`)
    .join('&');
}

function dataOf({ body }: NetworkAnswer, options: Options): unknown {
  if (options['responseType'] === 'arraybuffer') return body;
  const text = new TextDecoder().decode(body);
  if (options['dataType'] !== undefined && options['dataType'] !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const shortened = (url: string): string => (URL.canParse(url) ? new URL(url).pathname + new URL(url).search : url);

/** So many at once; the rest in the order they came. */
class Lanes {
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(most: number) {
    this.#most = most;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#busy >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy += 1;
    try {
      return await work();
    } finally {
      this.#busy -= 1;
      this.#waiting.shift()?.();
    }
  }
}
