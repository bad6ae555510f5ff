/** What was pushed, and the calls that were received. */
export const pushesScript = String.raw`
import { call } from './api.js';
import { button, code, draw, make, section, small, table, tag, when } from './dom.js';
import { word } from './words.js';

export async function drawPushes(node) {
  const [pushes, calls] = await Promise.all([call('GET', '/sandbox/pushes?limit=30'), call('GET', '/sandbox/calls?limit=30')]);
  draw(node, [pushes, calls], () => [
    section(word('messages'), make('p', null, button(word('ticket'), () => call('POST', '/sandbox/ticket', {}))),
      table([word('event'), word('account'), word('state'), word('answer'), word('content'), ''], pushes.items.map(pushRow))),
    section(word('recent'), table([word('time'), word('path'), word('account'), 'errcode', 'ms'], calls.items.map((one) =>
      [when(one.at), code(one.path), one.appid ? code(one.appid) : '', one.errcode === 0 ? '0' : tag(String(one.errcode), 'failed'), String(one.ms)]))),
  ]);
}

const pushRow = (push) => [
  [make('strong', null, push.event), make('br'), small(when(push.createdAt))],
  push.appid ? code(push.appid) : '',
  tag(push.state),
  small((push.attempts ? push.attempts + '× ' : '') + (push.lastAnswer ?? '')),
  make('details', { id: 'push-' + push.id }, make('summary', null, 'XML'), make('pre', null, push.plaintext)),
  button(word('again'), () => call('POST', '/sandbox/pushes/' + push.id + '/resend', {})),
];
`;
