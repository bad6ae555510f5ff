import type { TSchema } from 'typebox';
import type { Finding } from '../finding.js';
import { finding } from '../report.js';
import { appSchema, extSchema } from '../schemas/app-schema.js';
import { projectSchema, sitemapSchema, themeSchema } from '../schemas/project-schema.js';
import { pageSchema } from '../schemas/window-schema.js';
import type { JsonDocument } from '../source/json-document.js';
import type { PackageSource } from '../source/package-source.js';
import { checkSchema } from './schema-check.js';

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const rootSchemas: Readonly<Record<string, TSchema>> = {
  'app.json': appSchema,
  'ext.json': extSchema,
  'project.config.json': projectSchema,
  'sitemap.json': sitemapSchema,
  'theme.json': themeSchema,
};

/** Syntax and schema of every JSON file in the package. */
export function checkJsonFiles(source: PackageSource): Finding[] {
  return source.paths('.json').flatMap((file) => {
    const bytes = source.files.get(file) ?? Buffer.alloc(0);
    const mark = bytes.subarray(0, 3).equals(BYTE_ORDER_MARK)
      ? [finding('file.byte_order_mark', { file, line: 1 })]
      : [];
    return [...mark, ...checkJsonText(file, source.text(file), source.json(file), schemaFor(source, file))];
  });
}

/** The same for a JSON text that is no file of the package. */
export function checkJsonText(file: string, text: string, document: JsonDocument, schema: TSchema | null): Finding[] {
  if (text.trim() === '') return [finding('json.empty', { file, line: 1 })];
  if (document.fault)
    return [finding('json.syntax', { file, line: document.fault.line }, { fault: document.fault.message })];
  const repeated = document.repeatedKeys.map(({ pointer, line }) =>
    finding('json.repeated_key', { file, line }, { pointer }),
  );
  return [...repeated, ...(schema ? checkSchema(file, document, schema) : [])];
}

/** A page's or component's json stands beside a wxml of its name; other JSON files are the template's own data. */
function schemaFor(source: PackageSource, file: string): TSchema | null {
  return rootSchemas[file] ?? (source.has(file.replace(/json$/, 'wxml')) ? pageSchema : null);
}
