import { faultAt, type JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject, type JsonValue, pointerParts, pointerTo } from './json.js';
import { constantType, deliveryOf, titleOf } from './settings-schema.js';
import { compileSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';

/**
 * Checks a composed settings schema: strict draft-07, every setting titled in zh and en and marked live or packaged, every
 * object closed, every choice titled.
 * @throws TemplateFault
 */
export function checkSettingsSchema(file: JsonFile, schema: JsonObject): void {
  try {
    compileSettings(schema);
  } catch (cause) {
    const remedy = 'Use JSON Schema draft-07 keywords and "x-" keywords only.';
    throw new TemplateFault(file.name, `is not a valid schema (${(cause as Error).message})`, remedy);
  }
  checkNode(file, schema, '', '');
}

/** @param at where the node stands in the schema; @param name which setting it is */
function checkNode(file: JsonFile, node: JsonObject, at: string, name: string): void {
  const refuse = (fault: string, remedy: string): TemplateFault =>
    file.lineOf(at) === undefined
      ? new TemplateFault(file.name, `the setting ${name || '/'} ${fault}`, remedy, nearestLine(file, at))
      : faultAt(file, at, `(the setting ${name || '/'}) ${fault}`, remedy);
  const isGroup = isJsonObject(node['properties']);
  if (!isGroup && !Array.isArray(node['oneOf']) && deliveryOf(node) === undefined) {
    throw refuse('has no "x-delivery" or no "x-title"', 'Mark it "live" or "packaged".');
  }
  if (titleOf(node) === undefined && !Array.isArray(node['oneOf'])) {
    throw refuse('has no "x-delivery" or no "x-title"', 'Give it an "x-title" in zh and en.');
  }
  if (isGroup && node['additionalProperties'] !== false) {
    throw refuse('allows unknown settings', 'Add "additionalProperties": false.');
  }
  for (const value of Array.isArray(node['enum']) ? (node['enum'] as readonly JsonValue[]) : []) {
    const options = isJsonObject(node['x-options']) ? node['x-options'] : {};
    if (
      titleOf({ 'x-title': options[typeof value === 'string' ? value : JSON.stringify(value)] ?? null }) !== undefined
    )
      continue;
    throw refuse(`has no title for the choice ${JSON.stringify(value)}`, 'Add it to "x-options" in zh and en.');
  }
  for (const [step, key, child] of children(node)) checkNode(file, child, at + step, `${name}${key}`);
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
