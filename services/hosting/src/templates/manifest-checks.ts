import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { refuseAny } from './found-faults.js';
import { conform, faultAt, type JsonFile } from './json-file.js';
import { type JsonObject, pointerTo } from './json.js';
import { runtimeApiServes, runtimeApiVersion } from './runtime-api.js';
import { TemplateFault } from './template-fault.js';
import type { TemplateManifest } from './template-version.js';

const compiled = new WeakMap<JsonObject, ValidateFunction>();

/** A JSON Schema of the templates folder, compiled once. */
export function compileFormat(schema: JsonObject): ValidateFunction {
  let check = compiled.get(schema);
  if (!check) {
    const ajv = new Ajv({ allErrors: true, strict: false, validateSchema: false });
    addFormats.default(ajv);
    check = ajv.compile(schema);
    compiled.set(schema, check);
  }
  return check;
}

/** @throws TemplateFault when it does not have the form of one */
export function readManifest(file: JsonFile, format: JsonObject): TemplateManifest {
  conform(file, compileFormat(format), 'manifest.value');
  return { features: [], ...file.value } as unknown as TemplateManifest;
}

/** Whether what it says goes together. @throws TemplateFault */
export function checkManifest(folder: string, file: JsonFile, manifest: TemplateManifest): void {
  const { privacyScopes, privacyTexts, runtimeApi, upgrades = [] } = manifest;
  const untold = privacyScopes.filter((scope) => privacyTexts[scope] === undefined);
  const unasked = Object.keys(privacyTexts).filter((scope) => !privacyScopes.includes(scope));
  const isServed = runtimeApiServes(runtimeApi.min);
  const versions = { wanted: runtimeApi.min, offered: runtimeApiVersion };
  refuseAny([
    ...(manifest.id === folder ? [] : [faultAt(file, '/id', 'manifest.other_id', { id: manifest.id, folder })]),
    ...untold.map((scope) => faultAt(file, '/privacyTexts', 'manifest.scope_untold', { scope })),
    ...unasked.map((scope) => faultAt(file, pointerTo('/privacyTexts', scope), 'manifest.scope_unasked')),
    ...(isServed ? [] : [faultAt(file, '/runtimeApi/min', 'manifest.runtime_api', versions)]),
    ...upgrades.flatMap(({ from }, index) =>
      from === manifest.version ? [faultAt(file, `/upgrades/${index}/from`, 'manifest.upgrade_from_itself')] : [],
    ),
  ]);
}

/** The manifest's pages are app.json's, and the order page is one of them. @throws TemplateFault */
export function checkPages(file: JsonFile, manifest: TemplateManifest, app: JsonFile): void {
  const pages = Array.isArray(app.value['pages']) ? (app.value['pages'] as readonly unknown[]) : [];
  const titled = manifest.pages.map(({ path }) => path);
  const { orderPath } = manifest;
  refuseAny([
    ...titled.flatMap((page, index) =>
      pages.includes(page)
        ? []
        : [faultAt(file, `/pages/${index}/path`, 'manifest.page_unknown', { page, app: app.name })],
    ),
    ...pages.flatMap((page, index) => {
      if (titled.includes(String(page))) return [];
      const params = { page: String(page), manifest: file.name };
      return [new TemplateFault(app.name, 'manifest.page_untitled', params, app.lineOf(`/pages/${index}`))];
    }),
    ...(pages.includes(orderPath)
      ? []
      : [faultAt(file, '/orderPath', 'manifest.order_page_unknown', { page: orderPath })]),
  ]);
}
