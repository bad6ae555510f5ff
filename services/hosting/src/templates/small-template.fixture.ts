import { assembleTemplate, type TemplateCommons } from './template-assembly.js';
import type { TemplateVersion } from './template-version.js';

/** A mini-program of two tabs, one component and one wxs module without a fault, for specs. */
export function smallPackage(): Map<string, Buffer> {
  return bytes({
    'app.js': 'App({ onLaunch() { this.appId = wx.getExtConfigSync().appId; } });\n',
    'app.json': json({
      pages: ['pages/home/index', 'pages/me/index'],
      window: {
        navigationBarBackgroundColor: '#ffffff',
        navigationBarTextStyle: 'black',
        navigationBarTitleText: 'Shop',
      },
      tabBar: {
        color: '#888888',
        selectedColor: '#111111',
        backgroundColor: '#ffffff',
        list: [
          { pagePath: 'pages/home/index', text: 'Home', iconPath: 'icons/home.png' },
          { pagePath: 'pages/me/index', text: 'Me', iconPath: 'icons/me.png' },
        ],
      },
      lazyCodeLoading: 'requiredComponents',
    }),
    'app.wxss': '@import "styles/base.wxss";\npage { background: #ffffff; }\n',
    'styles/base.wxss': '.card { padding: 24rpx; }\n',
    'sitemap.json': json({ rules: [{ action: 'allow', page: '*' }] }),
    'project.config.json': json({ compileType: 'miniprogram', setting: { es6: true, enhance: true } }),
    'pages/home/index.js':
      "const { yuan } = require('../../services/money');\nPage({\n  data: { items: [] },\n  open(event) { this.setData({ total: yuan(event.detail) }); },\n});\n",
    'pages/home/index.json': json({ usingComponents: { 'price-tag': '/components/price-tag/index' } }),
    'pages/home/index.wxml':
      '<wxs module="text" src="./text.wxs" />\n<view wx:if="{{items.length}}" class="card">\n  <price-tag wx:for="{{items}}" wx:key="id" bindtap="open" fen="{{item.fen}}" />\n  <text>{{text.upper(items[0].title)}}</text>\n</view>\n<view wx:else>…</view>\n',
    'pages/home/index.wxss': '.card { color: #333333; }\n',
    'pages/home/text.wxs':
      'function upper(value) {\n  return value.toUpperCase();\n}\nmodule.exports = { upper: upper };\n',
    'pages/me/index.js': 'Page({});\n',
    'pages/me/index.json': '{}\n',
    'pages/me/index.wxml':
      '<template name="row"><text>{{label}}</text></template>\n<template is="row" data="{{label: name}}" />\n',
    'components/price-tag/index.js': 'Component({ properties: { fen: Number } });\n',
    'components/price-tag/index.json': json({ component: true }),
    'components/price-tag/index.wxml': '<text class="price">{{fen / 100}}</text>\n',
    'components/price-tag/index.wxss': '.price { color: #cc0000; }\n',
    'services/money.js': "exports.yuan = (fen) => '¥' + (fen / 100).toFixed(2);\n",
    'icons/home.png': pngOf(200),
    'icons/me.png': pngOf(200),
  });
}

/** The files of a template folder around `smallPackage`. */
export function smallTemplateTree(): Map<string, Buffer> {
  const text = (zh: string, en: string) => ({ zh, en });
  const setting = (delivery: string, zh: string, en: string, rest: object) => ({
    'x-delivery': delivery,
    'x-title': text(zh, en),
    ...rest,
  });
  const section = (type: string, settings: object, required: readonly string[] = []) => ({
    type: 'object',
    'x-title': text(type, type),
    additionalProperties: false,
    required: ['id', 'type', 'settings'],
    properties: {
      id: setting('live', '编号', 'Id', { type: 'string' }),
      type: setting('live', '类型', 'Type', { const: type }),
      settings: {
        type: 'object',
        'x-title': text('设置', 'Settings'),
        additionalProperties: false,
        required,
        default: {},
        properties: settings,
      },
    },
  });
  const tree = bytes({
    'manifest.json': json({
      id: 'small',
      version: '1.2.3',
      vertical: 'retail',
      title: text('小店', 'Small'),
      description: text('测试', 'For specs'),
      runtimeApi: { min: '1.0' },
      source: 'src',
      pages: [
        { path: 'pages/home/index', title: text('首页', 'Home') },
        { path: 'pages/me/index', title: text('我的', 'Me') },
      ],
      sections: [],
      privacyScopes: [],
      privacyTexts: {},
      serviceCategories: [],
      settings: 'settings.schema.json',
      ext: 'ext.template.json',
      presets: ['presets/plain.json'],
      orderPath: 'pages/me/index',
    }),
    'settings.schema.json': json({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      additionalProperties: false,
      'x-title': text('设置', 'Settings'),
      required: ['name'],
      properties: {
        name: setting('packaged', '店名', 'Shop name', { type: 'string', minLength: 1, maxLength: 8 }),
        site: setting('live', '网址', 'Website', { type: 'string', format: 'uri' }),
        theme: {
          type: 'object',
          'x-title': text('主题', 'Theme'),
          additionalProperties: false,
          default: {},
          properties: {
            primary: setting('live', '主色', 'Primary', {
              type: 'string',
              default: '#111111',
              pattern: '^#[0-9a-f]{6}$',
            }),
            bar: setting('packaged', '导航栏颜色', 'Bar colour', { type: 'string', default: '#ffffff' }),
          },
        },
        sections: setting('live', '板块', 'Sections', {
          type: 'array',
          default: [],
          items: {
            type: 'object',
            required: ['type'],
            oneOf: [
              section(
                'notice',
                {
                  text: setting('live', '公告', 'Notice', { type: 'string', maxLength: 10 }),
                  scroll: setting('live', '滚动', 'Scrolling', { type: 'boolean', default: false }),
                },
                ['text'],
              ),
              section('grid', {
                columns: setting('live', '列数', 'Columns', {
                  enum: [2, 3],
                  default: 2,
                  'x-options': { 2: text('两列', 'Two'), 3: text('三列', 'Three') },
                }),
              }),
            ],
          },
        }),
      },
    }),
    'ext.template.json': json({
      extEnable: true,
      extAppid: { $var: 'appId' },
      lazyCodeLoading: 'requiredComponents',
      ext: { appId: { $var: 'appId' }, apiBase: { $var: 'runtimeUrl' }, templateVersion: { $var: 'templateVersion' } },
      window: {
        navigationBarTitleText: { $setting: '/name' },
        navigationBarBackgroundColor: { $setting: '/theme/bar' },
      },
    }),
    'presets/plain.json': json({
      id: 'plain',
      title: text('素', 'Plain'),
      config: { name: '小店' },
      products: 'demo/goods.csv',
    }),
    'demo/goods.csv': 'Handle,Title\n',
  });
  for (const [path, content] of smallPackage()) tree.set(`src/${path}`, content);
  return tree;
}

/** No kit, and every manifest is taken: what a manifest must hold is the templates folder's own schema. */
export const openCommons: TemplateCommons = {
  manifestFormat: { type: 'object', required: ['id', 'version'] },
  sectionFormat: { type: 'object', required: ['type'] },
  kit: new Map(),
};

export function smallTemplate(): TemplateVersion {
  return assembleTemplate('small', smallTemplateTree(), openCommons);
}

function bytes(files: Readonly<Record<string, string | Buffer>>): Map<string, Buffer> {
  return new Map(Object.entries(files).map(([path, content]) => [path, Buffer.from(content)]));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Begins as a PNG does, which is as far as the linter looks. */
export function pngOf(sizeBytes: number): Buffer {
  const picture = Buffer.alloc(sizeBytes, 7);
  Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]).copy(picture);
  return picture;
}
