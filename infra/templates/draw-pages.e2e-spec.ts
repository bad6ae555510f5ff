import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { DrawsWorld, prizes } from '../../services/runtime/test/draws-world.js';
import { fromNow } from '../../services/runtime/test/promotions-world.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'draw-pages');
const HOUR_MS = 3_600_000;

describeInBrowser('the pages of a draw, played', () => {
  let world: DrawsWorld;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await DrawsWorld.start();
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterEach(() => world.expectLedgersToMatch());
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.runtime.stop();
  });

  test('a shopper sees the odds, wins, says where it goes, and checks the result on the phone', async () => {
    const drawId = await world.draw({
      title: '春茶节幸运抽奖',
      rules: '员工不参加本次抽奖。',
      triesTotal: 2,
      prizes: [
        ...prizes({ kind: 'goods', title: '青瓷茶盏', weightPpm: 999_999, count: 1 }).slice(0, 1),
        {
          kind: 'thanks',
          title: '谢谢参与',
          weightPpm: 1,
          imageUrl: null,
          couponId: null,
          valueFen: null,
          count: null,
        },
      ],
    });
    const token = await world.runtime.token(world.shop);
    const page = await open(await play(`/pages/draw/index?id=${drawId}`, token));
    const front = screen(page, 'pages/draw/index');

    await front.getByText('99.9999%').waitFor();
    await front.getByText('共 1 份，剩 1 份').waitFor();
    await front.getByText('还可抽 2 次').waitFor();
    await picture(page, '1-before');
    await front.getByText('抽一次').click();
    await front.getByText('恭喜中奖').waitFor({ timeout: 15_000 });
    await front.getByText('还可抽 1 次').waitFor();
    await picture(page, '2-won');
    await front.getByText('填写地址').first().click();
    await front.getByText('保存').waitFor();
    await picture(page, '3-address');
    await page.reload();
    await front.getByText('抽一次').click();
    await front.getByText('这次没有中奖').waitFor({ timeout: 15_000 });
    await front.getByText('您的抽奖次数已用完').waitFor();
    await picture(page, '4-thanks', true);

    await world.stop(drawId);
    await front.getByText('怎样验证').click();
    const proof = screen(page, 'pages/draw-proof/index');
    await proof.getByText('验证通过').waitFor({ timeout: 15_000 });
    await proof.getByText('2 次抽奖编号连续，随机数全部重算一致').waitFor();
    await proof.getByText('您的 2 次记录都在其中，且与当时一致').waitFor();
    await proof.getByText(`/draws/${drawId}/verify?hash=`).waitFor();
    await picture(page, '5-proof', true);
    await page.close();
  }, 180_000);

  test('looks like itself in English, by night and with large letters, before the beginning and after the end', async () => {
    const couponId = await world.promotions.coupon({ title: '满减券', endsAt: fromNow(3 * HOUR_MS) });
    const many = prizes(
      { kind: 'goods', title: '青瓷茶盏', weightPpm: 500, count: 3, valueFen: 12_800 },
      { kind: 'goods', title: '明前龙井 50 克', weightPpm: 2_000, count: 10, valueFen: 9_900 },
      { kind: 'coupon', title: '十元优惠券', couponId, weightPpm: 150_000, count: 500 },
      { kind: 'coupon', title: '无门槛券', couponId, weightPpm: 50_000, count: 100 },
    );
    const planned = await world.draw({
      title: 'Spring draw',
      prizes: many,
      startsAt: fromNow(HOUR_MS),
      endsAt: fromNow(2 * HOUR_MS),
    });
    const running = await world.draw({ title: '春茶节幸运抽奖', prizes: many, triesTotal: 5, triesDaily: 1 });
    const over = await world.draw({ title: '新年抽奖', prizes: many, triesTotal: 5 });
    for (const client of await world.promotions.shoppers(4))
      for (let tries = 0; tries < 5; tries += 1) await world.enter(client, over);
    await world.stop(over);
    for (const [name, drawId, look] of [
      ['6-planned-en', planned, { language: 'en' }],
      ['7-running-dark', running, { theme: 'dark' }],
      ['8-running-large', running, { language: 'en', font: '1.4' }],
      ['9-over-en-dark', over, { language: 'en', theme: 'dark' }],
    ] as const) {
      const page = await open(await play(`/pages/draw/index?id=${drawId}`), look);
      await screen(page, 'pages/draw/index')
        .getByText(/^(1\.|活动规则|Rules)$/)
        .first()
        .waitFor();
      await picture(page, name, true);
      await page.close();
    }
    for (const [name, drawId, look] of [
      ['10-proof-sealed-en', running, { language: 'en' }],
      ['11-proof-dark', over, { theme: 'dark' }],
    ] as const) {
      const page = await open(await play(`/pages/draw-proof/index?id=${drawId}`), look);
      await screen(page, 'pages/draw-proof/index')
        .getByText(/验证通过|The seed is not shown yet/)
        .waitFor({ timeout: 15_000 });
      await picture(page, name, true);
      await page.close();
    }
  }, 180_000);

  test('a card is scratched with a finger or uncovered by a button, a light runs round a grid, and both show what was rolled', async () => {
    const goods = prizes({ kind: 'goods', title: '青瓷茶盏', weightPpm: 500_000, count: 1 });
    const nine = prizes(
      ...Array.from({ length: 8 }, (_, index) => ({
        kind: 'goods' as const,
        title: `奖品第 ${index + 1} 名`,
        weightPpm: 100_000,
        count: 1,
      })),
    );
    const scratch = await world.draw({ title: '春茶刮刮卡', look: 'scratch', prizes: goods, triesTotal: 3 });
    const grid = await world.draw({ title: '春茶九宫格', look: 'grid', prizes: goods, triesTotal: 3 });
    const large = await world.draw({ title: '十二格', look: 'grid', prizes: nine, triesTotal: 3 });
    const token = await world.runtime.token(world.shop);
    const rolled = async (drawId: string) => {
      const [row] = await world.promotions.rows<{ title: string }>(
        `select p.title from draw_entry e join draw_prize p on p.draw_id = e.draw_id and p.position = e.position
         where e.draw_id = $1 order by e.number desc limit 1`,
        [drawId],
      );
      return row!.title;
    };

    const page = await open(await play(`/pages/draw/index?id=${scratch}`, token));
    const card = screen(page, 'pages/draw/index');
    await card.getByText('领一张刮刮卡').waitFor();
    await picture(page, '13-scratch-none');
    await card.getByText('抽一次').click();
    await card.getByText('用手指刮开').waitFor();
    await picture(page, '14-scratch-covered');
    const box = (await card.getByText('用手指刮开').boundingBox())!;
    await page.mouse.move(box.x + 10, box.y - 40);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y - 60, { steps: 12 });
    await picture(page, '15-scratch-half');
    for (const up of [100, 60, 20])
      for (const along of [0.95, 0.05]) await page.mouse.move(box.x + box.width * along, box.y - up, { steps: 20 });
    await page.mouse.up();
    await card.locator('[class*="result__title"]').waitFor();
    expect(await card.locator('[class*="result__title"]').innerText()).toBe(await rolled(scratch));
    await card.getByText('抽一次').click();
    await card.getByText('直接刮开').click();
    await card.getByText('还可抽 1 次').waitFor();
    expect(await card.locator('[class*="result__title"]').innerText()).toBe(await rolled(scratch));
    await picture(page, '16-scratch-open', true);
    await page.close();

    const ring = await open(await play(`/pages/draw/index?id=${grid}`, token));
    const light = screen(ring, 'pages/draw/index');
    await light.getByText('抽一次').click();
    await light.locator('[class*="field--lit"]').first().waitFor();
    await light.locator('[class*="result__title"]').waitFor({ timeout: 15_000 });
    const lit = light.locator('[class*="field--lit"]');
    expect([await lit.count(), await lit.innerText()]).toEqual([1, await rolled(grid)]);
    await picture(ring, '17-grid');
    await light.getByText('抽一次').click();
    await light.getByText('直接看结果').click();
    await light.getByText('还可抽 1 次').waitFor();
    expect(await lit.innerText()).toBe(await rolled(grid));
    await ring.close();

    for (const [name, drawId, look] of [
      ['18-scratch-en-dark', scratch, { language: 'en', theme: 'dark' }],
      ['19-grid-en-large', grid, { language: 'en', font: '1.4' }],
      ['20-grid-twelve-dark', large, { theme: 'dark' }],
    ] as const) {
      const other = await open(await play(`/pages/draw/index?id=${drawId}`), look);
      await screen(other, 'pages/draw/index')
        .getByText(/^(1\.|活动规则|Rules)$/)
        .first()
        .waitFor();
      await picture(other, name, true);
      await other.close();
    }
  }, 180_000);

  test('a friend who comes through a link brings a try by a tap, once', async () => {
    const drawId = await world.draw({ title: '好友一起来', triesPerShare: 1, maxShareTries: 3, maxShareTriesDaily: 2 });
    const sharer = await world.promotions.shopper();
    const { share } = await world.own(sharer, drawId);
    const link = `/pages/draw/index?id=${drawId}&share=${share!.token}`;
    const page = await open(await play(link, await world.runtime.token(world.shop)));
    const friend = screen(page, 'pages/draw/index');

    await friend.getByText('您从好友的链接进来').waitFor();
    await picture(page, '21-friend', true);
    await friend.getByText('给好友加次数').click();
    await friend.getByText('您从好友的链接进来').waitFor({ state: 'detached' });
    expect(await world.own(sharer, drawId)).toMatchObject({ triesLeft: 4, share: { gained: 1 } });
    await friend.getByText('已有 0 次，最多 3 次，每天最多 2 次').waitFor();
    await friend.getByText('发给好友').waitFor();
    await page.close();

    const again = await open(await play(link, await world.runtime.token(world.shop)), {
      language: 'en',
      theme: 'dark',
    });
    await screen(again, 'pages/draw/index').getByText('You came through the link of a friend').waitFor();
    await picture(again, '22-friend-en-dark', true);
    await again.close();
  }, 180_000);

  test('the section of the home page shows what can be won and leads there', async () => {
    const { tenantId } = world.shop;
    await world.draw({ title: '春茶节幸运抽奖', endsAt: fromNow(HOUR_MS / 2) });
    const [applet] = await world.promotions.rows<{ id: string }>('select id from applet');
    const settings = { title: '幸运抽奖', buttonText: '去抽奖', showOdds: true };
    const sections = [{ id: 'draw', type: 'luckyDraw', settings }];
    await world.runtime.publish(tenantId, applet!.id, 2, { home: { sections }, brand: { name: '岭上茶舍' } });
    await world.runtime.app.get(Broadcast).publish('catalogue', tenantId);

    const page = await open(await play(null));
    const home = screen(page, 'pages/home/index');
    await home.getByText('中奖率 10%').waitFor({ timeout: 20_000 });
    await picture(page, '12-section');
    await home.getByText('去抽奖').click();
    await screen(page, 'pages/draw/index').getByText('抽一次').waitFor();
    await page.close();
  }, 180_000);

  /** The retail package of the shop, opened at a page; the shopper is logged in by `token`, or has never been here. */
  async function play(target: string | null, token: string | null = null): Promise<string> {
    const shop = { template: 'retail', appId: world.shop.appId, runtimeUrl: world.runtime.url, token };
    const folder = await playPages(shop, target);
    played.push(folder);
    return folder.url;
  }

  async function open(url: string, look: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }

  /** @param whole also what lies below the fold */
  async function picture(page: Page, name: string, whole = false): Promise<void> {
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    if (!whole) return;
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: size.width, height: 1900 });
    await page.screenshot({ path: path.join(PICTURES, `${name}-whole.png`) });
    await page.setViewportSize(size);
  }
});
