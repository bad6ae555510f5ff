import { ourFault, rule, type WechatRule } from '../error-rules.js';

/** Content security and customer service (`shared/wechat/login-and-user.md` §§5, 8). */
export const contentErrors: Readonly<Record<number, WechatRule>> = {
  43104: ourFault('用户标识与小程序不匹配，请联系平台技术支持。', 'The openid belongs to another mini-program.'),
  40004: ourFault('图片类型有误，请联系平台技术支持。', 'media_type is wrong.'),
  87020: rule(
    'wechat.content_check_running',
    'later',
    'nobody',
    '该图片已提交检测，请等待结果。',
    'This picture is being checked already: its verdict is on the way.',
  ),
  45015: rule(
    'wechat.conversation_over',
    'never',
    'nobody',
    '用户最近48小时内没有发送消息，不能回复。',
    'The shopper has not written within 48 hours: no answer can be sent.',
  ),
  45047: rule(
    'wechat.conversation_over',
    'never',
    'nobody',
    '可回复的客服消息条数已用完，请等待用户再次发送消息。',
    'The five answers are used up until the shopper writes again.',
  ),
};
