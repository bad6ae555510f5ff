/** Things that packages do less often: an own tab bar, the older canvas, a slot after a named one, offsets of event targets. */
export const fidelityApp = (): Record<string, string | object> => ({
  'app.json': {
    pages: ['pages/a/index', 'pages/b/index', 'pages/deep/index'],
    window: { navigationBarTitleText: 'Fine', navigationBarTextStyle: 'black', navigationBarBackgroundColor: '#fff' },
    tabBar: {
      custom: true,
      list: [
        { pagePath: 'pages/a/index', text: 'A' },
        { pagePath: 'pages/b/index', text: 'B' },
      ],
    },
  },
  'app.js': 'App({})',
  'custom-tab-bar/index.json': { component: true },
  'custom-tab-bar/index.wxml': `<view class="bar"><view wx:for="{{list}}" wx:key="path" class="tab {{selected === index ? 'on' : ''}}" id="tab-{{index}}" data-path="{{item.path}}" bindtap="go">{{item.text}}</view></view>`,
  'custom-tab-bar/index.wxss':
    '.bar { position: fixed; left: 0; right: 0; bottom: 0; height: 60px; display: flex } .tab { flex: 1; color: rgb(1, 1, 1) } .on { color: rgb(200, 0, 0) }',
  'custom-tab-bar/index.js': `Component({
    data: { selected: 0, list: [{ path: '/pages/a/index', text: 'Shop' }, { path: '/pages/b/index', text: 'Mine' }] },
    methods: { go(event) { wx.switchTab({ url: event.currentTarget.dataset.path }); } },
  });`,
  'parts/card/index.json': { component: true },
  'parts/card/index.wxml': '<view class="head"><slot name="head"/></view><view class="main"><slot/></view>',
  'parts/card/index.js': 'Component({});',
  'pages/a/index.json': { usingComponents: { card: '/parts/card/index' } },
  'pages/a/index.wxml': `
    <card><text id="inside">inside</text></card>
    <view style="padding-left:30px"><view id="offset" bindtap="offset" style="width:100px;height:30px">offset</view></view>
    <view id="draw" bindtap="draw">draw</view><canvas canvas-id="c" style="width:40px;height:20px"/>
    <input id="field" value="x" style="min-height:60px;background:#eee"/>
    <view id="deep" bindtap="deep">deep</view><text id="log">{{log}}</text>`,
  'pages/a/index.js': `Page({
    data: { log: '' },
    onShow() { this.getTabBar().setData({ selected: 0 }); },
    offset(event) { this.setData({ log: 'offset ' + event.target.offsetLeft }); },
    draw() {
      const context = wx.createCanvasContext('c');
      context.setFillStyle('#ff0000');
      context.fillRect(0, 0, 20, 20);
      context.draw(false, () => wx.canvasToTempFilePath({ canvasId: 'c', x: 0, y: 0, width: 20, height: 10, success: ({ tempFilePath }) =>
        wx.getImageInfo({ src: tempFilePath, success: ({ width, height }) => this.setData({ log: 'drawn ' + width + ' ' + height }) }), fail: ({ errMsg }) => this.setData({ log: errMsg }) }));
    },
    deep() { wx.navigateTo({ url: '/pages/deep/index' }); },
  });`,
  'pages/b/index.wxml': '<view id="log">b</view>',
  'pages/b/index.js': 'Page({ onShow() { this.getTabBar().setData({ selected: 1 }); } });',
  'pages/deep/index.wxml': '<view id="log">deep</view>',
  'pages/deep/index.js': 'Page({});',
});
