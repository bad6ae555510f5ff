import { Problem } from '../../problems/problem.js';
import type { WechatActor } from '../error-rules.js';
import type { SignatureRefusal } from './pay-verifier.js';
import { localPayCodes, type PayRule, payRuleOf } from './pay-error-table.js';

/** WeChat Pay refused a call, or its answer cannot be used (then `code` is one of `localPayCodes`). */
export class PayError extends Error {
  override readonly name = 'PayError';
  /** 0 when there was no answer. */
  readonly httpStatus: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly path: string;
  readonly retry: PayRule['retry'];
  readonly actor: WechatActor;
  /** Whether the refusal itself was signed by WeChat Pay: `null` for yes, else why it is not believed. */
  readonly signatureRefusal: SignatureRefusal | null;
  private readonly rule: PayRule;

  constructor(failure: {
    httpStatus: number;
    code: string;
    message: string;
    path: string;
    requestId?: string | null;
    signatureRefusal?: SignatureRefusal | null;
    cause?: unknown;
  }) {
    const { httpStatus, code, message, path, requestId = null, signatureRefusal = 'headers', cause } = failure;
    super(`WeChat Pay ${path} answered ${httpStatus} ${code}: ${message}`, cause === undefined ? {} : { cause });
    this.rule = payRuleOf({ httpStatus, code, message, requestId });
    this.httpStatus = httpStatus;
    this.code = code;
    this.requestId = requestId;
    this.signatureRefusal = signatureRefusal;
    this.path = path;
    this.retry = this.rule.retry;
    this.actor = this.rule.actor;
  }

  get problem(): PayRule['problem'] {
    return this.rule.problem;
  }

  toProblem(): Problem {
    const { problem, zh, en } = this.rule;
    return new Problem(problem, {
      detail: { zh, en },
      cause: this,
      extensions: {
        wechatPay: { code: this.code, requestId: this.requestId },
        retry: this.retry,
        actor: this.actor,
      },
    });
  }
}

export function localPayError(kind: keyof typeof localPayCodes, path: string, message: string): PayError {
  return new PayError({ httpStatus: 0, code: localPayCodes[kind], message, path });
}
