import { compiled } from './compiled.fixture.js';

const home = 'pages/home/index.wxml';
const silent = { error: () => undefined };

/** The texts that a template makes of some data, by the functions the compiler generated. */
const templatesOf = async (changes: Record<string, string>) => {
  const { base, diagnostics } = await compiled(changes);
  return {
    groups: base.templates(
      (pattern: string) => new RegExp(pattern),
      (time: number) => new Date(time),
      silent,
    ),
    diagnostics,
  };
};

test.each([
  ['comments', '<!--'],
  ['includes', '<include '],
  ['comments in a script', '/* '],
])('%s without an end are compiled in no time', async (name, opening) => {
  const text = opening.repeat(60_000);
  const wxml = name === 'comments in a script' ? `<wxs module="a">${text}</wxs>` : text;

  expect((await templatesOf({ [home]: wxml })).groups).toHaveProperty([home.replace('.wxml', '')]);
});

test('imports, includes and WXS of a page come along, each once', async () => {
  const { groups, diagnostics } = await templatesOf({
    [home]: '<import src="./part"/><include src="/foot.wxml"/><wxs src="../../u.wxs" module="u"/><view>{{u.a}}</view>',
    'pages/home/part.wxml': '<template name="p"><text/></template>',
    'foot.wxml': '<include src="./sole.wxml"/>',
    'sole.wxml': '<view/>',
    'u.wxs': 'module.exports = { a: require("./v.wxs").a }',
    'v.wxs': 'module.exports = { a: [].constructor }',
  });

  expect(diagnostics).toEqual([]);
  expect(Object.keys(groups).sort()).toEqual(['foot', 'pages/home/index', 'pages/home/part', 'sole']);
});

test.each([
  ['a missing import', { [home]: '<import src="./none"/>' }, 'pages/home/none.wxml'],
  ['a missing include', { [home]: '<include src="/none.wxml"/>' }, 'none.wxml'],
  ['a missing WXS', { [home]: '<wxs src="./none.wxs" module="n"/><view>{{n.a}}</view>' }, home],
  [
    'a WXS that requires a missing one',
    { [home]: '<wxs src="/a.wxs" module="n"/>', 'a.wxs': 'require("./none.wxs")' },
    'a.wxs',
  ],
  [
    'a WXS that requires from outside',
    { [home]: '<wxs src="/a.wxs" module="n"/>', 'a.wxs': 'require("../../x.wxs")' },
    'a.wxs',
  ],
  ['a page that includes itself', { [home]: '<include src="./index.wxml"/>' }, home],
  [
    'includes in a circle',
    { [home]: '<include src="/a.wxml"/>', 'a.wxml': '<include src="/b.wxml"/>', 'b.wxml': '<include src="/a.wxml"/>' },
    'a.wxml',
  ],
])('%s is reported with its file', async (_name, changes, file) => {
  const { diagnostics } = await templatesOf(changes);

  expect(diagnostics).toEqual([expect.objectContaining({ level: 'error', file })]);
});

test('a WXS module that throws takes nothing else with it', async () => {
  const { groups } = await templatesOf({
    [home]: '<wxs src="/a.wxs" module="a"/><wxs module="b">undefined.x</wxs><view>{{a.b}}</view>',
    'a.wxs': 'function f() { return g.h.i } var g; module.exports = { b: f() }',
  });

  expect(Object.keys(groups)).toEqual(['pages/home/index']);
});

test('a fault in an expression has its line', async () => {
  const { diagnostics } = await templatesOf({ [home]: '<view>\n  {{ a.. }}\n</view>' });

  expect(diagnostics).toEqual([expect.objectContaining({ level: 'error', file: home, line: 2 })]);
});

test('WXS inside a template has the line of the template', async () => {
  const { diagnostics } = await templatesOf({ [home]: '<view/>\n<wxs module="m">\nvar a = 1;\nlet b = 2;\n</wxs>' });

  expect(diagnostics).toEqual([
    expect.objectContaining({ file: home, line: 4, message: expect.stringContaining('ES5') }),
  ]);
});

test('text that closes a script, or a name that closes a string, stays text', async () => {
  const { groups } = await templatesOf({
    [home]: `<view class="a\\"b" data-x="</script>">'"\`\${1}</script>{{ '</script>' }}</view><wxs module="m">var a = "</script>"</wxs>`,
  });

  expect(Object.keys(groups)).toEqual(['pages/home/index']);
});
