import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from '../../templates/json.js';
import type { SectionType } from '../../templates/section-type.js';
import { schemaAt } from '../../templates/settings-schema.js';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import type { ContentSubject } from './content-subject.js';

/** Settings without which a section shows nothing; one of them is enough. */
const contentOf: Readonly<Record<string, readonly string[]>> = {
  image: ['image'],
  imageHotspots: ['image'],
  noticeBar: ['text'],
  richText: ['title', 'html'],
  title: ['text'],
  video: ['url'],
};
/** Show nothing by themselves. */
const decoration = new Set(['spacer', 'title']);

/** Pages put together of sections: blank pages and sections, and draws that hide their odds. */
export function checkSections({ settingsSchema, sections }: ContentSubject, config: JsonObject): Finding[] {
  const types = new Map(sections.map((type) => [type.type, type]));
  const at = (pointer: string) => ({ file: 'config', pointer });
  const findings: Finding[] = [];
  const homeSchema = schemaAt(settingsSchema, '/home/sections');
  if (homeSchema) {
    const list = isJsonObject(config['home']) ? config['home']['sections'] : undefined;
    const home = instances(list ?? homeSchema['default']);
    if (!showsSomething(home)) findings.push(finding('content.empty_home', at('/home/sections')));
    findings.push(...checkInstances(home, '/home/sections', types));
  }
  const pages = Array.isArray(config['pages']) ? config['pages'] : [];
  pages.forEach((page: JsonValue, index) => {
    if (!isJsonObject(page)) return;
    const pointer = `/pages/${index}/sections`;
    const shown = instances(page['sections']);
    if (!showsSomething(shown))
      findings.push(
        finding('content.empty_page', at(pointer), { title: typeof page['title'] === 'string' ? page['title'] : '' }),
      );
    findings.push(...checkInstances(shown, pointer, types));
  });
  return findings;
}

interface Instance {
  readonly index: number;
  readonly type: string;
  readonly settings: JsonObject;
  readonly blocks: number;
}

/** Those a shopper sees at some time; hidden ones may be as unfinished as they like. */
function instances(list: JsonValue | undefined): Instance[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: JsonValue, index) => {
    if (!isJsonObject(item) || item['hidden'] === true || typeof item['type'] !== 'string') return [];
    const settings = isJsonObject(item['settings']) ? item['settings'] : {};
    return [{ index, type: item['type'], settings, blocks: Array.isArray(item['blocks']) ? item['blocks'].length : 0 }];
  });
}

function showsSomething(shown: readonly Instance[]): boolean {
  return shown.some(({ type }) => !decoration.has(type));
}

function checkInstances(
  shown: readonly Instance[],
  pointer: string,
  types: ReadonlyMap<string, SectionType>,
): Finding[] {
  return shown.flatMap(({ index, type, settings, blocks }) => {
    const at = { file: 'config', pointer: pointerTo(pointer, index) };
    // Hotspots lie on a picture, which may stand alone; slides are all there is to a carousel.
    const wanted = contentOf[type];
    const isEmpty = wanted
      ? wanted.every((key) => isBlank(settings[key] ?? defaultOf(types.get(type), key)))
      : Boolean(types.get(type)?.blocks?.length) && blocks === 0;
    const hidesOdds = type === 'luckyDraw' && settings['showOdds'] === false;
    return [
      ...(isEmpty ? [finding('content.empty_section', at, { type })] : []),
      ...(hidesOdds ? [finding('content.draw_odds', { ...at, pointer: `${at.pointer}/settings/showOdds` })] : []),
    ];
  });
}

function defaultOf(type: SectionType | undefined, key: string): JsonValue | undefined {
  const schema = type?.settings[key];
  return isJsonObject(schema) ? schema['default'] : undefined;
}

function isBlank(value: JsonValue | undefined): boolean {
  return typeof value !== 'string' || value.replaceAll(/<[^>]*>|&nbsp;/g, '').trim() === '';
}
