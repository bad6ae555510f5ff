import { fileDigests, packageDigest } from '../rendering/digest.js';
import { checkExtAgainstApp, checkExtTemplate } from './ext-checks.js';
import { below, type FolderTree } from './folder-tree.js';
import { readJsonFile } from './json-file.js';
import type { JsonObject } from './json.js';
import { checkedManifest, checkPages } from './manifest-checks.js';
import { packageFiles } from './package-files.js';
import { checkedPreset, checkMedia } from './preset-checks.js';
import { composeSchema } from './schema-composition.js';
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
 * @throws TemplateFault
 */
export function assembleTemplate(folder: string, tree: FolderTree, commons: TemplateCommons): TemplateVersion {
  const { kit } = commons;
  const read = (path: string) => readJsonFile(`${folder}/${path}`, tree.get(path));
  checkFileSizes(folder, tree);
  const manifestFile = read('manifest.json');
  const manifest = checkedManifest(folder, manifestFile, commons.manifestFormat);

  const from = { folder, tree, kit, format: commons.sectionFormat };
  const sections = sectionLibrary(manifestFile, manifest.sections, from);
  const settings = read(manifest.settings);
  const parts = { kit, sectionList: sectionListSchema(sections) };
  const settingsSchema = composeSchema(settings.name, settings.value, parts);
  checkSettingsSchema(settings, settingsSchema);
  const ext = read(manifest.ext);
  checkExtTemplate(ext, settingsSchema);
  const presets = manifest.presets.map((path) => checkedPreset(read(path), settingsSchema, tree));
  checkMedia(folder, tree, kit);

  const source = `${manifest.source ?? 'src'}/`;
  const own = below(tree, source);
  const fileName = (path: string) => (own.has(path) ? `${folder}/${source}${path}` : `kit/src/${path}`);
  checkSourceFiles(`${folder}/${source}`, own, manifest.ext);
  const app = readJsonFile(fileName('app.json'), own.get('app.json'));
  checkPages(manifestFile, manifest, app);
  checkExtAgainstApp(ext, app);
  const files = packageFiles({ own, kit: below(kit, 'src/'), ext: ext.value, fileName });
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
