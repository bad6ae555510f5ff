import { compiled } from './compiled.fixture.js';

const component = (path: string, json: object = {}) => ({
  [`${path}.json`]: JSON.stringify({ component: true, ...json }),
  [`${path}.wxml`]: '<slot/>',
  [`${path}.js`]: 'Component({})',
});
const using = (usingComponents: object, more: object = {}) => ({
  'pages/home/index.json': JSON.stringify({ usingComponents, ...more }),
});
const usedByHome = async (changes: Record<string, string>) => {
  const { base, diagnostics } = await compiled(changes);
  return { using: base.config.components['pages/home/index']?.using, diagnostics, components: base.config.components };
};

test.each([
  ['/cards/card', 'cards/card'],
  ['/cards', 'cards/index'],
  ['../../cards/card', 'cards/card'],
  ['./local', 'pages/home/local'],
  ['local', 'pages/home/local'],
  ['t-button/button', 'miniprogram_npm/t-button/button'],
  ['t-button', 'miniprogram_npm/t-button/index'],
  ['near', 'pages/miniprogram_npm/near/index'],
])('%s is %s', async (reference, expected) => {
  const { using: found, diagnostics } = await usedByHome({
    ...using({ it: reference }),
    ...component('cards/card'),
    ...component('cards/index'),
    ...component('pages/home/local'),
    ...component('miniprogram_npm/t-button/button'),
    ...component('miniprogram_npm/t-button/index'),
    ...component('pages/miniprogram_npm/near/index'),
  });

  expect(found).toEqual({ it: expected });
  expect(diagnostics).toEqual([]);
});

test.each(['/none', '../../../outside', '', '/pages/home/half'])('"%s" names no component', async (reference) => {
  const { diagnostics } = await usedByHome({ ...using({ it: reference }), 'pages/home/half.json': '{}' });

  expect(diagnostics).toEqual([
    expect.objectContaining({
      level: 'error',
      file: 'pages/home/index.json',
      message: expect.stringContaining('<it>'),
    }),
  ]);
});

test('a component of a plugin is left out with a remark', async () => {
  const { using: found, diagnostics } = await usedByHome(using({ it: 'plugin://a/b' }));

  expect(found).toEqual({});
  expect(diagnostics).toEqual([expect.objectContaining({ level: 'warning', file: 'pages/home/index.json' })]);
});

test("the app's components are everybody's, unless a name is declared anew", async () => {
  const { components } = await usedByHome({
    'app.json': '{"pages":["pages/home/index"],"usingComponents":{"a":"/a","b":"/b"}}',
    ...using({ b: '/c' }),
    ...component('a'),
    ...component('b'),
    ...component('c'),
  });

  expect(components['pages/home/index']?.using).toEqual({ a: 'a', b: 'c' });
  expect(components['c']?.using).toEqual({ a: 'a', b: 'b' });
});

test('components that use each other are each there once', async () => {
  const { components } = await usedByHome({
    ...using({ a: '/a' }),
    ...component('a', { usingComponents: { b: '/b', self: '/a' } }),
    ...component('b', { usingComponents: { a: '/a' } }),
  });

  expect(Object.keys(components).sort()).toEqual(['a', 'b', 'pages/home/index']);
});

test('a generic has its default; isolation, placeholders and data patterns are kept', async () => {
  const { components } = await usedByHome({
    ...using({ list: '/list' }),
    ...component('list', {
      componentGenerics: { row: { default: './row' }, free: true },
      componentPlaceholder: { row: 'view' },
      styleIsolation: 'apply-shared',
      pureDataPattern: '^_',
    }),
    ...component('row', { styleIsolation: 'shared' }),
  });

  expect(components['list']).toMatchObject({
    generics: { row: { default: 'row' }, free: {} },
    placeholder: { row: 'view' },
    styleIsolation: 'apply-shared',
    pureDataPattern: '^_',
  });
  expect(components['list']?.scope).not.toBe('');
  expect(components['row']?.scope).toBe('');
  expect(components['pages/home/index']).toMatchObject({ styleIsolation: 'shared', scope: '' });
});

test('members of the wrong kind are passed over', async () => {
  const { using: found } = await usedByHome({
    'pages/home/index.json':
      '{"usingComponents":{"a":1,"b":null},"componentGenerics":[],"componentPlaceholder":"x","styleIsolation":5}',
  });

  expect(found).toEqual({});
});
