import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

type Document = Readonly<Record<string, unknown>>;

/**
 * Makes 1.1.0 of the retail template in a templates folder: `about` has got another name, the shop's name may have eight letters only,
 * the presets another slogan,
 * and the package a file more.
 * @param folder a copy of `templates`; it is written to
 */
export function makeNewerRetail(folder: string): void {
  const read = (file: string) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as Document;
  const edit = (file: string, change: (document: Document) => Document) =>
    writeFileSync(path.join(folder, file), JSON.stringify(change(read(file)), null, 2));
  const upgrades = [{ from: '1.0.0', renames: [{ from: '/brand/about', to: '/brand/story' }] }];
  edit('retail/manifest.json', (manifest) => ({ ...manifest, version: '1.1.0', upgrades }));

  // A file more, so that the versions have different packages.
  writeFileSync(path.join(folder, 'retail/src/newer.js'), 'module.exports = {};\n');

  const brand = read('kit/settings/brand.json');
  const { about, name, ...others } = brand['properties'] as Readonly<Record<string, object>>;
  const newer = { ...brand, properties: { ...others, story: about, name: { ...name, maxLength: 8 } } };
  edit('retail/settings.schema.json', (schema) => ({
    ...schema,
    properties: { ...(schema['properties'] as object), brand: newer },
  }));

  for (const preset of ['tea-house', 'home-living']) {
    edit(`retail/presets/${preset}.json`, (document) => {
      const config = document['config'] as { readonly brand: Document };
      const { about: story, ...rest } = config.brand;
      return { ...document, config: { ...config, brand: { ...rest, story, slogan: 'Newer' } } };
    });
  }
}
