/**
 * Checks a template folder: `node infra/templates/check-template.mjs TEMPLATE`. Prints every fault, exits 1 on any.
 * The mini-program's own rules (references, tags, handlers) are the package linter's; this is about the data beside it.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { packagedPointers, schemaFaults, settingPointers } from './settings-schema.mjs';

const MAIN_PACKAGE_BYTES = 1.2 * 1024 * 1024;
const FEWEST_PRODUCTS = 12;

const templates = fileURLToPath(new URL('../../templates/', import.meta.url));
const [template] = process.argv.slice(2);
if (!template) {
  console.error('usage: node infra/templates/check-template.mjs TEMPLATE');
  process.exit(1);
}
const folder = path.join(templates, template);
const faults = [];
const ajv = new Ajv({ allErrors: true, strict: false });

const manifest = readJson('manifest.json');
conforms('manifest.json', readJson('../manifest.schema.json'), manifest);
const settings = readJson(manifest.settings);
const ext = readJson(manifest.ext);
checkManifest();
checkSettings();
checkPresets();
checkSize();

for (const fault of faults) console.error(fault);
console.log(`${template} ${manifest.version}: ${faults.length === 0 ? 'sound' : `${faults.length} faults`}`);
process.exitCode = faults.length === 0 ? 0 : 1;

function checkManifest() {
  const app = readJson(path.join(manifest.source, 'app.json'));
  const types = settings.properties.home.properties.sections.items.oneOf.map((entry) => entry.properties.type.const);
  same(
    'manifest.pages and app.json pages',
    manifest.pages.map((page) => page.path),
    app.pages,
  );
  same(
    'manifest.sections and the section types of the schema',
    manifest.sections.map((section) => section.type),
    types,
  );
  same('privacyScopes and privacyTexts', manifest.privacyScopes, Object.keys(manifest.privacyTexts));
  if (manifest.id !== template) faults.push(`manifest.id is ${manifest.id}, the folder ${template}`);
  if (!app.pages.includes(manifest.orderPath)) faults.push(`orderPath ${manifest.orderPath} is not a page`);
  if (ext.lazyCodeLoading !== app.lazyCodeLoading) faults.push('ext.template.json must repeat lazyCodeLoading');
  for (const page of Object.keys(ext.extPages ?? {})) {
    if (!app.pages.includes(page)) faults.push(`ext.template.json names ${page}, which is not a page`);
  }
}

function checkSettings() {
  faults.push(...schemaFaults(settings));
  same('packaged settings and those ext.template.json uses', packagedPointers(settings), settingPointers(ext));
}

function checkPresets() {
  for (const file of manifest.presets) {
    const preset = readJson(file);
    conforms(file, settings, preset.config);
    checkMedia(file, JSON.stringify(preset.config));
    checkProducts(preset.products);
  }
}

function checkProducts(file) {
  const text = fs.readFileSync(path.join(folder, file), 'utf8');
  const titles = new Set([...text.matchAll(/^([a-z0-9-]+),/gm)].map((match) => match[1]));
  if (titles.size < FEWEST_PRODUCTS) faults.push(`${file} has ${titles.size} products, want ${FEWEST_PRODUCTS}`);
  checkMedia(file, text);
}

function checkMedia(file, text) {
  for (const [reference, id, name] of text.matchAll(/template:([a-z0-9-]+)\/([\w./-]+)/g)) {
    if (!fs.existsSync(path.join(templates, id, name))) faults.push(`${file} refers to ${reference}, which is missing`);
  }
}

function checkSize() {
  const source = path.join(folder, manifest.source);
  const files = fs.readdirSync(source, { recursive: true }).map((file) => path.join(source, file));
  const bytes = files.reduce((sum, file) => sum + (fs.statSync(file).isFile() ? fs.statSync(file).size : 0), 0);
  if (bytes > MAIN_PACKAGE_BYTES) faults.push(`the source has ${bytes} bytes, more than ${MAIN_PACKAGE_BYTES}`);
}

function conforms(file, schema, value) {
  if (ajv.validate(schema, value)) return;
  for (const error of ajv.errors ?? []) faults.push(`${file}${error.instancePath}: ${error.message}`);
}

function same(what, left, right) {
  const missing = [...left.filter((item) => !right.includes(item)), ...right.filter((item) => !left.includes(item))];
  if (missing.length > 0) faults.push(`${what} differ: ${missing.join(', ')}`);
}

function readJson(file) {
  return JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8'));
}
