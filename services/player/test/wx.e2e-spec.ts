import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { FrameLocator, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { startPaySandbox } from '#testing/pay-sandbox.js';
import { type PlayedFolder, playFiles } from '#testing/played-folder.js';
import { wxApp } from './wx-app.fixture.js';

const PICTURE = path.resolve('services/player/golden/src/pictures/quad.png');

interface Asked {
  readonly url: string;
  readonly type: string;
  readonly body: Buffer;
}

describeInBrowser('what a shop asks of WeChat', () => {
  const picture = readFileSync(PICTURE);
  const asked: Asked[] = [];
  let runtime: Server;
  let sandbox: Awaited<ReturnType<typeof startPaySandbox>>;
  let played: PlayedFolder;
  let careful: PlayedFolder;
  let browser: TestBrowser;
  let page: Page;
  let order: Record<string, unknown>;

  beforeAll(async () => {
    runtime = await startRuntime(asked, picture);
    sandbox = await startPaySandbox();
    const runtimeUrl = `http://127.0.0.1:${(runtime.address() as AddressInfo).port}`;
    order = sandbox.newOrder();
    const payment = sandbox.cashier(await sandbox.prepayIdOf(order));
    const parts = { appId: sandbox.appid, apiBase: `${runtimeUrl}/a/${sandbox.appid}`, payment };
    const options = { runtimeUrl, wechatUrl: sandbox.sandbox.url };
    played = await playFiles(wxApp({ ...parts, privacy: false }), options);
    careful = await playFiles(wxApp({ ...parts, privacy: true }), options);
    browser = await openBrowser();
  });

  afterEach(() => page?.close());

  afterAll(async () => {
    await browser?.close();
    await played?.stop();
    await careful?.stop();
    await sandbox?.stop();
    runtime?.closeAllConnections();
    await new Promise((done) => runtime?.close(done));
  });

  const open = async (folder: PlayedFolder = played, more = '', entry?: object): Promise<void> => {
    page = await browser.context.newPage();
    if (entry)
      await page.route('**/p/folder/package.json', async (route) => {
        const response = await route.fetch();
        const given = (await response.json()) as object;
        await route.fulfill({ response, json: { ...given, entry } });
      });
    await page.goto(`${folder.url}?language=en${more}`);
    await page.waitForSelector('html[data-ready]', { timeout: 30_000 });
  };
  const front = (): FrameLocator => page.frameLocator('.page.front iframe');
  const press = (name: string) => front().locator(`[id="${name}"]`).click();
  const said = async (text: string | RegExp): Promise<void> => {
    const log = front().locator('#log');
    await log
      .filter({ hasText: text })
      .waitFor()
      .catch(async (cause: Error) => {
        throw new Error(`not said: ${String(text)}; but ${await log.innerText()}`, { cause });
      });
  };
  const dialog = (kind: string) => page.locator(`[data-dialog=${kind}]`);
  const answer = (kind: string, way: 'confirm' | 'cancel') => dialog(kind).locator(`[data-answer=${way}]`).click();
  const choosing = async (button: string, files: readonly string[]): Promise<void> => {
    const chooser = page.waitForEvent('filechooser');
    await press(button);
    await (await chooser).setFiles([...files]);
  };

  describe('files', () => {
    beforeEach(() => open());

    it('uploads a chosen picture with its form', async () => {
      await choosing('upload', [PICTURE]);
      await said('upload: 200 {"kept":true}');

      const { type, body } = asked.find(({ url }) => url === '/upload') as Asked;
      expect(type).toMatch(/^multipart\/form-data; boundary=/);
      expect(body.includes(picture)).toBe(true);
      expect(body.toString()).toMatch(/name="note"\r\n\r\n茶\r\n/);
      expect(body.toString('latin1')).toMatch(/name="photo"; filename="[^"]+"\r\nContent-Type: image\/png/);
    });

    it.each([
      ['uploadNothing', "uploadFile:fail no such file or directory, open 'wxfile://none.png'"],
      ['uploadAway', 'uploadFile:fail url not in domain list'],
      ['downloadLost', 'success 404'],
    ])('answers %s in WeChat’s words', async (button, words) => {
      await press(button);

      await said(`${button}: ${words}`);
    });

    it('downloads a picture that can be shown and read', async () => {
      await press('download');

      await said(`download: 200 80 40 ${picture.length}`);
    });

    it('takes as many pictures as asked for', async () => {
      await choosing('media', [PICTURE, PICTURE, PICTURE]);

      await said(`media: image ${picture.length},image ${picture.length}`);
    });
  });

  describe('places', () => {
    beforeEach(() => open());

    it('gives the place that the sheet holds, and the reason for asking', async () => {
      await press('place');
      await dialog('location').getByText('for the nearest shop').waitFor();
      await dialog('location').locator('input').first().fill('31.2');
      await answer('location', 'confirm');

      await said('place: 31.2 113.32452');
    });

    it('says so when the shopper refuses', async () => {
      await press('place');
      await answer('location', 'cancel');

      await said('place: getLocation:fail auth deny');
    });

    it('lets one be chosen', async () => {
      await press('choose');
      await dialog('location').locator('input').first().fill('Tea House');
      await answer('location', 'confirm');

      await said('choose: Tea House 23.09994');
    });
  });

  it('logs in, gives the phone number and pays, played by the sandbox', async () => {
    await open();
    await press('login');
    await said(/login: code \d+ 200/);
    await press('phone');
    await answer('phone', 'confirm');
    await said('phone: code');
    await press('pay');
    await expect(dialog('payment').locator('.sum').textContent()).resolves.toMatch(/^¥\d+\.\d\d$/);
    await answer('payment', 'cancel');
    await said('pay: requestPayment:fail cancel');
    await press('pay');
    await answer('payment', 'confirm');
    await said('pay: requestPayment:ok');

    const { code } = JSON.parse(String(asked.find(({ url }) => url === '/login')?.body)) as { code: string };
    expect(code).toMatch(/^\S{10,}$/);
    const paid = await sandbox.query(order['out_trade_no']);
    expect(await paid.json()).toMatchObject({ trade_state: 'SUCCESS' });
  });

  it('shows what WeChat says to a payment that was made', async () => {
    await open();
    await press('phone');
    await answer('phone', 'cancel');
    await said('phone: getPhoneNumber:fail user deny');
    await press('pay');

    await said(/pay: requestPayment:fail .*支付/);
  });

  describe('privacy', () => {
    it('asks before a private interface, by the notice of the player', async () => {
      await open(careful);
      await press('setting');
      await said('setting: needs true');
      await press('place');
      await answer('privacy', 'cancel');
      await said('place: getLocation:fail privacy permission is not authorized');
      await press('require');
      await answer('privacy', 'confirm');
      await said('require: agreed');
      await press('setting');
      await said('setting: needs false');
      await page.evaluate('localStorage.clear()');
    });

    it("asks by the mini-program's own notice, and goes on when its button is pressed", async () => {
      await open(careful);
      await press('listen');
      await said('listen: listening');
      await press('place');
      await said('asked for getLocation');
      await press('agree');
      await answer('location', 'confirm');

      await said('place: 23.09994 113.32452');
      await page.evaluate('localStorage.clear()');
    });
  });

  describe('measuring', () => {
    beforeEach(() => open());

    it('measures inside a component, already when it is attached', async () => {
      await press('measure');

      await said('measure: 40 2 40 1 rgb(1, 2, 3)  0');
    });

    it('tells when a tag comes into sight', async () => {
      await press('watch');
      await press('bottom');

      await said('watch: ratio 1');
    });
  });

  it('opens the page of a scanned code with its scene', async () => {
    await open(played, '', { path: 'pages/home/index', query: { scene: encodeURIComponent('t=7&x=1') } });
    await press('scene');

    await said('scene: 1047 pages/home/index t=7&x=1');
  });

  it('scales text as the phone is set', async () => {
    await open(played, '&font=1.6');
    await press('scale');

    await said('scale: 1.6 390');
  });

  it('names file and line of what a script throws', async () => {
    await open();
    await press('throws');

    const script = wxApp({ appId: '', apiBase: '', payment: {}, privacy: false })['pages/home/index.js'] as string;
    const line = script.split('\n').findIndex((each) => each.includes('throws:')) + 1;
    const error = page.locator('.console-lines .line-error');
    await error.waitFor({ state: 'attached' });
    expect(await error.allTextContents()).toEqual([expect.stringContaining(`(pages/home/index.js:${line})`)]);
  });
});

async function startRuntime(asked: Asked[], picture: Buffer): Promise<Server> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      const type = headers['content-type'] ?? '';
      asked.push({
        url: url.replace(/^.*\//, '/'),
        type,

        body: Buffer.concat(chunks),
      });
      if (url.endsWith('/picture')) response.setHeader('content-type', 'image/png').end(picture);
      else if (/\/(upload|login)$/.test(url))
        response.setHeader('content-type', 'application/json').end('{"kept":true}');
      else response.writeHead(404).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}
