import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '#kernel/config/project-root.js';
import type { JsonObject } from './json.js';
import { edit, kitCommons, kitTemplateTree, smallKit } from './kit-template.fixture.js';
import { assembleTemplate, type TemplateCommons } from './template-assembly.js';
import { TemplateFault } from './template-fault.js';

/** A template and its kit, free to be broken. */
interface Given {
  readonly tree: Map<string, Buffer>;
  readonly kit: Map<string, Buffer>;
}
type Break = (given: Given) => void;
/** What is broken, how, and the sentence it is refused with, from its file on. */
type Case = readonly [what: string, how: Break, message: RegExp];

const folder = join(projectRoot(), 'templates');
const format = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonObject;
const formats = { manifestFormat: format('manifest.schema.json'), sectionFormat: format('section.schema.json') };

const json =
  (path: string, pointer: string, value: unknown): Break =>
  ({ tree, kit }) => {
    const inKit = path.startsWith('kit/');
    edit(inKit ? kit : tree, inKit ? path.slice(4) : path, (document) => {
      const parts = pointer.split('/').slice(1);
      const last = parts.pop() ?? '';
      let target = document as Record<string, unknown>;
      for (const part of parts) target = target[part] as Record<string, unknown>;
      if (value === undefined) delete target[last];
      else target[last] = value;
      return document;
    });
  };
const write =
  (path: string, content: string | Buffer): Break =>
  ({ tree, kit }) =>
    void (path.startsWith('kit/')
      ? kit.set(path.slice(4), Buffer.from(content))
      : tree.set(path, Buffer.from(content)));
const remove =
  (path: string): Break =>
  ({ tree, kit }) =>
    void (path.startsWith('kit/') ? kit.delete(path.slice(4)) : tree.delete(path));
const both =
  (...breaks: readonly Break[]): Break =>
  (given) => {
    for (const one of breaks) one(given);
  };

const manifests: readonly Case[] = [
  ['no manifest', remove('manifest.json'), /small\/manifest\.json: is missing/],
  ['an empty manifest', write('manifest.json', ''), /small\/manifest\.json:1: is not valid JSON .* Correct the syntax/],
  ['a comment', write('manifest.json', '{\n  // mine\n}'), /small\/manifest\.json:2: .*comments are not allowed/],
  ['a list', write('manifest.json', '[]'), /small\/manifest\.json:1: does not hold a JSON object\. Begin/],
  [
    'a key twice',
    write('manifest.json', '{\n"id": "a",\n"id": "b"\n}'),
    /small\/manifest\.json:3: \/id is written twice/,
  ],
  [
    'no version',
    json('manifest.json', '/version', undefined),
    /manifest\.json:1: the document lacks "version"\. See manifest\.schema/,
  ],
  ['a version that is none', json('manifest.json', '/version', 'v2'), /manifest\.json:\d+: \/version must look like/],
  [
    'another folder’s id',
    json('manifest.json', '/id', 'large'),
    /manifest\.json:2: its id is "large" in a folder named "small"/,
  ],
  ['an unknown key', json('manifest.json', '/colour', 'red'), /manifest\.json:\d+: \/colour is not known here/],
  [
    'a newer runtime',
    json('manifest.json', '/runtimeApi', { min: '1.99' }),
    /\/runtimeApi\/min asks for runtime API 1\.99; this installation has/,
  ],
  ['an older generation', json('manifest.json', '/runtimeApi', { min: '0.1' }), /asks for runtime API 0\.1/],
  ['an unknown feature', json('manifest.json', '/features', ['magic']), /\/features\/0 must be one of/],
  [
    'a settings file outside',
    json('manifest.json', '/settings', '../retail/settings.schema.json'),
    /manifest\.json:\d+: \/settings must/,
  ],
  [
    'a preset outside',
    json('manifest.json', '/presets', ['a/../../retail/presets/tea-house.json']),
    /\/presets\/0 must NOT be valid/,
  ],
  ['a source outside', json('manifest.json', '/source', '/etc'), /\/source must look like/],
  [
    'a privacy scope without a purpose',
    json('manifest.json', '/privacyScopes', ['Address']),
    /\/privacyTexts has no text for Address/,
  ],
  [
    'a purpose without a scope',
    json('manifest.json', '/privacyTexts', { Address: '配送' }),
    /\/privacyTexts\/Address is not among the privacyScopes/,
  ],
  [
    'an upgrade from itself',
    json('manifest.json', '/upgrades', [{ from: '1.2.3' }]),
    /\/upgrades\/0\/from is the version itself/,
  ],
  [
    'a page that is not there',
    json('manifest.json', '/pages/0/path', 'pages/gone/index'),
    /\/pages\/0\/path names the page pages\/gone\/index, which does not exist/,
  ],
  [
    'a page without a title',
    json('src/app.json', '/pages/2', 'pages/new/index'),
    /small\/src\/app\.json:\d+: the page pages\/new\/index has no entry in "pages"/,
  ],
  [
    'an order page that is not there',
    json('manifest.json', '/orderPath', 'pages/gone'),
    /\/orderPath names the page pages\/gone/,
  ],
];

const settings: readonly Case[] = [
  ['no schema', remove('settings.schema.json'), /small\/settings\.schema\.json: is missing/],
  [
    'a misspelt keyword',
    json('settings.schema.json', '/properties/name/maxLenght', 3),
    /settings\.schema\.json: is not a valid schema .*maxLenght/,
  ],
  [
    'an unmarked setting',
    json('settings.schema.json', '/properties/site/x-delivery', undefined),
    /settings\.schema\.json:\d+: .*\/site\) has no "x-delivery"/,
  ],
  [
    'an untitled setting',
    json('settings.schema.json', '/properties/site/x-title', undefined),
    /\/site\) has no "x-delivery" or no "x-title"/,
  ],
  [
    'an open group',
    json('settings.schema.json', '/properties/theme/additionalProperties', undefined),
    /\/theme\) allows unknown settings/,
  ],
  [
    'an untitled choice',
    json('settings.schema.json', '/properties/site/enum', ['a']),
    /\/site\) has no title for the choice "a"/,
  ],
  [
    'a part that does not exist',
    json('settings.schema.json', '/properties/link', { $kit: 'settings/gone' }),
    /asks for \{"\$kit": "settings\/gone"\}, but kit\/settings\/gone\.json does not exist/,
  ],
  [
    'a part outside the kit',
    json('settings.schema.json', '/properties/link', { $kit: '../retail/settings.schema' }),
    /but kit\/\.\.\/retail\/settings\.schema\.json does not exist/,
  ],
  [
    'a part that contains itself',
    json('kit/settings/link.json', '/properties/kind', { $kit: 'settings/link' }),
    /kit\/settings\/link\.json: contains itself by way of settings\/link → settings\/link/,
  ],
  [
    'an unknown setting in ext',
    json('ext.template.json', '/window/backgroundColor', { $setting: '/nope' }),
    /ext\.template\.json:\d+: \/window\/backgroundColor uses \/nope, which is not a setting/,
  ],
  [
    'a live setting in ext',
    json('ext.template.json', '/window/backgroundColor', { $setting: '/theme/primary' }),
    /marked live\. Mark it "packaged"/,
  ],
  [
    'an unknown variable in ext',
    json('ext.template.json', '/ext/now', { $var: 'time' }),
    /uses the unknown variable "time"\. Use one of appId/,
  ],
  [
    'a packaged setting nobody uses',
    json('ext.template.json', '/window/navigationBarBackgroundColor', '#ffffff'),
    /the packaged setting \/theme\/bar is not used/,
  ],
  ['directCommit', json('ext.template.json', '/directCommit', true), /ext\.template\.json:\d+: has "directCommit"/],
  [
    'another code loading',
    json('ext.template.json', '/lazyCodeLoading', undefined),
    /\/lazyCodeLoading differs from small\/src\/app\.json/,
  ],
  [
    'ext pages that are none',
    json('ext.template.json', '/extPages', { 'pages/gone': {} }),
    /"extPages" names pages\/gone/,
  ],
];

const sections: readonly Case[] = [
  [
    'an unknown section',
    json('manifest.json', '/sections/1', 'magicWand'),
    /manifest\.json:\d+: \/sections\/1 names the section "magicWand", which neither/,
  ],
  [
    'a section that is no JSON',
    write('kit/sections/noticeBar.json', '{'),
    /kit\/sections\/noticeBar\.json:1: is not valid JSON/,
  ],
  [
    'a section of another name',
    json('kit/sections/noticeBar.json', '/type', 'bar'),
    /kit\/sections\/noticeBar\.json:2: \/type is "bar"/,
  ],
  [
    'an unknown key in a section',
    json('kit/sections/noticeBar.json', '/colour', 1),
    /\/colour is not known here\. See section\.schema\.json/,
  ],
  [
    'a source its name does not mean',
    json('kit/sections/noticeBar.json', '/data', 'products'),
    /\/data is "products", but a section of this name gets null/,
  ],
  [
    'a required setting that is none',
    json('kit/sections/noticeBar.json', '/required', ['words']),
    /\/required names "words", which is no setting/,
  ],
  [
    'a preset that is not valid',
    json('kit/sections/noticeBar.json', '/presets/0/settings', { text: '' }),
    /kit\/sections\/noticeBar\.json:\d+: \/presets\/0\/settings\/text "Notice" may not be empty/,
  ],
  [
    'a preset with an unknown block',
    json('kit/sections/bannerCarousel.json', '/presets', [
      { id: 'a', title: { zh: 'a', en: 'a' }, settings: {}, blocks: [{ type: 'poem', settings: {} }] },
    ]),
    /\/presets\/0\/blocks\/0\/type .*not a kind of/,
  ],
  [
    'two blocks of one type',
    json('kit/sections/bannerCarousel.json', '/blocks/1/type', 'slide'),
    /\/blocks\/1\/type is used twice/,
  ],
  [
    'an unmarked setting in a section',
    json('kit/sections/noticeBar.json', '/settings/text/x-delivery', undefined),
    /noticeBar\]\/settings\/text\) has no|noticeBar\]\/settings\/text has no/,
  ],
  [
    'sections inside a section',
    json('kit/sections/noticeBar.json', '/settings/more', { $sections: true }),
    /noticeBar\.json: has "\$sections" inside a section/,
  ],
];

const contents: readonly Case[] = [
  [
    'a preset that is not valid',
    json('presets/plain.json', '/config/name', ''),
    /presets\/plain\.json:\d+: \/config\/name .*may not be empty/,
  ],
  [
    'a preset with too many of a kind',
    json(
      'presets/plain.json',
      '/config/home',
      ['a', 'b', 'c'].map((id) => ({ id, type: 'noticeBar', settings: { text: id } })),
    ),
    /\/config\/home\/2 "Notice bar" may be used at most 2 times/,
  ],
  [
    'a preset without a title',
    json('presets/plain.json', '/title', undefined),
    /plain\.json:1: lacks "id", "title" or "config"/,
  ],
  [
    'a preset without its goods',
    remove('demo/goods.csv'),
    /\/products its products file "demo\/goods\.csv" does not exist/,
  ],
  [
    'goods outside the demo folder',
    json('presets/plain.json', '/products', 'manifest.json'),
    /products file "manifest\.json" does not exist/,
  ],
  [
    'content that is not there',
    json('presets/plain.json', '/content', { services: 'demo/services.json' }),
    /\/content\/services its content file/,
  ],
  [
    'a picture that is not there',
    write('demo/goods.csv', 'Handle,Image\na,template:small/demo/media/a.svg\n'),
    /small\/demo\/goods\.csv:2: refers to template:small\/demo\/media\/a\.svg, which does not exist/,
  ],
  [
    'a picture of another template',
    write('demo/goods.csv', 'a,template:retail/demo/media/longjing.svg'),
    /goods\.csv:1: refers to template:retail/,
  ],
  [
    'a picture outside the demo folder',
    write('demo/goods.csv', 'a,template:small/src/icons/home.png'),
    /refers to template:small\/src\/icons\/home\.png/,
  ],
];

const sources: readonly Case[] = [
  ['no app.json', remove('src/app.json'), /small\/src\/app\.json: is missing/],
  ['an ext.json', write('src/ext.json', '{}'), /small\/src\/ext\.json: must not exist/],
  [
    'a page without a script',
    remove('src/pages/me/index.js'),
    /small\/src\/app\.json:\d+: refers to "pages\/me\/index", but the page has no \.js or no \.wxml/,
  ],
  [
    'a script that is missing',
    write('src/app.js', "\nrequire('./services/gone');\n"),
    /small\/src\/app\.js:2: refers to "\.\/services\/gone", but there is no such script\. Add the file/,
  ],
  [
    'a script of the kit that is missing',
    remove('kit/src/services/words.js'),
    /kit\/src\/services\/greeting\.js:1: refers to "\.\/words"/,
  ],
  [
    'a script outside the package',
    write('src/app.js', "require('../../retail/src/app');\n"),
    /app\.js:1: .*may not lead out of the package/,
  ],
  [
    'a component that is missing',
    remove('kit/src/components/shared-tag/index.wxml'),
    /small\/src\/pages\/me\/index\.json:3: refers to "\/components\/shared-tag\/index", but a component needs/,
  ],
  [
    'a style that is missing',
    remove('kit/src/styles/shared.wxss'),
    /kit\/src\/app\.wxss:1: refers to "styles\/shared\.wxss"/,
  ],
  [
    'a style outside the package',
    write('src/pages/me/index.wxss', '\n@import "../../../x.wxss";'),
    /me\/index\.wxss:2: refers to "\.\.\/\.\.\/\.\.\/x\.wxss"/,
  ],
  [
    'markup that is missing',
    write('src/pages/me/index.wxml', '<view />\n<include src="./gone.wxml" />'),
    /me\/index\.wxml:2: refers to "\.\/gone\.wxml"/,
  ],
  [
    'a wxs that is missing',
    remove('kit/src/components/shared-tag/m.wxs'),
    /shared-tag\/index\.wxml:1: refers to "\.\/m\.wxs"/,
  ],
  [
    'includes in a circle',
    both(
      write('src/pages/me/index.wxml', '<view />\n<include src="a.wxml" />'),
      write('src/pages/me/a.wxml', '<include src="./index.wxml" />'),
    ),
    /uses itself by way of pages\/me\/a\.wxml → pages\/me\/index\.wxml → pages\/me\/a\.wxml|uses itself by way of pages\/me\/index\.wxml → pages\/me\/a\.wxml → pages\/me\/index\.wxml/,
  ],
  [
    'a file that includes itself',
    write('src/pages/me/index.wxml', '\n\n<include src="./index.wxml" />'),
    /small\/src\/pages\/me\/index\.wxml:3: uses itself by way of/,
  ],
  [
    'styles in a circle',
    both(
      write('kit/src/styles/shared.wxss', '@import "more.wxss";'),
      write('kit/src/styles/more.wxss', '@import "./shared.wxss";'),
    ),
    /kit\/src\/styles\/(?:more|shared)\.wxss:1: uses itself by way of/,
  ],
  [
    'wxs in a circle',
    both(
      write('kit/src/components/shared-tag/m.wxs', "var n = require('./n.wxs');"),
      write('kit/src/components/shared-tag/n.wxs', "var m = require('./m.wxs');"),
    ),
    /\.wxs:1: uses itself by way of/,
  ],
  [
    'components in a circle',
    both(
      json('kit/src/components/shared-tag/index.json', '/usingComponents', { other: '/pages/me/index' }),
      write('src/pages/me/index.wxml', '<shared-tag />'),
    ),
    /index\.json:\d+: uses itself by way of .*shared-tag\/index/,
  ],
  [
    'a picture of 3 MB',
    write('src/icons/home.png', Buffer.alloc(3 * 1024 * 1024)),
    /small\/src\/icons\/home\.png: has 3\.0 MB, more than the 2 MB .* Make the picture smaller/,
  ],
  [
    'a demo picture of 3 MB',
    write('demo/media/a.svg', Buffer.alloc(3 * 1024 * 1024)),
    /small\/demo\/media\/a\.svg: has 3\.0 MB, more than the 1 MB that a demo picture may have/,
  ],
  ['a path that is none', write('src/../../etc/passwd', 'x'), /has a name that is no path inside the package/],
];

describe.each([
  ['manifest', manifests],
  ['settings', settings],
  ['sections', sections],
  ['content', contents],
  ['source', sources],
])('a broken template: %s', (_part, cases) => {
  it.each(cases)('%s is refused with file, line and remedy', (_what, how, message) => {
    const given: Given = { tree: kitTemplateTree(), kit: smallKit() };
    const commons: TemplateCommons = { ...kitCommons(given.kit), ...formats };
    expect(assembleTemplate('small', given.tree, commons).id).toBe('small');

    how(given);
    const act = () => assembleTemplate('small', given.tree, commons);

    expect(act).toThrow(TemplateFault);
    expect(act).toThrow(message);
    expect(act).toThrow(/\. [A-Z][^.]*\S/);
  });
});
