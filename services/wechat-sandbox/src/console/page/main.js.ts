/** Tabs, language, and looking again every few seconds. */
export const mainScript = String.raw`
import { drawAccounts } from './accounts.js';
import { say, setAfterwards, run } from './dom.js';
import { drawFaults } from './faults.js';
import { drawPayments } from './payments.js';
import { drawPushes } from './pushes.js';
import { useLanguage } from './words.js';

const EVERY_MS = 2000;
const draws = { accounts: drawAccounts, messages: drawPushes, payments: drawPayments, faults: drawFaults };
const tabs = [...document.querySelectorAll('[role=tab]')];
let failed = false;

async function refresh() {
  const chosen = tabs.find((tab) => tab.getAttribute('aria-selected') === 'true').dataset.word;
  await draws[chosen](document.getElementById('panel-' + chosen));
}

function choose(tab) {
  for (const other of tabs) {
    const isChosen = other === tab;
    other.setAttribute('aria-selected', String(isChosen));
    other.tabIndex = isChosen ? 0 : -1;
    document.getElementById('panel-' + other.dataset.word).hidden = !isChosen;
  }
  history.replaceState(null, '', '#' + tab.dataset.word);
  run(() => undefined);
}

for (const [index, tab] of tabs.entries()) {
  tab.addEventListener('click', () => choose(tab));
  tab.addEventListener('keydown', ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = tabs[(index + step + tabs.length) % tabs.length];
    next.focus();
    choose(next);
  });
}
document.getElementById('language').addEventListener('click', () => {
  useLanguage(true);
  run(() => undefined);
});

async function look() {
  if (document.visibilityState === 'visible') {
    try {
      await refresh();
      if (failed) say('', false);
      failed = false;
    } catch (error) {
      failed = true;
      say(error.message, true);
    }
  }
  setTimeout(look, EVERY_MS);
}

setAfterwards(refresh);
useLanguage(false);
choose(tabs.find((tab) => '#' + tab.dataset.word === location.hash) ?? tabs[0]);
setTimeout(look, EVERY_MS);
`;
