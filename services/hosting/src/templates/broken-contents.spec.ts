import { both, type Case, json, refuses, remove, write } from './broken-template.fixture.js';

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

refuses('content', contents);
refuses('source', sources);
