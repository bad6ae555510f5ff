import { localErrcodes, rule, type WechatRule } from '../error-rules.js';

/** Failures without any errcode of WeChat's. */
export const transportErrors: Readonly<Record<number, WechatRule>> = {
  [localErrcodes.network]: rule(
    'wechat.unavailable',
    'backoff',
    'nobody',
    '暂时无法连接微信，稍后会自动重试。',
    'WeChat cannot be reached at the moment; the call will be tried again.',
  ),
  [localErrcodes.timeout]: rule(
    'wechat.unavailable',
    'backoff',
    'nobody',
    '微信响应超时，稍后会自动重试。',
    'WeChat did not answer in time; the call will be tried again.',
  ),
  [localErrcodes.httpStatus]: rule(
    'wechat.unavailable',
    'backoff',
    'nobody',
    '微信服务异常，稍后会自动重试。',
    'WeChat answered with a server error; the call will be tried again.',
  ),
  [localErrcodes.unexpectedAnswer]: rule(
    'wechat.unexpected_answer',
    'never',
    'platform',
    '微信返回了无法识别的内容，请联系平台技术支持。',
    'WeChat sent an answer this version does not understand; report it with the path in the log.',
  ),
  [localErrcodes.ticketMissing]: rule(
    'wechat.ticket_missing',
    'later',
    'operator',
    '尚未收到微信推送的验证票据，请检查授权事件接收URL，票据约每10分钟推送一次。',
    'No component_verify_ticket has arrived yet: check the auth-event URL in the open platform console. One comes about every 10 minutes.',
  ),
};
