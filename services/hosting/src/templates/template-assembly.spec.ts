import { openManifestSchema, smallTemplate, smallTemplateTree } from './small-template.fixture.js';
import { assembleTemplate } from './template-assembly.js';
import { TemplateCatalogue } from './template-catalogue.js';
import { TemplateFault } from './template-fault.js';

type Edit = (document: Record<string, never>) => void;

function changed(path: string, edit: Edit | string | null): Map<string, Buffer> {
  const tree = smallTemplateTree();
  if (edit === null) tree.delete(path);
  else if (typeof edit === 'string') tree.set(path, Buffer.from(edit));
  else {
    const document = JSON.parse(tree.get(path)?.toString('utf8') ?? '{}') as Record<string, never>;
    edit(document);
    tree.set(path, Buffer.from(JSON.stringify(document)));
  }
  return tree;
}
function set(pointer: string, value: unknown): Edit {
  return (document) => {
    const parts = pointer.split('/').slice(1);
    const last = parts.pop() ?? '';
    let target = document as Record<string, unknown>;
    for (const part of parts) target = target[part] as Record<string, unknown>;
    if (value === undefined) delete target[last];
    else target[last] = value;
  };
}

describe('assembleTemplate', () => {
  it('reads manifest, schema, presets, sorted files and assets', () => {
    const template = smallTemplate();

    expect(template).toMatchObject({ id: 'small', version: '1.2.3' });
    expect(template.presets.map(({ id }) => id)).toEqual(['plain']);
    expect([...template.files.keys()]).toEqual([...template.files.keys()].sort());
    expect(template.files.has('app.json')).toBe(true);
    expect(template.files.has('manifest.json')).toBe(false);
    expect([...template.assets.keys()]).toEqual(['demo/goods.csv']);
    expect(template.baseDigest).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('does not let a reader change it', () => {
    const template = smallTemplate();

    expect(() => Object.assign(template.presets[0]?.config ?? {}, { name: 'other' })).toThrow(TypeError);
  });

  it.each<[string, string, Edit | string | null, RegExp]>([
    ['a missing schema', 'settings.schema.json', null, /small\/settings\.schema\.json: is missing/],
    ['broken JSON', 'ext.template.json', '{', /small\/ext\.template\.json: is not valid JSON/],
    [
      'a manifest without version',
      'manifest.json',
      set('/version', undefined),
      /manifest\.json: .*'version'.* See manifest\.schema\.json/,
    ],
    [
      'a manifest of another folder',
      'manifest.json',
      set('/id', 'large'),
      /its id is "large" in a folder named "small"/,
    ],
    [
      'a misspelt keyword',
      'settings.schema.json',
      set('/properties/name/maxLenght', 3),
      /not a valid schema .*maxLenght/,
    ],
    [
      'an unmarked setting',
      'settings.schema.json',
      set('/properties/site/x-delivery', undefined),
      /setting \/site has no "x-delivery"/,
    ],
    [
      'an unknown setting in ext',
      'ext.template.json',
      set('/window/backgroundColor', { $setting: '/nope' }),
      /\/nope, which is not a setting/,
    ],
    [
      'a live setting in ext',
      'ext.template.json',
      set('/window/backgroundColor', { $setting: '/theme/primary' }),
      /marked live/,
    ],
    ['an unknown variable in ext', 'ext.template.json', set('/ext/now', { $var: 'time' }), /unknown variable "time"/],
    [
      'a packaged setting nobody uses',
      'ext.template.json',
      set('/window/navigationBarBackgroundColor', '#ffffff'),
      /packaged setting \/theme\/bar is not used/,
    ],
    ['directCommit', 'ext.template.json', set('/directCommit', true), /has "directCommit"/],
    [
      'a preset that is not valid',
      'presets/plain.json',
      set('/config/name', ''),
      /presets\/plain\.json: \/config\/name .*may not be empty/,
    ],
    ['a preset without its goods', 'demo/goods.csv', null, /products file "demo\/goods\.csv" does not exist/],
    ['an ext.json in the source', 'src/ext.json', '{}', /src\/ext\.json: must not exist/],
    ['a privacy scope without a purpose', 'manifest.json', set('/privacyScopes', ['Address']), /no text for Address/],
    [
      'an order page that does not exist',
      'manifest.json',
      set('/orderPath', 'pages/gone'),
      /the page pages\/gone does not exist/,
    ],
    [
      'a page that does not exist',
      'manifest.json',
      set('/pages/0/path', 'pages/gone/index'),
      /the page pages\/gone\/index does not exist/,
    ],
  ])('refuses %s with one sentence that names the file', (_what, path, edit, message) => {
    const act = () => assembleTemplate('small', changed(path, edit), openManifestSchema);

    expect(act).toThrow(TemplateFault);
    expect(act).toThrow(message);
  });
});

describe('TemplateCatalogue', () => {
  const catalogue = new TemplateCatalogue([smallTemplate()]);

  it('finds a template by id and version', () => {
    expect(catalogue.get('small').version).toBe('1.2.3');
    expect(catalogue.find('small', '1.2.3')).not.toBeNull();
    expect(catalogue.find('small', '9.9.9')).toBeNull();
  });

  it('answers template.not_found for an unknown one', () => {
    expect(() => catalogue.get('large')).toThrow(expect.objectContaining({ code: 'template.not_found' }));
  });
});
