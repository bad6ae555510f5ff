import { fileDigests, packageDigest } from '../rendering/digest.js';
import { checkExtAgainstApp, checkExtTemplate } from './ext-checks.js';
import { below, type FolderTree } from './folder-tree.js';
import { FoundFaults } from './found-faults.js';
import { type JsonFile, readJsonFile } from './json-file.js';
import type { JsonObject } from './json.js';
import { checkManifest, checkPages, readManifest } from './manifest-checks.js';
import { packageFiles } from './package-files.js';
import { checkedPreset, checkMedia } from './preset-checks.js';
import { composeSchema, type SchemaParts } from './schema-composition.js';
import { sectionLibrary } from './section-library.js';
import { sectionListSchema } from './section-type.js';
import { checkSettingsSchema } from './settings-checks.js';
import { checkFileSizes, checkSourceFiles } from './source-checks.js';
import type { TemplateVersion } from './template-version.js';

/** What the templates folder holds beside the templates. */
export interface TemplateCommons {
  /** manifest.schema.json */
  readonly manifestFormat: JsonObject;
  /** section.schema.json */
  readonly sectionFormat: JsonObject;
  /** The folder `kit`; may be empty. */
  readonly kit: FolderTree;
}

/**
 * Makes a template version of a template folder's files and the kit. Pure; nothing of a faulty template comes out.
 * @param folder the folder's name, which must be the manifest's id
 * @throws TemplateFault the first of what is wrong, with the rest in `more`
 */
export function assembleTemplate(folder: string, tree: FolderTree, commons: TemplateCommons): TemplateVersion {
  const { kit } = commons;
  const faults = new FoundFaults();
  const read = (path: string) => faults.of(() => readJsonFile(`${folder}/${path}`, tree.get(path)));
  faults.of(() => checkFileSizes(folder, tree));
  const manifestFile = read('manifest.json');
  const manifest = manifestFile && faults.of(() => readManifest(manifestFile, commons.manifestFormat));
  if (manifest) faults.of(() => checkManifest(folder, manifestFile, manifest));

  const from = { folder, tree, kit, format: commons.sectionFormat };
  const sections = manifest && faults.of(() => sectionLibrary(manifestFile, manifest.sections, from));
  const settings = manifest && read(manifest.settings);
  const settingsSchema =
    sections && settings && faults.of(() => checkedSchema(settings, { kit, sectionList: sectionListSchema(sections) }));
  const ext = manifest && read(manifest.ext);
  if (ext && settingsSchema) faults.of(() => checkExtTemplate(ext, settingsSchema));
  const presets = manifest?.presets.flatMap((path) => {
    const file = read(path);
    return (file && settingsSchema && faults.of(() => checkedPreset(file, settingsSchema, tree))) ?? [];
  });
  faults.of(() => checkMedia(folder, tree, kit));

  // A broken manifest is no reason not to look at the source, which most often lies where it always does.
  const source = `${manifest?.source ?? 'src'}/`;
  const own = below(tree, source);
  const fileName = (path: string) => (own.has(path) ? `${folder}/${source}${path}` : `kit/src/${path}`);
  faults.of(() => checkSourceFiles(`${folder}/${source}`, own, manifest?.ext ?? 'ext.template.json'));
  const app = own.has('app.json') ? faults.of(() => readJsonFile(fileName('app.json'), own.get('app.json'))) : null;
  if (manifest && app) faults.of(() => checkPages(manifestFile, manifest, app));
  if (ext && app) faults.of(() => checkExtAgainstApp(ext, app));
  const files = faults.of(() => packageFiles({ own, kit: below(kit, 'src/'), ext: ext?.value ?? {}, fileName }));
  faults.refuse();
  if (!manifest || !sections || !settingsSchema || !ext || !presets || !files) throw new Error('a fault is not told');
  const digests = fileDigests(files);
  return deepFrozen({
    id: manifest.id,
    version: manifest.version,
    manifest,
    sections,
    settingsSchema,
    extTemplate: ext.value,
    presets,
    files,
    fileDigests: digests,
    baseDigest: packageDigest(digests),
    assets: below(tree, 'demo/', 'demo/'),
  });
}

function checkedSchema(file: JsonFile, parts: SchemaParts): JsonObject {
  const schema = composeSchema(file.name, file.value, parts);
  checkSettingsSchema(file, schema);
  return schema;
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
