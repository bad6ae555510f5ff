import { setTimeout as delay } from 'node:timers/promises';
import type { WechatSettings } from '../wechat-settings.js';
import type { PayAccount } from './pay-account.js';
import { localPayError, PayError } from './pay-error.js';
import { localPayCodes } from './pay-error-table.js';
import { authorizationHeader } from './pay-signer.js';
import { paySignatureOf, verifyPaySignature } from './pay-verifier.js';

export interface PayCall {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Only the certificate download: its answer is signed with a key it brings itself. */
  readonly skipVerification?: boolean;
}

export interface PayAnswer {
  readonly text: string;
  readonly bytes: Buffer;
  readonly headers: Headers;
}

const REPETITIONS = 2;

/**
 * Signed calls to WeChat Pay v3 (`shared/wechat/wechat-pay-v3.md` §§2, 3, 8). Answers with 2xx are verified before anyone reads them.
 * Every call is idempotent by its order or refund number, so server errors and cut connections are repeated within the deadline.
 */
export class PayTransport {
  private readonly timeoutMs: number;
  private readonly backoffMs: number;

  constructor(
    private readonly settings: Pick<WechatSettings, 'payUrl'>,
    options: { readonly timeoutMs?: number; readonly backoffMs?: number } = {},
  ) {
    this.timeoutMs = options.timeoutMs ?? 10_000;
    this.backoffMs = options.backoffMs ?? 200;
  }

  async send(account: PayAccount, call: PayCall): Promise<PayAnswer> {
    const deadline = Date.now() + this.timeoutMs;
    for (let failures = 0; ; failures++) {
      try {
        return await this.attempt(account, call, deadline);
      } catch (error) {
        const pause = this.backoffMs * 2 ** failures;
        const mayRepeat = failures < REPETITIONS && isPassing(error) && Date.now() + pause < deadline;
        if (!mayRepeat) throw error;
        await delay(pause);
      }
    }
  }

  private async attempt(account: PayAccount, call: PayCall, deadline: number): Promise<PayAnswer> {
    const query = new URLSearchParams(call.query).toString();
    const pathAndQuery = query ? `${call.path}?${query}` : call.path;
    const body = call.body === undefined ? '' : JSON.stringify(call.body);
    const { response, bytes } = await this.fetch(call, this.settings.payUrl + pathAndQuery, deadline, {
      method: call.method,
      redirect: 'error',
      headers: {
        accept: 'application/json',
        'user-agent': 'xiaopu',
        authorization: authorizationHeader(account, { method: call.method, pathAndQuery, body }),
        // Names the key WeChat shall sign its answer with.
        'wechatpay-serial': account.platformPublicKeyId,
        ...(body !== '' && { 'content-type': 'application/json' }),
      },
      ...(body !== '' && { body }),
    });
    const text = bytes.toString('utf8');
    if (!response.ok) throw refusal(call.path, response, text);
    if (call.skipVerification !== true) verifyAnswer(account, call.path, response.headers, bytes);
    return { text, bytes, headers: response.headers };
  }

  private async fetch(call: PayCall, url: string, deadline: number, init: RequestInit) {
    const signal = AbortSignal.timeout(Math.max(1, deadline - Date.now()));
    try {
      const response = await fetch(url, { ...init, signal });
      return { response, bytes: Buffer.from(await response.arrayBuffer()) };
    } catch (error) {
      if (signal.aborted) throw localPayError('timeout', call.path, 'timed out');
      const cause = error instanceof Error ? error.cause : undefined;
      const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : 'no connection';
      throw localPayError('network', call.path, reason);
    }
  }
}

function verifyAnswer(account: PayAccount, path: string, headers: Headers, bytes: Buffer): void {
  const signature = paySignatureOf((name) => headers.get(name) ?? undefined);
  const refusal = verifyPaySignature(account, signature, bytes);
  if (refusal) throw localPayError('unverified', path, refusal);
}

/** Error answers need not be signed; nothing but their code is used. */
function refusal(path: string, response: Response, text: string): PayError {
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
  return new PayError({ httpStatus: response.status, code, message, path, requestId });
}

function isPassing(error: unknown): boolean {
  return error instanceof PayError && (error.httpStatus >= 500 || error.code === localPayCodes.network);
}
