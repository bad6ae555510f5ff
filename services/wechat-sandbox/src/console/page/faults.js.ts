/** The clock, what goes wrong next, and tokens that end early. */
export const faultsScript = String.raw`
import { call } from './api.js';
import { button, code, draw, make, run, section, small, table } from './dom.js';
import { word } from './words.js';

const kinds = {
  busy: { errcode: -1 }, quotaSpent: { errcode: 45009 }, minute: { errcode: 45011 }, http502: { httpStatus: 502 },
  cut: { drop: true }, slow: { delayMs: 5000 }, lostAnswer: { drop: true, after: true },
};
const change = (settings) => call('PUT', '/sandbox/settings', settings);

export async function drawFaults(node) {
  const [settings, clock] = await Promise.all([call('GET', '/sandbox/settings'), call('GET', '/sandbox/clock')]);
  const { faults, pushFaults, noticeFaults, auditRule, auditQuota } = settings;
  draw(node, [faults, pushFaults, noticeFaults, auditRule, auditQuota, clock], () => [
    section(word('clock'),
      make('p', null, word('advanced') + ' ', make('strong', null, span(clock.totalSeconds)), ' · ', small(word('waiting') + ' ' + clock.waitingTasks)),
      make('div', { class: 'row' }, [['min10', 600], ['hour2', 7200], ['day1', 86400]].map(([name, advanceSeconds]) =>
        button(word(name), () => call('POST', '/sandbox/clock', { advanceSeconds }))))),
    section(word('nextPushes'), counters('pushFaults', pushFaults)),
    section(word('nextNotices'), counters('noticeFaults', noticeFaults)),
    section(word('calls'), injecting(faults),
      table([word('path'), word('kind'), word('times')], faults.slice(0, 50).map(({ path, times, ...fault }) => [code(path), small(JSON.stringify(fault)), String(times ?? 1)])),
      faults.length > 0 ? button(word('clear'), () => change({ faults: [] })) : null),
    section(word('tokens'), tokens()),
    section(word('auditRule'), make('div', { class: 'row', role: 'group', 'aria-label': word('auditRule') }, ['content', 'approve', 'reject', 'manual'].map((rule) =>
      button(rule, () => change({ auditRule: rule }), { 'aria-pressed': String(rule === auditRule) })))),
    section(word('auditQuota'), quota(auditQuota)),
    make('p', null, button(word('reset'), () => (confirm(word('sure')) ? call('POST', '/sandbox/reset', {}) : undefined), { class: 'danger' })),
  ]);
}

const counters = (name, values) => make('div', { class: 'row' }, ['lose', 'double', 'reorder', 'late', 'forge', 'signTest'].filter((kind) => kind in values).map((kind) =>
  make('span', { class: 'counter' }, word(kind) + ' ',
    button('−', () => change({ [name]: { [kind]: Math.max(0, values[kind] - 1) } }), { 'aria-label': word(kind) + ' −1' }),
    make('output', null, String(values[kind])),
    button('+', () => change({ [name]: { [kind]: values[kind] + 1 } }), { 'aria-label': word(kind) + ' +1' }))));

const injecting = (faults) => make('form', { class: 'row', onsubmit: (event) => {
  event.preventDefault();
  const { path, kind, times } = Object.fromEntries(new FormData(event.target));
  document.activeElement.blur();
  run(() => change({ faults: [...faults, { path, ...kinds[kind], times: Number(times) }] }));
} },
  make('input', { name: 'path', required: true, value: '/wxa/*', 'aria-label': word('path') }),
  make('select', { name: 'kind', 'aria-label': word('kind') }, Object.keys(kinds).map((kind) => make('option', { value: kind }, word(kind)))),
  make('input', { name: 'times', type: 'number', min: 1, max: 1000, value: 1, 'aria-label': word('times') }),
  make('button', { type: 'submit' }, word('inject')));

const tokens = () => make('form', { class: 'row', onsubmit: (event) => {
  event.preventDefault();
  const appid = new FormData(event.target).get('appid').trim();
  const how = event.submitter.value;
  document.activeElement.blur();
  run(async () => {
    const { tokens: count } = await call('POST', '/sandbox/tokens/' + how, appid ? { appid } : { component: true });
    return word(how) + ': ' + count;
  });
} },
  make('input', { name: 'appid', placeholder: 'wx… (' + word('platform') + ')', 'aria-label': 'AppID' }),
  make('button', { type: 'submit', value: 'expire' }, word('expire')), make('button', { type: 'submit', value: 'revoke' }, word('revoke')));

const quota = (auditQuota) => make('form', { class: 'row', onsubmit: (event) => {
  event.preventDefault();
  const given = Number(new FormData(event.target).get('auditQuota'));
  document.activeElement.blur();
  run(() => change({ auditQuota: given }));
} },
  make('input', { name: 'auditQuota', type: 'number', required: true, min: 0, step: 1, value: auditQuota, 'aria-label': word('auditQuota') }),
  make('button', { type: 'submit' }, word('set')),
  button(word('spent'), () => change({ auditQuota: 0 })));

function span(seconds) {
  const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  return (days ? days + ' d ' : '') + (hours ? hours + ' h ' : '') + minutes + ' min';
}
`;
