import { compiled, exportsOf } from './compiled.fixture.js';

const moduleOf = async (text: string, more: Record<string, string> = {}) => {
  const { base, diagnostics } = await compiled({ 'app.js': text, ...more });
  return { base, diagnostics, run: () => exportsOf(base, 'app.js') };
};

test('CommonJS and ES modules find each other by WeChat rules', async () => {
  const { run, diagnostics } = await moduleOf(
    `const a = require('./a'); const { b } = require('/lib/b.js'); const c = require('lib/c'); const pkg = require('pkg');
     module.exports = [a, b, c.default, pkg]`,
    {
      'a/index.js': "module.exports = 'a'",
      'lib/b.js': "export const b = 'b'",
      'lib/c.js': "import { d } from './d'; export default d",
      'lib/d.js': "export * from './e.js'",
      'lib/e.js': "export const d = 'd'",
      'miniprogram_npm/pkg/index.js': "exports.name = 'pkg'",
    },
  );

  expect(diagnostics).toEqual([]);
  expect(run()).toEqual(['a', 'b', 'd', { name: 'pkg' }]);
});

test('what is missing is reported with its line, and fails where it is used', async () => {
  const { diagnostics } = await moduleOf(
    "if (0) {\n  require('./none') }\n// require('./comment')\nconst text = \"require('./text')\"",
  );

  expect(diagnostics).toEqual([expect.objectContaining({ level: 'error', file: 'app.js', line: 2 })]);
});

test('names of the browser are not there, and can be given to something else', async () => {
  const { run } = await moduleOf(
    `const seen = [typeof window, typeof document, typeof fetch, typeof globalThis, typeof localStorage, typeof XMLHttpRequest];
     module.exports = seen;`,
  );
  const own = await moduleOf(
    'const location = 1, open = 2; let top = 3; class Image {} function close() { return 4 } module.exports = [location, open, top, close(), this]',
  );

  expect(run()).toEqual(Array.from({ length: 6 }, () => 'undefined'));
  expect(own.diagnostics).toEqual([]);
  expect(own.run()).toEqual([1, 2, 3, 4, undefined]);
});

test.each([
  ['a text that is not JavaScript', 'App({', 1],
  ['one that closes its function and goes on', '});fetch("/");(function(){', 1],
  ['one that closes its block', 'var a = 1;\n} {', 2],
  ['one that opens a comment', 'var a;\n/* ', 2],
  ['an ES module with a fault', 'import a from "./a";\nconst = 1', 2],
  ['what strict code may not do', 'var a;\nwith (a) {}', 2],
])('%s is reported with its line, and the script still stands', async (_name, text, line) => {
  const { diagnostics, run } = await moduleOf(text);

  expect(diagnostics).toEqual([expect.objectContaining({ level: 'error', file: 'app.js', line })]);
  expect(run).toThrow(SyntaxError);
});

test('a text that ends in a comment does not swallow what follows', async () => {
  expect((await moduleOf('module.exports = 1 // the end')).run()).toBe(1);
});

test('modules that require each other are each there once', async () => {
  const { base } = await moduleOf("require('./a')", { 'a.js': "require('./b')", 'b.js': "require('./a')" });

  expect(Object.keys(base.modules)).toEqual(['a.js', 'app.js', 'b.js', 'pages/home/index.js']);
});

test('nesting deeper than the stack is a fault of the file, not of the compiler', async () => {
  const { diagnostics } = await moduleOf(`module.exports = ${'['.repeat(100_000)}`);

  expect(diagnostics).toHaveLength(1);
});

test('the script says where each module lies, also those that were ES modules', async () => {
  const { script, base } = await compiled({
    'app.js': "// one\n// two\nthrow new Error('three');",
    'pages/home/index.js': "import { a } from './words';\n\n\nexport const b = a;\nPage({});",
    'pages/home/words.js': 'export const a = 1;',
  });

  const lineOf = (words: string) => script.slice(0, script.indexOf(words)).split('\n').length;
  const at = (file: string, words: string) => {
    const [, first, lines] = base.places.find(([each]) => each === file) ?? ['', 0];
    const line = lineOf(words) - first;
    return lines ? lines[line] : line + 1;
  };
  expect(at('app.js', "throw new Error('three')")).toBe(3);
  expect(at('pages/home/index.js', 'Page({})')).toBe(5);
});

test('a minified ES module is one although its line does not begin with export', async () => {
  const { base, diagnostics } = await compiled({ 'app.js': 'const a=1;function b(){return a}export{b};App({});' });

  expect(diagnostics).toEqual([]);
  expect(exportsOf(base, 'app.js', { App: () => undefined })).toMatchObject({ b: expect.any(Function) });
});
