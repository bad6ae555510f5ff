import { page } from './html.js';

/** Accounts, audits with their buttons, payments and pushes. It reads and turns the same knobs as everybody else. */
export const consolePage = (): string => page('控制台', `${BODY}<script>${SCRIPT}</script>`);

const BODY = `
<header><h1>wechat-sandbox</h1><small data-zh="供开发使用的微信" data-en="A WeChat to develop against"></small>
<span style="flex:1"></span><button id="language">中文 / English</button></header>
<main>
<p id="failure" class="tag bad" role="alert" hidden></p>
<h2 data-zh="小程序" data-en="Mini-programs"></h2>
<table><thead><tr><th data-zh="帐号" data-en="Account"></th><th data-zh="授权" data-en="Authorised"></th><th data-zh="体验版" data-en="Trial"></th><th data-zh="审核" data-en="Audit"></th><th data-zh="线上" data-en="Online"></th></tr></thead><tbody id="apps"></tbody></table>
<form id="register" style="margin-top:12px"><input name="nickname" required maxlength="30" aria-label="nickname" placeholder="名称 · Name"> <input name="appid" pattern="wx[0-9a-f]{16}" placeholder="wx… " aria-label="appid"> <button data-zh="注册小程序" data-en="Register a mini-program"></button></form>
<h2 data-zh="支付" data-en="Payments"></h2>
<table><thead><tr><th data-zh="商户订单号" data-en="Order"></th><th>AppID</th><th data-zh="金额" data-en="Amount"></th><th data-zh="状态" data-en="State"></th></tr></thead><tbody id="orders"></tbody></table>
<h2 data-zh="推送" data-en="Pushes"></h2>
<table><thead><tr><th data-zh="事件" data-en="Event"></th><th>AppID</th><th data-zh="状态" data-en="State"></th><th data-zh="回应" data-en="Answer"></th><th></th></tr></thead><tbody id="pushes"></tbody></table>
</main>`;

const SCRIPT = String.raw`
const zh = { 0: '已通过', 1: '被拒绝', 2: '审核中', 3: '已撤回', 4: '审核延后', approve: '通过', reject: '拒绝', delay: '延后', none: '暂无', yes: '已授权', no: '未授权', again: '重发', withdraw: '取消授权', reason: '拒绝原因' };
const en = { 0: 'approved', 1: 'rejected', 2: 'auditing', 3: 'withdrawn', 4: 'delayed', approve: 'Approve', reject: 'Reject', delay: 'Delay', none: 'Nothing yet', yes: 'yes', no: 'no', again: 'Resend', withdraw: 'Withdraw', reason: 'Reason of the rejection' };
let language = localStorage.getItem('language') || (navigator.language.startsWith('zh') ? 'zh' : 'en');
const words = () => language === 'zh' ? zh : en;
const colours = { 0: 'good', 1: 'bad', 2: 'wait', 4: 'wait', yes: 'good', SUCCESS: 'good', NOTPAY: 'wait', delivered: 'good', pending: 'wait', failed: 'bad', lost: 'bad' };
const make = (name, content, attributes) => { const node = document.createElement(name); for (const item of [].concat(content ?? [])) node.append(item); return Object.assign(node, attributes); };
const tag = (key, text) => make('span', text ?? words()[key] ?? key, { className: 'tag ' + (colours[key] ?? '') });
const row = (cells) => make('tr', cells.map((cell) => make('td', cell)));
async function call(method, path, body) {
  const answer = await fetch(path, { method, body: body && JSON.stringify(body) });
  const value = await answer.json();
  if (!answer.ok) throw new Error(value.error ?? answer.status);
  return value;
}
function act(work) { return async (event) => { event?.preventDefault(); try { await work(event); await refresh(); } catch (error) { show(error.message); } }; }
function show(text) { const line = document.getElementById('failure'); line.textContent = text ?? ''; line.hidden = !text; }
function auditCell(app) {
  const audit = app.audits[0];
  if (!audit) return '';
  const parts = [tag(audit.status), ' ' + audit.userVersion];
  if (audit.status === 2 || audit.status === 4) for (const verdict of ['approve', 'reject', 'delay']) {
    parts.push(' ', make('button', words()[verdict], { onclick: act(() => {
      const reason = verdict === 'approve' ? '' : prompt(words().reason, '');
      if (reason === null) return;
      return call('POST', '/sandbox/apps/' + app.appid + '/audit', { verdict, ...(reason && { reason }) });
    }) }));
  }
  if (audit.reason) parts.push(make('br'), make('small', audit.reason.replace(/<br>/g, '\n')));
  return parts;
}
const appRow = (app) => row([
  [app.nickname, make('br'), make('code', app.appid), make('br'), make('small', app.principal)],
  app.authorized ? [tag('yes'), ' ', make('button', words().withdraw, { onclick: act(() => call('POST', '/sandbox/apps/' + app.appid + '/unauthorize')) })] : tag('no'),
  app.trial ? [app.trial.userVersion, make('br'), make('small', app.trial.userDesc)] : '',
  auditCell(app),
  app.online ? [app.online.userVersion, make('br'), make('small', '#' + app.online.appVersion)] : '',
]);
const orderRow = (order) => row([make('code', order.outTradeNo), make('code', order.appid), '¥' + (order.totalFen / 100).toFixed(2), tag(order.state, order.state)]);
const pushRow = (push) => row([push.event, push.appid ? make('code', push.appid) : '', tag(push.state, push.state), make('small', push.lastAnswer ?? ''),
  make('button', words().again, { onclick: act(() => call('POST', '/sandbox/pushes/' + push.id + '/resend')) })]);
function fill(id, rows) { document.getElementById(id).replaceChildren(...(rows.length ? rows : [make('tr', make('td', words().none, { colSpan: 5 }))])); }
async function refresh() {
  for (const node of document.querySelectorAll('[data-zh]')) node.textContent = node.dataset[language];
  const [apps, orders, pushes] = await Promise.all([call('GET', '/sandbox/apps'), call('GET', '/sandbox/pay/transactions'), call('GET', '/sandbox/pushes')]);
  const full = await Promise.all(apps.items.slice(-50).reverse().map((app) => call('GET', '/sandbox/apps/' + app.appid)));
  fill('apps', full.map(appRow)); fill('orders', orders.items.slice(0, 30).map(orderRow)); fill('pushes', pushes.items.slice(0, 20).map(pushRow));
  show('');
}
document.getElementById('language').onclick = act(() => { language = language === 'zh' ? 'en' : 'zh'; localStorage.setItem('language', language); });
document.getElementById('register').onsubmit = act((event) => {
  const { nickname, appid } = Object.fromEntries(new FormData(event.target));
  return call('POST', '/sandbox/apps', { nickname, ...(appid && { appid }) }).then(() => event.target.reset());
});
act(() => {})();
setInterval(() => { if (document.visibilityState === 'visible') refresh().catch((error) => show(error.message)); }, 3000);
`;
