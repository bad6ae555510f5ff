import { strToU8, zipSync } from 'fflate';
import { inspectSource } from './source-inspection.js';

const zip = (files: Record<string, string | Uint8Array>): Buffer =>
  Buffer.from(
    zipSync(
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? strToU8(text) : text]),
      ),
    ),
  );
const page = (name: string) => ({ [`${name}.js`]: 'Page({})', [`${name}.wxml`]: '<view/>' });
const appJson = JSON.stringify({ pages: ['pages/a/a'], subPackages: [{ root: 'sub', pages: ['b/b'] }] });
const source = { 'app.json': appJson, 'app.js': 'App({})', ...page('pages/a/a'), ...page('sub/b/b') };

describe('inspecting a source', () => {
  it('lists pages of main package and subpackages and measures both', () => {
    const { pages, sizes } = inspectSource(zip(source));

    expect(pages).toEqual(['pages/a/a', 'sub/b/b']);
    expect(sizes.total).toBe(sizes.main + (sizes.subPackages['sub/'] ?? 0));
    expect(sizes.subPackages['sub/']).toBe(Buffer.byteLength('Page({})sub/b/b.js<view/>sub/b/b.wxml'));
  });

  it('finds the program under miniprogramRoot and under one top folder', () => {
    const inside = Object.fromEntries(Object.entries(source).map(([name, text]) => [`shop/src/${name}`, text]));

    expect(
      inspectSource(zip({ 'shop/project.config.json': '{"miniprogramRoot":"src/"}', ...inside })).pages,
    ).toHaveLength(2);
    expect(
      inspectSource(zip(Object.fromEntries(Object.entries(source).map(([name, text]) => [`top/${name}`, text])))).pages,
    ).toHaveLength(2);
  });

  it('does not pack what WeChat does not pack', () => {
    const { ignoredFiles, sizes } = inspectSource(
      zip({ ...source, 'font.ttf': 'x'.repeat(1000), 'node_modules/a.js': 'wx.getLocation()' }),
    );

    expect(ignoredFiles).toEqual(['font.ttf']);
    expect(sizes).toEqual(inspectSource(zip(source)).sizes);
  });

  it.each<[string, Buffer, string]>([
    ['something that is no zip', Buffer.from('hello'), 'The body is not a zip file.'],
    ['a source without app.json', zip({ 'a.js': '' }), 'app.json is not found.'],
    [
      'a page without WXML',
      zip({ 'app.json': '{"pages":["p/p"]}', 'p/p.js': '' }),
      'The page p/p has no p/p.wxml (10005).',
    ],
    ['app.json with a comment', zip({ 'app.json': '{} // x' }), 'app.json is not valid JSON (10006).'],
  ])('refuses %s', (_name, bytes, sentence) => {
    expect(() => inspectSource(bytes)).toThrow(sentence);
  });

  it('refuses a tab bar icon that is too large', () => {
    const tabBar = { list: [{ pagePath: 'pages/a/a', iconPath: 'icon.png' }] };
    const files = { ...page('pages/a/a'), 'app.json': JSON.stringify({ pages: ['pages/a/a'], tabBar }) };

    expect(() => inspectSource(zip({ ...files, 'icon.png': new Uint8Array(41 * 1024) }))).toThrow('larger than 40 KB');
    expect(() => inspectSource(zip(files))).toThrow('icon.png is not found');
  });
});
