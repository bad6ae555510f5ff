/** The list of accounts: searched, paged, and the way to one of them. */
export const accountsScript = String.raw`
import { call } from './api.js';
import { button, code, draw, make, run, section, small, table, tag } from './dom.js';
import { drawAccount } from './account.js';
import { word } from './words.js';

const page = { search: '', cursor: null, chosen: null };

export async function drawAccounts(node) {
  if (page.chosen !== null) return drawAccount(node, page.chosen, leave);
  const query = new URLSearchParams({ limit: '20', newest: 'true', ...(page.search && { search: page.search }), ...(page.cursor && { cursor: page.cursor }) });
  const list = await call('GET', '/sandbox/apps?' + query);
  draw(node, [list, page], () => [
    make('form', { class: 'row', role: 'search', onsubmit: search },
      make('input', { name: 'search', type: 'search', value: page.search, placeholder: word('search'), 'aria-label': word('search') }),
      make('button', { type: 'submit' }, word('find')), small(word('of') + ' ' + list.total)),
    section(word('register'), make('form', { class: 'row', onsubmit: register },
      make('input', { name: 'nickname', required: true, maxlength: 30, placeholder: word('name'), 'aria-label': word('name') }),
      make('input', { name: 'appid', pattern: 'wx[0-9a-f]{16}', placeholder: 'wx…', 'aria-label': 'AppID', title: 'wx + 16 × 0-9 a-f' }),
      make('button', { type: 'submit', class: 'primary' }, word('register')))),
    table([word('account'), word('authorised'), ''], list.items.map(row)),
    make('div', { class: 'row' },
      list.nextCursor ? button(word('more'), () => { page.cursor = list.nextCursor; }) : null,
      page.cursor ? button(word('first'), () => { page.cursor = null; }) : null),
  ]);
}

const row = (app) => [
  [make('strong', null, app.nickname), make('br'), code(app.appid), ' ', small(app.principal)],
  authorised(app),
  [button(word('show'), () => { page.chosen = app.appid; }, { 'aria-label': word('show') + ' ' + app.nickname }), ' ', authorisation(app)],
];

export const authorised = (app) => tag(word(app.authorized ? 'yes' : 'no'), app.authorized ? 'yes' : 'wait');

export const authorisation = (app) => app.authorized
  ? button(word('withdraw'), () => call('POST', '/sandbox/apps/' + app.appid + '/unauthorize', {}))
  : button(word('authorise'), () => call('POST', '/sandbox/apps/' + app.appid + '/authorize', {}));

const leave = () => { page.chosen = null; };

function search(event) {
  event.preventDefault();
  page.search = new FormData(event.target).get('search').trim();
  page.cursor = null;
  document.activeElement.blur();
  run(() => undefined);
}

function register(event) {
  event.preventDefault();
  const { nickname, appid } = Object.fromEntries(new FormData(event.target));
  document.activeElement.blur();
  run(() => call('POST', '/sandbox/apps', { nickname, ...(appid && { appid }) }));
}
`;
