import { platformSetup, rule, type WechatRule } from '../error-rules.js';

/** Platform tokens, authorisation and log-in (`shared/wechat/third-party-platform.md` §§2.1-2.8; `login-and-user.md` §2.2). */
export const authorisationErrors: Readonly<Record<number, WechatRule>> = {
  // Platform tokens and authorisation (§§2.1-2.8)
  61003: rule(
    'wechat.not_authorised',
    'never',
    'merchant',
    '小程序未授权给本平台或已取消授权，请重新授权。',
    'The mini-program is not authorised, or the merchant withdrew it: authorise it again.',
  ),
  61005: rule(
    'wechat.ticket_missing',
    'later',
    'operator',
    '验证票据已过期，请检查授权事件接收URL；系统会等待新的票据。',
    'The component_verify_ticket has expired: check the auth-event URL; the next ticket mends it.',
  ),
  61006: rule(
    'wechat.ticket_missing',
    'later',
    'operator',
    '验证票据无效，系统会等待新的票据。',
    'The component_verify_ticket is invalid; the next ticket mends it.',
  ),
  61009: rule(
    'wechat.authorisation_code_invalid',
    'never',
    'merchant',
    '授权码无效，请重新发起授权。',
    'The authorisation code is invalid: start the authorisation again.',
  ),
  61010: rule(
    'wechat.authorisation_code_invalid',
    'never',
    'merchant',
    '授权码已过期，请重新发起授权。',
    'The authorisation code has expired: start the authorisation again.',
  ),
  61011: platformSetup(
    '第三方平台无效，请检查平台 AppID 与状态。',
    'The platform account is invalid: check its AppID and state in the open platform console.',
  ),
  61023: rule(
    'wechat.not_authorised',
    'never',
    'merchant',
    '授权信息已失效，请重新授权小程序。',
    'The refresh token is no longer valid: authorise the mini-program again.',
  ),
  61028: platformSetup(
    '第三方平台尚未全网发布，请在开放平台完成全网发布。',
    'The platform is not published (全网发布): publish it, or put the account on the test list.',
  ),
  // Login (login-and-user §2.2)
  40029: rule(
    'wechat.login_code_invalid',
    'never',
    'nobody',
    '登录凭证无效或已过期，请重新进入小程序。',
    'The login code is invalid or older than five minutes: call wx.login again.',
  ),
  40163: rule(
    'wechat.login_code_invalid',
    'never',
    'nobody',
    '登录凭证已被使用，请重新进入小程序。',
    'The login code was used already: call wx.login again.',
  ),
  40226: rule(
    'wechat.login_blocked',
    'never',
    'nobody',
    '微信判定该用户存在风险，无法登录。',
    'WeChat blocks this user as high-risk.',
  ),
};
