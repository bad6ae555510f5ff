import type { FrameLocator, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { fidelityApp } from './fidelity-app.fixture.js';

describeInBrowser('what a phone does besides', () => {
  let played: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    played = await playFiles(fidelityApp(), { runtimeUrl: 'http://127.0.0.1:1' });
    browser = await openBrowser();
  });

  beforeEach(async () => {
    page = await browser.context.newPage();
    await page.goto(`${played.url}?language=en`);
    await page.waitForSelector('html[data-ready="pages/a/index"]', { timeout: 30_000 });
  });

  afterEach(async () => {
    expect(await page.locator('.console-lines .line-error').allTextContents()).toEqual([]);
    await page.close();
  });

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
  });

  const front = (): FrameLocator => page.frameLocator('.page.front iframe');
  const said = (text: string) => front().locator('#log', { hasText: text }).waitFor();
  const colourOf = (id: string) =>
    page.evaluate<string>(
      `(() => { const { contentWindow: page } = document.querySelector('.page.front iframe'); return page.getComputedStyle(page.document.querySelector('#${id}')).color })()`,
    );

  it("shows the package's own tab bar on tab pages, which it can reach", async () => {
    await expect(colourOf('tab-0')).resolves.toBe('rgb(200, 0, 0)');
    await front().locator('#tab-1').click();
    await said('b');

    await expect(colourOf('tab-1')).resolves.toBe('rgb(200, 0, 0)');
    await expect(colourOf('tab-0')).resolves.toBe('rgb(1, 1, 1)');
    await expect(page.locator('.tab-bar').isVisible()).resolves.toBe(false);
    const bar = await front().locator('[class$="--bar"]').boundingBox();
    expect((bar?.y ?? 0) + (bar?.height ?? 0)).toBe(844);
  });

  it('has no tab bar on other pages', async () => {
    await front().locator('#deep').click();
    await said('deep');

    await expect(front().locator('[class$="--bar"]').count()).resolves.toBe(0);
  });

  it('lets pages slide, unless motion is not wanted', async () => {
    const motions = () =>
      page.evaluate(
        `(window.seen = [], new MutationObserver((all) => all.forEach(({ target }) => ['arriving', 'leaving'].forEach((name) => target.classList?.contains(name) && !seen.includes(name) && seen.push(name)))).observe(document.querySelector('.pages'), { subtree: true, attributes: true }))`,
      );
    const thereAndBack = async () => {
      await front().locator('#deep').click();
      await said('deep');
      await page.locator('.page.front').getByRole('button', { name: 'Back' }).click();
      await eventually(
        () => page.locator('.page').count(),
        (count) => count === 1,
        5,
      );
      return page.evaluate('window.seen');
    };
    await motions();
    await expect(thereAndBack()).resolves.toEqual(['arriving', 'leaving']);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await motions();

    await expect(thereAndBack()).resolves.toEqual([]);
  });

  it('puts children into the unnamed slot although a named one is before it', async () => {
    await expect(front().locator('[class$="--main"] #inside').count()).resolves.toBe(1);
  });

  it('tells where the target of an event is', async () => {
    await front().locator('#offset').click();

    await said('offset 30');
  });

  it('draws on a canvas of the older kind, and makes a picture of part of it', async () => {
    await front().locator('#draw').click();
    await said('drawn 20 10');

    const colours = await page.evaluate(
      `[...document.querySelector('.page.front iframe').contentDocument.querySelector('canvas').getContext('2d').getImageData(5, 5, 1, 1).data].join()`,
    );
    expect(colours).toBe('255,0,0,255');
  });

  it('writes in the middle of a field that is made higher', async () => {
    const heights = await page.evaluate(
      `(() => { const field = document.querySelector('.page.front iframe').contentDocument.querySelector('#field'); return [field, field.firstChild].map((box) => box.getBoundingClientRect().height) })()`,
    );

    expect(heights).toEqual([60, 60]);
  });
});
