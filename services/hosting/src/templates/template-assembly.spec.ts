import { edit, kitCommons, kitTemplateTree, smallKit } from './kit-template.fixture.js';
import { smallTemplate } from './small-template.fixture.js';
import { assembleTemplate } from './template-assembly.js';
import { TemplateCatalogue } from './template-catalogue.js';

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
});

describe('a template on the kit', () => {
  const assembled = (tree = kitTemplateTree(), kit = smallKit()) => assembleTemplate('small', tree, kitCommons(kit));
  const kitFilesOf = (template: ReturnType<typeof assembled>) => {
    const kit = smallKit();
    return [...template.files.keys()].filter((path) => kit.has(`src/${path}`));
  };

  it('has of the kit what can be reached from its own files, and nothing else', () => {
    expect(kitFilesOf(assembled())).toEqual([
      'app.wxss',
      'components/shared-tag/index.js',
      'components/shared-tag/index.json',
      'components/shared-tag/index.wxml',
      'components/shared-tag/m.wxs',
      'icons/star.png',
      'miniprogram_npm/library/LICENSE',
      'miniprogram_npm/library/button/button.js',
      'miniprogram_npm/library/button/button.json',
      'miniprogram_npm/library/button/button.wxml',
      'services/greeting.js',
      'services/words.js',
      'styles/shared.wxss',
    ]);
  });

  it('lays its own file over the kit’s of the same path', () => {
    const tree = kitTemplateTree();
    tree.set('src/services/words.js', Buffer.from("exports.hello = 'own';\n"));

    expect(assembled(tree).files.get('services/words.js')?.toString()).toContain('own');
  });

  it('is the same package whatever else the kit holds, and in whatever order', () => {
    const kit = new Map([...smallKit(), ['src/services/more.js', Buffer.from('')] as const].reverse());

    expect(assembled(kitTemplateTree(), kit).baseDigest).toBe(assembled().baseDigest);
  });

  it('has one flat schema, the parts in place and what stands beside them laid over', () => {
    const { settingsSchema } = assembled();

    expect(JSON.stringify(settingsSchema)).not.toMatch(/"\$(?:kit|sections|ref)"/);
    expect(settingsSchema).toMatchObject({
      properties: {
        link: { type: 'object', 'x-title': { en: 'Leads to' }, properties: { kind: { default: 'none' } } },
        home: {
          type: 'array',
          maxItems: 50,
          items: { oneOf: [{ 'x-limit': 2 }, { properties: { blocks: { maxItems: 4 } } }] },
        },
        pages: { items: { properties: { sections: { type: 'array', maxItems: 50 } } } },
      },
    });
  });

  it('takes a section type from its own folder before the kit’s', () => {
    const tree = kitTemplateTree();
    tree.set('sections/noticeBar.json', smallKit().get('sections/noticeBar.json') ?? Buffer.from(''));
    edit(tree, 'sections/noticeBar.json', (section) => ({ ...section, limit: 1 }));

    expect(assembled(tree).sections.map(({ type, limit }) => [type, limit])).toEqual([
      ['noticeBar', 1],
      ['bannerCarousel', undefined],
    ]);
  });

  it('lets scripts use each other and a component use itself', () => {
    const kit = smallKit();
    kit.set('src/services/words.js', Buffer.from("exports.hello = require('./greeting');\n"));

    expect(assembled(kitTemplateTree(), kit).files.has('services/words.js')).toBe(true);
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
