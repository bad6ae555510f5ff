import { fileDigests, packageDigest, sortedByPath } from '../rendering/digest.js';
import type { JsonObject } from './json.js';
import {
  checkedPreset,
  checkExtTemplate,
  checkFiles,
  checkManifest,
  checkSettingsSchema,
  parseObject,
} from './template-checks.js';
import type { TemplateManifest, TemplateVersion } from './template-version.js';

/**
 * Makes a template version of a template folder's files (path inside the folder → bytes).
 * @param folder the folder's name, which must be the manifest's id
 * @throws TemplateFault
 */
export function assembleTemplate(
  folder: string,
  tree: ReadonlyMap<string, Buffer>,
  manifestSchema: Buffer,
): TemplateVersion {
  const parse = (path: string): JsonObject => parseObject(`${folder}/${path}`, tree.get(path));
  const manifest = parse('manifest.json') as unknown as TemplateManifest;
  checkManifest(folder, manifest, parseObject('manifest.schema.json', manifestSchema));

  const settingsSchema = parse(manifest.settings);
  checkSettingsSchema(`${folder}/${manifest.settings}`, settingsSchema);
  const extTemplate = parse(manifest.ext);
  checkExtTemplate(`${folder}/${manifest.ext}`, extTemplate, settingsSchema);
  const presets = manifest.presets.map((path) => checkedPreset(`${folder}/${path}`, parse(path), settingsSchema, tree));

  const files = below(tree, `${manifest.source ?? 'src'}/`, '');
  checkFiles(folder, manifest, files);
  const digests = fileDigests(files);
  return deepFrozen({
    id: manifest.id,
    version: manifest.version,
    manifest,
    settingsSchema,
    extTemplate,
    presets,
    files,
    fileDigests: digests,
    baseDigest: packageDigest(digests),
    assets: below(tree, 'demo/', 'demo/'),
  });
}

function below(tree: ReadonlyMap<string, Buffer>, prefix: string, replacement: string): Map<string, Buffer> {
  const found = [...tree].filter(([path]) => path.startsWith(prefix));
  return sortedByPath(new Map(found.map(([path, bytes]) => [replacement + path.slice(prefix.length), bytes])));
}

/** Presets, schema and manifest are shared by every request: an accidental write must fail loudly. Maps are read-only by type. */
function deepFrozen<T>(value: T): T {
  if (
    typeof value === 'object' &&
    value !== null &&
    !Buffer.isBuffer(value) &&
    !(value instanceof Map) &&
    !Object.isFrozen(value)
  ) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFrozen(item);
  }
  return value;
}
