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
  'upgrade.not_available': {
    status: 409,
    title: { zh: '没有可升级的模板版本', en: 'There is no version to upgrade to' },
    detail: {
      zh: '模板 {template} 当前安装的版本是 {version}，请重新查看升级预览。',
      en: 'The installed version of {template} is {version}; look at the preview of the upgrade again.',
    },
  },
  'upgrade.version_unknown': {
    status: 409,
    title: { zh: '旧版模板的设置未知', en: 'The older version of the template is not known' },
    detail: {
      zh: '此安装从未运行过模板 {template}，无法对比设置。请从当前版本的预设重新开始。',
      en: 'This installation has never run {template}, so its settings cannot be compared. Start from a preset of the installed version.',
    },
  },
  'upgrade.undecided': {
    status: 409,
    title: { zh: '升级中有待决定的设置', en: 'The upgrade has settings to decide about' },
    detail: {
      zh: '有 {count} 处需要商家决定，第一处是 {first}。请为 conflicts 中的每一项作出选择后重试。',
      en: '{count} settings need a decision, the first being {first}. Choose for each of "conflicts" and try again.',
    },
  },
  'upgrade.choice_unknown': {
    status: 422,
    title: { zh: '升级选择有误', en: 'A choice does not fit the upgrade' },
    detail: {
      zh: '请只为升级预览中列出的冲突作出其允许的选择。',
      en: 'Choose only for conflicts that the preview lists, and only what each of them offers.',
    },
  },
  'upgrade.nothing_to_undo': {
    status: 409,
    title: { zh: '没有可撤销的升级', en: 'There is no upgrade to undo' },
    detail: {
      zh: '当前草稿不是由模板升级得到的，或该升级已经撤销。',
      en: 'The draft does not come from an upgrade, or that upgrade has been undone already.',
    },
  },
  'build_series.not_found': {
    status: 404,
    title: { zh: '批量构建不存在', en: 'No such series of builds' },
    detail: { zh: '没有这一批量构建，请重新发起。', en: 'There is no such series of builds; ask for a new one.' },
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
