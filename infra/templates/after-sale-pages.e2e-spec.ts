import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ReviewAdmin } from '#commerce/reviews/review-admin.js';
import { projectRoot } from '#kernel/config/project-root.js';
import type { ApiClient } from '#kernel/http/client.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { AfterSaleScene } from '../../services/runtime/test/after-sale-scene.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'after-sale-pages');
const LOOKS = [
  ['zh', {}],
  ['en-dark', { language: 'en', theme: 'dark' }],
  ['large', { font: '1.4' }],
] as const;

describeInBrowser('reviews, invoices and receipts, played', () => {
  let scene: AfterSaleScene;
  let browser: TestBrowser;
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    scene = await AfterSaleScene.open();
    scene.reset();
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await scene.world.stop();
  });

  test('what was received is reviewed, and read on the page of its goods', async () => {
    const [client, token] = await shopper();
    const { orderId } = await scene.bought(client, { quantities: [1] });
    const form = await open(await play(`/pages/review/index?id=${orderId}`, token));
    const review = screen(form, 'pages/review/index');
    await review.locator('.star--choice').nth(3).click();
    await review.locator('textarea').fill('茶汤清亮，回甘很久。\n包装也好 🍵');
    await review.getByText('匿名评价').click();
    await picture(form, 'review-form-zh');
    await review.getByText('发布评价').click();
    await review.getByText('已展示').waitFor();
    await picture(form, 'review-written-zh');
    await form.close();

    const [written] = (await scene.reviewsOf(client, orderId)).lines;
    expect(written?.review).toMatchObject({ stars: 4, anonymous: true, state: 'shown' });
    const by = { actor: { kind: 'system', name: 'test' } as const, requestId: 'r' };
    await new ReviewAdmin(scene.world.tenants).reply(
      scene.tenantId,
      written?.review?.id ?? '',
      '谢谢喜欢，欢迎再来',
      by,
    );
    for (const [name, look] of LOOKS) {
      const page = await open(await play(`/pages/product/index?productId=${scene.goods[0]?.productId}`, token), look);
      const words = screen(page, 'pages/product/index').getByText('茶汤清亮', { exact: false });
      await words.scrollIntoViewIfNeeded();
      await picture(page, `product-reviews-${name}`);
      await page.close();
    }
  }, 120_000);

  test('an invoice is asked for, a wrong tax number is told, and the receipt is shown', async () => {
    const [client, token] = await shopper();
    const { orderId } = await scene.bought(client, { discountFen: 300 });
    const page = await open(await play(`/pages/invoice/index?id=${orderId}`, token));
    const invoice = screen(page, 'pages/invoice/index');
    await invoice.getByText('企业', { exact: true }).click();
    await invoice.locator('input').nth(0).fill('云上茶舍（福州）有限公司');
    await invoice.locator('input').nth(1).fill('91350100M000100Y44');
    await invoice.getByText('提交申请').click();
    await page
      .getByText(/税号|统一社会信用代码|发票信息/)
      .first()
      .waitFor();
    await picture(page, 'invoice-form-zh');
    await invoice.locator('input').nth(1).fill('91350100M000100Y43');
    await invoice.getByText('提交申请').click();
    await invoice.getByText('等待商家开具', { exact: true }).waitFor();
    await page.close();

    for (const [name, look] of LOOKS) {
      const asked = await open(await play(`/pages/invoice/index?id=${orderId}`, token), look);
      await screen(asked, 'pages/invoice/index').getByText('91350100M000100Y43').waitFor();
      await picture(asked, `invoice-asked-${name}`);
      await asked.close();
      const receipt = await open(await play(`/pages/receipt/index?id=${orderId}`, token), look);
      await screen(receipt, 'pages/receipt/index').getByText('¥32.00').first().waitFor();
      await picture(receipt, `receipt-${name}`);
      await receipt.close();
      const form = await open(await play(`/pages/review/index?id=${orderId}`, token), look);
      await screen(form, 'pages/review/index').locator('textarea').waitFor();
      await picture(form, `review-${name}`);
      await form.close();
    }
    const order = await open(await play(`/pages/order/index?id=${orderId}`, token));
    await screen(order, 'pages/order/index').getByText('小票', { exact: true }).click();
    await screen(order, 'pages/receipt/index').getByText('¥32.00').first().waitFor();
    await order.close();
  }, 120_000);

  async function shopper(): Promise<[ApiClient, string]> {
    const token = await scene.world.token(scene.shop);
    return [scene.world.client().with({ authorization: `Bearer ${token}` }), token];
  }

  async function play(target: string, token: string): Promise<string> {
    const folder = await playPages(
      { template: 'retail', appId: scene.shop.appId, runtimeUrl: scene.world.url, token },
      target,
    );
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
