/** Reads a draw and its proof, and shows what comes of computing it anew. */
export const mainScript = String.raw`
import { openCheck, prizeAt, rollOf } from './check.js';
import { fill, language, setLanguage, word, words } from './words.js';

const [, , appId, , drawId] = location.pathname.split('/');
const base = '/a/' + appId + '/draws/' + drawId;
const noted = new URLSearchParams(location.search).get('hash');
const SETTLED_MS = 120000;
const STEPS = ['hash', 'seed', 'odds', 'number', 'roll', 'prize', 'total'];
const by = (id) => document.getElementById(id);
const state = { draw: null, proof: null, check: null, phase: 'reading', failure: '' };

async function read(path) {
  const answer = await fetch(path, { headers: { accept: 'application/json', 'accept-language': language() } });
  const body = await answer.json().catch(() => null);
  if (!answer.ok) throw new Error(body?.detail ?? word('unreadable'));
  return body;
}

async function start() {
  try {
    state.draw = await read(base);
    state.proof = await read(base + '/proof');
    state.phase = state.proof.seed === null ? 'sealed' : 'checking';
    show();
    if (state.phase === 'checking') await verify();
  } catch (error) {
    state.phase = 'failed';
    state.failure = error.message;
  }
  show();
}

async function verify() {
  state.check = await openCheck(state.draw, state.proof);
  for (let page = state.proof; page; page = page.nextCursor === null ? null : await read(base + '/proof?cursor=' + encodeURIComponent(page.nextCursor))) {
    // Another page of another draw, or of a proof that has changed meanwhile, proves nothing.
    if (page.seed !== state.proof.seed || page.drawId !== state.draw.id) throw new Error(word('changed'));
    await state.check.take(page.items);
    showProgress();
    await new Promise((resolve) => setTimeout(resolve));
  }
  state.check.close();
  // Just after the end the last tries are still being written, and what was read may be of two moments.
  if (state.check.counts.total > 0 && Date.now() < Date.parse(state.proof.endsAt) + SETTLED_MS) throw new Error(word('changed'));
  const isNoted = noted === null || noted === state.draw.seedHash;
  state.phase = state.check.faults.length === 0 && isNoted ? 'right' : 'wrong';
}

function show() {
  const { draw, proof, phase } = state;
  for (const element of document.querySelectorAll('[data-word]')) element.textContent = word(element.dataset.word);
  document.title = word('title');
  document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en';
  by('language').textContent = language() === 'zh' ? 'English' : '中文';
  by('language').lang = language() === 'zh' ? 'en' : 'zh-CN';
  by('verdict').dataset.phase = phase;
  by('verdict-title').textContent = word('phases')[phase];
  const values = { time: draw ? time(draw.endsAt) : '', reason: state.failure };
  by('verdict-words').textContent = fill(word('phaseWords')[phase], values);
  list(by('how'), words('steps'));
  if (draw && proof) showPublished(draw, proof);
  showProgress();
  showSteps();
}

function showProgress() {
  const { check, proof, phase } = state;
  const bar = by('progress');
  bar.hidden = phase !== 'checking';
  if (check && proof?.entries) bar.value = check.checked() / proof.entries;
  bar.textContent = check ? String(check.checked()) : '';
}

function showSteps() {
  const { check, draw, phase } = state;
  const isOver = phase === 'right' || phase === 'wrong';
  const holds = (step) => (step === 'hash' ? noted === draw.seedHash : check.counts[step] === 0);
  by('steps').replaceChildren(
    ...(isOver ? STEPS.filter((step) => step !== 'hash' || noted !== null) : []).map((step) => {
      const item = document.createElement('li');
      item.className = holds(step) ? 'right' : 'wrong';
      const text = fill(word('checks')[step], { count: check.checked() });
      item.textContent = (holds(step) ? '✓ ' : '✗ ') + text;
      item.setAttribute('aria-label', text + ': ' + word(holds(step) ? 'holds' : 'fails'));
      return item;
    }),
  );
  list(by('faults'), isOver ? check.faults.map(({ kind, number }) => fill(word('faults')[kind], { number })) : []);
}

function showPublished(draw, proof) {
  by('published').hidden = false;
  by('one').hidden = proof.seed === null;
  const facts = [
    ['draw', draw.title],
    ['committed', time(draw.publishedAt)],
    ['period', time(draw.startsAt) + ' – ' + time(draw.endsAt)],
    ['entries', String(draw.entries)],
    ['id', draw.id],
    ['hash', draw.seedHash],
    ['seed', proof.seed ?? word('hidden')],
  ];
  define(by('facts'), facts.map(([name, value]) => [word('facts')[name], value]));
  by('prizes').replaceChildren(
    ...[...draw.prizes]
      .sort((one, other) => one.position - other.position)
      .map(({ position, title, oddsPpm, count, left }) => {
        const row = document.createElement('tr');
        const won = state.check?.awarded.get(position) ?? (count === null ? '' : count - left);
        for (const text of [title, oddsPpm / 10000 + '%', count ?? word('unlimited'), won])
          row.append(Object.assign(document.createElement('td'), { textContent: String(text) }));
        return row;
      }),
  );
}

async function look(event) {
  event.preventDefault();
  const number = Number(by('number').value);
  const { check, draw } = state;
  if (!check?.key || !Number.isSafeInteger(number) || number < 1) return;
  const { message, digest, roll } = await rollOf(check.key, draw.id, number);
  const prize = prizeAt(roll, check.prizes);
  const rows = [['message', message], ['digest', digest], ['roll', String(roll)], ['rolled', prize?.title ?? '']];
  define(by('entry'), rows.map(([name, value]) => [word('entryFacts')[name], value]));
}

function define(target, pairs) {
  target.replaceChildren(
    ...pairs.flatMap(([name, value]) => [
      Object.assign(document.createElement('dt'), { textContent: name }),
      Object.assign(document.createElement('dd'), { textContent: value }),
    ]),
  );
}

function list(target, lines) {
  target.replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })));
}

function time(text) {
  return new Date(text).toLocaleString(language() === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: 'Asia/Shanghai', hour12: false });
}

by('language').addEventListener('click', () => {
  setLanguage(language() === 'zh' ? 'en' : 'zh');
  by('entry').replaceChildren();
  show();
});
by('look').addEventListener('submit', look);
show();
await start();
`;
