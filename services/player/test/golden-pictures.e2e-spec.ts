import { comparePicture, type Sharpness } from './golden-pictures.js';
import { describeGolden, type GoldenPage } from './golden-world.js';

interface GoldenPicture {
  readonly sharpness?: Sharpness;
  /** Where the page is taller than what it is about. */
  readonly height?: number;
  /** Something that has to be there before the picture is taken. */
  readonly stands?: (page: GoldenPage) => Promise<void>;
  /** Complaints of the browser that belong to what is shown. */
  readonly complains?: RegExp;
}

/** One page per built-in tag. */
const PICTURES: Readonly<Record<string, GoldenPicture>> = {
  view: {},
  text: {},
  image: { sharpness: 'soft', stands: (page) => page.heard(/^error/), complains: /404/ },
  icon: {},
  button: { sharpness: 'soft' },
  form: { sharpness: 'soft' },
  input: {},
  textarea: {},
  checkbox: {},
  radio: {},
  switch: {},
  slider: { sharpness: 'soft' },
  picker: {},
  'picker-view': { sharpness: 'soft' },
  'scroll-view': { sharpness: 'soft' },
  swiper: { sharpness: 'soft' },
  movable: { stands: (page) => page.heard(/^across/) },
  navigator: {},
  'rich-text': { sharpness: 'soft', stands: (page) => page.frame.locator('wx-rich-text img').waitFor() },
  progress: { sharpness: 'soft' },
  video: { sharpness: 'soft', stands: (page) => page.heard('error') },
  canvas: { sharpness: 'soft', stands: (page) => page.heard(/^drawn/) },
  map: { sharpness: 'soft' },
  'page-meta': { sharpness: 'soft' },
  overlays: { sharpness: 'soft', height: 200 },
  cover: { sharpness: 'soft' },
  'stand-ins': {},
  'web-view': { sharpness: 'soft', height: 760 },
  devices: { sharpness: 'soft' },
  animation: { sharpness: 'soft', stands: (page) => page.heard('animationend') },
  wxs: { sharpness: 'soft' },
  'page-scroll': { height: 400 },
  'style-v2': { sharpness: 'soft' },
  shop: { sharpness: 'soft', stands: (page) => page.heard(/^scrolled/) },
};

describeGolden('the golden pictures of built-in tags', (world) => {
  it.each(Object.entries(PICTURES))('<%s> looks as it did', async (name, { sharpness, height, stands, complains }) => {
    const page = await world.open(name);
    await stands?.(page);
    await page.fontsLoaded();

    comparePicture(name, await page.picture(height), sharpness ?? 'exact');
    expect(page.errors.filter((error) => !complains?.test(error))).toEqual([]);
  });
});
