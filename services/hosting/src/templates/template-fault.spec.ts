import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JsonObject } from './json.js';
import { edit, kitCommons, kitTemplateTree, smallKit } from './kit-template.fixture.js';
import { assembleTemplate } from './template-assembly.js';
import { TemplateFault } from './template-fault.js';
import { templateFaultTexts } from './template-fault-texts.js';

const format = (name: string) => JSON.parse(readFileSync(join(projectRoot(), 'templates', name), 'utf8')) as JsonObject;
const formats = { manifestFormat: format('manifest.schema.json'), sectionFormat: format('section.schema.json') };
const places = (text: string) => new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));

function faultOf(change: (tree: Map<string, Buffer>, kit: Map<string, Buffer>) => void): TemplateFault {
  const [tree, kit] = [kitTemplateTree(), smallKit()];
  change(tree, kit);
  try {
    assembleTemplate('small', tree, { ...kitCommons(kit), ...formats });
  } catch (error) {
    if (error instanceof TemplateFault) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('faults of a template', () => {
  it('are told all at once, in the order of the files, each with its line', () => {
    const fault = faultOf((tree, kit) => {
      edit(tree, 'manifest.json', (manifest) => ({
        ...manifest,
        id: 'large',
        privacyScopes: ['Address'],
        sections: [...(manifest['sections'] as string[]), 'magicWand', 'crystalBall'],
      }));
      edit(tree, 'presets/plain.json', (preset) => ({ ...preset, content: { services: 'demo/gone.json' } }));
      tree.set('src/app.js', Buffer.from("\nrequire('./gone');\nrequire('./lost');\n"));
      tree.set('src/icons/home.png', Buffer.alloc(3 * 1024 * 1024));
      tree.set('demo/goods.csv', Buffer.from('a,template:small/demo/media/a.svg\n'));
      kit.delete('src/services/words.js');
    });

    expect(fault.all.map(({ file, code, line }) => [file, code, line === undefined ? '' : 'line'])).toEqual([
      ['small/src/icons/home.png', 'picture.too_large', ''],
      ['small/manifest.json', 'manifest.other_id', 'line'],
      ['small/manifest.json', 'manifest.scope_untold', 'line'],
      ['small/manifest.json', 'manifest.section_unknown', 'line'],
      ['small/manifest.json', 'manifest.section_unknown', 'line'],
      ['small/demo/goods.csv', 'media.missing', 'line'],
      ['small/src/app.js', 'source.reference', 'line'],
      ['small/src/app.js', 'source.reference', 'line'],
      ['kit/src/services/greeting.js', 'source.reference', 'line'],
    ]);
    expect(fault.message).toMatch(/^Template file small\/src\/icons\/home\.png: .* And 8 more\.$/);
    expect(fault.all.slice(-3).map(({ line }) => line)).toEqual([2, 3, 1]);
  });

  it('of sections, settings and presets are told together when the manifest is sound', () => {
    const fault = faultOf((tree, kit) => {
      edit(tree, 'manifest.json', (manifest) => ({
        ...manifest,
        sections: [...(manifest['sections'] as string[]), 'magicWand', 'crystalBall'],
      }));
      edit(kit, 'sections/noticeBar.json', (section) => ({ ...section, colour: 1, shape: 2 }));
    });

    expect(fault.all.map(({ file, code }) => [file, code])).toEqual([
      ['kit/sections/noticeBar.json', 'section.value'],
      ['kit/sections/noticeBar.json', 'section.value'],
      ['small/manifest.json', 'manifest.section_unknown'],
      ['small/manifest.json', 'manifest.section_unknown'],
    ]);
  });

  it('are told in Chinese too', () => {
    const fault = faultOf((tree) => tree.set('src/pages/me/index.wxss', Buffer.from('\n@import "../../../x.wxss";')));

    expect(fault.all).toHaveLength(1);
    expect(fault.sentence('zh')).toBe(
      '模板文件 small/src/pages/me/index.wxss:2：引用了“../../../x.wxss”，但没有这个文件。请在模板或公共部分补上该文件，或改正路径；路径不得指向代码包之外。',
    );
  });

  it('are counted only so far', () => {
    const requires = Array.from({ length: 300 }, (_, index) => `require('./gone-${index}');`).join('\n');

    expect(faultOf((tree) => tree.set('src/app.js', Buffer.from(requires))).all).toHaveLength(100);
  });

  it.each(Object.entries(templateFaultTexts))('%s has its text in both languages', (_code, { fault, remedy }) => {
    expect(fault.zh + remedy.zh).toMatch(/\p{Script=Han}/u);
    expect(fault.en + remedy.en).not.toMatch(/\p{Script=Han}/u);
    expect(places(fault.zh + remedy.zh)).toEqual(places(fault.en + remedy.en));
    expect(remedy.en).toMatch(/^[A-Z].*\.$/);
    expect(remedy.zh).toMatch(/。$/);
  });
});
