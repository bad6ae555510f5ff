import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import { extReferences, extVariableNames } from './ext-template.js';
import { isJsonObject, type JsonObject, type JsonValue } from './json.js';
import { settingLeaves } from './setting-leaves.js';
import { deliveryOf, schemaAt } from './settings-schema.js';
import { compileSettings, validateSettings } from './settings-validator.js';
import { TemplateFault } from './template-fault.js';
import type { TemplateManifest, TemplatePreset } from './template-version.js';

/** @throws TemplateFault unless the file is there and holds a JSON object */
export function parseObject(file: string, bytes: Buffer | undefined): JsonObject {
  if (!bytes) throw new TemplateFault(file, 'is missing', 'Add the file, or correct its path in manifest.json.');
  let value: JsonValue;
  try {
    value = JSON.parse(bytes.toString('utf8')) as JsonValue;
  } catch (cause) {
    throw new TemplateFault(
      file,
      `is not valid JSON (${(cause as Error).message})`,
      'Correct the syntax; comments are not allowed.',
    );
  }
  if (isJsonObject(value)) return value;
  throw new TemplateFault(file, 'does not hold a JSON object', 'Begin the file with { and end it with }.');
}

export function checkManifest(folder: string, manifest: TemplateManifest, schema: JsonObject): void {
  const ajv = new Ajv({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const check = ajv.compile(schema);
  const file = `${folder}/manifest.json`;
  if (!check(manifest)) {
    throw new TemplateFault(
      file,
      (check.errors ?? []).map(sentence).join('; '),
      'See manifest.schema.json for what it may hold.',
    );
  }
  if (manifest.id !== folder) {
    throw new TemplateFault(
      file,
      `its id is "${manifest.id}" in a folder named "${folder}"`,
      'Give both the same name.',
    );
  }
  const untold = manifest.privacyScopes.find((scope) => manifest.privacyTexts[scope] === undefined);
  if (untold !== undefined) {
    throw new TemplateFault(
      file,
      `privacyTexts has no text for ${untold}`,
      'Say for what purpose the data is collected.',
    );
  }
}

function sentence(error: ErrorObject): string {
  const { additionalProperty: key } = error.params as { readonly additionalProperty?: string };
  return `${error.instancePath || 'the document'} ${error.message ?? 'is not valid'}${key === undefined ? '' : ` ("${key}")`}`;
}

export function checkSettingsSchema(file: string, schema: JsonObject): void {
  try {
    compileSettings(schema);
  } catch (cause) {
    throw new TemplateFault(
      file,
      `is not a valid schema (${(cause as Error).message})`,
      'Use JSON Schema draft-07 keywords and "x-" keywords only.',
    );
  }
  const unmarked = settingLeaves(schema).find(({ isMarked, pointer }) => !isMarked && !pointer.endsWith('/*'));
  if (unmarked) {
    throw new TemplateFault(
      file,
      `the setting ${unmarked.pointer} has no "x-delivery" or no "x-title"`,
      'Mark it "live" or "packaged" and give it a title in zh and en.',
    );
  }
}

/** Packaged settings are exactly those the ext template uses: otherwise the dashboard would promise or hide an audit wrongly. */
export function checkExtTemplate(file: string, template: JsonObject, schema: JsonObject): void {
  const used = new Set<string>();
  for (const reference of extReferences(template)) {
    if (reference.kind === 'variable') {
      if ((extVariableNames as readonly string[]).includes(reference.name)) continue;
      throw new TemplateFault(
        file,
        `${reference.at} uses the unknown variable "${reference.name}"`,
        `Use one of ${extVariableNames.join(', ')}.`,
      );
    }
    used.add(reference.pointer);
    const setting = schemaAt(schema, reference.pointer);
    if (!setting)
      throw new TemplateFault(
        file,
        `${reference.at} uses ${reference.pointer}, which is not a setting`,
        'Correct the pointer.',
      );
    if (deliveryOf(setting) !== 'packaged') {
      throw new TemplateFault(
        file,
        `${reference.at} uses ${reference.pointer}, which is marked live`,
        'Mark it "packaged" in the settings schema.',
      );
    }
  }
  const unused = settingLeaves(schema).find(({ pointer, delivery }) => delivery === 'packaged' && !used.has(pointer));
  if (unused) {
    throw new TemplateFault(
      file,
      `the packaged setting ${unused.pointer} is not used`,
      'Use it here, or mark it "live" in the settings schema.',
    );
  }
  if (template['directCommit'] !== undefined) {
    throw new TemplateFault(
      file,
      'has "directCommit"',
      'Remove it: templates that carry it yield an empty page list at WeChat.',
    );
  }
}

export function checkedPreset(
  file: string,
  preset: JsonObject,
  schema: JsonObject,
  tree: ReadonlyMap<string, Buffer>,
): TemplatePreset {
  const { id, config, products } = preset;
  if (typeof id !== 'string' || !isJsonObject(preset['title']) || !isJsonObject(config)) {
    throw new TemplateFault(
      file,
      'lacks "id", "title" or "config"',
      'A preset is {id, title: {zh, en}, config, products}.',
    );
  }
  const [fault] = validateSettings(schema, config).errors;
  if (fault)
    throw new TemplateFault(
      file,
      `/config${fault.pointer} ${fault.detail.en}`,
      'Correct the value; presets must be valid configs.',
    );
  if (products !== undefined && (typeof products !== 'string' || !tree.has(products))) {
    throw new TemplateFault(
      file,
      `its products file ${JSON.stringify(products)} does not exist`,
      'Correct the path; it starts at the template folder.',
    );
  }
  return preset as unknown as TemplatePreset;
}

export function checkFiles(folder: string, manifest: TemplateManifest, files: ReadonlyMap<string, Buffer>): void {
  const source = `${folder}/${manifest.source ?? 'src'}`;
  if (!files.has('app.json'))
    throw new TemplateFault(`${source}/app.json`, 'is missing', 'A mini-program needs it beside app.js.');
  if (files.has('ext.json')) {
    throw new TemplateFault(
      `${source}/ext.json`,
      'must not exist',
      `It is made from ${manifest.ext} for each applet; remove the file.`,
    );
  }
  const app = parseObject(`${source}/app.json`, files.get('app.json'));
  const pages = Array.isArray(app['pages']) ? (app['pages'] as readonly JsonValue[]) : [];
  const named = [...manifest.pages.map(({ path }) => path), manifest.orderPath];
  const unknown = named.find((path) => !pages.includes(path) && !files.has(`${path}.wxml`));
  if (unknown !== undefined)
    throw new TemplateFault(
      `${folder}/manifest.json`,
      `the page ${unknown} does not exist`,
      'Correct the path or remove the entry.',
    );
}
