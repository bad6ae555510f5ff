import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Frame, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { hostApp } from './host-app.fixture.js';

interface Told {
  readonly type: string;
  readonly path?: string;
  readonly ms?: number;
  readonly message?: string;
}

describeInBrowser('the player in another page', () => {
  let embedder: Server;
  let stranger: Server;
  let played: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    embedder = await serve(() => framing(played.url));
    stranger = await serve(() => framing(played.url));
    const allowed = { runtimeUrl: urlOf(embedder), embedders: [urlOf(embedder)] };
    played = await playFiles(hostApp(urlOf(embedder)), allowed);
    browser = await openBrowser({ viewport: { width: 900, height: 900 } });
  });

  beforeEach(async () => {
    page = await browser.context.newPage();
    await page.goto(urlOf(embedder));
    await heard('xiaopu:ready');
  });

  afterEach(() => page.close());

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
    for (const server of [embedder, stranger]) await new Promise((done) => server?.close(done));
  });

  const messages = (): Promise<Told[]> => page.evaluate('told');
  const heard = async (type: string, after = 0): Promise<Told> => {
    await page.waitForFunction(
      `told.slice(${after}).some((each) => each.type === ${JSON.stringify(type)})`,
      undefined,
      {
        timeout: 30_000,
      },
    );
    return (await messages()).slice(after).find((each) => each.type === type) as Told;
  };
  const tell = (message: object): Promise<unknown> =>
    page.evaluate(`document.querySelector('iframe').contentWindow.postMessage(${JSON.stringify(message)}, '*')`);
  const inside = (): Frame => page.frames().find((frame) => frame.url() === played.url) as Frame;

  it('says when a page stands, and which', async () => {
    const [ready, shown] = [await heard('xiaopu:ready'), await heard('xiaopu:page')];

    expect(ready).toMatchObject({ path: 'pages/home/index', ms: expect.any(Number) });
    expect(shown.path).toBe('pages/home/index');
  });

  it('relaunches on the same pages with storage kept when the settings changed', async () => {
    await tell({ type: 'xiaopu:navigate', path: 'pages/me/index' });
    await inside().waitForSelector('.page.front[data-route="pages/me/index"]');
    await inside().evaluate("localStorage.setItem('wx:wx00000000000000aa:kept', '1')");
    const before = (await messages()).length;

    await tell({ type: 'xiaopu:reload' });

    const { path, ms } = await heard('xiaopu:ready', before);
    expect(path).toBe('pages/me/index');
    await expect(inside().evaluate("localStorage.getItem('wx:wx00000000000000aa:kept')")).resolves.toBe('1');
    await expect(inside().locator('.page').count()).resolves.toBe(1);
    process.stdout.write(`player: relaunched in ${ms} ms\n`);
  });

  it('changes theme and language on request', async () => {
    await tell({ type: 'xiaopu:theme', dark: true });
    await inside().waitForSelector('.player[data-theme=dark]');
    await tell({ type: 'xiaopu:language', language: 'en' });
    await inside().waitForSelector('html[lang=en]');

    await inside().locator('.toolbar').getByText('Console').waitFor();
  });

  it('passes on what goes wrong in the package', async () => {
    await tell({ type: 'xiaopu:navigate', path: 'pages/broken/index' });

    await expect(heard('xiaopu:error')).resolves.toMatchObject({ message: 'out of order' });
  });

  it('cannot be embedded by others', async () => {
    const other = await browser.context.newPage();
    await other.goto(urlOf(stranger));

    await other.waitForFunction('loaded');
    await expect(other.evaluate('told.length')).resolves.toBe(0);
    await other.close();
  });
});

const framing = (url: string): string => `<!doctype html><script>
  var told = [], loaded = false;
  addEventListener('message', (event) => told.push(event.data));
</script><iframe src="${url}" style="width:840px;height:860px" sandbox="allow-scripts allow-same-origin allow-forms" onload="loaded = true"></iframe>`;

async function serve(html: () => string): Promise<Server> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.setHeader('connection', 'close');
    response.end(html());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const urlOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
