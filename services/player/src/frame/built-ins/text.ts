import type { BuiltIn, BuiltInSelf } from '../built-in.js';
import { setOwnStyle } from '../own-style.js';
import { flag, flagOf, text as textProperty, textOf } from '../property.js';

const SPACES: Readonly<Record<string, string>> = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };
const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': '\u00a0',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&apos;': "'",
  '&ensp;': '\u2002',
  '&emsp;': '\u2003',
};

/** `<text>`: keeps line breaks, may be selected, decodes a few entities, shows runs of spaces as wide as asked. */
export const text: BuiltIn = {
  tag: 'text',
  content: 'slot',
  properties: { selectable: flag(), userSelect: flag(), space: textProperty(), decode: flag() },
  observers: { 'selectable, userSelect': mayBeSelected, 'space, decode': rewrite },
  attached(self) {
    mayBeSelected(self);
    rewrite(self);
    if (!SPACES[textOf(self, 'space')] && !flagOf(self, 'decode')) return;
    const { MutationObserver } = self.page.window;
    const observer = new MutationObserver(() => rewrite(self));
    observer.observe(self.host, { characterData: true, childList: true, subtree: true });
    self.state['observer'] = observer;
  },
  detached: (self) => (self.state['observer'] as MutationObserver | undefined)?.disconnect(),
  css: 'wx-text{display:inline;white-space-collapse:preserve-breaks;word-break:break-word}',
};

function mayBeSelected(self: BuiltInSelf): void {
  // As on a phone: with user-select the text becomes a block in the line.
  if (flagOf(self, 'userSelect')) setOwnStyle(self, 'user-select:text;display:inline-block');
  else setOwnStyle(self, flagOf(self, 'selectable') ? 'user-select:text' : '');
}

function rewrite(self: BuiltInSelf): void {
  const space = SPACES[textOf(self, 'space')];
  const decode = flagOf(self, 'decode');
  for (const node of self.host.childNodes) {
    if (node.nodeType !== 3) continue;
    // In a template's own text, backslash and n are a new line.
    let value = (node.nodeValue ?? '').replaceAll('\\n', '\n');
    if (space) value = value.replaceAll(' ', space);
    if (decode) value = value.replace(/&(?:nbsp|lt|gt|amp|apos|ensp|emsp);/g, (entity) => ENTITIES[entity] ?? entity);
    if (value !== node.nodeValue) node.nodeValue = value;
  }
}
