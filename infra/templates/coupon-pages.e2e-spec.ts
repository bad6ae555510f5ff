import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { CouponDesk } from '#commerce/promotions/coupon-desk.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { ApiClient } from '#kernel/http/client.js';
import { newId } from '#kernel/identity/ids.js';
import { systemActor } from '#kernel/tenancy/actor.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { giveCoupon, showCouponCode } from '../../services/runtime/src/promotions/coupon-wallet.contract.js';
import { fromNow, PromotionsWorld } from '../../services/runtime/test/promotions-world.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'coupon-pages');
const DAY_MS = 86_400_000;

describeInBrowser('the pages of a coupon, played', () => {
  let world: PromotionsWorld;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await PromotionsWorld.start();
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterEach(() => world.expectLedgersToMatch());
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.runtime.stop();
  });

  /** A shopper with a voucher, two coupons that go together, and one that was received. */
  async function collector() {
    const token = await world.runtime.token(world.shop);
    const client = clientOf(token);
    const soon = { endsAt: fromNow(3 * DAY_MS) };
    const claim = async (draft: object) => world.claim(client, await world.coupon({ ...soon, ...draft }));
    const voucher = await claim({ title: '手冲咖啡一杯', kind: 'voucher', amountFen: 2800 });
    const amount = await claim({ title: '春茶满减券', amountFen: 1500, thresholdFen: 9900, stackable: true });
    const percent = await claim({ title: '器物九折', kind: 'percent', amountFen: 0, percentOff: 10, stackable: true });
    return { token, client, voucher, amount, percent };
  }

  test('a voucher is shown at the counter, and the screen turns when the staff take it', async () => {
    const { token, client, voucher } = await collector();
    const page = await open(await play('/pages/coupons/index?tab=held', token));
    const wallet = screen(page, 'pages/coupons/index');

    await wallet.getByText('手冲咖啡一杯').waitFor();
    await wallet.getByText('赠送好友').first().waitFor();
    await picture(page, '1-wallet');
    await wallet.getByText('去出示').click();
    const front = screen(page, 'pages/coupon/index');
    await front.getByText('向店员出示').waitFor();
    const { code } = await client.call(showCouponCode, {
      params: { appId: world.shop.appId, claimId: voucher.id },
    });
    await front.getByText(code.replace(/(\d{4})(?=\d)/g, '$1 ')).waitFor();
    await picture(page, '2-code');
    const author = { actor: systemActor('counter'), requestId: 'test' };
    const wish = { code, billFen: null, place: '西湖店' };
    await new CouponDesk(world.runtime.tenants).redeem(world.shop.tenantId, wish, newId(), author);

    await front.getByText('到店使用').waitFor({ timeout: 15_000 });
    await picture(page, '3-used');
    await page.close();
  }, 120_000);

  test('a coupon is given, taken by the friend, and gone from the giver', async () => {
    const { token, percent } = await collector();
    const page = await open(await play(`/pages/coupon/index?id=${percent.id}`, token));
    const giver = screen(page, 'pages/coupon/index');

    await giver.getByText('赠送好友').click();
    await giver.getByText('正在等待好友领取').waitFor();
    await giver.getByText('发给好友').waitFor();
    await picture(page, '4-giving');
    const [gift] = await world.rows<{ code: string }>('select code from coupon_gift where claim_id = $1', [percent.id]);
    const friend = await open(
      await play(`/pages/coupon-gift/index?code=${gift!.code}`, await world.runtime.token(world.shop)),
    );
    const front = screen(friend, 'pages/coupon-gift/index');
    await front.getByText('好友送您一张优惠券').waitFor();
    await picture(friend, '5-gift');
    await front.getByText('收下').click();
    await front.getByText('已放入您的优惠券').waitFor();
    await picture(friend, '6-taken');
    await friend.close();

    await page.reload();
    await screen(page, 'pages/coupon/index').getByText('已送出').waitFor();
    await picture(page, '7-given');
    await page.close();
  }, 120_000);

  test('at checkout the shopper chooses among coupons that go together and one that goes alone', async () => {
    const { token, client } = await collector();
    await world.claim(client, await world.coupon({ title: '单独使用券', amountFen: 300 }));
    await world.claim(client, await world.coupon({ title: '大额门槛券', amountFen: 9900, thresholdFen: 9_000_000 }));
    const lines = JSON.stringify([{ skuId: world.sku().id, quantity: 5 }]);
    const fill = `require('../../services/checkout-basket').fill(${lines}, false);`;
    const page = await open(await play('/pages/checkout/index', token, fill));
    const front = screen(page, 'pages/checkout/index');

    await front.getByText('春茶满减券 + 器物九折').or(front.getByText('器物九折 + 春茶满减券')).click();
    await front.getByText('使用所选优惠券').waitFor();
    await picture(page, '17-picker');
    await front.getByText('单独使用券').click();
    await picture(page, '18-picker-alone');
    await front.getByText('使用所选优惠券').click();
    await front.getByText('已优惠 3.00 元 · 单独使用券').waitFor();
    await front.getByText('已优惠 3.00 元 · 单独使用券').click();
    await front.getByText('自动选最优惠的').click();
    await front.getByText('春茶满减券 + 器物九折').or(front.getByText('器物九折 + 春茶满减券')).waitFor();
    await page.close();
  }, 120_000);

  test('looks like itself in English, by night and with large letters', async () => {
    const { token, client, voucher, percent } = await collector();
    const gift = await client.call(giveCoupon, { params: { appId: world.shop.appId, claimId: percent.id } });
    const friend = await world.runtime.token(world.shop);
    const looks = [
      ['8-wallet-en-dark', '/pages/coupons/index?tab=held', token, 'Show in store', { language: 'en', theme: 'dark' }],
      ['9-wallet-large', '/pages/coupons/index?tab=held', token, '到店出示', { font: '1.4' }],
      ['10-centre-en', '/pages/coupons/index', token, 'Voucher', { language: 'en' }],
      ['11-code-dark', `/pages/coupon/index?id=${voucher.id}`, token, '向店员出示', { theme: 'dark' }],
      ['12-code-en-large', `/pages/coupon/index?id=${voucher.id}`, token, 'Show this', { language: 'en', font: '1.4' }],
      [
        '13-giving-en-dark',
        `/pages/coupon/index?id=${percent.id}`,
        token,
        'Waiting',
        { language: 'en', theme: 'dark' },
      ],
      [
        '14-gift-en-large',
        `/pages/coupon-gift/index?code=${gift.code}`,
        friend,
        'Take it',
        { language: 'en', font: '1.4' },
      ],
      ['15-gift-dark', `/pages/coupon-gift/index?code=${gift.code}`, token, '等待好友领取', { theme: 'dark' }],
      ['16-gift-lost', `/pages/coupon-gift/index?code=${'A'.repeat(20)}`, friend, '没有找到这份赠送', {}],
    ] as const;
    for (const [name, target, as, words, look] of looks) {
      const page = await open(await play(target, as), look);
      const route = target.slice(1).split('?')[0]!;
      await screen(page, route).getByText(words).first().waitFor({ timeout: 15_000 });
      await picture(page, name);
      await page.close();
    }
  }, 180_000);

  function clientOf(token: string): ApiClient {
    return world.runtime.client().with({ authorization: `Bearer ${token}` });
  }

  async function play(target: string, token: string, before = ''): Promise<string> {
    const shop = { template: 'retail', appId: world.shop.appId, runtimeUrl: world.runtime.url, token };
    const folder = await playPages(shop, target, before);
    played.push(folder);
    return folder.url;
  }

  async function open(url: string, look: Readonly<Record<string, string>> = {}): Promise<Page> {
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }

  async function picture(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  }
});
