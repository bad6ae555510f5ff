import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import type { ProgrammeDraft } from '#commerce/membership/programme.js';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { getProfile } from '../../services/runtime/src/profiles/profiles.contract.js';
import { RuntimeWorld, type TestShop } from '../../services/runtime/test/runtime-world.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'membership-pages');
const PROGRAMME: ProgrammeDraft = {
  enabled: true,
  pointsPerYuan: 1,
  pointsPerYuanOff: 100,
  mostPercent: 50,
  validMonths: 12,
  signInPoints: [5, 10, 20],
  tiers: [
    { name: '茶友', fromFen: 0, percentOff: 0, multiplierPercent: 100 },
    { name: '银叶会员', fromFen: 50_000, percentOff: 5, multiplierPercent: 120 },
    { name: '金叶会员', fromFen: 200_000, percentOff: 8, multiplierPercent: 150 },
  ],
};

describeInBrowser('points and the member card, played', () => {
  let world: RuntimeWorld;
  let shop: TestShop;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await RuntimeWorld.start();
    shop = await world.shop();
    browser = await openBrowser({ deviceScaleFactor: 2 });
    await promise(shop, PROGRAMME);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.stop();
  });

  test('a member sees card, tier and points, and signs in for today, once', async () => {
    const token = await world.token(shop);
    await give(token, 386);
    const page = await openMe(token);
    const me = screen(page, 'pages/me/index');

    await me.getByText('386 积分').waitFor();
    await me.getByText('茶友').waitFor();
    await picture(page, '1-me');
    await me.getByText('签到领 5 积分').click();
    const points = screen(page, 'pages/points/index');
    await points.getByText('再消费 500 元升级为银叶会员').waitFor();
    await points.getByText('签到领 5 积分').click();
    await points.getByText('今天已签到，明天可领 10 积分').waitFor();
    await points.getByText('391', { exact: true }).waitFor();
    await points.getByText('+5', { exact: true }).waitFor();
    await points.getByText('已连续 1 天').waitFor();
    await picture(page, '2-points', true);
    await page.close();
  }, 120_000);

  test('looks like itself in English, by night, with large letters, and for whom everything happens at once', async () => {
    const token = await world.token(shop);
    await give(token, 12_345, 64_000);
    for (const [name, look] of [
      ['3-points-en', { language: 'en' }],
      ['4-points-dark', { theme: 'dark' }],
      ['5-points-large', { font: '1.4' }],
      ['6-points-en-dark-large', { language: 'en', theme: 'dark', font: '1.4' }],
    ] as const) {
      const page = await open(await play('/pages/points/index', token), look);
      await screen(page, 'pages/points/index')
        .getByText(/^(积分规则|How it works)$/)
        .waitFor();
      await picture(page, name, true);
      await page.close();
    }
    const page = await openMe(token, shop, { language: 'en', theme: 'dark' });
    await screen(page, 'pages/me/index').getByText('12345 points').waitFor();
    await picture(page, '7-me-en-dark');
    await page.close();
  }, 180_000);

  test('nothing of it is there without a programme, and nothing for who has never been here', async () => {
    const other = await world.shop();
    const token = await world.token(other);
    const without = await openMe(token, other);
    await screen(without, 'pages/me/index').getByText('我的订单').waitFor();
    expect(await screen(without, 'pages/me/index').getByText('积分').count()).toBe(0);
    await without.close();

    const off = await open(await play('/pages/points/index', token, other));
    await screen(off, 'pages/points/index').getByText('店铺还没有开通会员积分').waitFor();
    await picture(off, '8-off');
    await off.close();

    const stranger = await openMe(null);
    await screen(stranger, 'pages/me/index').getByText('我的订单').waitFor();
    expect(await screen(stranger, 'pages/me/index').getByText('积分').count()).toBe(0);
    await stranger.close();
  }, 120_000);

  async function promise({ tenantId }: TestShop, draft: ProgrammeDraft): Promise<void> {
    const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
    await new ProgrammeAdmin(world.tenants).replace(tenantId, draft, author);
  }

  /** Points for the shopper of the token, and growth as if by orders. */
  async function give(token: string, points: number, growthFen = 0): Promise<void> {
    const client = world.client().with({ authorization: `Bearer ${token}` });
    const { id } = await client.call(getProfile, { params: { appId: shop.appId } });
    await world.rows(shop, `select give_points($1, $2, $3, 'adjustment', $4, '新会员礼')`, [
      shop.tenantId,
      id,
      points,
      newId(),
    ]);
    await world.rows(shop, 'update shopper_membership set growth_fen = $2 where shopper_id = $1 returning shopper_id', [
      id,
      growthFen,
    ]);
  }

  /** The shopper's own page, a tab. */
  async function openMe(token: string | null, of = shop, look: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await open(await play(null, token, of), look);
    await page.locator('.tab').getByText('我的', { exact: true }).click();
    return page;
  }

  async function play(target: string | null, token: string | null, of = shop): Promise<string> {
    const folder = await playPages({ template: 'retail', appId: of.appId, runtimeUrl: world.url, token }, target);
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
    await page.setViewportSize({ width: size.width, height: 2200 });
    await page.screenshot({ path: path.join(PICTURES, `${name}-whole.png`) });
    await page.setViewportSize(size);
  }
});
