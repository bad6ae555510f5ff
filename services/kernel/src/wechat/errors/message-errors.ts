import { ourFault, rate, restricted, rule, type WechatRule } from '../error-rules.js';

const contentRefused = (zh: string, en: string) => rule('wechat.message_refused', 'never', 'merchant', zh, en);
const templateRefused = (zh: string, en: string) =>
  rule('wechat.message_template_refused', 'never', 'merchant', zh, en);

/** Subscribe messages and their templates (`shared/wechat/login-and-user.md` §§6.1, 6.2). */
export const messageErrors: Readonly<Record<number, WechatRule>> = {
  // Sending (§6.2)
  40003: ourFault('用户 OpenID 无效，请联系平台技术支持。', 'The openid is not one of this mini-program.'),
  40037: rule(
    'wechat.message_template_gone',
    'never',
    'nobody',
    '订阅消息模板已被删除，系统会重新添加。',
    'The message template is gone from the mini-program; it is provisioned again.',
  ),
  43101: rule(
    'wechat.not_subscribed',
    'never',
    'nobody',
    '用户未订阅该消息，或订阅次数已用完。',
    'The shopper has not subscribed to this message, or the acceptances are used up.',
  ),
  43107: restricted(
    '小程序的订阅消息能力已被封禁，请登录小程序后台查看。',
    'The mini-program may not send subscribe messages: its console gives the reason.',
  ),
  43108: rate('正在向同一用户发送其他消息，稍后会自动重试。', 'Another message to the same user is under way.'),
  45168: contentRefused(
    '消息内容含有敏感词，未发送。请检查商品名称。',
    'The message holds a sensitive word and was not sent: check the names of the goods.',
  ),
  47003: rule(
    'wechat.message_refused',
    'never',
    'platform',
    '消息内容不符合模板字段的规则，请联系平台技术支持。',
    'A value broke the rule of its template field (or one is missing); this is a fault to report.',
  ),
  // Templates (§6.1)
  200011: templateRefused('该账号已被封禁，不能添加订阅消息模板。', 'The account is banned from adding templates.'),
  200012: rule(
    'wechat.message_library_full',
    'later',
    'merchant',
    '订阅消息模板数量已达上限，请在小程序后台删除不用的模板。',
    'The private template library is full: delete templates that are no longer used in the mini-program console.',
  ),
  200013: templateRefused('该模板已被封禁，不能使用。', 'This public template is banned.'),
  200014: templateRefused('模板编号（tid）有误。', 'The template number (tid) is wrong.'),
  200016: ourFault('查询起始位置有误，请联系平台技术支持。', 'start was refused.'),
  200017: ourFault('查询数量有误，请联系平台技术支持。', 'limit was refused.'),
  200018: templateRefused('类目编号有误。', 'A category id was refused.'),
  200019: ourFault('缺少类目编号，请联系平台技术支持。', 'The category ids are missing.'),
  200020: ourFault('关键词列表有误，请联系平台技术支持。', 'kidList was refused: 2 to 5 keywords of the template.'),
  200021: ourFault('场景描述有误，请联系平台技术支持。', 'sceneDesc was refused: at most 15 characters.'),
  200022: rule(
    'wechat.message_template_exists',
    'never',
    'nobody',
    '该模板已添加过。',
    'The mini-program has this template already.',
  ),
  200100: templateRefused('不能添加该模板。', 'The template cannot be added.'),
};
