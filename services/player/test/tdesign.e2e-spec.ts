import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { TDESIGN_PAGES, tdesignApp } from './tdesign-app.fixture.js';

const LIBRARY = path.resolve('node_modules/tdesign-miniprogram/miniprogram_dist');
const PICTURE = path.resolve('services/player/golden/src/pictures/quad.png');

describeInBrowser("a stranger's package: TDesign as it comes from the registry", () => {
  const said: string[] = [];
  let played: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;
  let frame: FrameLocator;

  beforeAll(async () => {
    const picture = readFileSync(PICTURE);
    played = await playFiles(
      { ...tdesignApp(), 'pictures/a.png': picture, 'pictures/b.png': picture },
      {
        runtimeUrl: 'http://127.0.0.1:1',
        folders: { 'miniprogram_npm/tdesign-miniprogram': LIBRARY },
        report: (line) => said.push(line),
      },
    );
    browser = await openBrowser({ viewport: { width: 375, height: 812 } });
  });

  afterEach(() => page?.close());

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
  });

  /** Opens a page on its entry; @returns what went wrong, as it goes wrong. */
  const open = async (name: string): Promise<readonly string[]> => {
    const faults: string[] = [];
    page = await browser.context.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      // The icon font lies on TDesign's own server, which the player does not let in.
      if (message.type() === 'error' && !/Loading the font/.test(message.text())) faults.push(message.text());
    });
    await page.route('**/p/folder/package.json', async (route) => {
      const response = await route.fetch();
      const given = (await response.json()) as object;
      await route.fulfill({ response, json: { ...given, entry: { path: `pages/${name}/index` } } });
    });
    await page.goto(`${played.url}?language=en`);
    await page.locator('html[data-ready]').waitFor({ state: 'attached', timeout: 40_000 });
    frame = page.frameLocator('.page.front iframe');
    return faults;
  };
  const heard = (line: string | RegExp): Promise<void> =>
    frame
      .locator('#log', { hasText: line })
      .waitFor()
      .catch(async (error: Error) => {
        throw new Error(`not heard: ${String(line)}; but ${await frame.locator('#log').innerText()}`, { cause: error });
      });
  const until = <T>(read: () => Promise<T>, fits: (value: T) => boolean): Promise<T> => eventually(read, fits, 5);
  const drag = async (target: Locator, dx: number, dy: number): Promise<void> => {
    const box = await target.boundingBox();
    if (!box) throw new Error('it is not to be seen');
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 8; step += 1) await page.mouse.move(x + (dx * step) / 8, y + (dy * step) / 8);
    await page.mouse.up();
  };
  const left = async (target: Locator): Promise<number> => (await target.boundingBox())?.x ?? Number.NaN;

  it('compiles all of it without a fault', async () => {
    await open('tabs');

    expect(said.filter((line) => line.startsWith('error'))).toEqual([]);
  });

  it.each(Object.keys(TDESIGN_PAGES))('runs %s without a fault', async (name) => {
    const faults = await open(name);

    await frame.locator('#log').waitFor({ state: 'attached' });
    expect(faults).toEqual([]);
    expect(await page.locator('.console-lines li').allTextContents()).toEqual([]);
  });

  it('switches tabs by tap and by swipe', async () => {
    await open('tabs');
    const panels = frame.locator('.panel');
    await frame.getByText('Cups').click();
    await heard('change {"value":"b","label":"Cups"}');
    await until(
      () => left(panels.nth(1)),
      (x) => x === 0,
    );
    await drag(panels.nth(1), -120, 0);

    await heard('change {"value":"c","label":"Gifts"}');
  });

  it('changes the tab of a bar', async () => {
    await open('tab-bar');
    await frame.getByText('Cart').click();

    await heard('change {"value":"cart"}');
    expect(await frame.locator('.t-badge--count').innerText()).toBe('3');
  });

  it('asks by a dialog, also by one that is called', async () => {
    await open('dialog');
    await frame.locator('.open').click();
    await frame.getByText('It is gone for ever.').waitFor();
    await frame.getByText('Delete', { exact: true }).click();
    await heard('confirm');
    await until(
      () => frame.getByText('It is gone for ever.').isVisible(),
      (seen) => !seen,
    );
    await frame.locator('.call').click();
    await frame.getByText('Yes').click();

    await heard('yes');
  });

  it('shows a toast for its time, and a message', async () => {
    await open('toast');
    await frame.locator('.open').click();
    await frame.getByText('Saved').waitFor();
    await heard('closed');
    await frame.locator('.tell').click();

    await frame.getByText('Three left').waitFor();
  });

  it('swipes a cell open and takes a tap on what was under it', async () => {
    await open('swipe-cell');
    const cell = frame.locator('.t-cell');
    await drag(cell, -110, 0);
    await until(
      () => left(cell),
      (x) => x < -100,
    );
    const under = (await frame.locator('.t-swipe-cell__right').boundingBox())?.width ?? 0;
    await until(
      () => left(cell),
      (x) => x === -under,
    );
    await frame.getByText('Delete').click();

    await heard('click {"text":"Delete"');
    await until(
      () => left(cell),
      (x) => x === 0,
    );
  });

  it('opens a panel of a collapse to its height and shuts it', async () => {
    await open('collapse');
    const inside = frame.locator('.inside').first();
    const height = async () => (await frame.locator('.t-collapse-panel__wrapper').first().boundingBox())?.height ?? 0;
    expect(await height()).toBe(0);
    await frame.getByText('Delivery').click();
    const full = ((await inside.boundingBox())?.height ?? 0) + 32;
    await until(height, (now) => Math.abs(now - full) < 2);
    await frame.getByText('Delivery').click();

    await until(height, (now) => now === 0);
  });

  it('picks from wheels by finger', async () => {
    await open('picker');
    await drag(frame.locator('.t-picker-item__group').first(), 0, -80);
    // A quick finger throws the wheel further.
    await heard(/pick \{"value":\["[d-f]","summer"\]/);
    await frame.getByText('OK').click();

    await heard(/confirm \{"value":\["([d-f])","summer"\],"label":\["City \1","summer"\]/);
  });

  it('picks a date', async () => {
    await open('date-time-picker');
    await frame.locator('#open').click();
    await frame.locator('.t-picker__confirm').click();

    await heard('confirm {"value":"2026-05-20"}');
  });

  it('takes a range of days', async () => {
    await open('calendar');
    await frame.locator('#open').click();
    const may = frame.locator('.t-calendar__dates').first();
    await may.getByText('18', { exact: true }).click();
    await may.getByText('21', { exact: true }).click();
    await frame.locator('.t-calendar__confirm-btn').click();

    const days = [18, 21].map((day) => new Date(2026, 4, day).getDate());
    await heard(/^confirm \{"value":\[\d+,\d+\]\}/);
    const [from, to] = JSON.parse((await frame.locator('#log').innerText()).slice(8)).value as number[];
    expect([from, to].map((at) => new Date((at ?? 0) + 8 * 3_600_000).getUTCDate())).toEqual(days);
  });

  it('goes down a cascade', async () => {
    await open('cascader');
    await frame.locator('#open').click();
    await frame.getByText('Guangdong').click();
    await frame.getByText('Shenzhen').click();

    await heard('change {"value":"4403"');
  });

  it('searches', async () => {
    await open('search');
    await frame.locator('input').pressSequentially('oolong');
    await heard('change {"value":"oolong"');
    await page.keyboard.press('Enter');
    await heard('submit {"value":"oolong"}');
    await frame.getByText('Go').click();

    await heard('action-click');
  });

  it('goes along steps', async () => {
    await open('steps');
    await frame.getByText('Received').click();

    await heard('change {"previous":0,"current":2}');
    await frame.locator('.t-steps-item__circle--process', { hasText: '3' }).waitFor();
  });

  it('chooses by radio, checkbox, switch and tag', async () => {
    await open('choices');
    await frame.getByText('Courier').click();
    await heard('radio {"value":"1"');
    await frame.getByText('Card').click();
    await heard('checkbox {"value":["x","y"]');
    await frame.locator('.t-switch__body').click();
    await heard('switch {"value":false}');
    await frame.getByText('Sweet').click();

    await heard('tag {"checked":true');
  });

  it('slides, counts and rates', async () => {
    await open('slider');
    await drag(frame.locator('.t-slider__dot').first(), 80, 0);
    await heard(/slider \{"value":5\d\}/);
    await frame.locator('.t-stepper__plus').click();
    await heard('stepper {"value":3}');
    await frame.locator('.t-rate__icon').nth(4).click();

    await heard('rate {"value":5}');
  });

  it('refreshes by pulling', async () => {
    await open('pull-down-refresh');
    await drag(frame.locator('#inside'), 0, 160);

    await heard('refresh');
  });

  it('shows pictures large, one after another', async () => {
    await open('image-viewer');
    await heard('image {"width":80,"height":40}');
    await frame.locator('.thumb').click();
    await frame.getByText('1/2').waitFor();
    await drag(frame.locator('.t-image-viewer__content'), -200, 0);
    await heard('change {"index":1}');
    await frame.locator('.t-image-viewer__nav-close').click();

    await heard('closed');
  });

  it('guides from place to place', async () => {
    await open('guide');
    const first = await until(
      () => frame.locator('.t-guide__reference').boundingBox(),
      (box) => (box?.height ?? 0) > 0,
    );
    await frame.locator('.t-guide__button').last().click();
    await heard('change {"current":1');
    await until(
      () => frame.locator('.t-guide__reference').boundingBox(),
      (box) => (box?.y ?? 0) - (first?.y ?? 0) > 150,
    );
  });

  it('takes pictures to upload and lets go of them', async () => {
    await open('upload');
    const chooser = page.waitForEvent('filechooser');
    await frame.locator('.t-upload__add-icon').click();
    await (await chooser).setFiles([PICTURE]);
    await heard('success 1 true');
    await frame.locator('.t-upload__close-btn').click();

    await heard('remove 0');
  });

  it('checks a form and takes what is typed', async () => {
    await open('fields');
    await frame.locator('.send').click();
    await frame.locator('.t-form__item-extra', { hasText: 'A name please' }).waitFor();
    await frame.locator('input').first().fill('Li Lei');
    await frame.locator('.send').click();
    await heard('submit {"validateResult":true');
    await frame.locator('input').nth(1).fill('1380013800099');
    await heard('phone {"value":"13800138000"');
    await frame.locator('textarea').fill('two\nlines');
    await frame.getByText('9 / 20').waitFor();
    await frame.getByText('Address').click();

    await heard('cell');
  });

  it('counts down to the end', async () => {
    await open('count-down');

    await heard('finish');
  });

  it('chooses from menus and sheets', async () => {
    await open('menus');
    await frame.locator('.t-dropdown-menu__item').first().click();
    await frame.locator('.t-dropdown-item').getByText('Cheapest').first().click();
    await heard('dropdown {"value":"cheap"}');
    await frame.locator('.t-side-bar').getByText('Cheapest').click();
    await heard('change {"value":"cheap","label":"Cheapest"}');
    await frame.locator('#open').click();
    await frame.getByText('Share').click();

    await heard('sheet {"selected":"Share","index":1}');
  });

  it('swipes pictures', async () => {
    await open('swiper');
    await drag(frame.locator('.t-swiper-host'), -200, 0);

    await heard('change {"current":1,"source":"touch"}');
  });

  it('jumps to a letter', async () => {
    await open('indexes');
    await frame.locator('.t-indexes__sidebar').getByText('C', { exact: true }).click();

    await heard('select {"index":"C"}');
  });
});
