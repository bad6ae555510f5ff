import type { CompiledModule } from '../src/format.js';
import { EventChannel } from '../src/host/event-channel.js';
import { ModuleLoader } from '../src/host/modules.js';
import { pageSettings, stylesOf, tabBarOf } from '../src/host/page-settings.js';
import { pageUrl, parsePageUrl } from '../src/host/paths.js';

describe('page addresses', () => {
  it.each([
    ['/pages/a/index?id=1', 'pages/b/index', 'pages/a/index', { id: '1' }],
    ['../a/index', 'pages/b/index', 'pages/a/index', {}],
    ['index?x=%E8%8C%B6&y&z=a=b#part', 'pages/b/index', 'pages/b/index', { x: '%E8%8C%B6', y: '', z: 'a=b' }],
    ['/../../etc/passwd', 'pages/b/index', 'etc/passwd', {}],
  ])('reads %s from %s', (url, current, route, query) => {
    expect(parsePageUrl(url, current)).toEqual({ route, query });
  });

  it('writes what it reads', () => {
    expect(pageUrl(parsePageUrl('/pages/a/index?id=1&b=2', ''))).toBe('pages/a/index?id=1&b=2');
  });
});

describe('modules of a package', () => {
  const moduleOf = (requires: Record<string, string>, body: string): CompiledModule => [
    requires,
    // oxlint-disable-next-line no-implied-eval
    new Function('require', 'module', 'exports', 'wx', body) as CompiledModule[1],
  ];

  it('runs each once, also in a circle', () => {
    const loader = new ModuleLoader(
      {
        'a.js': moduleOf(
          { './b': 'b.js' },
          "exports.early = 1; exports.b = require('./b').seen; exports.again = require('./b').seen",
        ),
        'b.js': moduleOf({ './a': 'a.js' }, "exports.seen = 'early ' + require('./a').early + ' of ' + wx.name"),
      },
      { wx: { name: 'wx' } },
    );

    expect(loader.load('a.js')).toEqual({ early: 1, b: 'early 1 of wx', again: 'early 1 of wx' });
    expect(loader.load('a.js')).toBe(loader.load('a.js'));
  });

  it('names a missing module as a phone does', () => {
    const loader = new ModuleLoader({ 'pages/a.js': moduleOf({}, "require('../gone')") }, {});

    expect(() => loader.load('pages/a.js')).toThrow("module 'gone.js' is not defined, require args is '../gone'");
  });

  it('finds a name that was put together, and nothing of the prototype', () => {
    const loader = new ModuleLoader(
      { 'a.js': moduleOf({}, "module.exports = require('./' + 'b')"), 'b.js': moduleOf({}, 'module.exports = 7') },
      {},
    );

    expect(loader.load('a.js')).toBe(7);
    expect(() => loader.load('constructor')).toThrow("module 'constructor' is not defined");
  });
});

describe('event channels', () => {
  it('keep what was emitted before the other side listens', () => {
    const channel = new EventChannel();
    const heard: unknown[] = [];
    channel.emit('told', 1, 2);

    channel.once('told', (...values) => heard.push(values));
    channel.emit('told', 3);
    channel.on('told', (...values) => heard.push(values));
    channel.off('told');
    channel.emit('told', 4);

    expect(heard).toEqual([[1, 2], [3]]);
  });
});

describe('settings of a page', () => {
  const component = {
    page: true,
    component: false,
    generics: {},
    placeholder: {},
    styleIsolation: 'shared',
    scope: '',
  };
  const config = {
    app: {
      pages: ['p'],
      window: { navigationBarTitleText: 'App', backgroundColor: '@ground' },
      tabBar: { list: [{ pagePath: 'p', text: 'P' }], color: '@ink' },
    },
    themes: { light: { ground: '#fff', ink: '#111' }, dark: { ground: '#000', ink: '#eee' } },
    routes: ['p'],
    components: {
      p: { ...component, using: { x: 'x' }, window: { navigationBarTitleText: 'Page' } },
      x: { ...component, page: false, using: { y: 'y' } },
      y: { ...component, page: false, using: { x: 'x' } },
    },
    styles: { app: 'A', p: 'P', x: 'X', y: 'Y' },
  };

  it('takes them from app.json, the page, then ext.json, and colours from the theme', () => {
    expect(pageSettings(config, {}, 'p', 'dark')).toMatchObject({
      navigationBarTitleText: 'Page',
      backgroundColor: '#000',
    });
    const ext = { extPages: { p: { navigationBarTitleText: 'Ext' } }, tabBar: { color: '#123456' } };
    expect(pageSettings(config, ext, 'p', 'light')).toMatchObject({
      navigationBarTitleText: 'Ext',
      backgroundColor: '#fff',
    });
    expect(tabBarOf(config, ext, 'light')).toMatchObject({ color: '#123456', list: [{ text: 'P' }] });
    expect(tabBarOf(config, {}, 'dark')?.color).toBe('#eee');
  });

  it('puts styles of what is used before the page’s own, each once', () => {
    expect(stylesOf(config, 'p')).toEqual(['A', 'Y\nX', 'P']);
  });
});
