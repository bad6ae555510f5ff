import type { JsonObject } from '../templates/json.js';
import { type SectionType, sectionListSchema } from '../templates/section-type.js';
import type { TemplateUpgrade } from '../templates/template-version.js';

const words = (zh: string, en: string) => ({ zh, en });
const live = (rest: object): JsonObject => ({ 'x-title': words('设置', 'Setting'), 'x-delivery': 'live', ...rest });
const text = (most: number, rest: object = {}) => live({ type: 'string', maxLength: most, default: '', ...rest });

function section(type: string, settings: JsonObject, more: Partial<SectionType> = {}): SectionType {
  return { type, title: words(type, type), data: null, settings, presets: [], ...more };
}

function schemaOf(properties: JsonObject, sections: readonly SectionType[]): JsonObject {
  const list = sectionListSchema(sections);
  const page = {
    type: 'object',
    'x-title': words('页面', 'Page'),
    additionalProperties: false,
    required: ['id'],
    properties: { id: live({ type: 'string', maxLength: 20 }), title: text(20), sections: list },
  };
  return {
    type: 'object',
    'x-title': words('设置', 'Settings'),
    additionalProperties: false,
    required: ['name'],
    properties: { ...properties, home: list, pages: live({ type: 'array', default: [], maxItems: 4, items: page }) },
  };
}

const theme = (primary: string): JsonObject => ({
  type: 'object',
  'x-title': words('主题', 'Theme'),
  additionalProperties: false,
  default: {},
  properties: { primary: text(7, { default: primary }), bar: text(7, { default: '#ffffff' }) },
});

/** The older version. */
export const olderSchema = schemaOf(
  {
    name: text(12, { minLength: 1, default: undefined }),
    tagline: text(20),
    motto: text(20),
    fee: live({ type: 'integer', minimum: 0, maximum: 900, default: 10 }),
    theme: theme('#111111'),
    tags: live({ type: 'array', default: [], maxItems: 5, items: text(8) }),
  },
  [
    section('notice', { text: text(12), shape: live({ enum: ['round', 'square'], default: 'round' }) }),
    section('grid', { columns: live({ enum: [2, 3], default: 2 }), title: text(12) }),
    section('film', { address: text(20) }),
    section(
      'carousel',
      { seconds: live({ type: 'integer', minimum: 1, maximum: 20, default: 5 }) },
      {
        blocks: [
          { type: 'picture', title: words('图', 'Picture'), settings: { url: text(20), caption: text(12) } },
          { type: 'words', title: words('字', 'Words'), settings: { line: text(12) } },
        ],
      },
    ),
  ],
);

/** What a merchant of the older version starts from. */
export const olderPreset: JsonObject = {
  name: 'Tea',
  tagline: 'Every day',
  motto: 'Slowly',
  home: [
    {
      id: 'top',
      type: 'carousel',
      settings: { seconds: 4 },
      blocks: [{ id: 'one', type: 'picture', settings: { url: 'a.png' } }],
    },
    { id: 'news', type: 'notice', settings: { text: 'Hello' } },
    { id: 'goods', type: 'grid', settings: { columns: 3, title: 'Goods' } },
    { id: 'old', type: 'notice', settings: { text: 'Old' } },
  ],
  pages: [{ id: 'about', title: 'About', sections: [{ id: 'words', type: 'notice', settings: { text: 'We' } }] }],
};

/** The newer version: other names, other defaults, narrower bounds, a section and two settings fewer, a setting and a section more. */
export const newerSchema = schemaOf(
  {
    name: text(8, { minLength: 1, default: undefined }),
    slogan: text(20),
    fee: live({ type: 'integer', minimum: 0, maximum: 500, default: 12 }),
    theme: theme('#222222'),
    tags: live({ type: 'array', default: [], maxItems: 3, items: text(8) }),
    greeting: text(10, { default: 'Hi' }),
  },
  [
    section('notice', { text: text(10), frame: live({ enum: ['round', 'none'], default: 'none' }) }, { limit: 3 }),
    section('grid', { columns: live({ enum: [2, 4], default: 4 }), title: text(12) }),
    section('map', { place: text(20) }),
    section(
      'banner',
      { seconds: live({ type: 'integer', minimum: 1, maximum: 10, default: 3 }) },
      {
        blocks: [{ type: 'slide', title: words('图', 'Slide'), settings: { image: text(20), caption: text(12) } }],
        maxBlocks: 3,
      },
    ),
  ],
);

export const newerPreset: JsonObject = {
  name: 'Tea',
  slogan: 'Every morning',
  home: [
    {
      id: 'top',
      type: 'banner',
      settings: { seconds: 3 },
      blocks: [{ id: 'one', type: 'slide', settings: { image: 'b.png' } }],
    },
    { id: 'goods', type: 'grid', settings: { columns: 4, title: 'Goods' } },
    { id: 'news', type: 'notice', settings: { text: 'Hello' } },
    { id: 'place', type: 'map', settings: { place: 'Here' } },
  ],
  pages: [{ id: 'about', title: 'About us', sections: [{ id: 'words', type: 'notice', settings: { text: 'We' } }] }],
};

export const renames: TemplateUpgrade = {
  from: '1.0.0',
  renames: [{ from: '/tagline', to: '/slogan' }],
  sectionRenames: [{ from: 'carousel', to: 'banner' }],
  blockRenames: [{ from: 'banner/picture', to: 'banner/slide' }],
  sectionSettingRenames: [{ from: 'notice/shape', to: 'notice/frame' }],
  blockSettingRenames: [{ from: 'banner/slide/url', to: 'banner/slide/image' }],
};
