import type { RuleTable } from './rule-table.js';

/** ext.json and the `ext_json` of a commit (shared/wechat/code-management.md §4.3). */
export const extRules = {
  'ext.app_id': {
    severity: 'error',
    message: { zh: 'extAppid“{value}”不是小程序的 AppID', en: 'extAppid "{value}" is not a mini-program\u2019s AppID' },
    remedy: { zh: '填写 wx 加 16 位十六进制字符的 AppID。', en: 'Give the AppID: wx and 16 hexadecimal digits.' },
  },
  'ext.direct_commit': {
    severity: 'error',
    message: { zh: 'ext.json 里有 directCommit', en: 'ext.json has directCommit' },
    remedy: {
      zh: '删除它：带有它的模板提交后页面列表为空，无法提审。',
      en: 'Remove it: with it WeChat yields an empty page list and no audit can begin.',
    },
  },
  'ext.lazy_code_loading': {
    severity: 'error',
    message: {
      zh: 'app.json 的 lazyCodeLoading 没有在 ext_json 中重复',
      en: 'lazyCodeLoading of app.json is not repeated in ext_json',
    },
    remedy: {
      zh: '在 ext.template.json 中加上 "lazyCodeLoading": "{value}"。',
      en: 'Add "lazyCodeLoading": "{value}" to ext.template.json.',
    },
  },
  'ext.pages_empty': {
    severity: 'error',
    message: { zh: 'ext_json 的 pages 为空', en: 'pages of ext_json is empty' },
    remedy: { zh: '至少保留一个页面，或删除 pages。', en: 'Keep one page at least, or leave pages out.' },
  },
  'ext.page_not_in_template': {
    severity: 'error',
    message: {
      zh: 'ext_json 的 {pointer} 使用了模板没有的页面或分包 {page}',
      en: '{pointer} of ext_json names {page}, which the template does not have',
    },
    remedy: {
      zh: 'ext_json 只能使用模板已有的页面（微信错误码 85045）。',
      en: 'ext_json may only use pages of the template (WeChat error 85045).',
    },
  },
  'ext.api_address': {
    severity: 'error',
    message: { zh: '{pointer} 的地址 {url} 不是 https', en: 'The address {url} at {pointer} is not https' },
    remedy: {
      zh: '把 RUNTIME_URL 设为已备案域名的 https 地址。',
      en: 'Set RUNTIME_URL to the https address of a registered domain.',
    },
  },
  'ext.api_address_local': {
    severity: 'warning',
    message: {
      zh: '{pointer} 的地址 {url} 只在本机或内网可用',
      en: 'The address {url} at {pointer} works on this machine or network only',
    },
    remedy: {
      zh: '上线前把 RUNTIME_URL 设为公网 https 地址；沙箱环境可忽略。',
      en: 'Set RUNTIME_URL to a public https address before going live; fine with the sandbox.',
    },
  },
} as const satisfies RuleTable;
