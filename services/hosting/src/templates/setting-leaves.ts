import type { Text } from '#kernel/problems/problem-table.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerTo } from './json.js';
import { constantType, type Delivery, deliveryOf, titleOf } from './settings-schema.js';

export interface SettingLeaf {
  /** `*` stands for every element of a list; a section's kind is named in brackets: `/home/sections/*[noticeBar]/settings/text`. */
  readonly pointer: string;
  readonly delivery: Delivery;
  readonly title: Text;
  /** False when the schema leaves out the mark or the title and a fallback stands in. */
  readonly isMarked: boolean;
}

/** Every leaf of a settings schema. A list counts as a leaf itself and so do the leaves of its elements. */
export function settingLeaves(schema: JsonObject): SettingLeaf[] {
  return leavesBelow(schema, '', undefined, []);
}

function leavesBelow(
  schema: JsonObject,
  at: string,
  inherited: Delivery | undefined,
  trail: readonly Text[],
): SettingLeaf[] {
  const own = deliveryOf(schema);
  const title = titleOf(schema);
  const titles = title && at !== '' ? [...trail, title] : trail;
  const delivery = own ?? inherited;
  const below = (child: JsonValue | undefined, pointer: string): SettingLeaf[] =>
    isJsonObject(child) ? leavesBelow(child, pointer, delivery, titles) : [];

  if (isJsonObject(schema['properties'])) {
    return Object.entries(schema['properties']).flatMap(([key, child]) => below(child, pointerTo(at, key)));
  }
  if (Array.isArray(schema['oneOf'])) {
    return schema['oneOf'].flatMap((branch: JsonValue) => below(branch, `${at}[${constantType(branch) ?? '?'}]`));
  }
  const leaf = {
    pointer: at,
    delivery: delivery ?? 'packaged',
    title: joined(titles, at),
    isMarked: delivery !== undefined && title !== undefined,
  };
  return [leaf, ...below(schema['items'], `${at}/*`)];
}

/** Titles from the outermost group inward, so that two settings called "Background" can be told apart. */
export function joined(titles: readonly Text[], pointer: string): Text {
  if (titles.length === 0) return { zh: pointer, en: pointer };
  return { zh: titles.map(({ zh }) => zh).join(' › '), en: titles.map(({ en }) => en).join(' › ') };
}
