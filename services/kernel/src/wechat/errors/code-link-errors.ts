import { ourFault, rule, type WechatRule } from '../error-rules.js';

/** Mini-program codes and links (`shared/wechat/login-and-user.md` §7). */
export const codeLinkErrors: Readonly<Record<number, WechatRule>> = {
  41030: rule(
    'wechat.page_not_released',
    'later',
    'merchant',
    '页面不在已发布的小程序版本中，请先发布小程序。',
    'The page is not in the released version: release the mini-program first.',
  ),
  40129: ourFault('小程序码参数含有不支持的字符，请联系平台技术支持。', 'The scene has characters WeChat refuses.'),
  40169: ourFault('小程序码参数超过32个字符，请联系平台技术支持。', 'The scene is empty or longer than 32 characters.'),
  40159: ourFault('页面路径过长，请联系平台技术支持。', 'The path is too long.'),
  40165: ourFault('页面路径有误，请联系平台技术支持。', 'The path of the link is wrong.'),
  40212: ourFault('页面参数有误，请联系平台技术支持。', 'The query of the link is wrong.'),
  85096: ourFault('页面路径不能包含 scancode_time，请联系平台技术支持。', 'The path may not contain scancode_time.'),
  45029: rule(
    'wechat.quota_exhausted',
    'never',
    'merchant',
    '该类型小程序码总数已达上限（10万个），请使用不限量的小程序码。',
    'All 100,000 codes of this kind are used up: use the unlimited kind.',
  ),
  85079: rule(
    'wechat.page_not_released',
    'later',
    'merchant',
    '小程序还没有线上版本，请先发布小程序。',
    'The mini-program has no online version: release it first.',
  ),
  85401: ourFault('链接有效期应在1分钟到30天之间。', 'A link lives between one minute and 30 days.'),
  85402: ourFault('链接的小程序版本参数有误。', 'env_version of the link is wrong.'),
  85407: ourFault('链接的失效方式参数有误。', 'expire_type of the link is wrong.'),
  85408: ourFault('链接的失效天数参数有误。', 'expire_interval of the link is wrong.'),
  85406: rule(
    'wechat.quota_exhausted',
    'later',
    'nobody',
    '今日链接打开次数已达上限，次日恢复。',
    'The opens of links are used up for today.',
  ),
  44993: rule(
    'wechat.quota_exhausted',
    'later',
    'nobody',
    '今日生成链接次数已达上限（50万），次日恢复。',
    'The 500,000 links of today are used up.',
  ),
};
