import type { RuleTable } from './rule-table.js';

/** What WeChat's published compilers and checks say and ours do not. */
export const officialRules = {
  'official.wxml': {
    severity: 'error',
    message: { zh: '微信模板编译器拒绝该行：{fault}', en: 'WeChat\u2019s template compiler refuses the line: {fault}' },
    remedy: { zh: '按提示修改；开发者工具同样会拒绝。', en: 'Change it accordingly; WeChat DevTools refuses it too.' },
  },
  'official.wxml_remark': {
    severity: 'warning',
    message: { zh: '微信模板编译器提示：{fault}', en: 'WeChat\u2019s template compiler remarks: {fault}' },
    remedy: { zh: '按提示修改，否则该处会被忽略。', en: 'Change it accordingly, or it is ignored there.' },
  },
  'official.wcc': {
    severity: 'warning',
    message: { zh: '微信编译器 wcc 提示：{fault}', en: 'WeChat\u2019s compiler wcc says: {fault}' },
    remedy: {
      zh: '改用较旧客户端也支持的写法（该编译器版本较旧）。',
      en: 'Write it so that older clients understand it as well; this compiler is an old one.',
    },
  },
  'official.wcsc': {
    severity: 'warning',
    message: { zh: '微信样式编译器 wcsc 提示：{fault}', en: 'WeChat\u2019s style compiler wcsc says: {fault}' },
    remedy: {
      zh: '改用较旧客户端也支持的写法（该编译器版本较旧）。',
      en: 'Write it so that older clients understand it as well; this compiler is an old one.',
    },
  },
  'official.ci': {
    severity: 'error',
    message: { zh: 'miniprogram-ci 拒绝：{fault}', en: 'miniprogram-ci refuses it: {fault}' },
    remedy: { zh: '按提示修改；上传时也会被拒绝。', en: 'Change it accordingly; the upload would be refused.' },
  },
  'official.ci_remark': {
    severity: 'warning',
    message: { zh: 'miniprogram-ci 提示：{fault}', en: 'miniprogram-ci remarks: {fault}' },
    remedy: { zh: '按提示修改。', en: 'Change it accordingly.' },
  },
} as const satisfies RuleTable;
