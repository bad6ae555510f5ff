import { Counter, Histogram, type Registry } from 'prom-client';
import { localErrcodes } from './error-rules.js';
import { localPayCodes, payRuleOf } from './pay/pay-error-table.js';
import type { PayCallOutcome } from './pay/pay-transport.js';
import type { CallOutcome } from './transport.js';

/** `refused`: WeChat says no; `unavailable`: no answer, or one that says "later"; `unusable`: an answer nobody may rely on. */
export type CallOutcomeClass = 'ok' | 'refused' | 'unavailable' | 'unusable';

/** `probe`: a wrong signature WeChat sends on purpose, rightly refused; `failed`: our own fault, WeChat sends it again. */
export type NoticeOutcome = 'accepted' | 'refused' | 'probe' | 'failed';

export type NoticeKind = 'payments' | 'refunds' | 'complaints';

const UNAVAILABLE: ReadonlySet<number> = new Set([
  -1,
  localErrcodes.network,
  localErrcodes.timeout,
  localErrcodes.httpStatus,
]);
const UNUSABLE_PAY: ReadonlySet<string> = new Set([
  localPayCodes.unexpectedAnswer,
  localPayCodes.unverified,
  localPayCodes.undecipherable,
]);

/** A program's dealings with WeChat in its metrics. No label names a merchant, an applet or an order: their number has no bound. */
export class WechatMetrics {
  private readonly callSeconds: Histogram<'service' | 'path' | 'outcome'>;
  private readonly notices: Counter<'kind' | 'outcome'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.callSeconds = new Histogram({
      name: 'wechat_call_duration_seconds',
      help: 'Time of one attempt at a call to WeChat or WeChat Pay',
      labelNames: ['service', 'path', 'outcome'],
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.notices = new Counter({
      name: 'wechat_pay_notices_total',
      help: 'Notices of WeChat Pay by what became of them',
      labelNames: ['kind', 'outcome'],
      registers,
    });
  }

  readonly observeCall = ({ path, errcode, durationMs }: CallOutcome): void => {
    this.callSeconds.labels('api', path, classOf(errcode)).observe(durationMs / 1000);
  };

  readonly observePayCall = ({ path, code, httpStatus, durationMs }: PayCallOutcome): void => {
    this.callSeconds.labels('pay', path, payClassOf(code, httpStatus)).observe(durationMs / 1000);
  };

  countNotice(kind: NoticeKind, outcome: NoticeOutcome): void {
    this.notices.labels(kind, outcome).inc();
  }
}

function classOf(errcode: number): CallOutcomeClass {
  if (errcode === 0) return 'ok';
  if (errcode === localErrcodes.unexpectedAnswer) return 'unusable';
  return UNAVAILABLE.has(errcode) ? 'unavailable' : 'refused';
}

function payClassOf(code: string, httpStatus: number): CallOutcomeClass {
  if (code === 'OK') return 'ok';
  if (UNUSABLE_PAY.has(code)) return 'unusable';
  const { problem } = payRuleOf({ httpStatus, code, message: '', requestId: null });
  return problem === 'wechat_pay.unavailable' ? 'unavailable' : 'refused';
}
