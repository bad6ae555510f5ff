import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import { render } from '../rendering/render.js';
import { pngOf } from '../templates/small-template.fixture.js';
import { loadTemplateCatalogue } from '../templates/template-catalogue.js';
import { lint } from './lint.js';
import { append, both, broken, type Mutation, prepend, remove, setJson, write } from './mutation.fixture.js';
import { PackageLinter } from './package-linter.js';
import type { LintRule } from './rules/lint-rules.js';

const template = loadTemplateCatalogue(join(projectRoot(), 'templates')).get('retail');
const variables = { appId: 'wx0123456789abcdef', runtimeUrl: 'https://shop.example.com', revision: 1 };
const HOME = 'pages/home/index';
const TDESIGN = 'miniprogram_npm/tdesign-miniprogram';

const cases: [LintRule, string, Mutation][] = [
  ['file.missing', 'app.js gone', remove('app.js')],
  ['page.file_missing', 'the cart page without wxml', remove('pages/cart/index.wxml')],
  ['page.repeated', 'the cart page twice', setJson('app.json', '/pages/10', 'pages/cart/index')],
  ['page.path', 'a page with an extension', setJson('app.json', '/pages/10', 'pages/cart/index.js')],
  ['json.syntax', 'a comment in app.json', prepend('app.json', '// the shop\n')],
  ['json.empty', 'an empty page json', write('pages/me/index.json', '')],
  ['file.byte_order_mark', 'a byte order mark', prepend(`${HOME}.json`, '\uFEFF')],
  ['json.schema', 'a number for a title', setJson('app.json', '/window/navigationBarTitleText', 1)],
  ['json.schema', 'a wrong style version', setJson('app.json', '/style', 'v3')],
  [
    'tabbar.count',
    'six tabs',
    setJson(
      'app.json',
      '/tabBar/list',
      Array.from({ length: 6 }, (_x, index) => ({ pagePath: `p${index}`, text: 't' })),
    ),
  ],
  ['tabbar.page', 'a tab that is no page', setJson('app.json', '/tabBar/list/0/pagePath', 'pages/gone/index')],
  ['tabbar.icon_missing', 'a tab icon gone', remove('icons/tab/cart.png')],
  ['tabbar.icon_size', 'a heavy tab icon', write('icons/tab/cart.png', pngOf(41 * 1024))],
  ['colour.hex', 'a colour by name', setJson('app.json', '/tabBar/color', 'grey')],
  [
    'component.not_found',
    'a component path mistyped',
    setJson(`${HOME}.json`, '/usingComponents/page-state', '/components/pagestate/index'),
  ],
  ['component.not_found', 'a vendored component pruned', remove(`${TDESIGN}/popup/popup.json`)],
  [
    'component.not_declared',
    'a component mark gone',
    setJson('components/page-state/index.json', '/component', undefined),
  ],
  ['wxml.unknown_tag', 'a component not declared', setJson(`${HOME}.json`, '/usingComponents/page-state', undefined)],
  ['wxml.unknown_tag', 'an HTML tag', append('pages/cart/index.wxml', '<span></span><p></p>')],
  ['wxml.syntax', 'a view left open', append('pages/product/index.wxml', '<view>')],
  [
    'wxml.call',
    'a price computed in the binding',
    append('components/shop-price/index.wxml', '<text>{{(fen / 100).toFixed(2)}}</text>'),
  ],
  ['wxml.expression', 'half an expression', append('pages/cart/index.wxml', '<text>{{count > }}</text>')],
  ['wxml.handler_missing', 'a handler mistyped', append('pages/cart/index.wxml', '<view bindtap="onChekout" />')],
  [
    'wxml.template_undefined',
    'a template of another file',
    append('pages/cart/index.wxml', '<template is="line" data="{{line}}" />'),
  ],
  ['wxml.reference_missing', 'a vendored wxs gone', remove(`${TDESIGN}/common/utils.wxs`)],
  ['wxss.import_missing', 'a vendored style gone', remove(`${TDESIGN}/common/style/index.wxss`)],
  [
    'wxss.local_url',
    'a local picture in styles',
    append('app.wxss', '.logo { background: url(/icons/tab/home.png); }'),
  ],
  ['wxss.syntax', 'a brace too many', append('app.wxss', '}')],
  ['js.syntax', 'a syntax error', append('services/request.js', '\nconst = 1;')],
  ['js.require_missing', 'a module gone', remove('services/money.js')],
  ['js.code_generation', 'eval', append('services/request.js', '\neval("wx.login()");')],
  ['js.browser_global', 'localStorage', append('services/session.js', '\nlocalStorage.setItem("a", "b");')],
  [
    'js.insecure_address',
    'a plain http address',
    append('services/request.js', "\nconst address = 'http://shop.example.com';"),
  ],
  [
    'js.forbidden_host',
    'WeChat\u2019s own API',
    append('services/request.js', "\nconst address = 'https://api.weixin.qq.com/sns';"),
  ],
  ['privacy.location_undeclared', 'a location asked for', append('services/request.js', '\nwx.getLocation({});')],
  ['file.type', 'a font in the package', write('fonts/shop.woff2', 'x')],
  [
    'file.secret',
    'an AppSecret in the package',
    append('services/config.js', "\nconst app_secret = '0123456789abcdef0123456789abcdef';"),
  ],
  ['size.main', 'a film in the main package', write('media/film.mp4', Buffer.alloc(2_200_000))],
  [
    'size.subpackage',
    'a film in a subpackage',
    both(
      write('film/a.mp4', Buffer.alloc(2_200_000)),
      setJson('app.json', '/subPackages', [{ root: 'film', pages: [] }]),
    ),
  ],
];

describe('the retail template', () => {
  it.each(template.presets.map((preset) => [preset.id, preset] as const))(
    'has no fault with the preset %s',
    (_id, { config }) => {
      const { findings, passed, sizes } = new PackageLinter().lint(template, render(template, config, variables));

      expect(findings).toEqual([]);
      expect(passed).toBe(true);
      expect(sizes.mainBytes).toBeLessThan(1.2 * 1024 * 1024);
    },
  );

  it.each(cases)('%s: %s', (rule, _what, mutate) => {
    const found = lint(broken(template.files, mutate)).filter((finding) => finding.rule === rule);

    expect(found.map(({ severity }) => severity)).toContain('error');
  });

  it('warns of a runtime that only this machine reaches, and passes', () => {
    const [preset] = template.presets;
    const local = { ...variables, runtimeUrl: 'http://127.0.0.1:4100' };
    const { findings, passed } = new PackageLinter().lint(template, render(template, preset?.config ?? {}, local));

    expect(findings.map(({ rule }) => rule)).toEqual(['ext.api_address_local']);
    expect(passed).toBe(true);
  });
});
