import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';

const ROOT = path.resolve(__dirname, '../../..');
const PLAYER = path.join(ROOT, 'services', 'player');
const PLAY = path.join(ROOT, 'dist', 'services', 'control-plane', 'src', 'player', 'folder-player.js');

/** What runs in the page has the browser's names, which the tests' types do not know. */
interface BrowserWindow {
  getComputedStyle(element: unknown): { getPropertyValue(name: string): string };
}

/** A suite on golden pages; what it opens is closed after each test. */
export function describeGolden(name: string, body: (world: Pick<GoldenWorld, 'open'>) => void): void {
  describeInBrowser(name, () => {
    let world: GoldenWorld;
    const opened: GoldenPage[] = [];
    beforeAll(async () => {
      world = await GoldenWorld.start();
    });
    afterEach(async () => {
      for (const page of opened.splice(0)) await page.close();
    });
    afterAll(() => world?.stop());

    body({
      async open(page) {
        const golden = await world.open(page);
        opened.push(golden);
        return golden;
      },
    });
  });
}

/** The golden mini-program, played by the command that authors use, in a browser of the width of a phone. */
class GoldenWorld {
  private constructor(
    private readonly server: ChildProcess,
    private readonly browser: TestBrowser,
    private readonly url: string,
  ) {}

  static async start(): Promise<GoldenWorld> {
    const folder = path.join(PLAYER, 'golden', 'src');
    // What dev-server.mjs does after its build, which the test run has done.
    const command = `const { playFolder } = await import(${JSON.stringify(PLAY)}); await playFolder(process.argv.slice(1));`;
    const server = spawn(process.execPath, ['--input-type=module', '-e', command, folder, '--port', '0'], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const url = await addressOf(server);
    const browser = await openBrowser({ viewport: { width: 375, height: 812 } });
    return new GoldenWorld(server, browser, url);
  }

  /** Opens the page of a built-in and waits until it stands. */
  async open(name: string): Promise<GoldenPage> {
    const page = await this.browser.context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    await page.route('**/p/folder/package.json', async (route) => {
      const response = await route.fetch();
      const given = (await response.json()) as object;
      await route.fulfill({ response, json: { ...given, entry: { path: `pages/${name}/index` } } });
    });
    await page.goto(`${this.url}?language=en&theme=light`);
    const ready = page.locator(`html[data-ready="pages/${name}/index"]`).waitFor({ state: 'attached' });
    await ready.catch((error: Error) => {
      throw new Error(`pages/${name}/index does not stand: ${errors.join('; ') || error.message}`, { cause: error });
    });
    return new GoldenPage(page, name, errors);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    this.server.kill();
  }
}

/** One page of the golden mini-program. */
export class GoldenPage {
  readonly frame: FrameLocator;

  constructor(
    readonly page: Page,
    readonly name: string,
    /** What the browser complained of. */
    readonly errors: readonly string[],
  ) {
    this.frame = page.frameLocator(`iframe[data-route="pages/${name}/index"]`);
  }

  /** A tag of the page by the id in its template. */
  at(id: string): Locator {
    return this.frame.locator(`#${id}`);
  }

  /** What the page heard, a line for each event. */
  async log(): Promise<string[]> {
    return (await this.at('log').innerText()).split('\n').filter(Boolean);
  }

  /** Waits until the page has heard this. */
  async heard(line: string | RegExp): Promise<void> {
    const matches = (each: string) => (typeof line === 'string' ? each === line : line.test(each));
    await eventually(
      () => this.log(),
      (lines) => lines.some(matches),
      10,
    );
  }

  /** Moves a finger (a mouse here) from the middle of a tag, in small steps. */
  async drag(id: string, dx: number, dy: number): Promise<void> {
    const box = await this.at(id).boundingBox();
    if (!box) throw new Error(`#${id} is not to be seen`);
    const { mouse } = this.page;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await mouse.move(x, y);
    await mouse.down();
    for (let step = 1; step <= 8; step += 1) await mouse.move(x + (dx * step) / 8, y + (dy * step) / 8);
    await mouse.up();
  }

  /** The same with a finger, as Chromium makes touches: pointer events, touch events and scrolling. */
  async swipe(id: string, dx: number, dy: number): Promise<void> {
    const box = await this.at(id).boundingBox();
    if (!box) throw new Error(`#${id} is not to be seen`);
    const session = await this.page.context().newCDPSession(this.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', share: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd'
            ? []
            : [{ x: box.x + box.width / 2 + dx * share, y: box.y + box.height / 2 + dy * share, id: 1 }],
      });
    await touch('touchStart', 0);
    for (let step = 1; step <= 8; step += 1) await touch('touchMove', step / 8);
    await touch('touchEnd', 1);
    await session.detach();
  }

  /** A style of a tag as the browser computes it. */
  style(id: string, property: string): Promise<string> {
    return this.at(id).evaluate((box, name) => {
      const window = globalThis as unknown as BrowserWindow;
      return window.getComputedStyle(box).getPropertyValue(name);
    }, property);
  }

  async fontsLoaded(): Promise<void> {
    await this.frame.locator('body').evaluate(async (body) => {
      await (body as unknown as { ownerDocument: { fonts: { ready: Promise<unknown> } } }).ownerDocument.fonts.ready;
    });
  }

  /** The page's own part of the screen, down to the end of what it shows. */
  async picture(height?: number): Promise<Buffer> {
    const window = await this.page.locator(`iframe[data-route="pages/${this.name}/index"]`).boundingBox();
    const stage = height ? null : await this.frame.locator('.stage').first().boundingBox();
    if (!window) throw new Error('the page has no window');
    const bottom = height ?? (stage ? stage.y + stage.height - window.y : window.height);
    const clip = { x: window.x, y: window.y, width: window.width, height: Math.min(Math.ceil(bottom), window.height) };
    return await this.page.screenshot({ clip, animations: 'allow', caret: 'hide', scale: 'css' });
  }

  async close(): Promise<void> {
    await this.page.close();
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    server.stdout?.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
      const address = /Playing .* at (\S+)/.exec(heard)?.[1];
      if (address) resolve(address);
    });
    server.once('close', (code) => reject(new Error(`The player ended with ${code} before it listened:\n${heard}`)));
  });
}
