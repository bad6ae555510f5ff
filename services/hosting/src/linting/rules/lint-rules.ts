import type { Text } from '#kernel/problems/problem-table.js';
import { accessRules } from './access-rules.js';
import { appRules } from './app-rules.js';
import { auditRules } from './audit-rules.js';
import { contentRules } from './content-rules.js';
import { extRules } from './ext-rules.js';
import { fileRules } from './file-rules.js';
import { officialRules } from './official-rules.js';
import type { RuleDefinition, RuleTable } from './rule-table.js';
import { scriptRules } from './script-rules.js';
import { styleRules } from './style-rules.js';
import { wxmlRules } from './wxml-rules.js';

/** Who says so: the rules of one table have one source. */
const tables = [
  [fileRules, { zh: '微信文档：代码包结构与大小限制', en: 'WeChat: package structure and size limits' }],
  [appRules, { zh: '微信文档：小程序全局与页面配置', en: 'WeChat: app and page configuration' }],
  [extRules, { zh: '微信文档：服务商代上传代码的 ext_json', en: 'WeChat: ext_json of code committed by a provider' }],
  [wxmlRules, { zh: '微信文档：WXML 语法参考', en: 'WeChat: WXML reference' }],
  [styleRules, { zh: '微信文档：WXSS', en: 'WeChat: WXSS' }],
  [
    scriptRules,
    { zh: '微信文档：JavaScript 运行环境与安全规则', en: 'WeChat: JavaScript environment and safety rules' },
  ],
  [
    auditRules,
    { zh: '微信小程序平台运营规范与常见拒绝情形', en: 'WeChat: operation rules and common audit rejections' },
  ],
  [contentRules, { zh: '微信审核常见拒绝情形：内容不完整', en: 'WeChat: common audit rejections, unfinished content' }],
  [accessRules, { zh: '微信文档：无障碍访问', en: 'WeChat: accessibility' }],
  [officialRules, { zh: '微信官方编译与校验工具', en: 'WeChat\u2019s own compilers and checks' }],
] as const satisfies readonly (readonly [RuleTable, Text])[];

/** Every rule of the linter. A rule's name stays the same for good: findings are stored with builds. */
export const lintRules = {
  ...fileRules,
  ...appRules,
  ...extRules,
  ...wxmlRules,
  ...styleRules,
  ...scriptRules,
  ...auditRules,
  ...contentRules,
  ...accessRules,
  ...officialRules,
} as const;

export type LintRule = keyof typeof lintRules;

const sources = new Map<string, Text>(
  tables.flatMap(([table, source]) => Object.keys(table).map((rule) => [rule, source])),
);

export function ruleDefinition(rule: LintRule): RuleDefinition & { readonly source: Text } {
  return { ...lintRules[rule], source: sources.get(rule) as Text };
}
