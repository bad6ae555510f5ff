import type { Text } from '#kernel/problems/problem-table.js';
import type { Params } from '../linting/report.js';
import { refuseAny } from './found-faults.js';
import type { JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerParts, pointerTo } from './json.js';
import { constantType, deliveryOf, titleOf } from './settings-schema.js';
import { compileSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';
import type { TemplateFaultCode } from './template-fault-texts.js';

/**
 * Checks a composed settings schema: strict draft-07, every setting titled in zh and en and marked live or packaged, every
 * object closed, every choice titled.
 * @throws TemplateFault
 */
export function checkSettingsSchema(file: JsonFile, schema: JsonObject): void {
  try {
    compileSettings(schema);
  } catch (cause) {
    throw new TemplateFault(file.name, 'schema.invalid', { reason: (cause as Error).message });
  }
  refuseAny(faultsOf(file, schema, '', ''));
}

/** @param at where the node stands in the schema; @param name which setting it is */
function faultsOf(file: JsonFile, node: JsonObject, at: string, name: string): TemplateFault[] {
  const faults: TemplateFault[] = [];
  const found = (code: TemplateFaultCode, params: Params = {}): void => {
    const line = file.lineOf(at);
    const place = settingAt(line === undefined ? '' : at, name || '/');
    faults.push(new TemplateFault(file.name, code, { at: place, ...params }, line ?? nearestLine(file, at)));
  };
  const isGroup = isJsonObject(node['properties']);
  const isChoice = Array.isArray(node['oneOf']);
  if (!isGroup && !isChoice && deliveryOf(node) === undefined) found('setting.unmarked');
  else if (titleOf(node) === undefined && !isChoice) found('setting.untitled');
  if (isGroup && node['additionalProperties'] !== false) found('setting.open_group');
  const options = isJsonObject(node['x-options']) ? node['x-options'] : {};
  for (const value of Array.isArray(node['enum']) ? (node['enum'] as readonly JsonValue[]) : []) {
    const title = options[typeof value === 'string' ? value : JSON.stringify(value)] ?? null;
    if (titleOf({ 'x-title': title }) === undefined) {
      found('setting.choice_untitled', { choice: JSON.stringify(value) });
    }
  }
  const below = children(node).flatMap(([step, key, child]) => faultsOf(file, child, at + step, `${name}${key}`));
  return [...faults, ...below];
}

function settingAt(pointer: string, name: string): Text {
  if (pointer === '') return { zh: `设置 ${name} `, en: `the setting ${name}` };
  return { zh: `${pointer}（设置 ${name}）`, en: `${pointer} (the setting ${name})` };
}

function children(node: JsonObject): [step: string, key: string, child: JsonObject][] {
  const { properties, items, oneOf } = node;
  const found: [string, string, JsonObject][] = [];
  for (const [key, child] of Object.entries(isJsonObject(properties) ? properties : {})) {
    if (isJsonObject(child)) found.push([pointerTo('/properties', key), pointerTo('', key), child]);
  }
  for (const [index, branch] of (Array.isArray(oneOf) ? (oneOf as readonly JsonValue[]) : []).entries()) {
    if (isJsonObject(branch)) found.push([`/oneOf/${index}`, `[${constantType(branch) ?? '?'}]`, branch]);
  }
  // What stands inside a list is a setting only when it is a group or a choice of groups.
  if (isJsonObject(items) && (isJsonObject(items['properties']) || Array.isArray(items['oneOf']))) {
    found.push(['/items', '/*', items]);
  }
  return found;
}

/** A part of the kit has no line in this file: the line of what it stands in. */
function nearestLine(file: JsonFile, at: string): number | undefined {
  for (let parts = pointerParts(at); parts.length > 0; parts = parts.slice(0, -1)) {
    const line = file.lineOf(parts.reduce((pointer, part) => pointerTo(pointer, part), ''));
    if (line !== undefined) return line;
  }
  return undefined;
}
