import { rule, type WechatRule } from './error-rules.js';
import { auditErrors } from './errors/audit-errors.js';
import { authorisationErrors } from './errors/authorisation-errors.js';
import { codeErrors } from './errors/code-errors.js';
import { codeLinkErrors } from './errors/code-link-errors.js';
import { contentErrors } from './errors/content-errors.js';
import { globalErrors } from './errors/global-errors.js';
import { messageErrors } from './errors/message-errors.js';
import { settingsErrors } from './errors/settings-errors.js';
import { shippingErrors } from './errors/shipping-errors.js';
import { transportErrors } from './errors/transport-errors.js';

/**
 * Every errcode the documents name for the calls we make (`shared/wechat/third-party-platform.md` §§2, 7; `code-management.md` §§1-9;
 * `login-and-user.md` §§2, 5 to 9), each with what to do and who must do it. A code that is not here is not retried (`unknownRule`).
 */
export const errorTable: Readonly<Record<number, WechatRule>> = {
  ...transportErrors,
  ...globalErrors,
  ...authorisationErrors,
  ...codeErrors,
  ...settingsErrors,
  ...auditErrors,
  ...messageErrors,
  ...shippingErrors,
  ...codeLinkErrors,
  ...contentErrors,
};

/** For a code no document names: shown with its number, never retried on a guess. */
export const unknownRule: WechatRule = rule(
  'wechat.refused',
  'never',
  'platform',
  '微信拒绝了该操作，请联系平台技术支持并提供错误编号。',
  'WeChat refused the operation with a code this version does not know; give the number to support.',
);

export function ruleOf(errcode: number): WechatRule {
  return errorTable[errcode] ?? unknownRule;
}
