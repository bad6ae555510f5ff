import { rpxToVw } from './rpx.js';
import { compiled } from './compiled.fixture.js';

const home = 'pages/home/index.wxss';
const styleOf = async (wxss: string, more: Record<string, string> = {}) => {
  const { base, diagnostics } = await compiled({ [home]: wxss, ...more });
  return { css: base.config.styles['pages/home/index'], styles: base.config.styles, diagnostics };
};

test.each([
  ['20rpx', '2.66667vw'],
  ['-1.5rpx', '-0.2vw'],
  ['.5RPX', '0.06667vw'],
  ['calc(100vh - 20rpx)', 'calc(100vh - 2.66667vw)'],
  ['0 750rpx/1rpx', '0 100vw/0.13333vw'],
  ['var(--a20rpx)', 'var(--a20rpx)'],
])('%s is %s', (rpx, vw) => {
  expect(rpxToVw(rpx)).toBe(vw);
});

test('a figure longer than any screen is passed over in no time', () => {
  const figure = '1'.repeat(300_000);

  expect(rpxToVw(`${figure} 20rpx`)).toBe(`${figure} 2.66667vw`);
});

test('page is the body, built-in tags have their prefix, other tags none', async () => {
  const { css } = await styleOf(
    'page{color:red} view>text::after, scroll-view.a{} my-card{} @media (min-width:700rpx){page{}}',
  );

  expect(css).toBe(
    'body{color:red} wx-view>wx-text::after, wx-scroll-view.a{} my-card{} @media (min-width:93.33333vw){body{}}',
  );
});

test('classes of an isolated component carry its scope, and :host is the component', async () => {
  const { styles } = await styleOf('.a{}', {
    'pages/home/index.json': '{"usingComponents":{"c":"/c"}}',
    'c.json': '{"component":true}',
    'c.js': '',
    'c.wxml': '<view/>',
    'c.wxss': ':host{display:block} .a.b:not(.c){} .a-20{} #id{} @keyframes spin{from{opacity:0}}',
  });

  expect(styles['c']).toBe(
    '[wx-host="s0"]{display:block} .s0--a.s0--b:not(.s0--c){} .s0--a-20{} #id{} @keyframes spin{from{opacity:0}}',
  );
  expect(styles['pages/home/index']).toBe('.a{}');
});

test('imports are put in place, each once', async () => {
  const { css, diagnostics } = await styleOf('@import "../a.wxss"; @import "/b.wxss"; .c{}', {
    'pages/a.wxss': '@import "../b.wxss"; .a{}',
    'b.wxss': '.b{}',
  });

  expect(diagnostics).toEqual([]);
  expect(css?.replaceAll(/\s/g, '')).toBe('.b{}.a{}.c{}');
});

test.each([
  ['a missing import', '@import "./none.wxss";', 1],
  ['an import from outside', '.a{}\n@import "../../../x.wxss";', 2],
  ['an import from afar', '@import url("https://example.com/a.css");', 1],
  ['an import of itself', '@import "./index.wxss";', 1],
  ['a rule without end', '.a{}\n.b{color:red', 2],
  ['a selector that is none', '.a{}\n.b:not(.c {}', 2],
])('%s is reported with its line', async (_name, wxss, line) => {
  const { diagnostics } = await styleOf(wxss);

  expect(diagnostics).toEqual([expect.objectContaining({ level: 'error', file: home, line })]);
});

test('imports in a circle are reported', async () => {
  const { diagnostics } = await styleOf('@import "/a.wxss";', {
    'a.wxss': '@import "/b.wxss";',
    'b.wxss': '\n@import "/a.wxss";',
  });

  expect(diagnostics).toEqual([
    expect.objectContaining({
      level: 'error',
      file: 'b.wxss',
      line: 2,
      message: expect.stringContaining('a.wxss → b.wxss → a.wxss'),
    }),
  ]);
});
