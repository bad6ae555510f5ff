const zh = require('./zh');
const en = require('./en');
const ownZh = require('./own/zh');
const ownEn = require('./own/en');

const dictionaries = { zh: overlaid(zh, ownZh), en: overlaid(en, ownEn) };

const phoneLanguage = /^zh/i.test((wx.getAppBaseInfo ? wx.getAppBaseInfo() : wx.getSystemInfoSync()).language || 'zh')
  ? 'zh'
  : 'en';

let chosen = phoneLanguage;

/** Follows the merchant's choice: `zh`, `en`, or `auto` for the phone's language. */
function prefer(language) {
  chosen = language === 'zh' || language === 'en' ? language : phoneLanguage;
}

/** @returns {'zh'|'en'} */
function language() {
  return chosen;
}

/** The texts of one page or component, with the common ones beside them. */
function texts(name) {
  const all = dictionary();
  return Object.assign({}, all.common, all[name]);
}

/** One text by path, as `state.network`; `{name}` is filled from `values`. */
function text(path, values) {
  const [group, key] = path.split('.');
  return fill(dictionary()[group][key], values);
}

/** Puts values into `{name}` places. */
function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (place, name) => (values && name in values ? String(values[name]) : place));
}

function dictionary() {
  return dictionaries[chosen];
}

/** The kit's groups with the template's words in place of, or beside, its own. */
function overlaid(base, own) {
  const groups = Object.assign({}, base);
  Object.keys(own).forEach((group) => {
    groups[group] = Object.assign({}, base[group], own[group]);
  });
  return groups;
}

module.exports = { prefer, language, texts, text, fill };
