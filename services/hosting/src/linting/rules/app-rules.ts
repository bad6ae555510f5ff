import type { RuleTable } from './rule-table.js';

/** Pages, tab bar, subpackages, components (shared/wechat/mini-program-package.md §§1, 4, 5). */
export const appRules = {
  'page.path': {
    severity: 'error',
    message: { zh: '页面路径“{page}”写法不对', en: 'The page path "{page}" is not well-formed' },
    remedy: {
      zh: '不要以 / 或 . 开头，不写扩展名，不用反斜杠。',
      en: 'No leading / or ., no extension, no backslash.',
    },
  },
  'page.repeated': {
    severity: 'error',
    message: { zh: '页面 {page} 出现了两次', en: 'The page {page} is listed twice' },
    remedy: { zh: '只保留一个。', en: 'Keep one of them.' },
  },
  'page.file_missing': {
    severity: 'error',
    message: { zh: '页面 {page} 缺少 {extension} 文件', en: 'The page {page} has no {extension} file' },
    remedy: {
      zh: '添加 {page}{extension}，或从页面列表中删除该页面。',
      en: 'Add {page}{extension}, or take the page off the list.',
    },
  },
  'page.under_subpackage': {
    severity: 'error',
    message: {
      zh: '主包页面 {page} 位于分包 {root} 的目录下',
      en: 'The main page {page} lies in the folder of subpackage {root}',
    },
    remedy: { zh: '移出该目录，或列入该分包。', en: 'Move it out, or list it in that subpackage.' },
  },
  'page.unknown': {
    severity: 'error',
    message: { zh: '{pointer} 指向不存在的页面 {page}', en: '{pointer} names the page {page}, which does not exist' },
    remedy: { zh: '改成已有的页面路径。', en: 'Name an existing page.' },
  },
  'subpackage.root': {
    severity: 'error',
    message: { zh: '分包目录“{root}”{fault}', en: 'The subpackage folder "{root}" {fault}' },
    remedy: { zh: '每个分包使用自己独立、存在的目录。', en: 'Give each subpackage a folder of its own that exists.' },
  },
  'subpackage.repeated_name': {
    severity: 'error',
    message: { zh: '分包名 {name} 重复或不可用', en: 'The subpackage name {name} is used twice or is reserved' },
    remedy: { zh: '换一个名字。', en: 'Choose another name.' },
  },
  'subpackage.spellings': {
    severity: 'error',
    message: { zh: '同时写了 subPackages 和 subpackages', en: 'Both subPackages and subpackages are there' },
    remedy: { zh: '合并成 subPackages。', en: 'Join them under subPackages.' },
  },
  'subpackage.foreign_reference': {
    severity: 'error',
    message: {
      zh: '{path} 在另一个代码包里，这里不能直接引用',
      en: '{path} is in another package and cannot be used from here',
    },
    remedy: {
      zh: '移到主包，或改用 require.async 与 componentPlaceholder；独立分包不能引用主包。',
      en: 'Move it to the main package, or use require.async and componentPlaceholder; independent packages cannot use the main one.',
    },
  },
  'preload.unknown': {
    severity: 'error',
    message: {
      zh: '预下载规则 {pointer} 中的“{name}”不存在',
      en: '"{name}" in the preload rule {pointer} does not exist',
    },
    remedy: { zh: '填写分包的 root 或 name，或 __APP__。', en: 'Use a subpackage\u2019s root or name, or __APP__.' },
  },
  'tabbar.count': {
    severity: 'error',
    message: { zh: '标签栏有 {count} 项，应为 2 到 5 项', en: 'The tab bar has {count} tabs; 2 to 5 are allowed' },
    remedy: { zh: '增减标签。', en: 'Add or remove tabs.' },
  },
  'tabbar.page': {
    severity: 'error',
    message: { zh: '标签页 {page} 不是主包页面', en: 'The tab page {page} is not a page of the main package' },
    remedy: {
      zh: '把它列入 app.json 的 pages，或换一个页面。',
      en: 'List it in pages of app.json, or choose another page.',
    },
  },
  'tabbar.repeated': {
    severity: 'error',
    message: { zh: '标签页 {page} 出现了两次', en: 'The tab page {page} is there twice' },
    remedy: { zh: '每个页面只能用于一个标签。', en: 'A page may have one tab only.' },
  },
  'tabbar.icon_missing': {
    severity: 'error',
    message: { zh: '标签图标 {path} 不存在', en: 'The tab icon {path} does not exist' },
    remedy: {
      zh: '添加图标文件（建议 81×81 的 png），或改正路径。',
      en: 'Add the icon (png, 81×81 advised), or correct the path.',
    },
  },
  'tabbar.icon_type': {
    severity: 'error',
    message: { zh: '标签图标 {path} 不是 png 或 jpg', en: 'The tab icon {path} is neither png nor jpg' },
    remedy: {
      zh: '转换为 png（svg 与网络图片不可用）。',
      en: 'Turn it into a png (svg and remote pictures do not work).',
    },
  },
  'tabbar.icon_size': {
    severity: 'error',
    message: {
      zh: '标签图标 {path} 有 {size} KB，超过 40 KB',
      en: 'The tab icon {path} has {size} KB, more than 40 KB',
    },
    remedy: { zh: '压缩到 40 KB 以内。', en: 'Shrink it to 40 KB or less.' },
  },
  'colour.hex': {
    severity: 'error',
    message: {
      zh: '{pointer} 的颜色“{value}”不是十六进制写法',
      en: 'The colour "{value}" at {pointer} is not hexadecimal',
    },
    remedy: { zh: '写成 #RRGGBB。', en: 'Write it as #RRGGBB.' },
  },
  'theme.variable_missing': {
    severity: 'error',
    message: {
      zh: '{pointer} 使用的主题变量 {value} 未在深浅两套主题中定义',
      en: '{pointer} uses {value}, which is not defined in both themes',
    },
    remedy: {
      zh: '在 theme.json 的 light 与 dark 中都定义它，并设置 themeLocation。',
      en: 'Define it in light and dark of theme.json and set themeLocation.',
    },
  },
  'component.not_found': {
    severity: 'error',
    message: { zh: '组件 {name} 的路径 {path} 找不到', en: 'The component {name} is not found at {path}' },
    remedy: {
      zh: '改正路径；目标的 .json 和 .wxml 都必须存在。',
      en: 'Correct the path; both its .json and its .wxml must exist.',
    },
  },
  'component.not_declared': {
    severity: 'error',
    message: {
      zh: '组件 {path} 的 json 没有 "component": true',
      en: 'The json of component {path} has no "component": true',
    },
    remedy: { zh: '在该 json 中加上 "component": true。', en: 'Add "component": true to that json.' },
  },
  'component.file_missing': {
    severity: 'error',
    message: { zh: '组件 {path} 缺少 .js 文件', en: 'The component {path} has no .js file' },
    remedy: { zh: '添加该文件，至少写 Component({})。', en: 'Add it, with Component({}) at the least.' },
  },
  'component.name': {
    severity: 'error',
    message: {
      zh: '组件名“{name}”与微信内置组件同名或写法不对',
      en: 'The component name "{name}" is a built-in one or not well-formed',
    },
    remedy: {
      zh: '换一个由小写字母、数字、横线组成的名字。',
      en: 'Choose a name of small letters, digits and hyphens.',
    },
  },
  'privacy.location_undeclared': {
    severity: 'error',
    message: {
      zh: '代码使用了 wx.{api}，但 requiredPrivateInfos 未声明',
      en: 'The code uses wx.{api}, which requiredPrivateInfos does not declare',
    },
    remedy: {
      zh: '在 app.json 的 requiredPrivateInfos 中加上 "{api}"，或不再使用它。',
      en: 'Add "{api}" to requiredPrivateInfos in app.json, or do without it.',
    },
  },
  'privacy.scope_undeclared': {
    severity: 'error',
    message: {
      zh: '{use} 会收集隐私信息 {scope}，但模板清单的 privacyScopes 未列出',
      en: '{use} collects {scope}, which privacyScopes of the manifest does not list',
    },
    remedy: {
      zh: '在 manifest.json 的 privacyScopes 与 privacyTexts 中加上 {scope}，或不再使用它；未运行的代码也会被检测。',
      en: 'Add {scope} to privacyScopes and privacyTexts of manifest.json, or do without it; code that never runs counts too.',
    },
  },
  'privacy.location_unused': {
    severity: 'warning',
    message: {
      zh: 'requiredPrivateInfos 声明了未使用的 {api}',
      en: 'requiredPrivateInfos declares {api}, which no code uses',
    },
    remedy: {
      zh: '删除它：多余的声明需要额外的权限审核。',
      en: 'Remove it: each declaration asks for a permission of its own.',
    },
  },
  'privacy.location_exclusive': {
    severity: 'error',
    message: {
      zh: 'getFuzzyLocation 不能与 {api} 同时声明',
      en: 'getFuzzyLocation and {api} may not be declared together',
    },
    remedy: { zh: '只保留其中一个。', en: 'Keep one of them.' },
  },
} as const satisfies RuleTable;
