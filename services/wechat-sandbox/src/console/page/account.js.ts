/** One account: its versions, audits, messages and shipments. */
export const accountScript = String.raw`
import { call } from './api.js';
import { authorisation } from './accounts.js';
import { button, code, draw, make, run, section, small, table, tag, when } from './dom.js';
import { word } from './words.js';

export async function drawAccount(node, appid, leave) {
  const base = '/sandbox/apps/' + appid;
  const [app, messages, service, shipments] = await Promise.all(
    ['', '/messages', '/customer-messages', '/shipments'].map((part) => call('GET', base + part)));
  draw(node, [app, messages, service, shipments], () => [
    make('div', { class: 'row' }, button('← ' + word('back'), leave), make('h2', { class: 'grow' }, app.nickname),
      tag(word(app.authorized ? 'yes' : 'no'), app.authorized ? 'yes' : 'wait'), authorisation(app)),
    make('p', null, code(app.appid), ' ', small(app.principal), ' ', small(word('secret') + ' '), code(app.appSecret)),
    section(word('audits'), table([word('version'), word('state'), word('submitted'), word('reason'), ''], app.audits.map((audit) => auditRow(base, audit)))),
    section(word('versions'), table(['', word('version'), word('note'), word('time')], versionRows(app))),
    section(word('sent'), table([word('time'), word('person'), word('text')], messages.items.map((message) =>
      [when(message.sentAt), code(message.openid), [make('strong', null, message.title ?? ''), ' ', Object.values(message.values ?? {}).join(' · ')]]))),
    section(word('service'), table([word('time'), word('from'), word('text')], service.items.map((message) =>
      [when(message.sentAt), word(message.from), Object.values(message.content ?? {}).join(' ')])), writing(base)),
    section(word('shipments'), table([word('transaction'), word('state'), ''], shipments.items.map((order) => shipmentRow(base, order)))),
  ]);
}

function auditRow(base, audit) {
  const decide = (verdict) => button(word(verdict), () => {
    const reason = verdict === 'reject' ? prompt(word('reason')) : null;
    if (verdict === 'reject' && reason === null) return undefined;
    return call('POST', base + '/audit', { verdict, ...(reason && { reason }) });
  });
  return [
    audit.userVersion,
    tag(word('audit' + audit.status), ['approved', 'rejected', 'auditing', 'withdrawn', 'delayed'][audit.status]),
    when(audit.submittedAt),
    [audit.versionDesc, audit.reason ? make('br') : '', audit.reason ? small(audit.reason) : ''],
    audit.status === 2 || audit.status === 4 ? ['approve', 'reject', 'delay'].map(decide) : '',
  ];
}

const versionRows = (app) => [
  ...(app.trial ? [[word('trial'), app.trial.userVersion, app.trial.userDesc, when(app.trial.committedAt)]] : []),
  ...(app.online ? [[tag(word('online'), 'online'), app.online.userVersion, app.online.userDesc, when(app.online.releasedAt)]] : []),
  ...app.history.map((version) => [word('history'), version.userVersion, version.userDesc, when(version.releasedAt)]),
];

const shipmentRow = (base, order) => {
  const id = order.transactionId ?? order.transaction_id;
  return [code(id), tag(String(order.state ?? order.orderState ?? order.order_state ?? '')), button(word('confirm'), () => call('POST', base + '/shipments/confirm', { transactionId: id }))];
};

const writing = (base) => make('form', { class: 'row', onsubmit: (event) => {
  event.preventDefault();
  const { user, text } = Object.fromEntries(new FormData(event.target));
  document.activeElement.blur();
  run(() => call('POST', base + '/customer-messages', { user, type: 'text', content: text }));
} },
  make('input', { name: 'user', required: true, maxlength: 50, value: 'alice', 'aria-label': word('person') }),
  make('input', { name: 'text', required: true, maxlength: 500, placeholder: word('text'), 'aria-label': word('text') }),
  make('button', { type: 'submit' }, word('write')));
`;
