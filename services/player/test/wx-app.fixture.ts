export interface WxAppParts {
  readonly appId: string;
  readonly apiBase: string;
  /** Arguments of `wx.requestPayment`. */
  readonly payment: object;
  /** Whether private interfaces wait for the shopper's agreement. */
  readonly privacy: boolean;
}

/** A mini-program that calls what a shop calls of WeChat, a button for each, and writes what came of it into `#log`. */
export const wxApp = ({ appId, apiBase, payment, privacy }: WxAppParts): Record<string, string | object> => ({
  'app.json': {
    pages: ['pages/home/index', 'pages/other/index'],
    window: { navigationBarTitleText: 'wx', navigationBarTextStyle: 'black', navigationBarBackgroundColor: '#fff' },
    permission: { 'scope.userLocation': { desc: 'for the nearest shop' } },
    ...(privacy && { __usePrivacyCheck__: true }),
  },
  'ext.json': { extEnable: true, extAppid: appId, ext: { apiBase } },
  'app.js': 'App({ onLaunch(options) { this.launched = options; } });',
  'parts/box/index.json': { component: true },
  'parts/box/index.wxml': '<view class="inner" data-a="1">{{label}}</view><view class="inner">two</view>',
  'parts/box/index.wxss': '.inner { width: 40px; height: 20px; color: rgb(1, 2, 3) }',
  'parts/box/index.js': `Component({
    properties: { label: String },
    lifetimes: { attached() { this.createSelectorQuery().select('.inner').boundingClientRect((rect) => { this.early = rect && rect.width; }).exec(); } },
    methods: {
      measure(say) {
        const query = wx.createSelectorQuery().in(this);
        query.selectAll('.inner').fields({ size: true, dataset: true, computedStyle: ['color'] });
        query.select('.none').boundingClientRect();
        query.selectViewport().scrollOffset();
        query.exec(([boxes, none, view]) => say([this.early, boxes.length, boxes[0].width, boxes[0].dataset.a, boxes[0].color, none, view.scrollTop].join(' ')));
      },
      watch(say) {
        this.createIntersectionObserver({ thresholds: [0, 1] }).relativeToViewport().observe('.inner', ({ intersectionRatio }) => say('ratio ' + intersectionRatio));
      },
    },
  });`,
  'pages/home/index.json': { usingComponents: { box: '/parts/box/index' } },
  'pages/home/index.wxml': `
    <view wx:for="{{buttons}}" wx:key="*this" id="{{item}}" bindtap="press" data-name="{{item}}" style="height:30px">{{item}}</view>
    <button id="phone" open-type="getPhoneNumber" bindgetphonenumber="phone">phone</button>
    <button id="agree" wx:if="{{asked}}" open-type="agreePrivacyAuthorization" bindagreeprivacyauthorization="agreed">agree</button>
    <text id="log">{{log}}</text><view style="height:1500px"></view><box id="box" label="one"/>`,
  'pages/home/index.js': `
    const { apiBase } = wx.getExtConfigSync();
    const fail = (say) => (error) => say(error.errMsg);
    const picture = () => wx.chooseImage({ count: 1 }).then(({ tempFilePaths }) => tempFilePaths[0]);
    const actions = {
      upload: (say) => picture().then((filePath) => wx.uploadFile({ url: apiBase + '/upload', filePath, name: 'photo', formData: { note: '茶' },
        success: (r) => say(r.statusCode + ' ' + r.data), fail: fail(say) })),
      uploadNothing: (say) => wx.uploadFile({ url: apiBase + '/upload', filePath: 'wxfile://none.png', name: 'photo', fail: fail(say) }),
      uploadAway: (say) => wx.uploadFile({ url: 'https://elsewhere.example/upload', filePath: 'wxfile://none.png', name: 'photo', fail: fail(say) }),
      download: (say) => wx.downloadFile({ url: apiBase + '/picture', fail: fail(say), success: ({ tempFilePath, statusCode }) => wx.getImageInfo({ src: tempFilePath,
        success: ({ width, height }) => wx.getFileSystemManager().getFileInfo({ filePath: tempFilePath, success: ({ size }) => say([statusCode, width, height, size].join(' ')) }), fail: fail(say) }) }),
      downloadLost: (say) => wx.downloadFile({ url: apiBase + '/lost', success: ({ statusCode }) => say('success ' + statusCode), fail: fail(say) }),
      media: (say) => wx.chooseMedia({ count: 2, mediaType: ['image'], success: ({ tempFiles }) => say(tempFiles.map((f) => f.fileType + ' ' + f.size).join()), fail: fail(say) }),
      place: (say) => wx.getLocation({ type: 'gcj02', success: (r) => say(r.latitude + ' ' + r.longitude), fail: fail(say) }),
      choose: (say) => wx.chooseLocation({ success: (r) => say(r.name + ' ' + r.latitude), fail: fail(say) }),
      login: (say) => wx.login({ success: ({ code }) => wx.request({ url: apiBase + '/login', method: 'POST', data: { code }, success: (r) => say('code ' + code.length + ' ' + r.statusCode) }), fail: fail(say) }),
      pay: (say) => wx.requestPayment(${JSON.stringify(payment)}).then((r) => say(r.errMsg), fail(say)),
      measure: (say, page) => page.selectComponent('#box').measure(say),
      watch: (say, page) => page.selectComponent('#box').watch(say),
      bottom: (say) => wx.pageScrollTo({ selector: '#box', duration: 0, success: () => {} }),
      setting: (say) => wx.getPrivacySetting({ success: (r) => say('needs ' + r.needAuthorization) }),
      require: (say) => wx.requirePrivacyAuthorize({ success: () => say('agreed'), fail: fail(say) }),
      listen: (say, page) => { wx.onNeedPrivacyAuthorization((resolve, about) => { page.resolve = resolve; page.setData({ asked: true, log: 'asked for ' + about.referrer }); }); return 'listening'; },
      scene: () => { const { scene, path, query } = getApp().launched; return scene + ' ' + path + ' ' + decodeURIComponent(query.scene || ''); },
      scale: () => String(wx.getAppBaseInfo().fontSizeScaleFactor) + ' ' + wx.getWindowInfo().windowWidth,
      throws: () => { null.missing; },
    };
    Page({
      data: { log: '', asked: false, buttons: Object.keys(actions) },
      say(line) { this.setData({ log: line }); },
      press(event) {
        const { name } = event.currentTarget.dataset;
        const said = actions[name]((line) => this.say(name + ': ' + line), this);
        if (typeof said === 'string') this.say(name + ': ' + said);
      },
      phone({ detail }) { this.say('phone: ' + (detail.code ? 'code' : detail.errMsg)); },
      agreed() { this.resolve({ event: 'agree', buttonId: 'agree' }); this.setData({ asked: false }); },
    });`,
  'pages/other/index.wxml': '<view id="log">other</view>',
  'pages/other/index.js': 'Page({});',
});
