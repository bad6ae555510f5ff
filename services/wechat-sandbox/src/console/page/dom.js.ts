/** Making and drawing nodes without touching what has not changed. */
export const domScript = String.raw`
import { word } from './words.js';

/** An element with properties (on… are listeners, others attributes or texts) and children. */
export function make(name, options, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(options ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ''));
  return node;
}

/** Draws only when the data or the language has changed, and never under somebody's fingers. */
export function draw(node, data, build) {
  const signature = document.documentElement.lang + JSON.stringify(data);
  if (node.drawn === signature || (node.drawn !== undefined && isBeingUsed(node))) return;
  node.drawn = signature;
  const open = [...node.querySelectorAll('details[open]')].map(({ id }) => id);
  const focused = node.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  node.replaceChildren(...[build()].flat());
  for (const id of open) document.getElementById(id)?.setAttribute('open', '');
  // Whoever uses the keyboard stays at the same button of the same row, wherever that is now; never at another one.
  if (focused === null) return;
  const same = [...node.querySelectorAll('button')].find((one) => nameOf(one) === focused);
  if (same) same.focus();
  else node.focus();
}

const nameOf = (node) => [node.closest('tr')?.firstChild.textContent, node.closest('section')?.firstChild.textContent, node.ariaLabel ?? node.textContent].join('|');

const isBeingUsed = (node) => node.contains(document.activeElement) && /INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName);

export function button(text, act, options) {
  return make('button', { type: 'button', ...options, onclick: (event) => run(() => act(event)) }, text);
}

/** What went wrong stands at the top until something goes well. */
let afterwards = () => Promise.resolve();
export const setAfterwards = (refresh) => { afterwards = refresh; };
export async function run(act) {
  try {
    const said = await act();
    await afterwards();
    say(typeof said === 'string' ? said : '', false);
  } catch (error) {
    say(error.message, true);
  }
}

export function say(text, isBad) {
  const node = document.getElementById('notice');
  node.textContent = text;
  node.className = isBad ? 'notice bad' : 'notice good';
  node.hidden = text === '';
}

const good = new Set(['approved', 'delivered', 'SUCCESS', 'yes', 'online', 'COMPLETED']);
const bad = new Set(['rejected', 'failed', 'ABNORMAL', 'lost', 'CLOSED', 'no']);
export const tag = (text, kind) => make('span', { class: 'tag ' + (good.has(kind ?? text) ? 'good' : bad.has(kind ?? text) ? 'bad' : 'wait') }, text);

export function table(headings, rows) {
  if (rows.length === 0) return make('p', { class: 'empty' }, word('none'));
  return make('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': headings[0] },
    make('table', null,
      make('thead', null, make('tr', null, headings.map((text) => make('th', { scope: 'col' }, text)))),
      make('tbody', null, rows.map((cells) => make('tr', null, cells.map((cell, index) => make('td', { 'data-label': headings[index] }, cell)))))));
}

export const when = (instant) => (instant ? make('time', null, new Date(instant).toLocaleString(document.documentElement.lang, { hour12: false })) : '');
export const yuan = (fen) => '¥' + (fen / 100).toFixed(2);
export const code = (text) => make('code', null, text);
export const small = (text) => make('small', null, text);
export const section = (title, ...children) => make('section', { class: 'card' }, make('h2', null, title), ...children);
`;
