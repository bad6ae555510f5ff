import { ApiError } from '../protocol/api-error.js';
import type { TemplateSource } from '../state/model.js';
import { mergeExtJson } from './ext-json.js';

const APPID = 'wx00000000000000aa';
const template: TemplateSource = {
  appJson: {
    pages: ['pages/home/index', 'pages/cart/index'],
    subPackages: [{ root: 'packages/orders', pages: ['list/index'] }],
    window: { navigationBarTitleText: '模板', navigationBarBackgroundColor: '#ffffff' },
    tabBar: { color: '#000000', list: [{ pagePath: 'pages/home/index' }, { pagePath: 'pages/cart/index' }] },
    lazyCodeLoading: 'requiredComponents',
  },
  pages: ['pages/home/index', 'pages/cart/index', 'packages/orders/list/index'],
  sizes: { main: 1, subPackages: {}, total: 1 },
  privacyApis: [],
  ignoredFiles: [],
  sha256: '',
};
const account = { appid: APPID, privateApis: ['chooseAddress', 'getLocation', 'getFuzzyLocation'] };
const merge = (ext: unknown, unknownKeys: 'ignore' | 'reject' = 'ignore') =>
  mergeExtJson(template, typeof ext === 'string' ? ext : JSON.stringify(ext), account, {
    checkExtAppid: true,
    unknownKeys,
  });

describe('ext_json', () => {
  it('replaces ext as a whole and merges window and tabBar key by key', () => {
    const { appJson } = merge({
      extAppid: APPID,
      ext: { a: 1 },
      window: { navigationBarTitleText: '花间茶舍' },
      tabBar: { color: '#112233' },
    });

    expect(appJson).toMatchObject({
      extAppid: APPID,
      ext: { a: 1 },
      window: { navigationBarTitleText: '花间茶舍', navigationBarBackgroundColor: '#ffffff' },
      tabBar: { color: '#112233', list: [{ pagePath: 'pages/home/index' }, { pagePath: 'pages/cart/index' }] },
    });
  });

  it('loses lazyCodeLoading when it is not repeated, and warns', () => {
    expect(merge({}).warnings).toEqual([expect.stringContaining('lazyCodeLoading')]);
    expect(merge({}).appJson['lazyCodeLoading']).toBeUndefined();
    expect(merge({ lazyCodeLoading: 'requiredComponents' })).toMatchObject({
      warnings: [],
      appJson: { lazyCodeLoading: 'requiredComponents' },
    });
  });

  it('keeps the subpackages when only pages are replaced', () => {
    const tabBar = { list: [{ pagePath: 'pages/home/index' }, { pagePath: 'pages/cart/index' }] };

    expect(merge({ pages: ['pages/cart/index', 'pages/home/index'], tabBar }).pages).toEqual([
      'pages/cart/index',
      'pages/home/index',
      'packages/orders/list/index',
    ]);
  });

  it.each<[string, unknown, number]>([
    ['text that is not JSON', '{', 85048],
    ['a list', [], 85013],
    ['a window that is not an object', { window: 'red' }, 85013],
    ['a colour that is not hex', { window: { navigationBarBackgroundColor: 'red' } }, 85013],
    [
      'a colour of a page that is not hex',
      { extPages: { 'pages/home/index': { backgroundColor: 'rgb(0,0,0)' } } },
      85013,
    ],
    ['another AppID', { extAppid: 'wx00000000000000bb' }, 85013],
    ['a path with a leading slash', { pages: ['/pages/home/index'] }, 85013],
    ['an unknown page', { pages: ['pages/home/index', 'pages/x/x'] }, 85045],
    ['an unknown subpackage', { subPackages: [{ root: 'packages/x', pages: [] }] }, 85045],
    ['extPages of an unknown page', { extPages: { 'pages/x/x': {} } }, 85045],
    [
      'a tab that is no main page',
      { tabBar: { list: [{ pagePath: 'pages/home/index' }, { pagePath: 'packages/orders/list/index' }] } },
      85045,
    ],
    ['a tab without pagePath', { tabBar: { list: [{ pagePath: 'pages/home/index' }, { text: 'x' }] } }, 85046],
    ['one tab only', { tabBar: { list: [{ pagePath: 'pages/home/index' }] } }, 85013],
    ['no pages', { pages: [] }, 85047],
    ['a plugin version that is no version', { plugins: { p: { version: '1', provider: APPID } } }, 80066],
    ['a plugin of nobody', { plugins: { p: { version: '1.0.0', provider: 'x' } } }, 80067],
    ['an unknown private API', { requiredPrivateInfos: ['choosePhone'] }, 85310],
    ['private APIs that exclude each other', { requiredPrivateInfos: ['getFuzzyLocation', 'getLocation'] }, 85311],
    ['a private API the account may not use', { requiredPrivateInfos: ['choosePoi'] }, 85312],
  ])('refuses %s', (_name, ext, errcode) => {
    expect(() => merge(ext)).toThrow(ApiError);
    expect(() => merge(ext)).toThrow(expect.objectContaining({ errcode }));
  });

  it('ignores undocumented keys with a warning, or refuses them when set so', () => {
    expect(merge({ entryPagePath: 'pages/cart/index', lazyCodeLoading: 'requiredComponents' }).warnings).toEqual([
      expect.stringContaining('entryPagePath'),
    ]);
    expect(() => merge({ entryPagePath: 'pages/cart/index' }, 'reject')).toThrow(
      expect.objectContaining({ errcode: 85013 }),
    );
  });
});
