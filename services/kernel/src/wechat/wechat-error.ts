import { Problem } from '../problems/problem.js';
import type { WechatActor, WechatRetry } from './error-rules.js';
import { ruleOf } from './error-table.js';

/**
 * A call WeChat refused, or that never got a usable answer (then `errcode` is one of `localErrcodes`).
 * `retry` and `actor` come from the one table in `error-table.ts`; nothing else decides by errcode.
 */
export class WechatError extends Error {
  override readonly name = 'WechatError';
  readonly errcode: number;
  /** WeChat's own English text. For the log; never shown to a merchant and never matched on. */
  readonly errmsg: string;
  /** WeChat's number of the failed call, for `/cgi-bin/openapi/rid/get` (kept 7 days there). */
  readonly rid: string | null;
  /** Path of the call without its query, which carries the token. */
  readonly path: string;
  readonly retry: WechatRetry;
  readonly actor: WechatActor;

  constructor(failure: { errcode: number; errmsg: string; path: string; cause?: unknown }) {
    const rid = /rid: ?([0-9a-f-]{8,40})/.exec(failure.errmsg)?.[1] ?? null;
    super(
      `WeChat ${failure.path} answered ${failure.errcode}: ${failure.errmsg}`,
      failure.cause === undefined ? {} : { cause: failure.cause },
    );
    const rule = ruleOf(failure.errcode);
    this.errcode = failure.errcode;
    this.errmsg = failure.errmsg;
    this.rid = rid;
    this.path = failure.path;
    this.retry = rule.retry;
    this.actor = rule.actor;
  }
}

/** The problem a person sees: text in zh and en from the table, the number kept for support. */
export function toProblem(error: WechatError): Problem {
  const rule = ruleOf(error.errcode);
  return new Problem(rule.problem, {
    detail: { zh: rule.zh, en: rule.en },
    cause: error,
    extensions: {
      wechat: { errcode: error.errcode, rid: error.rid, path: error.path },
      retry: error.retry,
      actor: error.actor,
    },
  });
}
