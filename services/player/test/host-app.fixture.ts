/** A mini-program that does one thing per button, so that a test can press it and read what came of it in `#log`. */
export const hostApp = (apiBase: string): Readonly<Record<string, string | object>> => ({
  'app.json': {
    pages: [
      'pages/home/index',
      'pages/me/index',
      'pages/detail/index',
      'pages/broken/index',
      'pages/part/index',
      'pages/ping/index',
      'pages/pong/index',
    ],
    window: {
      navigationBarTitleText: 'Host',
      navigationBarBackgroundColor: '#ffffff',
      navigationBarTextStyle: 'black',
    },
    tabBar: { list: [tab('home', 'Home'), tab('me', 'Me')] },
    darkmode: true,
  },
  'ext.json': { extEnable: true, extAppid: 'wx00000000000000aa', ext: { apiBase, greeting: 'hello' } },
  'app.js': `
    App({
      log: [],
      onLaunch(options) { this.log.push('launch ' + options.path); },
      onShow() { this.log.push('app show'); },
      onUnhandledRejection(event) { this.log.push('rejected ' + event.reason); },
    });`,
  ...Object.fromEntries(['home', 'home-on', 'me', 'me-on', 'other'].map((name) => [`icons/${name}.png`, ICON])),
  'app.wxss': '.title { font-size: 40rpx } @media (prefers-color-scheme: dark) { page { background: rgb(1, 2, 3) } }',
  'words.js': 'export const twice = (text) => text + text; export default twice;',
  'behavior.js': "module.exports = Behavior({ data: { shared: 'from behavior' } });",
  'parts/field/index.json': { component: true },
  'parts/field/index.wxml': '<view class="inner" bindtap="tapped">{{shared}} {{label}}</view>',
  'parts/field/index.wxss': '.inner { color: rgb(10, 20, 30) }',
  'parts/field/index.js': `
    const behavior = require('../../behavior');
    Component({
      behaviors: ['wx://form-field', behavior],
      properties: { label: String },
      observers: { label(value) { this.seen = value; } },
      lifetimes: {
        attached() { getApp().log.push('attached ' + this.data.label); },
        ready() { getApp().log.push('ready ' + this.data.label); },
        detached() { getApp().log.push('detached ' + this.data.label); },
      },
      pageLifetimes: { show() { getApp().log.push('component show'); } },
      methods: { tapped() { this.triggerEvent('picked', { label: this.data.label }); } },
    });`,
  'pages/home/index.json': { usingComponents: { field: '/parts/field/index' }, enablePullDownRefresh: true },
  'pages/home/index.wxml': `
    <wxs module="w">module.exports = { kind: function (x) { return x.constructor } }</wxs>
    <view class="title">{{w.kind(items)}}</view>
    <field id="field" label="one" bindpicked="picked" />
    <view wx:for="{{buttons}}" wx:key="*this" id="{{item}}" bindtap="press" data-name="{{item}}" style="height:30px">{{item}}</view>
    <view id="log">{{log}}</view>`,
  'pages/home/index.js': homeScript,
  'pages/me/index.wxml': '<view id="log">{{log}}</view>',
  'pages/me/index.js': "Page({ data: { log: '' }, onShow() { this.setData({ log: getApp().log.join(' | ') }) } });",
  'pages/detail/index.json': { navigationBarTitleText: 'Detail' },
  'pages/detail/index.wxml': '<view id="log">{{log}}</view><view id="deeper" bindtap="deeper">deeper</view>',
  'pages/detail/index.js': `
    Page({
      data: { log: '' },
      onLoad(query) {
        getApp().log.push('detail load');
        const channel = this.getOpenerEventChannel && this.getOpenerEventChannel();
        if (channel) { channel.on('told', (said) => this.setData({ log: query.id + ' ' + said })); channel.emit('opened', 'thanks'); }
      },
      onShow() { getApp().log.push('detail show'); },
      onReady() { getApp().log.push('detail ready'); },
      onHide() { getApp().log.push('detail hide'); },
      onUnload() { getApp().log.push('detail unload'); },
      deeper() { wx.navigateTo({ url: './index?id=' + getCurrentPages().length, fail: (e) => this.setData({ log: e.errMsg }) }); },
    });`,
  'pages/ping/index.wxml': '<view id="log">ping</view>',
  'pages/ping/index.js': "Page({ onLoad() { wx.redirectTo({ url: '/pages/pong/index' }) } });",
  'pages/pong/index.wxml': '<view id="log">pong</view>',
  'pages/pong/index.js': "Page({ onLoad() { wx.redirectTo({ url: '/pages/ping/index' }) } });",
  'pages/part/index.json': { component: true, usingComponents: {} },
  'pages/part/index.wxml': '<view id="log">{{id}} {{loaded}}</view>',
  'pages/part/index.wxss': '#log { color: rgb(4, 5, 6) }',
  'pages/part/index.js': `
    Component({
      properties: { id: String },
      data: { loaded: '' },
      methods: { onLoad(query) { this.setData({ loaded: 'loaded ' + query.id }); } },
    });`,
  'pages/broken/index.wxml': '<view id="log">still here</view>',
  'pages/broken/index.js': "Page({ onLoad() { throw new Error('out of order') }, onShow() { null.length } });",
});

function tab(page: string, text: string) {
  const icons = { iconPath: `icons/${page}.png`, selectedIconPath: `icons/${page}-on.png` };
  return { pagePath: `pages/${page}/index`, text, ...icons };
}

/** One dot. */
const ICON = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const homeScript = `
  const { twice } = require('../../words');
  const reach = (name, look) => { try { return name + '=' + typeof look(); } catch (error) { return name + ' threw'; } };
  const actions = {
    ext: () => wx.getExtConfigSync().greeting,
    module: () => twice('ab'),
    get: (say) => wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/echo', data: { q: '茶 & 水' }, success: (r) => say(r.statusCode + ' ' + r.data.url) }),
    post: (say) => wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/echo', method: 'POST', data: { a: 1 }, header: { 'X-Own': 'yes' }, success: (r) => say(r.data.method + ' ' + r.data.type + ' ' + r.data.body) }),
    missing: (say) => wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/nothing', success: (r) => say('success ' + r.statusCode), fail: (e) => say(e.errMsg) }),
    bytes: (say) => wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/bytes', responseType: 'arraybuffer', success: (r) => say(new Uint8Array(r.data).join(',')) }),
    slow: (say) => wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/slow', timeout: 60, success: () => say('answered'), fail: (e) => say(e.errMsg) }),
    abort: (say) => { const task = wx.request({ url: wx.getExtConfigSync().apiBase + '/a/wx00000000000000aa/slow', fail: (e) => say(e.errMsg) }); task.abort(); },
    foreign: (say) => wx.request({ url: 'https://elsewhere.example/x', success: () => say('sent'), fail: (e) => say(e.errMsg) }),
    storage: () => { wx.setStorageSync('k', { n: [1, '二'] }); return JSON.stringify(wx.getStorageSync('k')) + wx.getStorageInfoSync().keys.length; },
    large: () => { try { wx.setStorageSync('big', 'x'.repeat(1024 * 1024 + 1)); return 'kept'; } catch (error) { return error.message; } },
    window: () => [reach('window', () => window), reach('document', () => document), reach('globalThis', () => globalThis), reach('parent', () => parent), reach('this', () => (function () { return this })()), reach('fetch', () => fetch)].join(' '),
    evil: () => { try { return 'ran ' + [].constructor.constructor('return 1')(); } catch (error) { return 'refused ' + error.name; } },
    modal: (say) => wx.showModal({ title: 'Sure?', content: 'Really', success: (r) => say('confirm ' + r.confirm) }),
    sheet: (say) => wx.showActionSheet({ itemList: ['a', 'b'], success: (r) => say('item ' + r.tapIndex), fail: (e) => say(e.errMsg) }),
    toast: () => { wx.showToast({ title: 'Well done' }); return 'shown'; },
    address: (say) => wx.chooseAddress({ success: (r) => say(r.cityName + ' ' + r.telNumber), fail: (e) => say(e.errMsg) }),
    scan: (say) => wx.scanCode({ success: (r) => say('path ' + r.path), fail: (e) => say(e.errMsg) }),
    subscribe: (say) => wx.requestSubscribeMessage({ tmplIds: ['t-one', 't-two'], success: (r) => say(r['t-one'] + ' ' + r['t-two']) }),
    launch: () => JSON.stringify(wx.getLaunchOptionsSync().query) + ' ' + wx.getAppBaseInfo().language,
    lacking: (say) => wx.startWifi({ fail: (e) => say(e.errMsg) }),
    unknown: () => String(wx.noSuchThing),
    badge: () => { wx.setTabBarBadge({ index: 1, text: '7' }); return 'set'; },
    icon: () => { wx.setTabBarItem({ index: 0, text: 'Start', selectedIconPath: 'icons/other.png' }); return 'set'; },
    title: () => { wx.setNavigationBarTitle({ title: 'Renamed' }); return 'set'; },
    channel: (say) => wx.navigateTo({ url: '/pages/detail/index?id=5', events: { opened: say }, success: (r) => r.eventChannel.emit('told', 'hi') }),
    tabbed: (say) => wx.navigateTo({ url: '/pages/me/index', fail: (e) => say(e.errMsg) }),
    nowhere: (say) => wx.navigateTo({ url: '/pages/none/index', fail: (e) => say(e.errMsg) }),
    notab: (say) => wx.switchTab({ url: '/pages/detail/index', fail: (e) => say(e.errMsg) }),
    back: (say) => wx.navigateBack({ fail: (e) => say(e.errMsg) }),
    query: (say, page) => page.createSelectorQuery().select('#field').boundingClientRect((r) => say('width ' + Math.round(r.width))).exec(),
    promise: () => { Promise.reject('nobody cared'); return 'sent'; },
    refresh: (say, page) => { page.say = say; wx.startPullDownRefresh(); },
    data: (say, page) => { page.setData({ heap: 'x'.repeat(300 * 1024) }); return 'set'; },
    broken: () => { wx.navigateTo({ url: '/pages/broken/index' }); return 'gone'; },
    circle: () => { wx.navigateTo({ url: '/pages/ping/index' }); return 'gone'; },
    oddities: () => { const ring = {}; ring.ring = ring; Promise.reject(ring); Promise.reject(null); console.log(ring); return 'sent'; },
    part: () => { wx.navigateTo({ url: '../part/index?id=7' }); return 'gone'; },
    theme: () => wx.getAppBaseInfo().theme + ' ' + wx.getAppBaseInfo().language,
  };
  Page({
    data: { items: [], buttons: Object.keys(actions), log: '' },
    onLoad() { getApp().log.push('home load'); },
    onShow() { getApp().log.push('home show'); },
    onReady() { getApp().log.push('home ready'); },
    onHide() { getApp().log.push('home hide'); },
    onPullDownRefresh() { wx.stopPullDownRefresh(); this.say('refreshed'); },
    onTabItemTap(item) { getApp().log.push('tab ' + item.index); },
    picked(event) { this.setData({ log: 'picked ' + event.detail.label + ' ' + (event.currentTarget.id) }); },
    press(event) {
      const { name } = event.currentTarget.dataset;
      const said = actions[name]((text) => this.setData({ log: name + ': ' + text }), this);
      if (typeof said === 'string') this.setData({ log: name + ': ' + said });
    },
  });`;
