import { Agent as HttpAgent, type IncomingHttpHeaders, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { Problem } from '#kernel/problems/problem.js';
import type { ProxiedAnswer, ProxiedRequest } from '../../../player/src/format.js';

/** As `wx.request` gives up by itself. */
const MAX_TIMEOUT_MS = 60_000;
/** A page's data and a downloaded file are far below it; what is above would only fill the browser. */
const MAX_ANSWER_MB = 10;
const MAX_ANSWER_BYTES = MAX_ANSWER_MB * 1024 * 1024;

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH']);
const SENT_HEADERS = new Set([
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'idempotency-key',
  'if-none-match',
]);
/** What a mini-program would see of an answer: all but cookies, which the runtime has none of, and what belongs to the connection. */
const RETURNED_HEADERS = [
  'accept-ranges',
  'access-control-allow-origin',
  'age',
  'cache-control',
  'content-disposition',
  'content-language',
  'content-length',
  'content-range',
  'content-security-policy',
  'content-type',
  'date',
  'etag',
  'expires',
  'last-modified',
  'location',
  'referrer-policy',
  'retry-after',
  'vary',
  'x-content-type-options',
  'x-frame-options',
  'x-request-id',
];

export interface RuntimeCall extends ProxiedRequest {
  readonly appId: string;
  readonly body: Buffer | null;
  /** Ours, which the mini-program can neither set nor see. */
  readonly ownHeaders: Readonly<Record<string, string>>;
}

/** Carries the calls of previewed mini-programs to the runtime, as WeChat would, and nowhere else. */
export class RuntimeProxy {
  private readonly base: URL;
  private readonly agent: HttpAgent;

  /** @param runtimeUrl the address in the packages */
  constructor(runtimeUrl: string) {
    this.base = new URL(runtimeUrl);
    this.agent =
      this.base.protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  }

  /** The one origin that `wx.request` may reach. */
  get origin(): string {
    return this.base.origin;
  }

  /**
   * Redirects are handed back, never followed.
   * @throws Problem preview.host_not_allowed, preview.runtime_unreachable, preview.runtime_timeout, preview.answer_too_large, request.invalid
   */
  async call(call: RuntimeCall): Promise<{ readonly answer: ProxiedAnswer; readonly body: Buffer }> {
    const url = this.allowed(call.url, call.appId);
    const method = call.method.toUpperCase();
    if (!METHODS.has(method)) throw new Problem('request.invalid', { errors: [{ pointer: '/method', code: 'enum' }] });
    const headers = {
      ...sentHeaders(call.header),
      ...call.ownHeaders,
      // What WeChat puts on the calls of a development version (shared/wechat/mini-program-package.md §10).
      referer: `https://servicewechat.com/${call.appId}/0/page-frame.html`,
      'accept-encoding': 'identity',
      ...(call.body && { 'content-length': String(call.body.length) }),
    };
    return this.send(url, method, headers, call.body, Math.min(Math.max(call.timeoutMs, 1), MAX_TIMEOUT_MS));
  }

  close(): void {
    this.agent.destroy();
  }

  private allowed(address: string, appId: string): URL {
    const url = URL.canParse(address) ? new URL(address) : null;
    const folder = `${this.base.pathname.replace(/\/+$/, '')}/a/${appId}/`;
    const isAllowed =
      url !== null &&
      url.origin === this.base.origin &&
      url.username === '' &&
      url.password === '' &&
      url.pathname.startsWith(folder) &&
      // A slash or dot spelt %2F or %2E may be read as one behind us.
      !/%2f|%2e|%5c|\\/i.test(url.pathname);
    if (isAllowed) return url;
    throw new Problem('preview.host_not_allowed', {
      params: { allowed: `${this.base.origin}${folder}`, address: address.slice(0, 200) },
    });
  }

  private send(url: URL, method: string, headers: Record<string, string>, body: Buffer | null, timeoutMs: number) {
    const request = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise<{ answer: ProxiedAnswer; body: Buffer }>((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      let isTooLarge = false;
      // The cause goes to the log: it names an address of ours, which whoever looks at a preview has no use for.
      const fail = (cause: Error) => {
        if (isTooLarge) reject(new Problem('preview.answer_too_large', { params: { megabytes: MAX_ANSWER_MB } }));
        else if (signal.aborted)
          reject(new Problem('preview.runtime_timeout', { params: { milliseconds: timeoutMs } }));
        else reject(new Problem('preview.runtime_unreachable', { cause }));
      };
      const outgoing = request(url, { method, headers, agent: this.agent, signal }, (incoming) => {
        const parts: Buffer[] = [];
        let size = 0;
        incoming.on('data', (part: Buffer) => {
          size += part.length;
          if (size <= MAX_ANSWER_BYTES) parts.push(part);
          else {
            isTooLarge = true;
            outgoing.destroy(new Error('too large'));
          }
        });
        incoming.on('error', fail);
        incoming.on('end', () => {
          const answer = { statusCode: incoming.statusCode ?? 0, header: returnedHeaders(incoming.headers) };
          resolve({ answer, body: Buffer.concat(parts) });
        });
      });
      outgoing.on('error', fail);
      outgoing.end(body ?? undefined);
    });
  }
}

function sentHeaders(header: Readonly<Record<string, string>>): Record<string, string> {
  const sent = Object.entries(header).filter(([name, value]) => {
    return SENT_HEADERS.has(name.toLowerCase()) && typeof value === 'string' && !/[^\t\u0020-\u007e]/.test(value);
  });
  return Object.fromEntries(sent.map(([name, value]) => [name.toLowerCase(), value]));
}

function returnedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    RETURNED_HEADERS.map((name) => [name, headers[name]]).filter((entry): entry is [string, string] => {
      return typeof entry[1] === 'string';
    }),
  );
}
