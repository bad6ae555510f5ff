import { setTimeout as delay } from 'node:timers/promises';
import { localErrcodes } from './error-rules.js';
import { unexpectedAnswer, WechatAnswer } from './wechat-answer.js';
import { WechatError } from './wechat-error.js';
import type { WechatSettings } from './wechat-settings.js';

export interface WechatCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; a string is JSON text already (for numbers JavaScript cannot hold). */
  readonly body?: object | string;
  /** Whether the call may be repeated when nobody knows if it took effect (errcode -1, a cut connection). */
  readonly idempotent: boolean;
  /** For all attempts together. Default 10 s. */
  readonly timeoutMs?: number;
}

export interface WechatFile {
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One attempt at a call, for metrics and logs. Holds neither query nor body, where the secrets are. */
export interface CallOutcome {
  readonly path: string;
  /** 0 for a success. */
  readonly errcode: number;
  readonly durationMs: number;
}

export interface TransportOptions {
  readonly timeoutMs?: number;
  /** Pause before the first repetition; doubles. */
  readonly backoffMs?: number;
  readonly observe?: (outcome: CallOutcome) => void;
}

const REPETITIONS = 2;
// The largest answers are template lists and QR codes: far below this.
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;

/**
 * JSON over HTTP as WeChat's server APIs speak it (`shared/wechat/third-party-platform.md`, conventions): HTTP 200 with an
 * `errcode`, which is 0 when missing; bodies raw UTF-8. Node's fetch keeps connections alive.
 * Tokens travel in the query, therefore no error or log line of this class holds one.
 */
export class WechatTransport {
  private readonly timeoutMs: number;
  private readonly backoffMs: number;
  private readonly observe: (outcome: CallOutcome) => void;

  constructor(
    private readonly settings: Pick<WechatSettings, 'apiUrl'>,
    options: TransportOptions = {},
  ) {
    this.observe = options.observe ?? (() => undefined);
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.backoffMs = options.backoffMs ?? 300;
  }

  /** @throws WechatError for an errcode other than 0, and for every way of not getting an answer. */
  async call(call: WechatCall): Promise<WechatAnswer> {
    return this.repeated(call, async (deadline) => readAnswer(call.path, await this.send(call, deadline)));
  }

  /** For calls that answer with a file (JPEG) and, on failure, with JSON. */
  async download(call: WechatCall): Promise<WechatFile> {
    return this.repeated(call, async (deadline) => {
      const file = await this.send(call, deadline);
      if (/json|text\//.test(file.contentType)) {
        readAnswer(call.path, file);
        throw unexpectedAnswer(call.path, 'JSON instead of a file');
      }
      return file;
    });
  }

  private async repeated<T>(call: WechatCall, attempt: (deadline: number) => Promise<T>): Promise<T> {
    const deadline = Date.now() + (call.timeoutMs ?? this.timeoutMs);
    for (let failures = 0; ; failures++) {
      try {
        return await this.observed(call.path, attempt(deadline));
      } catch (error) {
        const pause = this.backoffMs * 2 ** failures;
        const mayRepeat =
          call.idempotent && failures < REPETITIONS && isPassing(error) && Date.now() + pause < deadline;
        if (!mayRepeat) throw error;
        await delay(pause);
      }
    }
  }

  private async observed<T>(path: string, attempt: Promise<T>): Promise<T> {
    const started = performance.now();
    const tell = (errcode: number) => this.observe({ path, errcode, durationMs: performance.now() - started });
    try {
      const answer = await attempt;
      tell(0);
      return answer;
    } catch (error) {
      tell(error instanceof WechatError ? error.errcode : localErrcodes.unexpectedAnswer);
      throw error;
    }
  }

  private async send(call: WechatCall, deadline: number): Promise<WechatFile> {
    const url = new URL(this.settings.apiUrl + call.path);
    for (const [name, value] of Object.entries(call.query ?? {})) url.searchParams.set(name, value);
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    try {
      const response = await fetch(url, {
        method: call.method,
        redirect: 'error',
        signal,
        ...(call.body !== undefined && {
          body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body),
          headers: { 'content-type': 'application/json; charset=utf-8' },
        }),
      });
      const bytes = await readAtMost(response, MAX_ANSWER_BYTES);
      if (!response.ok) throw failure('httpStatus', call.path, `HTTP ${response.status}`);
      if (bytes === null) throw unexpectedAnswer(call.path, `more than ${MAX_ANSWER_BYTES} bytes`);
      return { contentType: response.headers.get('content-type') ?? '', bytes };
    } catch (error) {
      if (error instanceof WechatError) throw error;
      if (signal.aborted) throw failure('timeout', call.path, 'timed out');
      throw failure('network', call.path, reasonOf(error));
    }
  }
}

/** Null, and the rest is not read, when the body is longer. */
async function readAtMost(response: Response, maxBytes: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readAnswer(path: string, { bytes }: WechatFile): WechatAnswer {
  const answer = new WechatAnswer(parseJson(path, bytes.toString('utf8')), path);
  const errcode = answer.optionalInteger('errcode') ?? 0;
  if (errcode !== 0) throw new WechatError({ errcode, errmsg: answer.optionalText('errmsg') ?? '', path });
  return answer;
}

function parseJson(path: string, text: string): unknown {
  // Audit ids may have more digits than a double holds; quoted, they survive JSON.parse.
  const lossless = text.replaceAll(/("auditid"\s*:\s*)(\d{16,20})/g, '$1"$2"');
  try {
    return JSON.parse(lossless);
  } catch {
    throw unexpectedAnswer(path, 'not JSON');
  }
}

/** Busy, unreachable, cut off: another attempt may succeed. A time-out has used up the deadline already. */
function isPassing(error: unknown): boolean {
  const passing: readonly number[] = [-1, localErrcodes.network, localErrcodes.httpStatus];
  return error instanceof WechatError && passing.includes(error.errcode);
}

function failure(kind: keyof typeof localErrcodes, path: string, errmsg: string): WechatError {
  return new WechatError({ errcode: localErrcodes[kind], errmsg, path });
}

/** Node's "fetch failed" says nothing; its cause holds ECONNREFUSED and the like. The error itself is dropped: it may quote the URL. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause instanceof Error) return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
  return error instanceof Error ? error.name : 'no connection';
}
