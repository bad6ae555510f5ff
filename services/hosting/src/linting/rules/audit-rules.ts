import type { RuleTable } from './rule-table.js';

/** A template against WeChat's audit (shared/wechat/code-management.md §§3, 8, 10; mini-program-package.md §10). */
export const auditRules = {
  'audit.feature_undeclared': {
    severity: 'error',
    message: {
      zh: '{use} 提供了“{feature}”功能，但清单的 features 未列出',
      en: '{use} offers "{feature}", which features of the manifest does not list',
    },
    remedy: {
      zh: '在 manifest.json 的 features 中加上 "{feature}"，或删除该功能：审核按实际功能核对类目。',
      en: 'Add "{feature}" to features of manifest.json, or do without it: the audit compares categories with what the code does.',
    },
  },
  'audit.feature_unused': {
    severity: 'warning',
    message: { zh: 'features 列出了“{feature}”，代码中没有', en: 'features lists "{feature}", which no code offers' },
    remedy: { zh: '从 manifest.json 中删除它。', en: 'Remove it from manifest.json.' },
  },
  'audit.category_missing': {
    severity: 'error',
    message: {
      zh: '“{feature}”功能需要类目：{categories}',
      en: '"{feature}" needs one of these categories: {categories}',
    },
    remedy: {
      zh: '在 manifest.json 的 serviceCategories 中加上其中一个；类目不符会被拒审（85008）。',
      en: 'Add one of them to serviceCategories of manifest.json; WeChat refuses a mismatch (85008).',
    },
  },
  'audit.category_marketplace': {
    severity: 'error',
    message: {
      zh: '类目“{category}”只适用于多商家平台',
      en: 'The category "{category}" is for marketplaces of many merchants',
    },
    remedy: { zh: '单一商家请使用“商家自营”下的类目。', en: 'A single merchant uses a category below 商家自营.' },
  },
  'audit.category_form': {
    severity: 'error',
    message: { zh: '类目“{category}”写法不对', en: 'The category "{category}" is not well-formed' },
    remedy: { zh: '写成“一级类目 > 二级类目”。', en: 'Write it as "first level > second level".' },
  },
  'audit.live_category': {
    severity: 'error',
    message: { zh: '<{tag}> 需要类目：{categories}', en: '<{tag}> needs one of these categories: {categories}' },
    remedy: {
      zh: '改用 <video>，或在 serviceCategories 中加上该类目。',
      en: 'Use <video>, or add such a category to serviceCategories.',
    },
  },
  'audit.scope_unused': {
    severity: 'warning',
    message: {
      zh: 'privacyScopes 声明了未使用的 {scope}',
      en: 'privacyScopes declares {scope}, which no code collects',
    },
    remedy: { zh: '从 privacyScopes 与 privacyTexts 中删除它。', en: 'Remove it from privacyScopes and privacyTexts.' },
  },
  'audit.forced_login': {
    severity: 'error',
    message: {
      zh: '{hook} 中调用 wx.{api}，在浏览之前就要求授权',
      en: '{hook} calls wx.{api}: it asks for permission before anything can be browsed',
    },
    remedy: { zh: '等到顾客需要时、由点按触发再调用。', en: 'Ask when the shopper needs it, after a tap.' },
  },
  'audit.login_page': {
    severity: 'error',
    message: {
      zh: '{hook} 打开登录页 {page}，未登录不能浏览',
      en: '{hook} opens the log-in page {page}: nothing can be browsed before',
    },
    remedy: { zh: '允许先浏览；下单时再登录。', en: 'Let people browse first and log in when they order.' },
  },
  'audit.login_at_start': {
    severity: 'warning',
    message: { zh: '{hook} 中直接调用 wx.login', en: '{hook} calls wx.login at once' },
    remedy: {
      zh: '静默登录虽允许，建议在下单、看订单时再登录：每日登录次数有限。',
      en: 'Silent log-in is allowed, but log in when it is needed: log-ins per day are limited.',
    },
  },
  'audit.login_page_first': {
    severity: 'error',
    message: { zh: '入口页面 {page} 是登录页', en: 'The entry page {page} is a log-in page' },
    remedy: { zh: '把可浏览的页面放在 pages 的第一项。', en: 'Put a page that can be browsed first in pages.' },
  },
  'audit.user_content_unchecked': {
    severity: 'error',
    message: {
      zh: '{use} 收集用户内容，但没有发送到做内容安全检测的接口',
      en: '{use} takes what users write, and nothing sends it to an interface that checks it',
    },
    remedy: {
      zh: '经由平台接口提交（昵称 /me/nickname、头像 /me/avatar、评论 /comments），由平台检测后再显示。',
      en: 'Send it through the platform (/me/nickname, /me/avatar, /comments), which has it checked before it is shown.',
    },
  },
  'audit.draw_odds': {
    severity: 'error',
    message: { zh: '抽奖没有显示中奖概率', en: 'The lucky draw does not show its odds' },
    remedy: { zh: '在抽奖页面显示每个奖品的 oddsPpm。', en: 'Show oddsPpm of every prize where people draw.' },
  },
  'audit.distribution_levels': {
    severity: 'error',
    message: { zh: '“{use}”允许超过两级的分销', en: '"{use}" allows more than two levels of distribution' },
    remedy: { zh: '最多两级：把 maximum 或 maxItems 设为 2。', en: 'Two at most: set maximum or maxItems to 2.' },
  },
  'audit.share_inducement': {
    severity: 'warning',
    message: { zh: '“{value}”诱导分享或关注', en: '"{value}" induces people to share or follow' },
    remedy: { zh: '删除以分享、转发、关注为条件的奖励。', en: 'Remove rewards for sharing or following.' },
  },
  'audit.unfinished_text': {
    severity: 'warning',
    message: { zh: '“{value}”像未完成的内容', en: '"{value}" looks unfinished' },
    remedy: {
      zh: '换成正式文字：测试内容与“敬请期待”会被拒审。',
      en: 'Put the real text: the audit refuses test words and "coming soon".',
    },
  },
  'audit.login_wording': {
    severity: 'warning',
    message: { zh: '“{value}”模仿微信登录', en: '"{value}" imitates WeChat\u2019s own log-in' },
    remedy: {
      zh: '改为“手机号快捷登录”等文字，不使用微信字样与标志。',
      en: 'Say "log in with your phone number" or the like, without WeChat\u2019s name and logo.',
    },
  },
} as const satisfies RuleTable;
