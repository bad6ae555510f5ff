import type { ProblemTable } from '../problem-table.js';

/** Templates, storefront configs, builds and packages. */
export const hostingProblems = {
  'template.not_found': {
    status: 404,
    title: { zh: '模板不存在', en: 'No such template' },
    detail: {
      zh: '没有模板 {template}，请从模板列表中选择。',
      en: 'There is no template {template}; choose one from the list of templates.',
    },
  },
  'template.preset_not_found': {
    status: 404,
    title: { zh: '模板预设不存在', en: 'No such preset' },
    detail: { zh: '模板 {template} 没有预设 {preset}。', en: 'Template {template} has no preset {preset}.' },
  },
  'storefront.config_invalid': {
    status: 422,
    title: { zh: '店铺设置有误', en: 'The storefront settings are not valid' },
    detail: {
      zh: '请按 errors 中列出的设置项修改后重试。',
      en: 'Correct the settings listed in "errors" and try again.',
    },
  },
  'build.lint_failed': {
    status: 422,
    title: { zh: '小程序代码包未通过检查', en: 'The package did not pass the checks' },
    detail: { zh: '共 {count} 个错误，第一个：{first}', en: '{count} errors, the first being: {first}' },
  },
  'package.not_found': {
    status: 404,
    title: { zh: '代码包不存在', en: 'No such package' },
    detail: { zh: '没有代码包 {digest}，请重新构建。', en: 'There is no package {digest}; build it again.' },
  },
  'package.damaged': {
    status: 500,
    title: { zh: '代码包已损坏', en: 'The stored package is damaged' },
    detail: {
      zh: '代码包 {digest} 的文件 {file} 与清单不符，请重新构建。',
      en: 'File {file} of package {digest} does not match its manifest; build it again.',
    },
  },
} as const satisfies ProblemTable;
