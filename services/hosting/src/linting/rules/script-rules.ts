import type { RuleTable } from './rule-table.js';

/** JavaScript (shared/wechat/mini-program-package.md §§8, 10). */
export const scriptRules = {
  'js.syntax': {
    severity: 'error',
    message: { zh: 'JavaScript 语法错误：{fault}', en: 'JavaScript syntax: {fault}' },
    remedy: { zh: '改正该行。', en: 'Correct the line.' },
  },
  'js.require_missing': {
    severity: 'error',
    message: { zh: '引用的模块 {path} 不存在', en: 'The module {path} does not exist' },
    remedy: {
      zh: '改正相对路径，或把 npm 包构建进 miniprogram_npm；没有 Node 内置模块。',
      en: 'Correct the relative path, or build the npm package into miniprogram_npm; Node modules do not exist.',
    },
  },
  'js.require_dynamic': {
    severity: 'error',
    message: { zh: 'require 的参数不是常量字符串', en: 'require is not given a constant text' },
    remedy: {
      zh: '写出固定的相对路径：打包时要静态分析。',
      en: 'Write a fixed relative path: packages are analysed without running.',
    },
  },
  'js.code_generation': {
    severity: 'error',
    message: { zh: '使用了 {name}', en: '{name} is used' },
    remedy: {
      zh: '删除它：小程序不允许动态执行代码，会被拒审。',
      en: 'Remove it: mini-programs may not run generated code, and the audit refuses it.',
    },
  },
  'js.browser_global': {
    severity: 'error',
    message: {
      zh: '使用了浏览器对象 {name}，小程序中不存在',
      en: '{name} belongs to web browsers and does not exist in mini-programs',
    },
    remedy: {
      zh: '改用 wx 接口（如 wx.request、wx.setStorage、wx.showModal）。',
      en: 'Use the wx interfaces (wx.request, wx.setStorage, wx.showModal …).',
    },
  },
  'js.endless_loop': {
    severity: 'error',
    message: { zh: '循环没有出口，页面会卡死', en: 'The loop has no way out: the page hangs' },
    remedy: {
      zh: '加上会变为假的条件，或 break、return。',
      en: 'Give it a condition that ends, or a break or return.',
    },
  },
  'js.remote_code': {
    severity: 'error',
    message: { zh: '从网络加载代码 {url}', en: 'Code is loaded from the network: {url}' },
    remedy: {
      zh: '把代码放进代码包：小程序禁止下载执行代码。',
      en: 'Put the code into the package: mini-programs may not download code.',
    },
  },
  'js.insecure_address': {
    severity: 'error',
    message: { zh: '地址 {url} 不是 https/wss', en: 'The address {url} is not https or wss' },
    remedy: {
      zh: '改用 https；接口地址请从 wx.getExtConfigSync() 读取。',
      en: 'Use https; read API addresses from wx.getExtConfigSync().',
    },
  },
  'js.forbidden_host': {
    severity: 'error',
    message: { zh: '不能从小程序请求 {host}', en: 'A mini-program may not call {host}' },
    remedy: {
      zh: '改为由自己的服务器调用：微信接口与 IP 地址都不能设为 request 域名。',
      en: 'Call it from a server: WeChat\u2019s API and bare IP addresses cannot be request domains.',
    },
  },
} as const satisfies RuleTable;
