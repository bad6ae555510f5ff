import { createContext, Script } from 'node:vm';
import { asId, type AppId } from '#kernel/identity/ids.js';
import { directPackage, pagesOf, templatePackage } from './direct-package.js';

const appId = asId<AppId>('wx0123456789abcdef');
const files = (changes: Record<string, unknown> = {}): Map<string, Buffer> =>
  new Map(
    Object.entries({
      'project.config.json': {
        appid: 'touristappid',
        setting: { es6: true, urlCheck: true, ignoreUploadUnusedFiles: true },
      },
      'app.json': {
        pages: ['pages/a'],
        window: { navigationBarTitleText: 'Template', backgroundColor: '#fff' },
        subpackages: [],
      },
      'pages/a.json': { usingComponents: {} },
      'app.js': "const config = require('./services/config');",
      'services/config.js':
        '// wx.getExtConfigSync() in a comment\nmodule.exports = wx.getExtConfigSync ? wx.getExtConfigSync() : {};',
      'ext.json': {
        extEnable: true,
        extAppid: appId,
        ext: { apiBase: 'https://shop.example' },
        window: { navigationBarTitleText: 'Tea' },
        extPages: { 'pages/a': { navigationBarTitleText: 'Home' } },
        subPackages: [{ root: 'more', pages: ['b'] }],
      },
      ...changes,
    }).map(([name, content]) => [name, Buffer.from(typeof content === 'string' ? content : JSON.stringify(content))]),
  );
const json = (map: ReadonlyMap<string, Buffer>, file: string): unknown =>
  JSON.parse(map.get(file)?.toString() ?? 'null');

describe('a package for an AppID of its own', () => {
  const direct = directPackage(files(), appId);

  it('says in its own files what ext.json said, since WeChat would not read that', () => {
    expect(direct.has('ext.json')).toBe(false);
    expect(json(direct, 'app.json')).toEqual({
      pages: ['pages/a'],
      window: { navigationBarTitleText: 'Tea', backgroundColor: '#fff' },
      subPackages: [{ root: 'more', pages: ['b'] }],
    });
    expect(json(direct, 'pages/a.json')).toEqual({ usingComponents: {}, navigationBarTitleText: 'Home' });
  });

  it('reads its configuration from a file of the package', () => {
    const code = direct.get('services/config.js')?.toString() ?? '';
    const module = { exports: {} };
    const context = createContext({
      module,
      wx: { getExtConfigSync: () => 'not this' },
      require: (name: string) => ({ name }),
    });
    new Script(code).runInContext(context);

    expect(module.exports).toEqual({ name: '../ext-config.js' });
    expect(code).toContain('// wx.getExtConfigSync() in a comment');
    expect(direct.get('ext-config.js')?.toString()).toBe('module.exports = {"apiBase":"https://shop.example"};\n');
  });

  it('bears its AppID, and is not to be compiled or thinned out', () => {
    expect(json(direct, 'project.config.json')).toMatchObject({
      appid: appId,
      setting: { es6: false, urlCheck: true, ignoreUploadUnusedFiles: false },
    });
  });

  it('is the same twice, and leaves the stored package alone', () => {
    const stored = files();

    expect([...directPackage(stored, appId)]).toEqual([...direct]);
    expect(json(stored, 'project.config.json')).toMatchObject({ appid: 'touristappid' });
    expect(stored.has('ext.json')).toBe(true);
  });

  it('does without ext.json, and without project.config.json', () => {
    const bare = new Map([['app.json', Buffer.from('{"pages":["a"]}')]]);

    expect([...directPackage(bare, appId).keys()].sort()).toEqual(['app.json', 'project.config.json']);
    expect(
      json(directPackage(files({ 'ext.json': { extEnable: false, window: { a: 1 } } }), appId), 'app.json'),
    ).toMatchObject({
      window: { navigationBarTitleText: 'Template' },
    });
  });
});

it('says that a file cannot be read, which no second attempt will change', () => {
  const unreadable = files({ 'app.js': 'const config = wx.getExtConfigSync(;' });

  expect(() => directPackage(unreadable, appId)).toThrow(SyntaxError);
});

it("leaves a template's files as they are but for the AppID", () => {
  const template = templatePackage(files(), appId);

  expect(template.get('services/config.js')?.toString()).toContain('? wx.getExtConfigSync()');
  expect(json(template, 'project.config.json')).toMatchObject({ appid: appId });
});

it('knows the pages of the main package and of subpackages', () => {
  expect(pagesOf({ pages: ['a'], subPackages: [{ root: 'x/', pages: ['b'] }] })).toEqual(['a', 'x/b']);
});
