import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { eventually } from '#testing/eventually.js';
import { change } from '#testing/hosting-steps.js';
import type { WorldShop } from '#testing/hosting-world.js';
import { PlayerWorld } from '#testing/player-world.js';
import type { MessageFromPlayer, MessageToPlayer } from '../../../player/src/format.js';

const RUNS = 7;
const [embedder, escape] = ['embedder.js', 'escape.js'].map((file) =>
  readFileSync(path.resolve('services/control-plane/src/player/testing', file), 'utf8'),
) as [string, string];

describeInBrowser('live preview', () => {
  let player: PlayerWorld;
  let shop: WorldShop;
  let browser: TestBrowser;
  let page: Page;

  beforeAll(async () => {
    player = await PlayerWorld.start();
    shop = await player.hosting.shop();
    browser = await openBrowser();
    page = await browser.context.newPage();
    await embed(`${player.hosting.world.baseUrl}/health/live`);
  });

  afterAll(async () => {
    await browser.close();
    await player.stop();
  });

  /** Holds the player in a page of this address as the dashboard does. */
  async function embed(address: string): Promise<void> {
    await page.goto(address);
    await page.evaluate(embedder);
    await page.evaluate(`embedder.hold(${JSON.stringify(await player.preview(shop))})`);
  }

  const heard = (type: MessageFromPlayer['type']) => page.evaluate<number>(`embedder.count('${type}')`);
  const tell = (message: MessageToPlayer) => page.evaluate(`embedder.tell(${JSON.stringify(message)})`);
  /** Waits until pages have stood so many times. */
  const stood = (times: number) => page.waitForFunction(`embedder.count('xiaopu:ready') >= ${times}`);
  const textOfPhone = async () =>
    (await Promise.all(page.frames().map((frame) => frame.locator('body').innerText()))).join('\n');

  /** Saves a setting and has the player reload, as the editor does. @returns ms from the save's answer until the page stands */
  async function measure(part: string, setting: object): Promise<number> {
    const before = await heard('xiaopu:ready');
    await change(shop, part, setting);
    const startedAt = performance.now();
    await tell({ type: 'xiaopu:reload' });
    await stood(before + 1);
    return performance.now() - startedAt;
  }

  const say = (name: string, times: readonly number[]) => {
    const sorted = times.toSorted((a, b) => a - b).map(Math.round);
    process.stdout.write(`${name}: median ${sorted[Math.floor(sorted.length / 2)]} ms, slowest ${sorted.at(-1)} ms\n`);
  };

  test('a saved setting is in the phone without a new page, live ones and packaged ones', async () => {
    await stood(1);
    const [live, packaged]: [number[], number[]] = [[], []];

    for (let run = 0; run < RUNS; run += 1) {
      live.push(await measure('brand', { slogan: `Slogan ${run}` }));
      expect(await textOfPhone()).toContain(`Slogan ${run}`);
      packaged.push(await measure('brand', { name: `Name ${run}` }));
      expect(await textOfPhone()).toContain(`Name ${run}`);
    }

    say('live setting → preview', live);
    say('packaged setting → preview', packaged);
    expect(await heard('xiaopu:error')).toBe(0);
  });

  test('a page of another origin cannot hold the player', async () => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));

    await embed(`${player.hosting.sandboxUrl}/health/live`);

    await eventually(
      async () => said.join(),
      (text) => text.includes('frame-ancestors'),
    );
    expect(await heard('xiaopu:ready')).toBe(0);
  });

  test('code in the player reaches no other address, makes no code, and has no cookies', async () => {
    const { baseUrl } = player.hosting.world;
    const inside = await browser.context.newPage();
    await browser.context.addCookies([{ name: 'session', value: 'secret', url: baseUrl, httpOnly: true }]);
    await inside.goto(await player.preview(shop));

    await inside.evaluate(escape);
    const outcome = await inside.evaluate(`escape(${JSON.stringify(baseUrl)})`);

    expect(outcome).toEqual({ request: 'TypeError', code: 'EvalError', cookies: '' });
  });
});
