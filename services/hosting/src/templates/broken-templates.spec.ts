import { type Case, json, refuses, remove, write } from './broken-template.fixture.js';

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

refuses('manifest', manifests);
refuses('settings', settings);
refuses('sections', sections);
