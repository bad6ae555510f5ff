import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { prizeAt, rollOf, seedHashOf } from '#commerce/draws/draw-roll.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import { DrawsWorld, prizes } from './draws-world.js';

const PICTURES = path.join(projectRoot(), '.data', 'draw-verifier');
const PAGE_SIZE = 500;

type Json = Record<string, unknown>;
/** What becomes of an answer on its way, by its kind: of the draw, or of its proof. */
type Forge = Readonly<Record<string, (body: Json) => void>>;
interface Opening {
  readonly query?: string;
  readonly forge?: Forge;
}
interface Entry {
  number: number;
  roll: number;
  rolled: number;
  prize: number;
  name: null;
}

describeInBrowser('the page on which anybody checks a draw', () => {
  let world: DrawsWorld;
  let browser: TestBrowser;
  let over: string;

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await DrawsWorld.start();
    browser = await openBrowser();
    const list = prizes({ kind: 'goods', weightPpm: 300_000, count: 5 }, { kind: 'goods', weightPpm: 1, count: 1 });
    over = await world.draw({ title: '<b>春茶</b>抽奖', triesTotal: 15, prizes: list });
    const clients = await world.promotions.shoppers(4);
    await Promise.all(clients.flatMap((client) => Array.from({ length: 15 }, () => world.enter(client, over))));
    await world.stop(over);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await world.runtime.stop();
  });

  const verdict = (page: Page) => page.locator('#verdict-title');

  async function open(drawId: string, { query = '', forge = {} }: Opening = {}) {
    const page = await (await browser.anotherPerson()).newPage();
    const noise: string[] = [];
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(error.message));
    for (const [kind, change] of Object.entries(forge)) {
      const pattern = kind === 'proof' ? /\/proof(\?|$)/ : new RegExp(`/draws/${drawId}$`);
      await page.route(pattern, async (route) => {
        const answer = await route.fetch();
        const body = (await answer.json()) as Json;
        change(body);
        await route.fulfill({ json: body });
      });
    }
    await page.goto(`${world.runtime.url}/a/${world.shop.appId}/draws/${drawId}/verify?lang=zh${query}`);
    return { page, noise };
  }

  test('computes a draw anew: what was published, each step, each entry, in both languages, by day and by night', async () => {
    const { page, noise } = await open(over);

    await page.getByText('验证通过').waitFor();
    expect(await page.locator('#steps li').allInnerTexts()).toEqual([
      '✓ 种子的 SHA-256 等于事先公布的摘要',
      '✓ 各项概率之和正好是 100%，“谢谢参与”只有一项',
      '✓ 60 次抽奖的编号从 1 起连续，没有空缺',
      '✓ 每一次的随机数都与重算一致',
      '✓ 每一次的结果都符合概率和份数',
      '✓ 记录完整，各奖品发出的份数与公布的一致，没有多发',
    ]);
    await page.getByText('<b>春茶</b>抽奖').waitFor();
    expect(await page.locator('#prizes tr').first().innerText()).toMatch(/青瓷茶盏\s+30%\s+5\s+5/);
    await page.locator('#number').fill('7');
    await page.getByRole('button', { name: '计算' }).click();
    const { seed } = await world.proof(over);
    await page.getByText(String(rollOf(Buffer.from(seed!, 'hex'), over, 7)), { exact: true }).waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'right.png'), fullPage: true });
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText('Everything holds').waitFor();
    await page.screenshot({ path: path.join(PICTURES, 'right-en-dark.png'), fullPage: true });
    expect(noise).toEqual([]);
    await page.close();
  });

  test('says before the end that the seed is not shown yet, and of no draw that there is none', async () => {
    const running = await world.draw();
    const sealed = await open(running);
    const { seedHash } = await world.card(running);

    await sealed.page.getByText('种子尚未公开').waitFor();
    await sealed.page.getByText(seedHash).waitFor();
    expect(await sealed.page.locator('#one').isHidden()).toBe(true);
    await sealed.page.screenshot({ path: path.join(PICTURES, 'sealed.png'), fullPage: true });
    await sealed.page.close();
    const none = await open(newId());
    await none.page.getByText('没能完成验证').waitFor();
    await none.page.getByText('未找到该抽奖活动').waitFor();
    await none.page.close();
  });

  const entryOf = (body: Json, number: number) => (body['items'] as Entry[])[number - 1]!;
  test.each<[string, Forge, string]>([
    ['a roll is another', { proof: (body) => (entryOf(body, 7).roll ^= 1) }, '第 7 号：随机数与重算不符'],
    ['a prize went to a friend', { proof: (body) => (entryOf(body, 60).prize = 1) }, '第 60 号：发放的奖品与规则不符'],
    [
      'an entry is left out',
      { proof: (body) => (body['items'] as Entry[]).splice(20, 1) },
      '应有 60 次记录，实际不是这个数',
    ],
    ['the seed is another', { proof: (body) => (body['seed'] = '0'.repeat(64)) }, '种子与事先公布的摘要不符'],
    [
      'the hash is another',
      { proof: (body) => (body['seedHash'] = '0'.repeat(64)), draw: (body) => (body['seedHash'] = '0'.repeat(64)) },
      '种子与事先公布的摘要不符',
    ],
    [
      'the odds are others',
      {
        draw: (body) => {
          const [first, , last] = body['prizes'] as { oddsPpm: number }[];
          first!.oddsPpm -= 200_000;
          last!.oddsPpm += 200_000;
        },
      },
      /第 \d+ 号：抽中的奖品与概率表不符/.source,
    ],
    [
      'more were given than published',
      { draw: (body) => ((body['prizes'] as { count: number }[])[0]!.count = 3) },
      '第 1 项奖品：发出的份数与公布的不符',
    ],
  ])('rejects a proof in which %s', async (_name, forge, fault) => {
    // Long over, so that nothing is still being written.
    const late = (body: Json) => (body['endsAt'] = new Date(Date.now() - 3_600_000).toISOString());
    const proof = (body: Json) => {
      late(body);
      forge['proof']?.(body);
    };
    const { page } = await open(over, { forge: { ...forge, proof } });

    await page.getByText('发现不一致').waitFor();
    await page.locator('#faults').getByText(new RegExp(fault)).first().waitFor();
    await page.close();
  });

  test('holds the published hash against the one somebody noted', async () => {
    const { seedHash } = await world.card(over);
    const same = await open(over, { query: `&hash=${seedHash}` });
    await same.page.getByText('✓ 公布的摘要与您记下的相同').waitFor();
    await same.page.close();
    const other = await open(over, { query: `&hash=${'0'.repeat(64)}` });
    await other.page.getByText('发现不一致').waitFor();
    await other.page.screenshot({ path: path.join(PICTURES, 'wrong.png'), fullPage: true });
    await other.page.close();
  });

  test('goes through a hundred thousand entries page by page', async () => {
    const drawId = newId<string>();
    const seed = Buffer.alloc(32, 5);
    const entries = Array.from({ length: 100_000 }, (_, index): Entry => {
      const roll = rollOf(seed, drawId, index + 1);
      const rolled = prizeAt(roll, [1000, 999_000]) + 1;
      return { number: index + 1, roll, rolled, prize: rolled, name: null };
    });
    const won = entries.filter(({ prize }) => prize === 1).length;
    const seedHash = seedHashOf(seed).toString('hex');
    const endsAt = '2026-01-01T00:00:00.000Z';
    const page = await (await browser.anotherPerson()).newPage();
    await page.route(`**/draws/${drawId}`, (route) =>
      route.fulfill({
        json: {
          id: drawId,
          title: '大',
          startsAt: endsAt,
          endsAt,
          publishedAt: endsAt,
          seedHash,
          entries: 100_000,
          prizes: [
            { position: 1, kind: 'goods', title: '茶盏', oddsPpm: 1000, count: 1000, left: 1000 - won },
            { position: 2, kind: 'thanks', title: '谢谢', oddsPpm: 999_000, count: null, left: null },
          ],
        },
      }),
    );
    let pages = 0;
    await page.route(/\/proof(\?|$)/, (route) => {
      const after = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      pages += 1;
      const items = entries.slice(after, after + PAGE_SIZE);
      const nextCursor = after + PAGE_SIZE < entries.length ? String(after + PAGE_SIZE) : null;
      return route.fulfill({
        json: { drawId, seedHash, seed: seed.toString('hex'), endsAt, entries: 100_000, items, nextCursor },
      });
    });

    await page.goto(`${world.runtime.url}/a/${world.shop.appId}/draws/${drawId}/verify?lang=en`);
    await page.getByText('Everything holds').waitFor({ timeout: 100_000 });

    expect(await verdict(page).innerText()).toBe('Everything holds');
    expect(pages).toBe(200);
    await page.getByText('100000 tries are numbered from 1 without a gap').waitFor();
    await page.close();
  }, 120_000);

  test('takes nothing from anywhere else: scripts and styles of its own, no frame, no inline code', async () => {
    const answer = await fetch(`${world.runtime.url}/a/${world.shop.appId}/draws/${over}/verify`);
    const policy = answer.headers.get('content-security-policy') ?? '';

    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await fetch(`${world.runtime.url}/verify/none.js`)).status).toBe(404);
    expect((await fetch(`${world.runtime.url}/verify/check.js`)).headers.get('x-content-type-options')).toBe('nosniff');
  });
});
