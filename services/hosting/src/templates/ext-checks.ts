import { type ExtReference, extReferences, extVariableNames } from './ext-template.js';
import { refuseAny } from './found-faults.js';
import { faultAt, type JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject, pointerTo } from './json.js';
import { settingLeaves } from './setting-leaves.js';
import { deliveryOf, schemaAt } from './settings-schema.js';
import { TemplateFault } from './template-fault.js';

/**
 * Packaged settings are exactly those the ext template uses: otherwise the dashboard would promise or hide an audit wrongly.
 * @throws TemplateFault
 */
export function checkExtTemplate(file: JsonFile, schema: JsonObject): void {
  const references = extReferences(file.value);
  const used = new Set(references.flatMap((found) => (found.kind === 'setting' ? [found.pointer] : [])));
  const unused = settingLeaves(schema).filter(({ pointer, delivery }) => delivery === 'packaged' && !used.has(pointer));
  refuseAny([
    ...references.flatMap((reference) => referenceFault(file, schema, reference) ?? []),
    ...unused.map(({ pointer }) => new TemplateFault(file.name, 'ext.setting_unused', { setting: pointer })),
    ...(file.value['directCommit'] === undefined ? [] : [faultAt(file, '/directCommit', 'ext.direct_commit')]),
  ]);
}

function referenceFault(file: JsonFile, schema: JsonObject, reference: ExtReference): TemplateFault | null {
  if (reference.kind === 'variable') {
    if ((extVariableNames as readonly string[]).includes(reference.name)) return null;
    const params = { variable: reference.name, variables: extVariableNames.join(', ') };
    return faultAt(file, reference.at, 'ext.variable_unknown', params);
  }
  const setting = schemaAt(schema, reference.pointer);
  const params = { setting: reference.pointer };
  if (!setting) return faultAt(file, reference.at, 'ext.setting_unknown', params);
  return deliveryOf(setting) === 'packaged' ? null : faultAt(file, reference.at, 'ext.setting_live', params);
}

/** What an ext template repeats of app.json, or names in it. @throws TemplateFault */
export function checkExtAgainstApp(file: JsonFile, app: JsonFile): void {
  const pages = Array.isArray(app.value['pages']) ? (app.value['pages'] as readonly unknown[]) : [];
  const extPages = isJsonObject(file.value['extPages']) ? Object.keys(file.value['extPages']) : [];
  const isRepeated = file.value['lazyCodeLoading'] === app.value['lazyCodeLoading'];
  refuseAny([
    ...(isRepeated ? [] : [faultAt(file, '/lazyCodeLoading', 'ext.differs_from_app', { app: app.name })]),
    ...extPages
      .filter((page) => !pages.includes(page))
      .map((page) => faultAt(file, pointerTo('/extPages', page), 'ext.page_unknown', { page })),
  ]);
}
