import { domainRefused, privacySetting, rule, type WechatRule } from '../error-rules.js';

/** Privacy and domains (`shared/wechat/code-management.md` §§2, 4.5, 8). */
export const settingsErrors: Readonly<Record<number, WechatRule>> = {
  // Privacy (§§4.5, 8)
  61039: rule(
    'wechat.privacy_detection_running',
    'later',
    'nobody',
    '微信正在检测代码中的隐私接口，稍后会自动继续。',
    'WeChat is still scanning the code for privacy interfaces; the step is repeated in a few seconds.',
  ),
  61040: rule(
    'wechat.privacy_undeclared',
    'never',
    'merchant',
    '代码中使用了未声明或无权限的隐私接口。',
    'The code uses a privacy interface that is not declared or not permitted.',
  ),
  86069: privacySetting(
    '隐私保护指引缺少必填信息（收集方联系方式）。',
    'A required field of the privacy guideline is missing: a notice method and one contact.',
  ),
  86070: privacySetting('隐私保护指引内容有误。', 'The privacy guideline was refused.'),
  86071: privacySetting('隐私保护指引的版本类型有误。', 'privacy_ver must be 1 or 2.'),
  86072: privacySetting('隐私保护指引内容有误。', 'The privacy guideline was refused.'),
  86073: privacySetting('隐私保护指引内容有误。', 'The privacy guideline was refused.'),
  86074: privacySetting(
    '小程序还没有线上版本，不能设置线上隐私指引。',
    'The online guideline (privacy_ver 1) cannot be set before a version is online.',
  ),
  // Domains (§2)
  85015: domainRefused(
    '服务器域名无效，域名不能是 IP 且需已备案。',
    'The address is refused: no IP addresses, no api.weixin.qq.com.',
  ),
  85016: domainRefused('服务器域名数量超过限制。', 'Too many domains.'),
  85017: rule(
    'wechat.domain_unchanged',
    'never',
    'nobody',
    '没有需要修改的域名，请确认域名已在平台或小程序中设置。',
    'No domain was changed: either all are set already, or they are not registered on the platform.',
  ),
  85018: domainRefused(
    '域名未在第三方平台登记，请先在平台设置服务器域名。',
    'The domain is not registered on the platform: add it there first.',
  ),
  85301: domainRefused(
    '域名未通过检查，请确认域名已完成备案。',
    'The domain failed the check: it needs an ICP filing.',
  ),
  85302: domainRefused(
    '域名未通过检查，请确认域名已完成备案。',
    'The domain failed the check: it needs an ICP filing.',
  ),
  85303: domainRefused(
    '域名未通过检查，请确认域名已完成备案。',
    'The domain failed the check: it needs an ICP filing.',
  ),
  86102: domainRefused(
    '本月服务器域名修改次数已用完（每月50次）。',
    'The 50 domain changes of this month are used up.',
  ),
  45104: domainRefused(
    '本月平台域名修改次数已用完（每月50次）。',
    'The 50 platform domain changes of this month are used up.',
  ),
};
