import type { RuleTable } from './rule-table.js';

/** WXSS (shared/wechat/mini-program-package.md §7). */
export const styleRules = {
  'wxss.syntax': {
    severity: 'error',
    message: { zh: 'WXSS 语法错误：{fault}', en: 'WXSS syntax: {fault}' },
    remedy: { zh: '补上或删去该处的括号、引号或注释结束符。', en: 'Add or remove the brace, quote or end of comment.' },
  },
  'wxss.import_missing': {
    severity: 'error',
    message: { zh: '@import 的文件 {path} 不存在', en: 'The file {path} of @import does not exist' },
    remedy: { zh: '改正相对路径，或添加该文件。', en: 'Correct the relative path, or add the file.' },
  },
  'wxss.import_remote': {
    severity: 'error',
    message: { zh: '@import 不能引用网络地址 {path}', en: '@import cannot load {path} from the network' },
    remedy: { zh: '把样式放进代码包。', en: 'Put the styles into the package.' },
  },
  'wxss.local_url': {
    severity: 'error',
    message: {
      zh: 'url() 引用了包内文件 {path}，真机上不显示',
      en: 'url() names the local file {path}, which a phone does not show',
    },
    remedy: { zh: '改用 https 地址、base64，或用 <image>。', en: 'Use an https address, base64, or <image>.' },
  },
  'wxss.insecure_address': {
    severity: 'error',
    message: { zh: 'url() 的地址 {path} 不是 https', en: 'The url() address {path} is not https' },
    remedy: { zh: '改用 https 地址。', en: 'Use an https address.' },
  },
  'wxss.component_selector': {
    severity: 'warning',
    message: {
      zh: '组件样式使用了{kind}选择器“{selector}”',
      en: 'Component styles use the {kind} selector "{selector}"',
    },
    remedy: { zh: '组件内只用 class 选择器。', en: 'Use class selectors only inside components.' },
  },
} as const satisfies RuleTable;
