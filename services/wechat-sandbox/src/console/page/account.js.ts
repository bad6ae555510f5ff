/** One account: its versions, audits, messages and shipments. */
export const accountScript = String.raw`
import { call } from './api.js';
import { authorisation, authorised } from './accounts.js';
import { button, code, draw, make, run, section, small, table, tag, when, yuan } from './dom.js';
import { word } from './words.js';

export async function drawAccount(node, appid, leave) {
  const base = '/sandbox/apps/' + appid;
  const [app, messages, service, shipments] = await Promise.all(
    ['', '/messages', '/customer-messages', '/shipments'].map((part) => call('GET', base + part)));
  draw(node, [app, messages, service, shipments], () => [
    make('div', { class: 'row' }, button('← ' + word('back'), leave), make('h2', { class: 'grow' }, app.nickname),
      authorised(app), authorisation(app)),
    make('p', null, code(app.appid), ' ', small(app.principal), ' ', small(word('secret') + ' '), code(app.appSecret)),
    section(word('audits'), table([word('version'), word('state'), word('submitted'), word('note'), ''], app.audits.map((audit) => auditRow(base, audit)))),
    section(word('versions'), table(['', word('version'), word('note'), word('time')], versionRows(app))),
    section(word('sent'), table([word('time'), word('person'), word('text')], messages.items.map((message) =>
      [when(message.sentAt), code(message.openid), [make('strong', null, message.title ?? ''), ' ', Object.values(message.values ?? {}).join(' · ')]]))),
    section(word('service'), table([word('time'), word('from'), word('text')], service.items.map((message) =>
      [when(message.sentAt), word(message.from), said(message)])), writing(base)),
    section(word('shipments'), table([word('order'), word('amount'), word('state'), ''], shipments.items.map((order) => shipmentRow(base, order)))),
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
    [audit.versionDesc, ...lines(audit.reason).flatMap((line) => [make('br'), small(line)])],
    audit.status === 2 || audit.status === 4 ? ['approve', 'reject', 'delay'].map(decide) : '',
  ];
}

/** WeChat parts its reasons with <br>; here they are texts, never markup. */
const lines = (reason) => (reason ?? '').split(/<br ?\/?>/).filter(Boolean);

const versionRows = (app) => [
  ...(app.trial ? [[word('trial'), app.trial.userVersion, app.trial.userDesc, when(app.trial.committedAt)]] : []),
  ...(app.online ? [[tag(word('online'), 'online'), app.online.userVersion, app.online.userDesc, when(app.online.releasedAt)]] : []),
  ...app.history.map((version) => [word('history'), version.userVersion, version.userDesc, when(version.releasedAt)]),
];

const shipmentRow = (base, order) => {
  const turn = (what, options = {}) => () => call('POST', base + '/shipments/' + what, { transactionId: order.transaction_id, ...options });
  const state = order.order_state;
  return [
    [code(order.merchant_trade_no), make('br'), small(order.description), ...order.shipping.shipping_list.flatMap((parcel) => [make('br'), small(parcel.express_company + ' ' + parcel.tracking_no)])],
    yuan(order.paid_amount),
    [tag(word('shipment' + state), state === 4 ? 'COMPLETED' : 'wait'), order.in_complaint ? tag(word('complaint'), 'failed') : ''],
    [state === 1 ? button(word('remind'), turn('remind')) : '', state === 2 ? button(word('confirm'), turn('confirm'), { class: 'primary' }) : '',
      state > 3 && state < 6 ? '' : button(word(order.in_complaint ? 'endComplaint' : 'hold'), turn('complaint', { open: !order.in_complaint }))],
  ];
};

/** What was said, as a text; of pictures and cards what they are. */
const said = ({ msgType, content }) => {
  const text = content?.Content ?? content?.content;
  return text ?? [tag(msgType, 'wait'), ' ', small(content?.Title ?? content?.title ?? content?.MediaId ?? content?.media_id ?? '')];
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
