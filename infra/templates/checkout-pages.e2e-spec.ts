import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ProgrammeAdmin } from '#commerce/membership/programme-admin.js';
import { ShippingRateAdmin } from '#commerce/pricing/shipping-rate-admin.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { PromotionsWorld } from '../../services/runtime/test/promotions-world.js';
import { RestaurantScene } from '../../services/runtime/test/restaurant-scene.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'checkout-pages');
const author = { actor: { kind: 'system', name: 'test' }, requestId: 'test' } as const;
const address = { name: '王小二', phone: '13800000000', region: ['浙江省', '杭州市', '西湖区'], detail: '龙井路 1 号' };

describeInBrowser('the checkout, played', () => {
  let world: PromotionsWorld;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];
  let lines: { skuId: string; quantity: number }[];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await PromotionsWorld.start();
    browser = await openBrowser({ deviceScaleFactor: 2 });
    const [tea, cup] = [world.sku(), world.sku()];
    lines = [
      { skuId: tea.id, quantity: 2 },
      { skuId: cup.id, quantity: 1 },
    ];
    await world.sale([{ skuId: tea.id, priceFen: tea.price_fen - 500, total: 100, perShopper: null }]);
    await new ProgrammeAdmin(world.runtime.tenants).replace(
      world.shop.tenantId,
      {
        enabled: true,
        pointsPerYuan: 1,
        pointsPerYuanOff: 100,
        mostPercent: 50,
        validMonths: null,
        signInPoints: [],
        tiers: [{ name: '金卡会员', fromFen: 0, percentOff: 5, multiplierPercent: 100 }],
      },
      author,
    );
    const zone = { delivers: true, firstUnits: 1000, firstFen: 800, furtherUnits: 1000, furtherFen: 200 };
    await new ShippingRateAdmin(world.runtime.tenants).replace(
      world.shop.tenantId,
      {
        basis: 'weight',
        zones: [
          { ...zone, name: '远方', regions: [{ province: '新疆', cities: [] }], delivers: false, freeFromFen: null },
          { ...zone, name: '其他', regions: [], freeFromFen: 19_900 },
        ],
      },
      author,
    );
  }, 60_000);
  afterEach(() => world.expectLedgersToMatch());
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.runtime.stop();
  });

  test('says why every amount is what it is, takes points and balance when asked to, and pays', async () => {
    const client = await world.shopper();
    await world.claim(client, await world.coupon({ title: '新茶券', amountFen: 600 }));
    await world.coupon({ title: '开业礼券', amountFen: 900 });
    const token = await holderToken({ balance: 100_000_000, points: 350 });
    const page = await open(await play(token, address));
    const front = screen(page, 'pages/checkout/index');

    await front.getByText('限时价 整点抢').waitFor();
    await front.getByText('会员价 金卡会员').waitFor();
    await front.getByText('领「开业礼券」再省 9 元').waitFor();
    await picture(page, '1-reasons');
    await front.getByText('领取').click();
    await front.getByText('优惠券 开业礼券').waitFor();
    await front.getByRole('switch').first().click();
    await front.getByText('350 积分抵扣').waitFor();
    await front.getByRole('switch').last().click();
    await front.getByText('余额支付').waitFor();
    await picture(page, '2-points-and-balance');
    await front.getByRole('button', { name: '提交订单' }).click();
    await page.locator('section.page.front:not([data-route="pages/checkout/index"])').waitFor({ timeout: 15_000 });
    await picture(page, '3-paid');
    await page.close();

    const [order] = await world.rows<{ state: string; points_spent: number; left: number }>(
      `select state, points_spent, total_fen - balance_fen - bonus_fen as left from shop_order order by created_at desc limit 1`,
    );
    expect(order).toEqual({ state: 'paid', points_spent: 350, left: 0 });
  }, 180_000);

  test('says that goods are not sent to a place, where it can be mended', async () => {
    const far = { ...address, region: ['新疆维吾尔自治区', '喀什地区', '喀什市'] };
    const page = await open(await play(await world.runtime.token(world.shop), far));

    await screen(page, 'pages/checkout/index')
      .getByText(/暂不配送到/)
      .waitFor();
    await picture(page, '4-not-served');
    await page.close();
  }, 60_000);

  test('looks like itself in English, by night and with large letters', async () => {
    const token = await holderToken({ balance: 2_000, points: 350 });
    for (const [name, look] of [
      ['5-en', { language: 'en' }],
      ['6-dark', { theme: 'dark' }],
      ['7-en-dark-large', { language: 'en', theme: 'dark', font: '1.4' }],
    ] as const) {
      const page = await open(await play(token, address), look);
      const front = screen(page, 'pages/checkout/index');
      await front.getByRole('switch').first().click();
      await front.getByText(/350 积分抵扣|^350 points$/).waitFor();
      await front.getByRole('switch').last().click();
      await front.getByText(/余额支付|Paid from balance/).waitFor();
      await picture(page, name);
      await page.close();
    }
  }, 120_000);

  test('is the same in a restaurant', async () => {
    const scene = await RestaurantScene.open();
    try {
      const { appId } = scene.shop;
      const token = await scene.world.token(scene.shop);
      await scene.world.rows(
        scene.shop,
        `select move_account(tenant_id, id, 'balance', 2000, 'adjustment', gen_random_uuid()) from shopper`,
      );
      const line = {
        skuId: scene.skus.small,
        modifierIds: [scene.extra['不辣']],
        quantity: 2,
        key: 'k',
        priceFen: 2200,
      };
      const before = `wx.setStorageSync('menu-cart:${appId}', ${JSON.stringify([line])});
        require('../../services/dining-place').choose('takeaway');`;
      const folder = await playPages(
        { template: 'restaurant', appId, runtimeUrl: scene.world.url, token },
        '/pages/checkout/index',
        before,
      );
      played.push(folder);
      const page = await open(folder);
      const front = screen(page, 'pages/checkout/index');
      await front.getByRole('switch').click();
      await front.getByText('余额支付').waitFor();
      await picture(page, '8-restaurant');
      await page.close();
    } finally {
      await scene.world.stop();
    }
  }, 90_000);

  async function holderToken(has: Record<string, number>): Promise<string> {
    const token = await world.runtime.token(world.shop);
    const [row] = await world.rows<{ id: string }>('select id from shopper order by created_at desc, id desc limit 1');
    for (const [kind, amount] of Object.entries(has))
      await world.rows(`select move_account($1, $2, $3, $4, 'adjustment', $5)`, [
        world.shop.tenantId,
        row?.id,
        kind,
        amount,
        newId(),
      ]);
    return token;
  }

  async function play(token: string, to: object): Promise<PlayedFolder> {
    const { appId } = world.shop;
    const before = `require('../../services/checkout-basket').fill(${JSON.stringify(lines)}, false);
      wx.setStorageSync('address:${appId}', ${JSON.stringify(to)});`;
    const shop = { template: 'retail', appId, runtimeUrl: world.runtime.url, token };
    const folder = await playPages(shop, '/pages/checkout/index', before);
    played.push(folder);
    return folder;
  }

  async function open(folder: PlayedFolder, look: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${folder.url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }

  /** The whole of the page, on a phone as long as that. */
  async function picture(page: Page, name: string): Promise<void> {
    const size = page.viewportSize()!;
    await page.setViewportSize({ width: size.width, height: 1700 });
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
    await page.setViewportSize(size);
  }
});
