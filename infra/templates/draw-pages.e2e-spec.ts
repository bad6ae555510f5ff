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
    await picture(page, '5-proof');
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
