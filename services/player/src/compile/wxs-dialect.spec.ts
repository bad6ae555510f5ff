import { Diagnostics } from './diagnostics.js';
import { checkedWxs, wxsRequires, wxsToScript } from './wxs-dialect.js';

test.each([
  ['x.constructor === "Array"', 'x.nv_constructor === "Array"'],
  ['"x.constructor"', '"x.constructor"'],
  ['// x.constructor', '// x.constructor'],
  ['constructor()', 'constructor()'],
  [String.raw`getRegExp('^\d+$')`, String.raw`getRegExp('^\\d+$')`],
  [String.raw`'\n\'\\'`, String.raw`'\n\'\\'`],
  ["require('./a.wxs')", 'require("./a")'],
  ['require( "../b" )', 'require("../b")'],
  ['"require(\'./a.wxs\')"', '"require(\'./a.wxs\')"'],
  ["/* '\\d */ a", "/* '\\d */ a"],
])('%s', (wxs, script) => {
  expect(wxsToScript(wxs)).toBe(script);
});

test('what a module requires is found outside of comments and texts', () => {
  expect(
    wxsRequires(`var a = require('./a.wxs'); // require('./b.wxs')\nvar c = "require('./c.wxs')"; require("./d")`),
  ).toEqual(['./a.wxs', './d']);
});

test.each([
  ['let a = 1', 1],
  ['var a = 1;\nvar f = () => 1', 2],
  ['}); alert(1); ({', 1],
])('%s is not WXS', (source, line) => {
  const diagnostics = new Diagnostics();

  expect(checkedWxs(source, 'a.wxs', diagnostics)).toBe('');
  expect(diagnostics.list()).toEqual([expect.objectContaining({ level: 'error', file: 'a.wxs', line })]);
});

test('takes default values as WeChat does, and nothing else beyond ES5', () => {
  const said = (source: string) => {
    const diagnostics = new Diagnostics();
    checkedWxs(source, 'a.wxs', diagnostics);
    return diagnostics.list().map(({ line, message }) => [line, message]);
  };

  expect(said("var size = function (a = 'x', b) {\n return a };")).toEqual([]);
  expect(said('function f(a = 1) {}\nlet b = 1;')).toEqual([[2, expect.stringContaining('WXS')]]);
  expect(said('function f(a = () => 1) {}\nvar c = (x) => x;')).toEqual([[2, expect.stringContaining('WXS')]]);
});
