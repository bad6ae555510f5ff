import { type DemoRow, fateOnImport, fateOnRemoval } from './demo-fate.js';

const row = (over: Partial<DemoRow>): DemoRow => ({
  handle: 'tea',
  id: 'id',
  current: 'as it came',
  recorded: true,
  fingerprint: 'as it came',
  archived: false,
  over: false,
  ...over,
});
const absent = { id: null, current: null };
const edited = { current: 'edited' };
const unrecorded = { recorded: false, fingerprint: null };

test.each([
  ['is missing', row({ ...absent, ...unrecorded }), 'bring'],
  ['was deleted by the merchant', row(absent), 'bring'],
  ['stopped half way', row({ fingerprint: null }), 'bring'],
  ['was taken out and archived', row({ archived: true }), 'bring'],
  ['is there', row({}), 'unchanged'],
  ['is over', row({ over: true }), 'bring'],
  ['was edited and is over', row({ over: true, ...edited }), 'kept'],
  ['was edited', row(edited), 'kept'],
  ['was archived and shown again by the merchant', row({ archived: true, ...edited }), 'kept'],
  ["is the merchant's own of the same handle", row(unrecorded), 'kept'],
])('an import: what %s', (_name, item, fate) => {
  expect(fateOnImport(item)).toBe(fate);
});

test.each([
  ['was deleted by the merchant', row(absent), 'gone'],
  ['is as it came', row({}), 'take out'],
  ['is over', row({ over: true }), 'take out'],
  ['stopped half way', row({ fingerprint: null }), 'take out'],
  ['was archived and came half way back', row({ fingerprint: null, archived: true }), 'take out'],
  ['was edited', row(edited), 'kept'],
  ['was archived', row({ archived: true }), 'archived already'],
])('a removal: what %s', (_name, item, fate) => {
  expect(fateOnRemoval(item)).toBe(fate);
});
