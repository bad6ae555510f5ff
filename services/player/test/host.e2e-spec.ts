import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FrameLocator, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { hostApp } from './host-app.fixture.js';

describeInBrowser('the player runs a mini-program', () => {
  let runtime: Server;
  let played: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    runtime = await startRuntime();
    played = await playFiles(hostApp(urlOf(runtime)), { runtimeUrl: urlOf(runtime) });
    browser = await openBrowser();
  });

  beforeEach(async () => {
    page = await browser.context.newPage();
    await page.goto(played.url);
    // The first one waits for the compiler.
    await page.waitForSelector('html[data-ready]', { timeout: 30_000 });
  });

  afterEach(() => page.close());

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
    runtime?.closeAllConnections();
    await new Promise((done) => runtime?.close(done));
  });

  const front = (): FrameLocator => page.frameLocator('.page.front iframe');
  const said = async (text: string | RegExp): Promise<void> => {
    await front().locator('#log', { hasText: text }).waitFor();
  };
  const press = (name: string): Promise<void> => front().locator(`[id="${name}"]`).click();

  const styleOf = (selector: string, property: string): Promise<unknown> =>
    page.evaluate(
      `(() => { const { contentWindow: page } = document.querySelector('.page.front iframe');
        return page.getComputedStyle(page.document.querySelector('${selector}')).${property} })()`,
    );

  it.each([
    ['ext', 'hello'],
    ['module', 'abab'],
    ['get', `200 /a/wx00000000000000aa/echo?q=${encodeURIComponent('茶 & 水')}`],
    ['post', 'POST application/json {"a":1}'],
    ['missing', 'success 404'],
    ['bytes', '0,128,255'],
    ['slow', 'request:fail timeout'],
    ['abort', 'request:fail abort'],
    ['foreign', 'request:fail url not in domain list'],
    ['storage', '{"n":[1,"二"]}1'],
    ['large', 'entry size limit reached'],
    [
      'window',
      'window=undefined document=undefined globalThis=undefined parent=undefined this=undefined fetch=undefined',
    ],
    ['evil', 'refused EvalError'],
    ['lacking', 'startWifi:fail'],
    ['unknown', 'undefined'],
    ['tabbed', 'navigateTo:fail can not navigateTo a tabbar page'],
    ['nowhere', 'navigateTo:fail page "pages/none/index" is not found'],
    ['notab', 'switchTab:fail can not switch to no-tabBar page'],
    ['back', 'navigateBack:fail cannot navigate back at first page.'],
    ['query', 'width 390'],
    ['refresh', 'refreshed'],
    ['theme', 'light zh_CN'],
  ])('gives the package what a phone gives it: %s', async (button, expected) => {
    await press(button);

    await said(`${button}: ${expected}`);
  });

  it('runs lifecycles in the order of a phone', async () => {
    await press('channel');
    await said('5 hi');
    await page.getByRole('button', { name: '返回' }).click();
    await said('channel: thanks');
    await page.locator('[data-path="pages/me/index"]').click();

    await said(
      [
        'launch pages/home/index',
        'app show',
        'attached one',
        'home load',
        'home show',
        'component show',
        'ready one',
        'home ready',
        'home hide',
        'detail load',
        'detail show',
        'detail ready',
        'detail unload',
        'home show',
        'component show',
        'home hide',
      ].join(' | '),
    );
  });

  it('keeps a tab page alive behind the others', async () => {
    await press('ext');
    await said('ext: hello');

    await page.locator('[data-path="pages/me/index"]').click();
    await said('home hide');
    await page.locator('[data-path="pages/home/index"]').click();

    await said('ext: hello');
  });

  it('refuses the eleventh page', async () => {
    await press('channel');
    for (let depth = 2; depth <= 10; depth += 1) {
      await page.waitForSelector(`.page.front:nth-child(${depth})`);
      await front().locator('#deeper').click();
    }

    await said('navigateTo:fail webview count limit exceed');
  });

  it('joins components, behaviors, events and WXS', async () => {
    await expect(front().locator('.title').textContent()).resolves.toBe('Array');
    await front().getByText('from behavior one').click();

    await said('picked one');
  });

  it('opens a page that is made by Component(), with its query as properties', async () => {
    await press('part');

    await said('7 loaded 7');
    await expect(styleOf('#log', 'color')).resolves.toBe('rgb(4, 5, 6)');
  });

  it('takes theme, language and text size from the address', async () => {
    await page.goto(`${played.url}?language=en&theme=dark&font=1.6`);
    await page.waitForSelector('html[lang=en][data-ready="pages/home/index"]');
    await press('theme');

    await said('theme: dark en');
  });

  it('answers by the dialogs of a phone, also by keyboard', async () => {
    await press('modal');
    await page.locator('[data-dialog=modal] [data-answer=cancel]').click();
    await said('modal: confirm false');
    await press('modal');
    await page.keyboard.press('Enter');
    await said('modal: confirm true');
    await press('sheet');
    await page.keyboard.press('Escape');
    await said('sheet: showActionSheet:fail cancel');
    await press('sheet');
    await page.locator('[data-dialog=sheet]').getByText('b', { exact: true }).click();
    await said('sheet: item 1');
    await press('address');
    await page.locator('[data-dialog=address] [data-answer=confirm]').click();
    await said('address: 广州市 13800138000');
    await press('scan');
    await page.locator('[data-dialog=scan] input').fill('pages/detail/index?id=9');
    await page.keyboard.press('Enter');
    await said('scan: path pages/detail/index?id=9');
    await press('subscribe');
    await page.locator('[data-dialog=subscribe] input').nth(1).uncheck();
    await page.locator('[data-dialog=subscribe] [data-answer=confirm]').click();
    await said('subscribe: accept reject');
    await press('toast');

    await page.getByRole('status').getByText('Well done').waitFor();
  });

  it('dresses the native bars', async () => {
    await press('badge');
    await press('title');

    await page.locator('.tab-badge', { hasText: '7' }).waitFor();
    await page.locator('.page.front .nav-title', { hasText: 'Renamed' }).waitFor();
  });

  it('shows which tab is in front by its icon, also one that the package has set', async () => {
    const icons = async () => {
      const sources = await page
        .locator('.tab-bar img')
        .evaluateAll((all: { src: string }[]) => all.map(({ src }) => src));
      return sources.map((source) => source.replace(/^.*\/icons\//, ''));
    };
    await expect(icons()).resolves.toEqual(['home-on.png', 'me.png']);

    await page.locator('[data-path="pages/me/index"]').click();
    await said('app show');
    await expect(icons()).resolves.toEqual(['home.png', 'me-on.png']);
    await page.locator('[data-path="pages/home/index"]').click();
    await press('icon');
    await page.locator('.tab', { hasText: 'Start' }).waitFor();
    await expect(icons()).resolves.toEqual(['other.png', 'me.png']);
  });

  it('shows mistakes and goes on', async () => {
    await press('promise');
    await press('data');
    await press('broken');
    await said('still here');

    const lines = await page.locator('.console-lines li').allTextContents();
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringContaining('nobody cared'),
        expect.stringContaining('setData > 256 KB (heap)'),
        expect.stringContaining('pages/broken/index onLoad out of order'),
        expect.stringContaining('pages/broken/index onShow'),
      ]),
    );
  });

  it('stays usable when pages send to each other for ever', async () => {
    await press('oddities');
    await said('oddities: sent');
    await press('circle');
    await page.waitForSelector('.page[data-route="pages/pong/index"]', { state: 'attached' });

    await page.waitForSelector('.page[data-route="pages/ping/index"]', { state: 'attached' });
    await page.locator('.tool-reload').dispatchEvent('click');
    await page.locator('.console-lines', { hasText: '[object Object]' }).waitFor({ state: 'attached' });
  });

  it('follows the theme, in the package and in its styles', async () => {
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('button', { name: '深色' }).click();

    await expect(styleOf('body', 'backgroundColor')).resolves.toBe('rgb(1, 2, 3)');
    await press('theme');
    await said('theme: dark zh_CN');
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('button', { name: '浅色' }).click();
    await expect(styleOf('body', 'backgroundColor')).resolves.not.toBe('rgb(1, 2, 3)');
  });

  it('opens as the preview says: a scene for the first page, and its language', async () => {
    await page.route('**/package.json', async (route) => {
      const response = await route.fetch();
      const asked = { entry: { query: { scene: 'abc' } }, language: 'en' };
      await route.fulfill({ response, json: { ...((await response.json()) as object), ...asked } });
    });
    await page.goto(played.url);
    await page.waitForSelector('html[data-ready="pages/home/index"][lang="en"]', { timeout: 30_000 });

    await press('launch');
    await said('{"scene":"abc"} en');
  });
});

async function startRuntime(): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = request.url ?? '';
      if (url.endsWith('/slow')) return;
      if (url.endsWith('/bytes')) {
        response.end(Buffer.from([0, 128, 255]));
        return;
      }
      response.statusCode = url.includes('/echo') ? 200 : 404;
      response.setHeader('content-type', 'application/json');
      const { method, headers } = request;
      response.end(
        JSON.stringify({ url, method, type: headers['content-type'], body: Buffer.concat(chunks).toString() }),
      );
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
