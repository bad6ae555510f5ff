import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Broadcast } from '#kernel/broadcast/broadcast.js';
import { projectRoot } from '#kernel/config/project-root.js';
import { newId } from '#kernel/identity/ids.js';
import { describeInBrowser, openBrowser, type TestBrowser } from '#testing/browser.js';
import type { PlayedFolder } from '#testing/played-folder.js';
import { RuntimeWorld, type TestShop } from '../../services/runtime/test/runtime-world.js';
import { playPages, screen } from './played-pages.fixture.js';

const PICTURES = path.join(projectRoot(), '.data', 'catalogue-pages');

describeInBrowser('search and product, played', () => {
  let world: RuntimeWorld;
  let shop: TestShop;
  let browser: TestBrowser;
  let productId = '';
  const played: PlayedFolder[] = [];

  beforeAll(async () => {
    mkdirSync(PICTURES, { recursive: true });
    world = await RuntimeWorld.start();
    shop = await world.shop();
    const [brand] = [newId()];
    await world.rows(
      shop,
      `insert into brand (tenant_id, id, name, name_en) values ($1, $2, '岭上茶', 'Ridge Tea') returning id`,
      [shop.tenantId, brand],
    );
    const [product] = await world.rows<{ id: string }>(
      shop,
      `update product set title_en = 'Pre-Qingming Longjing', brand_id = $1, attributes = $2 where handle = 'longjing-mingqian' returning id`,
      [
        brand,
        JSON.stringify([
          { name: '产地', value: '杭州西湖', nameEn: 'Origin', valueEn: 'West Lake, Hangzhou' },
          { name: '采摘', value: '清明前', nameEn: 'Picked', valueEn: 'before Qingming' },
        ]),
      ],
    );
    productId = product?.id ?? '';
    await world.rows(
      shop,
      `insert into display_currency (tenant_id, code, position, digits, numerator, denominator) values ($1, 'USD', 1, 2, 14, 100) returning code`,
      [shop.tenantId],
    );
    await world.app.get(Broadcast).publish('catalogue', shop.tenantId);
    browser = await openBrowser({ deviceScaleFactor: 2 });
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    for (const folder of played) await folder.stop();
    await world.stop();
  });

  async function open(url: string, look: Readonly<Record<string, string>> = {}) {
    const token = await world.token(shop);
    const folder = await playPages({ template: 'retail', appId: shop.appId, runtimeUrl: world.url, token }, url);
    played.push(folder);
    const page = await (await browser.anotherPerson()).newPage();
    await page.goto(`${folder.url}?${new URLSearchParams({ language: 'zh', ...look }).toString()}`);
    return page;
  }
  const picture = (page: Awaited<ReturnType<typeof open>>, name: string) =>
    page.screenshot({ path: path.join(PICTURES, `${name}.png`) });

  test('somebody types, takes a suggestion, and narrows what was found', async () => {
    const page = await open('/pages/search/index');
    const front = screen(page, 'pages/search/index');
    await front.locator('input').fill('龙');
    await front.getByText('明前龙井', { exact: true }).waitFor();
    await picture(page, '1-suggestions');

    await front.locator('input').fill('茶');
    await front.getByText('搜索', { exact: true }).click();
    await front.getByText(/共 \d+ 件/).waitFor();
    await picture(page, '2-found');
    await front.getByText('价格高到低', { exact: true }).click();
    await front.getByText('只看有货', { exact: true }).click();
    await front.getByText(/共 \d+ 件/).waitFor();
    await page.close();
  }, 120_000);

  test('a product shows brand, facts and what it comes to in other money', async () => {
    const page = await open(`/pages/product/index?productId=${productId}`);
    const front = screen(page, 'pages/product/index');
    await front.getByText('岭上茶', { exact: true }).waitFor();
    await front.getByText('≈ US$17.92').waitFor();
    await picture(page, '3-product');
    await front.getByText('杭州西湖', { exact: true }).scrollIntoViewIfNeeded();
    await picture(page, '4-facts');
    await page.close();
  }, 120_000);

  test('in English and in the dark', async () => {
    const look = { language: 'en', theme: 'dark' };
    const page = await open('/pages/search/index?q=longjin', look);
    const front = screen(page, 'pages/search/index');
    await front.getByText('Pre-Qingming Longjing', { exact: true }).first().waitFor();
    await picture(page, '5-similar-en-dark');
    await page.close();
    const product = await open(`/pages/product/index?productId=${productId}`, look);
    const detail = screen(product, 'pages/product/index');
    await detail.getByText('Ridge Tea', { exact: true }).waitFor();
    await detail.getByText('West Lake, Hangzhou').scrollIntoViewIfNeeded();
    await picture(product, '6-facts-en-dark');
    await product.close();
  }, 120_000);
});
