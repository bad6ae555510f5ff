import {
  all,
  type CorpusRow,
  inConfig,
  inFiles,
  inManifest,
  inSchema,
  withInManifest,
  withoutInManifest,
} from './corpus-row.fixture.js';
import { append, prepend, replace, setJson, write } from './mutation.fixture.js';

const HOME = 'pages/home/index';
const inHome = (text: string) => inFiles(append(`${HOME}.wxml`, `\n${text}`));
const inApp = (text: string) => inFiles(append('app.js', `\n${text}`));
const section = (type: string, settings: object, blocks?: readonly object[]) => ({
  id: 'one',
  type,
  settings,
  ...(blocks && { blocks }),
});
const atLaunch = (code: string) => replace('app.js', 'this.offerUpdate();', `this.offerUpdate();\n    ${code}`);
const about = (sections: readonly object[]) => inConfig('/pages', [{ id: 'about', title: '关于', sections }]);

/** A template that WeChat's compilers take and its reviewers do not. */
const templates: readonly CorpusRow[] = [
  [
    'retail',
    'audit.feature_undeclared',
    'payment untold',
    withoutInManifest('features', 'payment'),
    'services/payment.js',
  ],
  ['booking', 'audit.feature_undeclared', 'bookings untold', withoutInManifest('features', 'booking'), 'manifest.json'],
  [
    'restaurant',
    'audit.feature_undeclared',
    'eating in untold',
    withoutInManifest('features', 'dining'),
    'manifest.json',
  ],
  [
    'magazine',
    'audit.feature_undeclared',
    'comments untold',
    withoutInManifest('features', 'userContent'),
    'services/magazine.js',
  ],
  [
    'retail',
    'audit.feature_undeclared',
    'films outside their section',
    all(inHome('<video src="{{film}}" />'), withInManifest('serviceCategories', '文娱 > 其他视频')),
    `${HOME}.wxml:end`,
  ],
  [
    'retail',
    'audit.feature_undeclared',
    'distribution untold',
    inFiles(append('services/api.js', "\nconst team = '/distribution/team';")),
    'services/api.js:end',
  ],
  [
    'retail',
    'audit.feature_unused',
    'a feature nobody offers',
    withInManifest('features', 'distribution'),
    'manifest.json',
  ],
  [
    'restaurant',
    'audit.category_missing',
    'a restaurant that is no restaurant',
    inManifest({ serviceCategories: ['商家自营 > 食品饮料'] }),
    'manifest.json',
  ],
  [
    'booking',
    'audit.category_missing',
    'services under goods',
    inManifest({ serviceCategories: ['商家自营 > 美妆'] }),
    'manifest.json',
  ],
  ['retail', 'audit.category_missing', 'no category at all', inManifest({ serviceCategories: [] }), 'manifest.json'],
  [
    'magazine',
    'audit.category_missing',
    'comments and films under goods',
    inManifest({ serviceCategories: ['商家自营 > 百货'] }),
    'manifest.json',
  ],
  [
    'retail',
    'audit.category_marketplace',
    'a marketplace',
    withInManifest('serviceCategories', '电商平台 > 电商平台'),
    'manifest.json',
  ],
  ['retail', 'audit.category_form', 'one level only', withInManifest('serviceCategories', '商家自营'), 'manifest.json'],
  [
    'retail',
    'audit.live_category',
    'live films under goods',
    inHome('<live-player src="{{film}}" />'),
    `${HOME}.wxml:end`,
  ],
  [
    'retail',
    'audit.scope_unused',
    'the microphone for nothing',
    withInManifest('privacyScopes', 'Record'),
    'manifest.json',
  ],
  [
    'restaurant',
    'privacy.scope_undeclared',
    'the place without its scope',
    withoutInManifest('privacyScopes', 'ChooseLocation'),
    'services/delivery-place.js',
  ],
  [
    'restaurant',
    'privacy.location_undeclared',
    'the place undeclared in app.json',
    inFiles(setJson('app.json', '/requiredPrivateInfos', undefined)),
    'services/delivery-place.js',
  ],
  [
    'magazine',
    'privacy.scope_undeclared',
    'the nickname without its scope',
    withoutInManifest('privacyScopes', 'UserInfo'),
    'components/profile-card/index.wxml',
  ],
  [
    'retail',
    'audit.forced_login',
    'a profile asked for at launch',
    all(inFiles(atLaunch('wx.getUserProfile({});'))),
    'app.js',
  ],
  [
    'booking',
    'audit.forced_login',
    'a permission asked for by a helper',
    all(inFiles(atLaunch('ask();')), inApp("function ask() { wx.authorize({ scope: 'scope.record' }); }")),
    'app.js:end',
  ],
  [
    'restaurant',
    'audit.login_page',
    'everybody sent to log in',
    inFiles(atLaunch("wx.reLaunch({ url: '/pages/login/index' });")),
    'app.js',
  ],
  ['retail', 'audit.login_at_start', 'logged in at launch', inFiles(atLaunch('wx.login({});')), 'app.js'],
  [
    'retail',
    'audit.login_page_first',
    'a log-in page to begin with',
    all(
      inFiles(setJson('app.json', '/entryPagePath', 'pages/login/index')),
      inFiles(replace('app.json', '"pages/home/index",', '"pages/home/index",\n"pages/login/index",')),
      inFiles(write('pages/login/index.js', 'Page({});')),
      inFiles(write('pages/login/index.wxml', '<view>…</view>')),
    ),
    'app.json',
  ],
  [
    'magazine',
    'audit.user_content_unchecked',
    'posts of nobody’s checking',
    inFiles(append('services/api.js', "\nconst posts = '/posts';")),
    'services/api.js:end',
  ],
  [
    'magazine',
    'audit.user_content_unchecked',
    'pictures uploaded past the check',
    inApp('wx.uploadFile({});'),
    'app.js:end',
  ],
  ['retail', 'audit.user_content_unchecked', 'an editor without a check', inHome('<editor />'), `${HOME}.wxml:end`],
  [
    'retail',
    'audit.user_content_unchecked',
    'a nickname sent elsewhere',
    inFiles(replace('services/api.js', '/me/nickname', '/profile/name')),
    'components/profile-card/index.wxml',
  ],
  [
    'retail',
    'audit.draw_odds',
    'a draw without odds',
    (subject) => {
      for (const [file, bytes] of subject.files) {
        if (/\.(?:js|wxml)$/.test(file))
          subject.files.set(file, Buffer.from(bytes.toString('utf8').replaceAll(/odds/gi, 'chance')));
      }
    },
    'manifest.json',
  ],
  [
    'retail',
    'audit.distribution_levels',
    'three levels in the settings',
    inSchema('/properties/distribution', { type: 'object', properties: { levels: { type: 'integer', maximum: 3 } } }),
    'settings.schema.json/distribution/levels',
  ],
  [
    'retail',
    'audit.distribution_levels',
    'three levels in words',
    inFiles(prepend('services/money.js', "const words = '三级分销，人人有佣金';\n")),
    'services/money.js:1',
  ],
  [
    'booking',
    'audit.share_inducement',
    'a reward for sharing',
    inHome('<text>分享到微信群即可领取优惠券</text>'),
    `${HOME}.wxml:end`,
  ],
  [
    'booking',
    'audit.unfinished_text',
    'a page still to come',
    inHome('<text>更多功能敬请期待</text>'),
    `${HOME}.wxml:end`,
  ],
  [
    'retail',
    'audit.login_wording',
    'WeChat’s log-in imitated',
    inHome('<button>微信一键登录</button>'),
    `${HOME}.wxml:end`,
  ],
];

/** A merchant's settings. */
const configs: readonly CorpusRow[] = [
  ['retail', 'content.empty_home', 'nothing on the home page', inConfig('/home/sections', []), 'config/home/sections'],
  [
    'magazine',
    'content.empty_home',
    'a spacer on the home page',
    inConfig('/home/sections', [section('spacer', {})]),
    'config/home/sections',
  ],
  [
    'booking',
    'content.empty_home',
    'everything hidden',
    inConfig('/home/sections', [{ ...section('noticeBar', { text: '营业中' }), hidden: true }]),
    'config/home/sections',
  ],
  ['restaurant', 'content.empty_page', 'a blank page', about([]), 'config/pages/0/sections'],
  [
    'retail',
    'content.empty_section',
    'a carousel without slides',
    about([section('bannerCarousel', {}, []), section('noticeBar', { text: '营业中' })]),
    'config/pages/0/sections/0',
  ],
  [
    'booking',
    'content.empty_section',
    'rich text without text',
    about([section('richText', { html: '<p>&nbsp;</p>' })]),
    'config/pages/0/sections/0',
  ],
  ['retail', 'content.shop_name', 'a name for testing', inConfig('/brand/name', '测试店铺'), 'config/brand/name'],
  ['booking', 'content.shop_name', 'no name', inConfig('/brand/name', ' '), 'config/brand/name'],
  [
    'restaurant',
    'content.test_text',
    'words for testing',
    inConfig('/brand/slogan', '这是测试内容'),
    'config/brand/slogan',
  ],
  [
    'magazine',
    'content.test_text',
    'lorem ipsum',
    inConfig('/brand/about', 'Lorem ipsum dolor sit amet'),
    'config/brand/about',
  ],
  [
    'retail',
    'content.placeholder_image',
    'a placeholder picture',
    inConfig('/brand/logo', 'https://picsum.photos/200'),
    'config/brand/logo',
  ],
  [
    'retail',
    'content.share_inducement',
    'a reward for sharing',
    inConfig('/brand/slogan', '转发给好友领红包'),
    'config/brand/slogan',
  ],
  [
    'retail',
    'content.draw_odds',
    'odds hidden',
    about([section('luckyDraw', { showOdds: false })]),
    'config/pages/0/sections/0/settings/showOdds',
  ],
  [
    'retail',
    'content.distribution_levels',
    'three levels',
    inConfig('/distribution', { levels: [10, 5, 2] }),
    'config/distribution/levels',
  ],
];

export const brokenForAudit: readonly CorpusRow[] = [...templates, ...configs];
