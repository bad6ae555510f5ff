import { createRequire } from 'node:module';
import { join } from 'node:path';

type Change = { readonly theme: 'light' | 'dark' };
interface Page {
  readonly data: { themeStyle: string; t: Record<string, string> };
  setData(change: object): void;
}

const phone: { theme: string; language: string; fontSizeScaleFactor?: number } = { theme: 'light', language: 'zh_CN' };
let themeChanged: (change: Change) => void = () => undefined;
let bars: { frontColor: string; backgroundColor: string }[];
let tabBars: { color: string; backgroundColor: string }[];
let theme: object;
const pages: Page[] = [];

Object.assign(globalThis, {
  getCurrentPages: () => pages,
  wx: {
    getExtConfigSync: () => ({
      appId: 'wx0123456789abcdef',
      apiBase: 'https://shop.test',
      bar: { backgroundColor: '#f5f3ee', textStyle: 'black' },
      tabBar: { color: '#8b8f88', selectedColor: '#2f5d4a', backgroundColor: '#ffffff', borderStyle: 'white' },
    }),
    getAppBaseInfo: () => phone,
    getStorageSync: () => ({ etag: '', document: { settings: { theme } } }),
    onThemeChange: (listener: typeof themeChanged) => {
      themeChanged = listener;
    },
    setNavigationBarColor: (options: (typeof bars)[number]) => void bars.push(options),
    setNavigationBarTitle: () => undefined,
    setBackgroundColor: () => undefined,
    setBackgroundTextStyle: () => undefined,
    setTabBarStyle: (options: (typeof tabBars)[number]) => void tabBars.push(options),
  },
});

function freshAppearance(): (page: Page, name: string) => void {
  const load = createRequire(join(process.cwd(), 'templates/kit/src/app.js'));
  for (const file of Object.keys(load.cache)) {
    if (file.includes('/templates/kit/src/')) delete load.cache[file];
  }
  let dress: (page: Page, name: string) => void = () => undefined;
  jest.isolateModules(() => {
    ({ dress } = load('./services/appearance.js') as { dress: typeof dress });
  });
  return dress;
}

function newPage(): Page {
  const data = { themeStyle: '', t: {} };
  const page = { data, setData: (change: object) => void Object.assign(data, change) };
  pages.push(page);
  return page;
}

beforeEach(() => {
  pages.length = 0;
  bars = [];
  tabBars = [];
  theme = { primaryColor: '#2f5d4a', backgroundColor: '#f5f3ee' };
  phone.theme = 'light';
  delete phone.fontSizeScaleFactor;
});

test('a light phone wears the merchant’s colours and leaves the native bars to the package', () => {
  const page = newPage();
  freshAppearance()(page, 'home');

  expect(page.data.themeStyle).toContain('--brand:#2f5d4a;');
  expect(page.data.themeStyle).toContain('--page:#f5f3ee;');
  expect([bars, tabBars]).toEqual([[], []]);
});

test('turning dark dresses the open pages again, and turning back brings the package’s bars back', () => {
  const page = newPage();
  freshAppearance()(page, 'home');

  phone.theme = 'dark';
  themeChanged({ theme: 'dark' });
  expect(page.data.themeStyle).toContain('--page:#121413;');
  expect(bars.at(-1)).toMatchObject({ frontColor: '#ffffff', backgroundColor: '#121413' });

  phone.theme = 'light';
  themeChanged({ theme: 'light' });
  expect(page.data.themeStyle).toContain('--page:#f5f3ee;');
  expect(bars.at(-1)).toMatchObject({ frontColor: '#000000', backgroundColor: '#f5f3ee' });
  expect(tabBars.at(-1)).toMatchObject({ color: '#8b8f88', backgroundColor: '#ffffff' });
});

test('a shop that is always light stays light on a dark phone', () => {
  theme = { darkMode: 'light' };
  phone.theme = 'dark';
  const page = newPage();
  freshAppearance()(page, 'home');

  expect(page.data.themeStyle).toContain('--page:#f6f5f2;');
});

test.each([
  [undefined, '--font:1;'],
  [1.3, '--font:1.3;'],
  [3, '--font:1.6;'],
])('a letter size of %s becomes %s', (factor, rule) => {
  if (factor !== undefined) phone.fontSizeScaleFactor = factor;
  const page = newPage();
  freshAppearance()(page, 'home');

  expect(page.data.themeStyle).toContain(rule);
});
