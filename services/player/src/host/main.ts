import '../chrome/chrome.css';
import { addGlobalErrorListener, addGlobalWarningListener, globalOptions } from 'glass-easel';
import { element } from '../chrome/dom.js';
import { type Chosen, PhoneSettings } from '../chrome/phone-settings.js';
import { textsOf } from '../chrome/texts.js';
import { completeCallers } from '../frame/caller-methods.js';
import { isBuiltIn } from '../frame/register.js';
import { offerTabBars } from './custom-tab-bar.js';
import { Player } from './player.js';
import { nameConstructors } from './wxs-environment.js';

globalOptions.throwGlobalError = false;
// A component's property may be called like a field of its node (`dataset`).
globalOptions.writeFieldsToNode = false;
// Styles select by id, too.
globalOptions.writeIdToDOM = true;
nameConstructors();
completeCallers();
offerTabBars();

const settings = new PhoneSettings(ofAddress(new URLSearchParams(location.search)));
const root = document.body.appendChild(element('div', { id: 'player' }));
const player = new Player(root, settings);

addGlobalErrorListener((error, method, _, element) => {
  const { is } = (element ?? {}) as { is?: string };
  player.report([is, method].filter(Boolean).join(' ') || 'component', error);
  return false;
});
// What the framework remarks about the author's own components; nobody can mend a library's, and WeChat's own tags say nothing.
addGlobalWarningListener((message, component) => {
  const { is = '' } = typeof component === 'string' ? { is: component } : component;
  if (is !== '' && !isBuiltIn(is) && !is.includes('miniprogram_npm/')) player.remark(`${is}: ${message}`);
  return false;
});
window.addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  player.rejected(event.reason, event.promise);
});
window.addEventListener('error', (event) =>
  player.report(event.filename.replace(location.origin, ''), event.error ?? event.message),
);

player.open().catch((error: unknown) => {
  const texts = textsOf(settings.language);
  const again = element('a', { class: 'tool', href: location.href }, texts.tryAgain);
  root.replaceChildren(
    element(
      'div',
      { class: 'failure', role: 'alert' },
      element('h1', {}, texts.loadFailed),
      element('p', {}, (error as Error).message),
      again,
    ),
  );
});

/** `?theme=dark&language=en&font=1.3&device=small` */
function ofAddress(query: URLSearchParams): Partial<Chosen> {
  const font = query.get('font');
  return Object.fromEntries(
    Object.entries({
      theme: query.get('theme'),
      language: query.get('language'),
      device: query.get('device'),
      fontScale: font === null ? null : Number(font),
    }).filter(([, value]) => value !== null),
  );
}
