import type { Text } from '#kernel/problems/problem-table.js';
import type { JsonObject, JsonValue } from './json.js';
import type { SectionSourceName } from './section-sources.js';

interface SettingsOf {
  readonly settings: JsonObject;
  readonly required?: readonly string[];
}
export interface BlockType extends SettingsOf {
  readonly type: string;
  readonly title: Text;
  /** How many of this type one section may hold. */
  readonly limit?: number;
}

/** One kind of section, checked against templates/section.schema.json; `$kit` parts are in place. */
export interface SectionType extends SettingsOf {
  readonly type: string;
  readonly title: Text;
  readonly description?: Text;
  /** Name of an icon of the kit. */
  readonly icon?: string;
  /** How many of this type one page may hold. */
  readonly limit?: number;
  /** What the runtime adds to it. */
  readonly data: SectionSourceName | null;
  readonly blocks?: readonly BlockType[];
  /** How many blocks one section may hold; 20 when left out. */
  readonly maxBlocks?: number;
  readonly presets: readonly SectionPreset[];
}

/** A section ready to be put on a page; ids are given when it is. */
export interface SectionPreset {
  readonly id: string;
  readonly title: Text;
  readonly settings: JsonObject;
  readonly blocks?: readonly { readonly type: string; readonly settings: JsonObject }[];
}

export const MAX_SECTIONS = 50;
const MAX_BLOCKS = 20;
const ID = '^[A-Za-z0-9_-]{1,40}$';

/** The schema of a list of sections (`{"$sections": true}`). */
export function sectionListSchema(types: readonly SectionType[]): JsonObject {
  return {
    type: 'array',
    'x-title': { zh: '板块', en: 'Sections' },
    'x-delivery': 'live',
    'x-control': 'sections',
    default: [],
    maxItems: MAX_SECTIONS,
    items: { type: 'object', required: ['type'], oneOf: types.map(instanceSchema) },
  };
}

/** The schema of one section on a page. */
export function instanceSchema(section: SectionType): JsonObject {
  return {
    type: 'object',
    'x-title': titleValue(section.title),
    ...(section.description && { 'x-description': titleValue(section.description) }),
    ...(section.icon !== undefined && { 'x-icon': section.icon }),
    ...(section.limit !== undefined && { 'x-limit': section.limit }),
    additionalProperties: false,
    required: ['id', 'type', 'settings'],
    properties: {
      ...idAndType(section.type),
      hidden: live('boolean', '隐藏', 'Hidden', { default: false, 'x-control': 'hide' }),
      schedule,
      settings: settingsSchema(section),
      ...(section.blocks && { blocks: blockList(section.blocks, section.maxBlocks ?? MAX_BLOCKS) }),
    },
  };
}

const schedule: JsonObject = {
  type: 'object',
  'x-title': { zh: '展示时间', en: 'Shown' },
  'x-control': 'schedule',
  additionalProperties: false,
  properties: {
    from: live('string', '开始', 'From', { format: 'date-time', maxLength: 40 }),
    to: live('string', '结束', 'To', { format: 'date-time', maxLength: 40 }),
  },
};

function blockList(blocks: readonly BlockType[], maxItems: number): JsonObject {
  return {
    type: 'array',
    'x-title': { zh: '内容', en: 'Blocks' },
    'x-delivery': 'live',
    'x-control': 'blocks',
    default: [],
    maxItems,
    items: { type: 'object', required: ['type'], oneOf: blocks.map(blockSchema) },
  };
}

/** The schema of one block in a section. */
export function blockSchema(block: BlockType): JsonObject {
  return {
    type: 'object',
    'x-title': titleValue(block.title),
    ...(block.limit !== undefined && { 'x-limit': block.limit }),
    additionalProperties: false,
    required: ['id', 'type', 'settings'],
    properties: { ...idAndType(block.type), settings: settingsSchema(block) },
  };
}

/** A preset as a section on a page. Its ids are examples: they must differ from those beside it. */
export function presetInstance(section: SectionType, preset: SectionPreset): JsonObject {
  const blocks = preset.blocks?.map(({ type, settings }, index) => ({ id: `${type}-${index + 1}`, type, settings }));
  return { id: section.type, type: section.type, settings: preset.settings, ...(blocks && { blocks }) };
}

function settingsSchema({ settings, required }: SettingsOf): JsonObject {
  return {
    type: 'object',
    'x-title': { zh: '设置', en: 'Settings' },
    additionalProperties: false,
    ...(required && { required }),
    default: {},
    properties: settings,
  };
}

function idAndType(type: string): JsonObject {
  return {
    id: live('string', '编号', 'Id', { 'x-control': 'hidden', pattern: ID }),
    type: { const: type, 'x-title': { zh: '类型', en: 'Type' }, 'x-delivery': 'live', 'x-control': 'hidden' },
  };
}

function live(type: string, zh: string, en: string, rest: JsonObject): JsonObject {
  return { type, 'x-title': { zh, en }, 'x-delivery': 'live', ...rest };
}

function titleValue({ zh, en }: Text): JsonValue {
  return { zh, en };
}
