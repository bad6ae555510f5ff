import { isJsonObject, type JsonObject, type JsonValue, pointerTo, valueAt } from './json.js';
import { TemplateFault } from './template-fault.js';

/** What `{"$var": …}` may name. */
export const extVariableNames = ['appId', 'runtimeUrl', 'templateVersion', 'revision'] as const;
export type ExtVariables = Readonly<Record<(typeof extVariableNames)[number], string | number>>;

export type ExtReference =
  | { readonly kind: 'setting'; readonly at: string; readonly pointer: string }
  | { readonly kind: 'variable'; readonly at: string; readonly name: string };

/** Every `$setting` and `$var` of an ext template, `at` being the JSON pointer of the place that uses it. */
export function extReferences(template: JsonValue, at = ''): ExtReference[] {
  const reference = referenceIn(template, at);
  if (reference) return [reference];
  if (Array.isArray(template)) {
    return template.flatMap((item: JsonValue, index) => extReferences(item, pointerTo(at, index)));
  }
  if (!isJsonObject(template)) return [];
  return Object.entries(template).flatMap(([key, value]) => extReferences(value, pointerTo(at, key)));
}

/**
 * Puts settings and variables in the place of their references.
 * @throws TemplateFault when a reference has no value
 */
export function resolveExtTemplate(template: JsonObject, config: JsonObject, variables: ExtVariables): JsonObject {
  return resolve(template, '') as JsonObject;

  function resolve(value: JsonValue, at: string): JsonValue {
    const reference = referenceIn(value, at);
    if (reference) {
      const found: JsonValue | undefined =
        reference.kind === 'setting'
          ? valueAt(config, reference.pointer)
          : (variables as Readonly<Record<string, string | number>>)[reference.name];
      if (found !== undefined) return found;
      const name =
        reference.kind === 'setting'
          ? { zh: `设置 ${reference.pointer}`, en: `setting ${reference.pointer}` }
          : { zh: `变量 ${reference.name}`, en: `variable ${reference.name}` };
      throw new TemplateFault('ext.template.json', 'ext.no_value', { at, name });
    }
    if (Array.isArray(value)) return value.map((item: JsonValue, index) => resolve(item, pointerTo(at, index)));
    if (!isJsonObject(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolve(item, pointerTo(at, key))]));
  }
}

/** Pictures of the package that an ext template names, such as the tab bar's icons. */
export function extPictures(template: JsonValue): string[] {
  if (typeof template === 'string') return /^[\w@./-]+\.(?:png|jpe?g)$/i.test(template) ? [template] : [];
  if (Array.isArray(template)) return template.flatMap((item: JsonValue) => extPictures(item));
  return isJsonObject(template) ? Object.values(template).flatMap(extPictures) : [];
}

function referenceIn(value: JsonValue, at: string): ExtReference | null {
  if (!isJsonObject(value)) return null;
  const keys = Object.keys(value);
  if (keys.length !== 1) return null;
  const { $setting: setting, $var: variable } = value;
  if (typeof setting === 'string') return { kind: 'setting', at, pointer: setting };
  if (typeof variable === 'string') return { kind: 'variable', at, name: variable };
  return null;
}
