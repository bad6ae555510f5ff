import { searchWords } from './search-words.js';

test.each([
  ['  Jaket ', { phrase: 'jaket', words: ['jaket'], pairs: [], similar: ['jaket'] }],
  ['明前龙井', { words: ['明前龙井'], pairs: ['明前', '前龙', '龙井'], similar: [] }],
  ['龙景', { words: ['龙景'], pairs: ['龙', '景'] }],
  ['茶', { words: ['茶'], pairs: [] }],
  ['龙井Tea  50g', { words: ['龙井', 'tea', '50g'], similar: ['tea', '50g'] }],
  ['ＴＥＡ', { phrase: 'tea', words: ['tea'] }],
  ['%', { words: ['%'], pairs: [], similar: [] }],
  ['xl XL', { words: ['xl'], similar: [] }],
  ['😀', { words: ['😀'], similar: [] }],
  ['   ', { phrase: '', words: [], pairs: [], similar: [] }],
])('%s', (typed, expected) => {
  expect(searchWords(typed)).toMatchObject(expected);
});

test('takes no more than eight words', () => {
  expect(searchWords('a b c d e f g h i j').words).toHaveLength(8);
});
