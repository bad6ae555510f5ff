import { extReferences, extVariableNames } from './ext-template.js';
import { faultAt, type JsonFile } from './json-file.js';
import { isJsonObject, type JsonObject } from './json.js';
import { settingLeaves } from './setting-leaves.js';
import { deliveryOf, schemaAt } from './settings-schema.js';
import { TemplateFault } from './template-fault.js';

/**
 * Packaged settings are exactly those the ext template uses: otherwise the dashboard would promise or hide an audit wrongly.
 * @throws TemplateFault
 */
export function checkExtTemplate(file: JsonFile, schema: JsonObject): void {
  const used = new Set<string>();
  for (const reference of extReferences(file.value)) {
    if (reference.kind === 'variable') {
      if ((extVariableNames as readonly string[]).includes(reference.name)) continue;
      const remedy = `Use one of ${extVariableNames.join(', ')}.`;
      throw faultAt(file, reference.at, `uses the unknown variable "${reference.name}"`, remedy);
    }
    used.add(reference.pointer);
    const setting = schemaAt(schema, reference.pointer);
    if (!setting) {
      throw faultAt(file, reference.at, `uses ${reference.pointer}, which is not a setting`, 'Correct the pointer.');
    }
    if (deliveryOf(setting) !== 'packaged') {
      const remedy = 'Mark it "packaged" in the settings schema.';
      throw faultAt(file, reference.at, `uses ${reference.pointer}, which is marked live`, remedy);
    }
  }
  const unused = settingLeaves(schema).find(({ pointer, delivery }) => delivery === 'packaged' && !used.has(pointer));
  if (unused) {
    const remedy = 'Use it here, or mark it "live" in the settings schema.';
    throw new TemplateFault(file.name, `the packaged setting ${unused.pointer} is not used`, remedy);
  }
  if (file.value['directCommit'] !== undefined) {
    const remedy = 'Remove it: templates that carry it yield an empty page list at WeChat.';
    throw new TemplateFault(file.name, 'has "directCommit"', remedy, file.lineOf('/directCommit'));
  }
}

/** What an ext template repeats of app.json, or names in it. @throws TemplateFault */
export function checkExtAgainstApp(file: JsonFile, app: JsonFile): void {
  if (file.value['lazyCodeLoading'] !== app.value['lazyCodeLoading']) {
    throw faultAt(file, '/lazyCodeLoading', `differs from ${app.name}`, 'Repeat it: WeChat takes it from here.');
  }
  const pages = Array.isArray(app.value['pages']) ? (app.value['pages'] as readonly unknown[]) : [];
  const extPages = isJsonObject(file.value['extPages']) ? Object.keys(file.value['extPages']) : [];
  const unknown = extPages.find((page) => !pages.includes(page));
  if (unknown === undefined) return;
  throw new TemplateFault(
    file.name,
    `"extPages" names ${unknown}, which is not a page`,
    'Correct the path.',
    file.lineOf(`/extPages/${unknown.replaceAll('/', '~1')}`),
  );
}
