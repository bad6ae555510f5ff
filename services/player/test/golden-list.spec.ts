import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtInTags } from '../src/compile/built-in-tags.js';

const ROOT = path.resolve(__dirname, '../../..');
const GOLDEN = path.join(ROOT, 'services/player/golden');
/** Of the language, not of a tag's looks. */
const STRUCTURE = new Set(['block', 'slot']);
/** What all tags have is tried on one of them. */
const COMMON =
  /^(?:class|style|id|hidden|slot|wx:.*|data-.*|aria-.*|generic:.*|(?:capture-)?(?:bind|catch|mut-bind):?(?:tap|touch\w*|transitionend))$/;

/** Tags of WeChat's own in a folder's WXML, and the attributes and events each has there: `button open-type`, `swiper on change`. */
function used(folder: string): string[] {
  const found: string[] = [];
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.wxml')) continue;
    const text = readFileSync(path.join(folder, file), 'utf8').replaceAll(/<!--[\s\S]*?-->/g, '');
    for (const [, tag = '', attributes = ''] of text.matchAll(TAG)) {
      if (!builtInTags.has(tag) || STRUCTURE.has(tag)) continue;
      found.push(tag);
      for (const [, name = ''] of attributes.matchAll(ATTRIBUTE)) {
        if (!COMMON.test(name)) found.push(`${tag} ${name.replace(/^(?:capture-)?(?:bind|catch|mut-bind):?/, 'on ')}`);
      }
    }
  }
  return found;
}

const TAG = /<([a-z][a-z0-9-]*)((?:\s+[\w:-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*\/?>/g;
const ATTRIBUTE = /([\w:-]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'))?/g;

const templates = readdirSync(path.join(ROOT, 'templates'), { withFileTypes: true }).filter((each) =>
  each.isDirectory(),
);
const byTemplates = new Set(templates.flatMap(({ name }) => used(path.join(ROOT, 'templates', name, 'src'))));
const onGoldenPages = new Set(used(path.join(GOLDEN, 'src')));
const pages = readdirSync(path.join(GOLDEN, 'src', 'pages'));

test('every built-in that a template uses, with every attribute it uses, is on a golden page', () => {
  expect(byTemplates.size).toBeGreaterThan(40);
  expect([...byTemplates].filter((each) => !onGoldenPages.has(each)).sort()).toEqual([]);
});

test('what moves has its page: animations, picker-view, pull-down refresh, gestures in WXS', () => {
  expect(pages).toEqual(expect.arrayContaining(['animation', 'picker-view', 'page-scroll', 'wxs']));
});

test('every golden page is launched by the app and has its picture, but for the one of wrong attributes', () => {
  const app = JSON.parse(readFileSync(path.join(GOLDEN, 'src', 'app.json'), 'utf8')) as { pages: string[] };
  const pictures = readdirSync(path.join(GOLDEN, 'pictures')).map((file) => path.basename(file, '.png'));

  expect(app.pages.toSorted()).toEqual(pages.map((name) => `pages/${name}/index`).sort());
  expect(pages.filter((name) => !pictures.includes(name))).toEqual(['odd']);
  expect(pictures.filter((name) => !pages.includes(name))).toEqual([]);
});
