import { UNKNOWN } from './source.mjs';

const FAMILIES = 'wxa|wxaapi|cgi-bin|sns|v3|wxaopen|safe';
const WECHAT_PATH = new RegExp(`/(?:${FAMILIES})/[^?#\\s]*`);

/** `/orders/:id`, `/orders/{id}`, `/orders/${id}` and `/orders/*` are one path: `/orders/{}`. */
export function normalisePath(text) {
  return text
    .split('?')[0]
    .replaceAll(/\$\{[^}]*\}|\{[^}]*\}|:[A-Za-z]\w*|\*/g, '{}')
    .replaceAll(UNKNOWN, '{}')
    .replaceAll(/[^/]*\{\}[^/]*/g, '{}')
    .replace(/\/$/, '');
}

/** The path of WeChat's in a text, or null: `https://…/cgi-bin/x?y=1` is `/cgi-bin/x`. */
export function wechatPathIn(text) {
  const found = WECHAT_PATH.exec(String(text).split('?')[0]);
  return found ? normalisePath(found[0]) : null;
}

/** Finds a path in a spec's text, however its variable parts are written there. */
export function pathPattern(path) {
  const variable = '(?:\\$\\{[^}]*\\}|[^/\'"`?\\s]+)';
  const parts = path.split('{}').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`${parts.join(variable)}(?![\\w/-])`);
}
