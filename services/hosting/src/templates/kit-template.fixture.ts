import type { JsonObject } from './json.js';
import { smallTemplateTree } from './small-template.fixture.js';
import type { TemplateCommons } from './template-assembly.js';

const text = (zh: string, en: string) => ({ zh, en });

/** A kit of one component, one settings group and three kinds of section, one of which the small template does not use. */
export function smallKit(): Map<string, Buffer> {
  const live = (zh: string, en: string, rest: object) => ({ ...rest, 'x-title': text(zh, en), 'x-delivery': 'live' });
  const notice = {
    type: 'noticeBar',
    title: text('公告条', 'Notice bar'),
    limit: 2,
    data: null,
    settings: {
      text: live('公告', 'Notice', { type: 'string', minLength: 1, maxLength: 10 }),
      link: { $kit: 'settings/link' },
    },
    required: ['text'],
    presets: [{ id: 'plain', title: text('素', 'Plain'), settings: { text: '你好' } }],
  };
  const banner = {
    type: 'bannerCarousel',
    title: text('轮播', 'Banner'),
    data: null,
    settings: {},
    maxBlocks: 4,
    blocks: [
      {
        type: 'slide',
        title: text('海报', 'Slide'),
        limit: 3,
        settings: { image: live('图片', 'Image', { type: 'string', default: '' }) },
      },
      { type: 'film', title: text('视频', 'Film'), settings: {} },
    ],
  };
  const link = {
    type: 'object',
    'x-title': text('跳转', 'Opens'),
    additionalProperties: false,
    default: {},
    properties: { kind: live('目标', 'Target', { type: 'string', default: 'none' }) },
  };
  const page = {
    type: 'object',
    'x-title': text('页面', 'Page'),
    additionalProperties: false,
    required: ['id'],
    properties: { id: live('编号', 'Id', { type: 'string' }), sections: { $sections: true } },
  };
  return files({
    'settings/link.json': link,
    'settings/pages.json': live('页面', 'Pages', { type: 'array', default: [], items: page }),
    'sections/noticeBar.json': notice,
    'sections/bannerCarousel.json': banner,
    'sections/productGrid.json': { ...notice, type: 'productGrid', data: 'products' },
    'src/app.wxss': '@import "styles/shared.wxss";\n',
    'src/styles/shared.wxss': '.shared { color: #111111; }\n',
    'src/styles/unused.wxss': '.unused { color: #111111; }\n',
    'src/services/greeting.js': "exports.greeting = () => require('./words').hello;\n",
    'src/services/words.js': "exports.hello = 'kit';\n",
    'src/services/unused.js': 'exports.nothing = true;\n',
    'src/components/shared-tag/index.js': 'Component({});\n',
    'src/components/shared-tag/index.json': { component: true, usingComponents: { 'shared-tag': './index' } },
    'src/components/shared-tag/index.wxml': '<wxs module="m" src="./m.wxs" />\n<image src="/icons/{{name}}.png" />\n',
    'src/components/shared-tag/m.wxs': 'module.exports = {};\n',
    'src/icons/star.png': 'png',
    'src/icons/read-me.txt': 'no picture',
    'src/miniprogram_npm/library/LICENSE': 'free',
    'src/miniprogram_npm/library/button/button.js': 'Component({});\n',
    'src/miniprogram_npm/library/button/button.json': { component: true },
    'src/miniprogram_npm/library/button/button.wxml': '<view />\n',
    'src/miniprogram_npm/library/popup/popup.wxml': '<view />\n',
  });
}

/** The small template's folder, composed of the kit's parts. */
export function kitTemplateTree(): Map<string, Buffer> {
  const tree = smallTemplateTree();
  edit(tree, 'manifest.json', (manifest) => ({ ...manifest, sections: ['noticeBar', 'bannerCarousel'] }));
  edit(tree, 'settings.schema.json', ({ properties, ...schema }) => ({
    ...schema,
    properties: {
      ...(properties as JsonObject),
      link: { $kit: 'settings/link', 'x-title': text('跳到', 'Leads to') },
      home: { $sections: true },
      pages: { $kit: 'settings/pages' },
    },
  }));
  tree.delete('src/app.wxss');
  edit(tree, 'src/pages/me/index.json', () => ({
    usingComponents: { 'shared-tag': '/components/shared-tag/index', 'l-button': 'library/button/button' },
  }));
  tree.set(
    'src/pages/me/index.js',
    Buffer.from("const { greeting } = require('../../services/greeting');\n\nPage({ greeting });\n"),
  );
  return tree;
}

export function kitCommons(kit: ReadonlyMap<string, Buffer> = smallKit()): TemplateCommons {
  return { manifestFormat: { type: 'object' }, sectionFormat: { type: 'object' }, kit };
}

/** Rewrites a JSON file of a tree, one value a line. */
export function edit(tree: Map<string, Buffer>, path: string, change: (document: JsonObject) => unknown): void {
  const document = JSON.parse(tree.get(path)?.toString('utf8') ?? '{}') as JsonObject;
  tree.set(path, Buffer.from(JSON.stringify(change(document), null, 2)));
}

function files(contents: Readonly<Record<string, unknown>>): Map<string, Buffer> {
  const bytes = (content: unknown) => (typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  return new Map(Object.entries(contents).map(([path, content]) => [path, Buffer.from(bytes(content))]));
}
