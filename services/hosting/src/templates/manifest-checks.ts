import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { conform, faultAt, type JsonFile } from './json-file.js';
import type { JsonObject } from './json.js';
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

/** @throws TemplateFault */
export function checkedManifest(folder: string, file: JsonFile, format: JsonObject): TemplateManifest {
  conform(file, compileFormat(format), 'See manifest.schema.json for what it may hold.');
  const manifest = { features: [], ...file.value } as unknown as TemplateManifest;
  if (manifest.id !== folder) {
    throw new TemplateFault(
      file.name,
      `its id is "${manifest.id}" in a folder named "${folder}"`,
      'Give both the same name.',
      file.lineOf('/id'),
    );
  }
  const untold = manifest.privacyScopes.find((scope) => manifest.privacyTexts[scope] === undefined);
  if (untold !== undefined) {
    throw faultAt(file, '/privacyTexts', `has no text for ${untold}`, 'Say for what purpose the data is collected.');
  }
  const unasked = Object.keys(manifest.privacyTexts).find((scope) => !manifest.privacyScopes.includes(scope));
  if (unasked !== undefined) {
    throw faultAt(file, `/privacyTexts/${unasked}`, 'is not among the privacyScopes', 'Remove it, or add the scope.');
  }
  if (!runtimeApiServes(manifest.runtimeApi.min)) {
    throw faultAt(
      file,
      '/runtimeApi/min',
      `asks for runtime API ${manifest.runtimeApi.min}; this installation has ${runtimeApiVersion}`,
      'Upgrade the installation, or use an older version of the template.',
    );
  }
  for (const [index, { from }] of (manifest.upgrades ?? []).entries()) {
    if (from !== manifest.version) continue;
    throw faultAt(file, `/upgrades/${index}/from`, 'is the version itself', 'Name an older version.');
  }
  return manifest;
}

/** The manifest's pages are app.json's, and the order page is one of them. */
export function checkPages(file: JsonFile, manifest: TemplateManifest, app: JsonFile): void {
  const pages = Array.isArray(app.value['pages']) ? (app.value['pages'] as readonly unknown[]) : [];
  for (const [index, { path }] of manifest.pages.entries()) {
    if (pages.includes(path)) continue;
    const remedy = `Add it to ${app.name}, or remove the entry.`;
    throw faultAt(file, `/pages/${index}/path`, `names the page ${path}, which does not exist`, remedy);
  }
  const titled = manifest.pages.map(({ path }) => path);
  const untitled = pages.findIndex((path) => !titled.includes(String(path)));
  if (untitled >= 0) {
    const fault = `the page ${String(pages[untitled])} has no entry in "pages" of ${file.name}`;
    throw new TemplateFault(
      app.name,
      fault,
      'Add it there with its title in zh and en.',
      app.lineOf(`/pages/${untitled}`),
    );
  }
  if (!pages.includes(manifest.orderPath)) {
    throw faultAt(
      file,
      '/orderPath',
      `names the page ${manifest.orderPath}, which does not exist`,
      'Correct the path.',
    );
  }
}
