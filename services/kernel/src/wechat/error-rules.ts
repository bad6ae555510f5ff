import type { wechatProblems } from '../problems/catalogue/wechat.js';

/** `never`: the same call fails again. `backoff`: seconds. `refreshToken`: once, with a new token. `later`: when a state or a day has changed. */
export type WechatRetry = 'never' | 'backoff' | 'refreshToken' | 'later';

/** Who must act: `platform` = this software (a fault to mend), `operator` = who runs the installation, `merchant`, or `nobody` (waiting helps). */
export type WechatActor = 'platform' | 'merchant' | 'operator' | 'nobody';

export interface WechatRule {
  readonly problem: keyof typeof wechatProblems;
  readonly retry: WechatRetry;
  readonly actor: WechatActor;
  readonly zh: string;
  readonly en: string;
}

/** Failures without an errcode of WeChat's, numbered where WeChat has none, so that one table holds every failure. */
export const localErrcodes = {
  network: -90001,
  timeout: -90002,
  httpStatus: -90003,
  unexpectedAnswer: -90004,
  ticketMissing: -90005,
} as const;

export function rule(
  problem: WechatRule['problem'],
  retry: WechatRetry,
  actor: WechatActor,
  zh: string,
  en: string,
): WechatRule {
  return { problem, retry, actor, zh, en };
}

export const invalidToken = (en: string) =>
  rule('wechat.unavailable', 'refreshToken', 'nobody', '微信访问令牌已失效，系统会自动更新后重试。', en);
export const ourFault = (zh: string, en: string) => rule('wechat.request_rejected', 'never', 'platform', zh, en);
export const rate = (zh: string, en: string) => rule('wechat.rate_limited', 'backoff', 'nobody', zh, en);
export const platformSetup = (zh: string, en: string) =>
  rule('wechat.platform_misconfigured', 'later', 'operator', zh, en);
export const packageFault = (zh: string, en: string) => rule('wechat.package_rejected', 'never', 'platform', zh, en);
export const auditItem = (zh: string, en: string) => rule('wechat.audit_request_invalid', 'never', 'merchant', zh, en);
export const domainRefused = (zh: string, en: string) => rule('wechat.domain_refused', 'later', 'operator', zh, en);
export const privacySetting = (zh: string, en: string) =>
  rule('wechat.privacy_setting_invalid', 'never', 'merchant', zh, en);
export const punished = (zh: string, en: string) => rule('wechat.provider_punished', 'later', 'operator', zh, en);
export const restricted = (zh: string, en: string) => rule('wechat.account_restricted', 'never', 'merchant', zh, en);
export const tester = (zh: string, en: string) => rule('wechat.tester_refused', 'never', 'merchant', zh, en);
