import type { RuleTable } from './rule-table.js';

/** WXML and wxs (shared/wechat/mini-program-package.md §§6, 8). */
export const wxmlRules = {
  'wxml.syntax': {
    severity: 'error',
    message: { zh: 'WXML 语法错误：{fault}', en: 'WXML syntax: {fault}' },
    remedy: { zh: '改正该行的标签或属性。', en: 'Correct the tag or attribute on that line.' },
  },
  'wxml.repeated_attribute': {
    severity: 'warning',
    message: { zh: '属性 {name} 写了两次', en: 'The attribute {name} is written twice' },
    remedy: { zh: '只保留一个。', en: 'Keep one of them.' },
  },
  'wxml.expression': {
    severity: 'error',
    message: {
      zh: '绑定 {expression} 不是 WXML 支持的表达式',
      en: 'The binding {expression} is not an expression WXML knows',
    },
    remedy: {
      zh: '只用运算、三元、逻辑、数组与对象；不支持赋值、箭头函数、模板字符串、?. 与 ??。',
      en: 'Use arithmetic, ternary, logic, lists and objects only; no assignment, arrow, template text, ?. or ??.',
    },
  },
  'wxml.call': {
    severity: 'error',
    message: { zh: '绑定中调用了函数 {name}()', en: 'A binding calls the function {name}()' },
    remedy: {
      zh: '先在 js 里算好放进 data，或写成 wxs 模块的函数。',
      en: 'Compute it in js and set it as data, or make it a function of a wxs module.',
    },
  },
  'wxml.reference_missing': {
    severity: 'error',
    message: { zh: '<{tag}> 引用的文件 {path} 不存在', en: 'The file {path} that <{tag}> names does not exist' },
    remedy: { zh: '改正 src，或添加该文件。', en: 'Correct src, or add the file.' },
  },
  'wxml.template_undefined': {
    severity: 'error',
    message: { zh: '模板“{name}”没有定义', en: 'The template "{name}" is not defined' },
    remedy: {
      zh: '在本文件或 <import> 的文件中定义它（import 只作用一层）。',
      en: 'Define it here or in an imported file (imports reach one level).',
    },
  },
  'wxml.unknown_tag': {
    severity: 'error',
    message: {
      zh: '标签 <{tag}> 既不是内置组件，也没有在 {user} 的 usingComponents 中声明',
      en: '<{tag}> is neither built in nor declared in usingComponents of {user}',
    },
    remedy: {
      zh: '声明该组件，或改用 view、text 等内置组件（没有 div、span 等 HTML 标签）。',
      en: 'Declare the component, or use view, text and the like (there are no HTML tags).',
    },
  },
  'wxml.handler_missing': {
    severity: 'error',
    message: {
      zh: '事件处理函数 {name} 在 {script} 中没有定义',
      en: 'The event handler {name} is not defined in {script}',
    },
    remedy: {
      zh: '在页面或组件的 methods 中定义它，或改正名字。',
      en: 'Define it in the page or in the component\u2019s methods, or correct the name.',
    },
  },
  'wxml.else_without_if': {
    severity: 'error',
    message: { zh: '{name} 前面没有相邻的 wx:if', en: '{name} does not follow a wx:if' },
    remedy: {
      zh: '紧跟在带 wx:if 或 wx:elif 的同级标签之后。',
      en: 'Put it right after a sibling with wx:if or wx:elif.',
    },
  },
  'wxml.key_binding': {
    severity: 'warning',
    message: { zh: 'wx:key 写成了绑定 {value}', en: 'wx:key is written as the binding {value}' },
    remedy: { zh: '直接写属性名或 *this，不要花括号。', en: 'Write the property name or *this, without braces.' },
  },
  'wxml.insecure_address': {
    severity: 'error',
    message: { zh: '图片或链接地址 {url} 不是 https', en: 'The address {url} is not https' },
    remedy: { zh: '改用 https 地址或包内路径。', en: 'Use an https address or a path inside the package.' },
  },
  'wxs.syntax': {
    severity: 'error',
    message: { zh: 'wxs 语法错误：{fault}', en: 'wxs syntax: {fault}' },
    remedy: {
      zh: 'wxs 只支持 ES5：用 var 与 function，不用 let、const、箭头函数。',
      en: 'wxs is ES5: use var and function, not let, const or arrows.',
    },
  },
} as const satisfies RuleTable;
