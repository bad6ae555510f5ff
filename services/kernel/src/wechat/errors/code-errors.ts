import { packageFault, rule, tester, type WechatRule } from '../error-rules.js';

/** Template library and commit (`shared/wechat/code-management.md` §§1, 4.2). */
export const codeErrors: Readonly<Record<number, WechatRule>> = {
  // Template library (code-management §1)
  85014: rule(
    'wechat.template_missing',
    'never',
    'operator',
    '微信模板库中找不到该模板，请重新上传模板。',
    'The template is not in the WeChat template library: add it again.',
  ),
  85043: rule(
    'wechat.template_missing',
    'never',
    'operator',
    '微信模板库中的模板有误，请重新上传模板。',
    'The template in the WeChat library is broken: upload it again.',
  ),
  85064: rule(
    'wechat.template_missing',
    'never',
    'operator',
    '微信草稿箱或模板库中找不到该条目。',
    'The draft or template is not there any more.',
  ),
  85065: rule(
    'wechat.template_library_full',
    'later',
    'operator',
    '微信模板库已满（200个），请删除不再使用的模板。',
    'The template library holds its 200 templates: delete some that are no longer used.',
  ),
  // Commit (§4.2)
  [-60005]: packageFault(
    '上传代码失败，请检查模板与配置。',
    'WeChat could not process the commit: check the template and ext_json.',
  ),
  80066: packageFault('插件版本无效，请修改模板中的插件版本。', 'The plugin version is invalid.'),
  80067: packageFault('找不到所用插件，请检查模板中的插件。', 'A plugin of the template does not exist.'),
  80082: rule(
    'wechat.package_rejected',
    'never',
    'merchant',
    '小程序没有使用该插件的权限，请先在小程序后台添加插件。',
    'The mini-program may not use a plugin of the template: add it in the mini-program console.',
  ),
  85013: packageFault(
    '小程序配置（ext_json）无效，请检查页面与格式。',
    'ext_json is invalid: a wrong path, or not the expected form.',
  ),
  85044: packageFault(
    '代码包超过大小限制（主包与分包各2MB），请精简模板或图片。',
    'The package is too big: main package and each subpackage at most 2 MB, 20 MB in total.',
  ),
  85045: packageFault('配置中的页面不存在于模板内。', 'ext_json names a page that the template does not have.'),
  85046: packageFault('底部导航缺少页面路径。', 'A tabBar entry has no pagePath in pages.'),
  85047: packageFault('页面列表为空。', 'The list of pages is empty.'),
  85048: packageFault('小程序配置（ext_json）不是有效的 JSON。', 'ext_json cannot be parsed.'),
  85310: packageFault(
    'requiredPrivateInfos 中的接口名称有误。',
    'requiredPrivateInfos is malformed or names an unknown interface.',
  ),
  85311: packageFault(
    'requiredPrivateInfos 中的接口互斥。',
    'requiredPrivateInfos names interfaces that exclude each other.',
  ),
  85312: rule(
    'wechat.package_rejected',
    'later',
    'merchant',
    '小程序尚无声明的位置接口权限，请先在小程序后台申请。',
    'The mini-program has no permission for a location interface it declares: apply for it in its console.',
  ),
  9402203: packageFault('标准模板不支持该配置。', 'A standard template accepts only extAppid, ext and window.'),

  // Testers (code-management §5)
  85001: tester(
    '微信号不存在，或该用户设置了不允许被搜索。',
    'There is no such WeChat id, or its owner cannot be searched for.',
  ),
  85002: tester(
    '小程序的体验者数量已达上限，请先移除其他体验者。',
    'The mini-program has as many testers as it may have: remove one first.',
  ),
  85003: tester('该微信号已体验的小程序数量达到上限。', 'This person is a tester of as many mini-programs as allowed.'),
  85004: tester('该微信号已是体验者。', 'This person is a tester already.'),
  40007: rule(
    'wechat.audit_unknown',
    'never',
    'nobody',
    '素材不存在或已过期。',
    'The media id does not exist or has expired.',
  ),
};
