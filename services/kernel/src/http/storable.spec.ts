import { findUnstorable } from './storable.js';

it.each([
  ['NUL', { a: [{ b: 'x\0' }] }, 'character', '/a/0/b'],
  ['half a surrogate pair', { name: '\ud83d' }, 'character', '/name'],
  ['NUL in a name', { a: { 'x\0': 1 } }, 'character', '/a'],
  ['an integer that lost its last digits', { n: 2 ** 53 }, 'range', '/n'],
  ['a number without end', { n: Number.POSITIVE_INFINITY }, 'range', '/n'],
  ['a name with a slash', { 'a/b~': '\0' }, 'character', '/a~1b~0'],
])('points at %s', (_what, value, keyword, instancePath) => {
  expect(findUnstorable(value)).toMatchObject({ keyword, instancePath });
});

it('refuses a document nested so deep that walking it would overflow the stack', () => {
  const deep: unknown = JSON.parse('{"a":'.repeat(50_000) + '1' + '}'.repeat(50_000));

  expect(findUnstorable(deep)).toMatchObject({ keyword: 'depth', instancePath: '' });
});

it('takes everything else', () => {
  const value = {
    text: '😀 \u202e <b>\n',
    list: [1.5, -3, Number.MAX_SAFE_INTEGER, true, null],
    nested: { a: { b: {} } },
  };

  expect(findUnstorable(value)).toBeNull();
});
