import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { hostileApp } from './hostile-app.fixture.js';

/** A page as the dashboard is: somebody is logged in, and it holds the player in a frame. */
const DASHBOARD = `<!doctype html><title>Dashboard</title><script>
  document.cookie = 'readable=secret';
  localStorage.setItem('token', 'secret');
  var told = [];
  addEventListener('message', ({ data }) => told.push({ ...data, atMs: performance.now() }));
  function hold(url) {
    document.querySelector('iframe')?.remove();
    const frame = document.createElement('iframe');
    frame.style.cssText = 'width:390px;height:840px';
    frame.src = url;
    document.body.append(frame);
  }
</script><body>`;

describeInBrowser('a package that means no good', () => {
  let dashboard: Server;
  let played: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;
  let asked: string[] = [];

  beforeAll(async () => {
    dashboard = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.setHeader('set-cookie', 'session=secret; HttpOnly');
      response.setHeader('content-type', request.url?.endsWith('.js') ? 'text/javascript' : 'text/html').end(DASHBOARD);
    });
    await new Promise<void>((done) => dashboard.listen(0, '127.0.0.1', done));
    played = await playFiles(hostileApp(outside()), { runtimeUrl: outside(), embedders: [outside()] });
    browser = await openBrowser({ viewport: { width: 900, height: 900 } });
  });

  beforeEach(async () => {
    page = await browser.context.newPage();
  });

  afterEach(() => page.close());

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
    dashboard?.closeAllConnections();
    await new Promise((done) => dashboard?.close(done));
  });

  const outside = () => `http://127.0.0.1:${(dashboard.address() as AddressInfo).port}`;
  // As the launcher does on one machine: another host name, since cookies know no ports.
  const address = () => played.url.replace('127.0.0.1', 'localhost');

  const inDashboard = async () => {
    await page.goto(outside());
    await page.evaluate(`hold(${JSON.stringify(address())})`);
    return player();
  };
  const alone = async () => {
    await page.goto(address());
    return player();
  };
  /** The player, when its first page stands. */
  const player = async (): Promise<Frame> => {
    await page.waitForFunction('true');
    for (;;) {
      const frame = page.frames().find((each) => each.url() === address());
      if (frame) {
        await frame.waitForSelector('html[data-ready="pages/home/index"]', { timeout: 30_000 });
        return frame;
      }
      await page.waitForEvent('framenavigated');
    }
  };
  const phoneOf = (frame: Frame) => frame.frameLocator('.page.front iframe');
  const press = (frame: Frame, name: string) => phoneOf(frame).locator(`[id="${name}"]`).click();
  const outcome = async (frame: Frame, name: string) => {
    await press(frame, name);
    const log = phoneOf(frame).locator('#log', { hasText: `${name}: ` });
    await log.waitFor();
    return log.textContent();
  };
  const lineWith = (frame: Frame, text: string) =>
    frame.locator('.console-lines li.line-error', { hasText: text }).waitFor({ state: 'attached', timeout: 20_000 });

  describe.each([
    ['in the dashboard', inDashboard],
    ['opened by itself', alone],
  ])('%s, with the window in its hands', (_where, open) => {
    test('reaches neither the dashboard nor anybody else', async () => {
      const frame = await open();
      asked = [];
      const said: Record<string, string | null> = {};
      const ways = ['ownCookies', 'setsCookie', 'opens', 'fetches', 'frames', 'makesCode', 'script', 'sends'];
      for (const way of ways) said[way] = await outcome(frame, way);

      expect(said).toEqual({
        ownCookies: 'ownCookies: <>',
        setsCookie: 'setsCookie: <>',
        opens: 'opens: null',
        fetches: 'fetches: TypeError',
        frames: 'frames: refused frame-src',
        makesCode: 'makesCode: EvalError',
        script: 'script: refused',
        sends: expect.any(String),
      });
      expect(asked).toEqual([]);
      expect(browser.context.pages().filter((each) => each.url().startsWith(`${outside()}/`) && each !== page)).toEqual(
        [],
      );
    });
  });

  test('in the dashboard it does not see what is around it, and does not send it away', async () => {
    const frame = await inDashboard();
    for (const way of ['topDocument', 'topStorage', 'topPlace', 'topGoes', 'parentCalls']) {
      expect(await outcome(frame, way)).toBe(`${way}: SecurityError`);
    }

    expect(page.url()).toBe(`${outside()}/`);
  });

  test('opened by itself it is sandboxed all the same', async () => {
    const policy = (await (await page.goto(address()))?.headerValue('content-security-policy')) ?? '';

    expect(policy).toMatch(/sandbox allow-scripts allow-same-origin allow-forms(;|$)/);
  });

  test('reaching for the browser fails where it does, and the line and the reason are told', async () => {
    const frame = await inDashboard();
    await press(frame, 'browser');

    await lineWith(frame, 'pages/home/index.js:');
    await lineWith(frame, 'window: 小程序里没有浏览器的这个对象');
    const [error] = await page.evaluate<{ place: string }[]>(`told.filter(({ type }) => type === 'xiaopu:error')`);
    const line = hostileApp('')['pages/home/index.js'] as string;
    const wanted = line.split('\n').findIndex((each) => each.includes('window.location')) + 1;
    expect(error?.place).toBe(`pages/home/index.js:${wanted}`);
  });

  test.each([
    ['loop', 'pages/home/index.js:'],
    ['waits', 'pages/home/index.js:'],
    ['module', 'pages/module/index.js:2'],
    ['wxs', 'pages/wxs/slow.wxs'],
  ])('an endless loop is ended and told with its place: %s', async (button, place) => {
    const frame = await inDashboard();
    await press(frame, button);

    await lineWith(frame, place);
    await lineWith(frame, '循环超过 3 秒没有结束');
    const told = await page.evaluate<{ place: string }[]>(`told.filter(({ type }) => type === 'xiaopu:error')`);
    expect(told.map((each) => each.place)).toContainEqual(expect.stringContaining(place));
    // The phone lives, and starts anew.
    await frame.locator('.tool-reload').dispatchEvent('click');
    await page.waitForFunction(`told.filter(({ type }) => type === 'xiaopu:ready').length > 1`);
  });

  test('what cannot be ended falls silent; the dashboard stays usable and starts another phone', async () => {
    const frame = await inDashboard();
    await page.waitForFunction(`told.some(({ type }) => type === 'xiaopu:alive')`);
    await phoneOf(frame)
      .locator('[id=pattern]')
      .evaluate((button) => setTimeout(() => button.dispatchEvent(new Event('click', { bubbles: true }))));
    await page.waitForFunction('performance.now() - told.at(-1).atMs > 2500', undefined, { polling: 250 });

    await page.evaluate(`told.length = 0, hold(${JSON.stringify(address())})`);

    await page.waitForFunction(`told.some(({ type }) => type === 'xiaopu:ready')`, undefined, { timeout: 30_000 });
  });
});
