import type { RuleTable } from './rule-table.js';

/** Files, JSON syntax and sizes (shared/wechat/mini-program-package.md §§1-3). */
export const fileRules = {
  'package.not_made': {
    severity: 'error',
    message: { zh: '无法生成代码包：{reason}', en: 'The package could not be made: {reason}' },
    remedy: { zh: '修正后重新构建；原因不明请联系平台。', en: 'Mend this and build again, or ask the operator.' },
  },
  'file.missing': {
    severity: 'error',
    message: { zh: '缺少文件 {path}', en: '{path} is missing' },
    remedy: { zh: '添加该文件。', en: 'Add the file.' },
  },
  'file.type': {
    severity: 'error',
    message: { zh: '微信不会上传 {extension} 类型的文件', en: 'WeChat does not upload {extension} files' },
    remedy: {
      zh: '删除该文件；字体与网页请放到自己的服务器，图片请转换为 png 或 jpg。',
      en: 'Remove it; serve fonts and web pages from a server, and turn pictures into png or jpg.',
    },
  },
  'file.name': {
    severity: 'error',
    message: { zh: '文件名含有空格、表情或特殊字符', en: 'The file name has a space, an emoji or a special character' },
    remedy: {
      zh: '只用字母、数字、点、横线、下划线。',
      en: 'Use letters, digits, dots, hyphens and underscores only.',
    },
  },
  'file.encoding': {
    severity: 'error',
    message: { zh: '文件不是有效的 UTF-8', en: 'The file is not valid UTF-8' },
    remedy: { zh: '以 UTF-8 编码重新保存。', en: 'Save it again in UTF-8.' },
  },
  'file.byte_order_mark': {
    severity: 'error',
    message: { zh: '文件以 BOM 开头', en: 'The file begins with a byte order mark' },
    remedy: { zh: '以“UTF-8 无 BOM”重新保存。', en: 'Save it again as UTF-8 without a byte order mark.' },
  },
  'file.secret': {
    severity: 'error',
    message: { zh: '代码包里含有私钥或密钥（{kind}）', en: 'The package holds a private key or secret ({kind})' },
    remedy: {
      zh: '立即删除并更换该密钥：任何人都能下载代码包。',
      en: 'Remove it and replace the key: anybody can download a package.',
    },
  },
  'json.empty': {
    severity: 'error',
    message: { zh: 'JSON 文件是空的', en: 'The JSON file is empty' },
    remedy: { zh: '至少写上 {}。', en: 'Write at least {}.' },
  },
  'json.syntax': {
    severity: 'error',
    message: { zh: 'JSON 语法错误：{fault}', en: 'JSON syntax: {fault}' },
    remedy: {
      zh: '改正该行；JSON 不允许注释和多余的逗号。',
      en: 'Correct the line; JSON has no comments and no trailing commas.',
    },
  },
  'json.repeated_key': {
    severity: 'warning',
    message: { zh: '键 {pointer} 写了两次，前一个会丢失', en: '{pointer} is written twice; the first is lost' },
    remedy: { zh: '只保留一个。', en: 'Keep one of them.' },
  },
  'json.schema': {
    severity: 'error',
    message: { zh: '{pointer} 不符合要求：{fault}', en: '{pointer} is not allowed: {fault}' },
    remedy: { zh: '按微信配置文档修改该值。', en: 'Change the value as WeChat\u2019s configuration reference says.' },
  },
  'json.unknown_key': {
    severity: 'warning',
    message: { zh: '微信不认识配置项 {pointer}', en: 'WeChat does not know the key {pointer}' },
    remedy: { zh: '检查拼写，或删除它。', en: 'Check its spelling, or remove it.' },
  },
  'size.main': {
    severity: 'error',
    message: { zh: '主包 {size} KB，超过 2048 KB', en: 'The main package has {size} KB, more than 2048 KB' },
    remedy: {
      zh: '压缩或移走大文件：{largest}；或把页面放到分包。',
      en: 'Shrink or move large files ({largest}), or put pages into subpackages.',
    },
  },
  'size.subpackage': {
    severity: 'error',
    message: { zh: '分包 {root} 有 {size} KB，超过 2048 KB', en: 'Subpackage {root} has {size} KB, more than 2048 KB' },
    remedy: {
      zh: '压缩或移走大文件：{largest}；或拆成两个分包。',
      en: 'Shrink or move large files ({largest}), or split it.',
    },
  },
  'size.total': {
    severity: 'error',
    message: {
      zh: '整包 {size} KB，超过服务商小程序的 20480 KB',
      en: 'All packages have {size} KB, more than the 20480 KB of a provider\u2019s mini-program',
    },
    remedy: { zh: '把图片等资源放到服务器。', en: 'Serve pictures and other media from a server.' },
  },
  'size.media': {
    severity: 'hint',
    message: {
      zh: '包内图片与音频共 {size} KB，超过建议的 200 KB',
      en: 'Pictures and sounds in the package have {size} KB, more than the advised 200 KB',
    },
    remedy: { zh: '压缩或改由服务器提供：{largest}。', en: 'Shrink them or serve them as media: {largest}.' },
  },
  'size.picture': {
    severity: 'hint',
    message: {
      zh: '图片有 {size} KB，超过建议的 200 KB',
      en: 'The picture has {size} KB, more than the advised 200 KB',
    },
    remedy: { zh: '压缩图片，或上传为素材由服务器提供。', en: 'Shrink it, or serve it as a medium.' },
  },
  'size.main_large': {
    severity: 'warning',
    message: {
      zh: '主包 {size} KB，超过建议的 1536 KB，打开会慢',
      en: 'The main package has {size} KB, more than the advised 1536 KB; it will open slowly',
    },
    remedy: { zh: '压缩或移走大文件：{largest}。', en: 'Shrink or move large files: {largest}.' },
  },
} as const satisfies RuleTable;
