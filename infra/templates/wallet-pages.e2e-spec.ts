import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { GiftCardAdmin } from '#commerce/stored-value/gift-card-admin.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { buyGiftCard } from '../../services/runtime/src/stored-value/stored-value.contract.js';
import type { TestShop } from '../../services/runtime/test/runtime-world.js';
import { author, type Holder, WalletScene } from '../../services/runtime/test/wallet-scene.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'wallet-pages');
const LOOKS = [
  ['zh', {}],
  ['en-dark', { language: 'en', theme: 'dark' }],
  ['large', { font: '1.4' }],
] as const;

describeInBrowser('balance, top-up and gift cards, played', () => {
  let scene: WalletScene;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    scene = await WalletScene.open();
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await scene.paying.world.stop();
  });

  test('the way there stands on "me" where the shop offers it, and nowhere else', async () => {
    const { shop, world } = scene.paying;
    const other = await world.shop();
    const page = await openMe(shop, await world.token(shop));
    await screen(page, 'pages/me/index').getByText('余额', { exact: true }).click();
    await screen(page, 'pages/balance/index').getByText('还没有余额变动').waitFor();
    await page.close();

    const without = await openMe(other, await world.token(other));
    await screen(without, 'pages/me/index').getByText('隐私保护指引').waitFor();
    expect(await screen(without, 'pages/me/index').getByText('余额', { exact: true }).count()).toBe(0);
    await without.close();
  }, 120_000);

  test('the balance with its parts and every movement', async () => {
    const [holder, token] = await holderWithToken();
    await scene.give(holder, 'balance', 64_000);
    await scene.give(holder, 'bonus', 5_000);
    await scene.place(holder);

    for (const [name, look] of LOOKS) {
      const page = await open(await play('/pages/balance/index', token), look);
      const balance = screen(page, 'pages/balance/index');
      await balance.getByText(/^(消费|Order)$/).waitFor();
      await balance.getByText(/^(本金 ¥|Paid in ¥).*50\.00$/).waitFor();
      await picture(page, `balance-${name}`);
      await page.close();
    }
  }, 120_000);

  test('an amount of the shop’s is chosen, or one’s own within its ends', async () => {
    const [, token] = await holderWithToken();

    for (const [name, look] of LOOKS) {
      const page = await open(await play('/pages/top-up/index', token), look);
      const topUp = screen(page, 'pages/top-up/index');
      await topUp.getByText(/^(支付|Pay) ¥100\.00$/).waitFor();
      await topUp
        .getByText(/^500\.01$|500\.01/)
        .first()
        .click();
      await topUp.getByText(/^(支付|Pay) ¥500\.01$/).waitFor();
      await topUp.locator('input').fill('88.8');
      await topUp.getByText(/^(支付|Pay) ¥88\.80$/).waitFor();
      await topUp.locator('input').fill('3000');
      await topUp.getByText(/^(请选择充值金额|Choose an amount)$/).waitFor();
      await topUp.locator('input').fill('');
      await topUp.getByText(/送 10 元|10 yuan on top/).click();
      await picture(page, `top-up-${name}`);
      await page.close();
    }
  }, 120_000);

  test('a code is redeemed, a wrong one is told, and a bought card is handed on', async () => {
    const [holder, token] = await holderWithToken();
    const code = await issuedCode();
    const headers = { 'idempotency-key': newId<string>() };
    const order = await holder.client.call(buyGiftCard, { params: scene.params, headers, body: { faceFen: 10_000 } });
    await scene.pay(holder, order.orderId);

    const page = await open(await play('/pages/gift-cards/index', token));
    const cards = screen(page, 'pages/gift-cards/index');
    await cards.locator('input').fill('AAAA-AAAA-AAAA-AAAA');
    await cards.getByText('兑换', { exact: true }).click();
    await page
      .getByText(/没有这个卡密/)
      .first()
      .waitFor();
    await cards.getByText('送给朋友', { exact: true }).click();
    await cards.getByText(/^([2-9A-HJ-NP-Z]{4}-){3}[2-9A-HJ-NP-Z]{4}$/).waitFor();
    await picture(page, 'gift-cards-zh');
    await cards.locator('input').fill(code.toLowerCase());
    await cards.getByText('兑换', { exact: true }).click();
    await screen(page, 'pages/balance/index').getByText('礼品卡兑换').waitFor();
    expect(await scene.has(holder)).toEqual([20_000, 0]);
    await page.close();

    for (const [name, look] of LOOKS.slice(1)) {
      const again = await open(await play(`/pages/gift-cards/index?code=${encodeURIComponent(code)}`, token), look);
      await screen(again, 'pages/gift-cards/index').getByText(/¥100/).first().waitFor();
      await picture(again, `gift-cards-${name}`);
      await again.close();
    }
  }, 120_000);

  async function holderWithToken(): Promise<[Holder, string]> {
    const { world, shop } = scene.paying;
    const token = await world.token(shop);
    const [row] = await scene.rows<{ id: string }>('select id from shopper order by id desc limit 1');
    return [{ client: world.client().with({ authorization: `Bearer ${token}` }), shopperId: row?.id ?? '' }, token];
  }

  async function issuedCode(): Promise<string> {
    const { world, shop } = scene.paying;
    const draft = {
      title: '中秋礼品卡',
      faceFen: 20_000,
      cards: 1,
      startsAt: '2026-01-01T00:00:00Z',
      endsAt: '2036-01-01T00:00:00Z',
    };
    const { codes } = await new GiftCardAdmin(world.tenants).issue(shop.tenantId, newId(), draft, author);
    return codes?.[0] ?? '';
  }

  /** The shopper's own page, a tab. */
  async function openMe(of: TestShop, token: string): Promise<Page> {
    const page = await open(await play(null, token, of));
    await page.locator('.tab').getByText('我的', { exact: true }).click();
    return page;
  }

  async function play(target: string | null, token: string, of = scene.paying.shop): Promise<string> {
    const runtimeUrl = scene.paying.world.url;
    const folder = await playPages({ template: 'retail', appId: of.appId, runtimeUrl, token }, target);
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
