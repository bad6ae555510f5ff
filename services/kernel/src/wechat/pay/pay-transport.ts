import { setTimeout as delay } from 'node:timers/promises';
import type { WechatSettings } from '../wechat-settings.js';
import type { PayCredentials } from './pay-account.js';
import { localPayError, PayError } from './pay-error.js';
import { localPayCodes } from './pay-error-table.js';
import { authorizationHeader } from './pay-signer.js';
import { isCertificateSerial, paySignatureOf, type SignatureRefusal, verifyPaySignature } from './pay-verifier.js';

export interface PayCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** The key sensitive members of the body are encrypted with; the key of the answer unless given. */
  readonly platformSerial?: string;
  /** `false`: without an answer nobody knows whether it took effect, and it must not take effect twice. */
  readonly idempotent?: false;
  /** Only the certificate download: its answer is signed with a key it brings itself. */
  readonly skipVerification?: boolean;
}

export interface PayAnswer {
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

/** One attempt at a call, for metrics and logs. Holds neither query nor body. */
export interface PayCallOutcome {
  /** Order, refund and transaction numbers replaced by `{no}`. */
  readonly path: string;
  /** `OK`, WeChat Pay's code, or one of `localPayCodes`. */
  readonly code: string;
  /** 0 when there was no answer. */
  readonly httpStatus: number;
  readonly durationMs: number;
}

export interface PayTransportOptions {
  /** For all attempts together. */
  readonly timeoutMs?: number;
  /** Pause before the first repetition; doubles. */
  readonly backoffMs?: number;
  readonly observe?: (outcome: PayCallOutcome) => void;
}

/** Finds the platform certificate that signed an answer and is not known yet. */
export interface CertificateFinder {
  /** @returns the credentials with the certificate among them; null when WeChat has no such certificate either */
  find<Credentials extends PayCredentials>(credentials: Credentials, serial: string): Promise<Credentials | null>;
}

const REPETITIONS = 2;
/** For metrics and errors; the true one is WeChat's to choose. */
const DOWNLOAD_PATH = '/v3/billdownload/file';

/**
 * Signed calls to WeChat Pay v3 (`shared/wechat/wechat-pay-v3.md` §§2, 3, 8). Answers with 2xx are verified before anyone reads them.
 * Calls are idempotent by their order or refund number unless they say otherwise, so server errors and cut connections are repeated
 * within the deadline.
 * Node's fetch keeps connections alive.
 */
export class PayTransport {
  private readonly timeoutMs: number;
  private readonly backoffMs: number;
  private readonly observe: (outcome: PayCallOutcome) => void;
  private certificates: CertificateFinder | null = null;

  constructor(
    private readonly settings: Pick<WechatSettings, 'payUrl'>,
    options: PayTransportOptions = {},
  ) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.backoffMs = options.backoffMs ?? 200;
    this.observe = options.observe ?? (() => undefined);
  }

  /** The finder itself calls through this transport, so it comes afterwards. */
  useCertificates(finder: CertificateFinder): void {
    this.certificates = finder;
  }

  async send(account: PayCredentials, call: PayCall): Promise<PayAnswer> {
    const deadline = Date.now() + this.timeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        return await this.observed(call.path, this.attempt(account, call, deadline));
      } catch (error) {
        const pause = this.backoffMs * 2 ** failures;
        const mayRepeat =
          call.idempotent !== false && failures < REPETITIONS && isPassing(error) && Date.now() + pause < deadline;
        if (!mayRepeat) throw error;
        await delay(pause);
      }
    }
  }

  /**
   * §9: a file that an answer named. Its bytes are not signed; compare their hash. The request is, so it goes to WeChat Pay's own host
   * and nowhere else, whatever the answer says.
   */
  async download(account: PayCredentials, address: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
    const url = this.ownUrl(address);
    const pathAndQuery = url.pathname + url.search;
    const authorization = authorizationHeader(account, { method: 'GET', pathAndQuery, body: '' });
    const asked = fetch(url, {
      redirect: 'error',
      signal,
      headers: { 'user-agent': 'xiaopu', accept: '*/*', authorization },
    });
    const response = await this.observed(
      DOWNLOAD_PATH,
      asked.catch((error: unknown) => {
        throw signal.aborted ? localPayError('timeout', url.pathname, 'timed out') : unreachable(url.pathname, error);
      }),
    );
    if (!response.ok) throw refusal(url.pathname, response, await response.text());
    return response.body ?? new Blob([]).stream();
  }

  private ownUrl(address: string): URL {
    const own = new URL(this.settings.payUrl);
    const url = URL.canParse(address) ? new URL(address) : null;
    if (url?.origin !== own.origin || url.username !== '' || url.password !== '') {
      throw localPayError('unexpectedAnswer', DOWNLOAD_PATH, 'the file is not on the host of WeChat Pay');
    }
    return url;
  }

  private async observed<T>(path: string, attempt: Promise<T>): Promise<T> {
    const started = performance.now();
    const tell = (code: string, httpStatus: number) =>
      this.observe({ path: namelessPath(path), code, httpStatus, durationMs: performance.now() - started });
    try {
      const answer = await attempt;
      tell('OK', 200);
      return answer;
    } catch (error) {
      if (error instanceof PayError) tell(error.code, error.httpStatus);
      else tell(localPayCodes.network, 0);
      throw error;
    }
  }

  private async attempt(account: PayCredentials, call: PayCall, deadline: number): Promise<PayAnswer> {
    const query = new URLSearchParams(call.query).toString();
    const pathAndQuery = query ? `${call.path}?${query}` : call.path;
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    const serial = call.platformSerial ?? answerKeyOf(account);
    const { response, bytes } = await this.fetch(call, this.settings.payUrl + pathAndQuery, deadline, {
      method: call.method,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        'user-agent': 'xiaopu',
        authorization: authorizationHeader(account, { method: call.method, pathAndQuery, body }),
        // Names the key WeChat shall sign its answer with.
        ...(serial !== undefined && { 'wechatpay-serial': serial }),
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      ...(body !== '' && { body }),
    });
    const text = bytes.toString('utf8');
    if (!response.ok) {
      const signature = paySignatureOf((name) => response.headers.get(name) ?? undefined);
      throw refusal(call.path, response, text, verifyPaySignature(account, signature, bytes));
    }
    if (call.skipVerification !== true) await this.verify(account, call.path, response.headers, bytes);
    return { text, bytes, headers: response.headers };
  }

  private async verify(account: PayCredentials, path: string, headers: Headers, bytes: Buffer): Promise<void> {
    const signature = paySignatureOf((name) => headers.get(name) ?? undefined);
    let problem: SignatureRefusal | null = verifyPaySignature(account, signature, bytes);
    if (problem === 'unknown key' && signature && isCertificateSerial(signature.serial)) {
      const learnt = await this.certificates?.find(account, signature.serial);
      if (learnt) problem = verifyPaySignature(learnt, signature, bytes);
    }
    if (problem) throw unverified(path, problem);
  }

  private async fetch(call: PayCall, url: string, deadline: number, init: RequestInit) {
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    try {
      const response = await fetch(url, { ...init, signal });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    } catch (error) {
      if (signal.aborted) throw localPayError('timeout', call.path, 'timed out');
      throw unreachable(call.path, error);
    }
  }
}

/** The public key where there is one; else the certificate that lasts longest; else WeChat chooses. */
export function answerKeyOf(account: PayCredentials): string | undefined {
  return account.platformPublicKeyId ?? account.platformCertificates?.[0]?.serialNo;
}

function unreachable(path: string, error: unknown): PayError {
  const cause = error instanceof Error ? error.cause : undefined;
  return localPayError(
    'network',
    path,
    cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection',
  );
}

function unverified(path: string, signatureRefusal: SignatureRefusal): PayError {
  const { unverified: code } = localPayCodes;
  return new PayError({ httpStatus: 0, code, message: signatureRefusal, path, signatureRefusal });
}

/** A metric has one name per call, not one per order. */
function namelessPath(path: string): string {
  return path
    .replace(
      /(\/(?:out-trade-no|id|refunds|orders|return-orders|merchant-configs|complaints-v2)\/)(?!unfreeze$)[^/]+/,
      '$1{no}',
    )
    .replace(/(\/profitsharing\/transactions\/)[^/]+/, '$1{no}');
}

/** Error answers need not be signed; nothing but their code is used. */
function refusal(
  path: string,
  response: Response,
  text: string,
  signatureRefusal: SignatureRefusal | null = 'headers',
): PayError {
  const requestId = response.headers.get('request-id');
  let code = '';
  let message = '';
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null) {
      if ('code' in body && typeof body.code === 'string') code = body.code;
      if ('message' in body && typeof body.message === 'string') message = body.message;
    }
  } catch {
    message = 'not JSON';
  }
  return new PayError({ httpStatus: response.status, code, message, path, requestId, signatureRefusal });
}

function isPassing(error: unknown): boolean {
  return error instanceof PayError && (error.httpStatus >= 500 || error.code === localPayCodes.network);
}
