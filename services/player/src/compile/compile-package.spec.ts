import { compilePackage } from './compile-package.js';
import { baseIn, compiled, exportsOf, filesOf } from './compiled.fixture.js';

test('a package becomes one script that hands over pages, templates, styles and modules', async () => {
  const { base, diagnostics } = await compiled({
    'app.json':
      '{"pages":["pages/home/index"],"subPackages":[{"root":"more","pages":["a/a"]}],"themeLocation":"theme.json"}',
    'theme.json': '{"light":{"bg":"#fff"},"dark":{"bg":"#000"}}',
    'pages/home/index.json': '{"navigationBarTitleText":"Home","usingComponents":{}}',
    'pages/home/index.wxss': '.a{color:red}',
    'more/a/a.js': 'Page({})',
    'more/a/a.wxml': '<text/>',
  });

  expect(diagnostics).toEqual([]);
  expect(base.format).toBe(1);
  expect(base.config.routes).toEqual(['pages/home/index', 'more/a/a']);
  expect(base.config.themes).toEqual({ light: { bg: '#fff' }, dark: { bg: '#000' } });
  expect(base.config.components['pages/home/index']).toMatchObject({
    page: true,
    window: { navigationBarTitleText: 'Home' },
  });
  expect(base.config.components['pages/home/index']?.window).not.toHaveProperty('usingComponents');
  expect(base.config.styles).toEqual({ 'pages/home/index': '.a{color:red}' });
  expect(Object.keys(base.modules)).toEqual(['app.js', 'more/a/a.js', 'pages/home/index.js']);
  expect(Object.keys(base.templates())).toEqual(expect.arrayContaining(['pages/home/index', 'more/a/a']));
});

test('the same files give the same script, whatever their order', async () => {
  const files = filesOf({ 'b.js': '', 'a.js': '', 'app.js': 'require("./b");require("./a")' });
  const reversed = new Map([...files].toReversed());

  expect((await compilePackage(reversed)).script).toBe((await compilePackage(files)).script);
});

test.each([
  ['no app.json', { 'app.json': null }, 'app.json'],
  ['an app.json that is no JSON', { 'app.json': '{"pages":[\n,]}' }, 'app.json'],
  ['an app.json that is a list', { 'app.json': '[]' }, 'app.json'],
  ['no pages', { 'app.json': '{"pages":[]}' }, 'app.json'],
  ['pages of the wrong kind', { 'app.json': '{"pages":{"0":"a"},"subPackages":[null,1,{"root":1}]}' }, 'app.json'],
  ['a page without script', { 'pages/home/index.js': null }, 'pages/home/index.js'],
  ['a page without template', { 'pages/home/index.wxml': null }, 'pages/home/index.wxml'],
])('%s is reported, and the script still stands', async (_name, changes, file) => {
  const { diagnostics } = await compiled(changes);

  expect(diagnostics).toEqual(expect.arrayContaining([expect.objectContaining({ level: 'error', file })]));
});

test('names that mean something to JavaScript are names like any other', async () => {
  const { base } = await compiled({
    'app.json': '{"pages":["__proto__","constructor"]}',
    '__proto__.js': 'Page({})',
    '__proto__.wxml': '<view/>',
    'constructor.js': 'Page({})',
    'constructor.wxml': '<view/>',
  });

  expect(base.config.routes).toEqual(['__proto__', 'constructor']);
  expect(Object.hasOwn(base.config.components, '__proto__')).toBe(true);
  expect(Object.hasOwn(base.modules, '__proto__.js')).toBe(true);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

test('bytes that are no text do no harm', async () => {
  const files = filesOf();
  const noise = Uint8Array.from({ length: 5000 }, (_, index) => (index * 7919) % 256);
  for (const file of [
    'pages/home/index.js',
    'pages/home/index.wxml',
    'pages/home/index.wxss',
    'pages/home/index.json',
  ]) {
    files.set(file, noise);
  }
  const { diagnostics, script } = await compilePackage(files);

  expect(diagnostics.some(({ level }) => level === 'error')).toBe(true);
  expect(() => baseIn(script)).not.toThrow();
});

test('a page can be run after a component of it could not be compiled', async () => {
  const { base } = await compiled({
    'pages/home/index.json': '{"usingComponents":{"broken":"/broken"}}',
    'broken.json': '{"component":true}',
    'broken.wxml': '<view>{{ a..b }}</view>',
    'broken.js': 'Component({',
  });

  expect(() => exportsOf(base, 'broken.js')).toThrow(/^broken\.js:1: Unexpected token/);
  expect(() => exportsOf(base, 'pages/home/index.js', { Page: () => undefined })).not.toThrow();
});
