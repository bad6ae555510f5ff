import { digestOf, overlaid } from '../rendering/digest.js';
import { render } from '../rendering/render.js';
import { smallTemplate } from '../templates/small-template.fixture.js';
import { PackageSeries } from './package-series.js';

const template = smallTemplate();
const variables = (index: number) => ({
  appId: `wx${String(index).padStart(16, '0')}`,
  runtimeUrl: 'https://shop.example.com',
  revision: index,
});

describe('package series', () => {
  it('makes what render makes', () => {
    const series = new PackageSeries(template);

    for (let index = 0; index < 20; index += 1) {
      const config = { name: `店${index}`, theme: { bar: `#${String(index).padStart(6, '0')}` } };
      const alone = render(template, config, variables(index));
      const { files, extJson, manifest } = series.make(config, variables(index));

      expect(manifest.digest).toBe(alone.digest);
      expect(manifest.digest).toBe(digestOf(overlaid(template.files, files)));
      expect(extJson).toBe(alone.extJson);
      expect(files).toEqual(alone.files);
    }
  });

  it.each([
    ['before all others', ['ext.json~', 'f.js']],
    ['behind all others', ['a.js', 'app.json']],
    ['in the place of one', ['a.js', 'ext.json', 'f.js']],
  ])('counts ext.json %s', (_where, paths) => {
    const files = new Map(paths.map((path) => [path, Buffer.from(path)]));
    const digests = new Map(paths.map((path) => [path, { sha256: 'ab'.repeat(32), sizeBytes: 1 }]));
    const other = { ...template, files, fileDigests: digests };

    const { manifest } = new PackageSeries(other).make({ name: 'A' }, variables(1));

    expect(manifest.digest).toBe(render(other, { name: 'A' }, variables(1)).digest);
  });

  it('says which setting is missing', () => {
    expect(() => new PackageSeries(template).make({}, variables(1))).toThrow(/setting \/name, which has no value/);
  });
});
